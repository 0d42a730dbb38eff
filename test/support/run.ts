/**
 * Runs a scenario and answers questions about its event log, for tests that read like the manual.
 *
 *   const log = run(`
 *     pools: [${POOL}]
 *     …`);
 *   expect(log.states('task j/t1')).toEqual([[0, 'active'], [60, 'running'], [120, 'completed']]);
 */

import type { Summary } from '../../src/metrics/summary.ts';
import { simulate } from '../../src/simulate.ts';

export interface LogLine {
  readonly seq: number;
  /** milliseconds */
  readonly at: number;
  readonly entity: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string;
  readonly cause: number | null;
  readonly [detail: string]: unknown;
}

const IDS: Readonly<Record<string, readonly string[]>> = {
  pool: ['poolId'],
  allocation: ['poolId'],
  autoscale: ['poolId'],
  node: ['poolId', 'nodeId'],
  startTask: ['poolId', 'nodeId'],
  jobSchedule: ['jobScheduleId'],
  job: ['jobId'],
  jobPreparation: ['jobId', 'poolId', 'nodeId'],
  jobRelease: ['jobId', 'poolId', 'nodeId'],
  task: ['jobId', 'taskId'],
};

export class RunLog {
  readonly lines: readonly LogLine[];
  readonly summary: Summary;
  readonly warnings: readonly string[];

  constructor(lines: readonly LogLine[], summary: Summary, warnings: readonly string[]) {
    this.lines = lines;
    this.summary = summary;
    this.warnings = warnings;
  }

  /** The lines of one entity, named as `task j/t1`, `node p/tvm-1`, `job j`, `jobPreparation j/p/tvm-1`, `request`, `run`. */
  of(name: string): readonly LogLine[] {
    const [entity, ids = ''] = name.split(' ');
    const parts = ids.split('/');
    return this.lines.filter(
      (line) => line.entity === entity && (IDS[entity] ?? []).every((key, place) => line[key] === parts[place]),
    );
  }

  /** [seconds, state] of every line of the entity. */
  states(name: string): [number, string | null][] {
    return this.of(name).map((line) => [line.at / 1000, line.to]);
  }

  /** As `states`, but of several lines at one instant the last counts, and repeated states merge. */
  settled(name: string): [number, string | null][] {
    const states = this.states(name);
    return states
      .filter(([at], place) => states[place + 1]?.[0] !== at)
      .filter(([, state], place, rest) => place === 0 || rest[place - 1][1] !== state);
  }

  /** The latest value of a detail on any line of the entity; undefined if none has it. */
  latest(name: string, detail: string): unknown {
    return this.of(name).reduce<unknown>((value, line) => (detail in line ? line[detail] : value), undefined);
  }

  /** The last line of the entity. */
  last(name: string): LogLine {
    const line = this.of(name).at(-1);
    if (line === undefined) throw new Error(`the log has no line of ${name}`);
    return line;
  }

  /** [operation, status, code?] of every request. */
  requests(): unknown[][] {
    return this.of('request').map((line) =>
      line.code === undefined ? [line.to, line.status] : [line.to, line.status, line.code],
    );
  }

  /** The ids of the tasks in the order in which they started running, repeated starts included. */
  starts(): string[] {
    return this.lines
      .filter((line) => line.entity === 'task' && line.to === 'running')
      .map((line) => String(line.taskId));
  }
}

/** Runs a scenario: YAML text or an object. Throws a ScenarioError if it is refused. */
export function run(
  scenario: string | object,
  options: { readonly seed?: string; readonly maxEvents?: number } = {},
): RunLog {
  let text = '';
  const { summary, warnings } = simulate(scenario, {
    ...options,
    onLog: (chunk) => {
      text += chunk;
    },
  });
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogLine);
  return new RunLog(
    lines,
    summary,
    warnings.map((warning) => warning.message),
  );
}

/** The image of a Linux pool that can be resized but not reimaged. */
export const IMAGE =
  'virtualMachineConfiguration: { imageReference: { publisher: Canonical, offer: UbuntuServer, sku: "16.04-LTS" }, nodeAgentSKUId: "batch.node.ubuntu 16.04" }';
/** The configuration of a pool whose nodes can be reimaged. */
export const CLOUD_SERVICE = 'cloudServiceConfiguration: { osFamily: "5" }';
/** Nodes are granted after 60 s and ready at once; reboot 120 s, reimage 300 s, leaving 30 s, replacement 300 s. */
export const QUICK_CLOUD =
  'cloud: { nodes: { allocate: PT1M, create: PT0S, start: PT0S, reboot: PT2M, reimage: PT5M, leave: PT30S, replace: PT5M } }';

/** One pool `p` of STANDARD_D2_V2 (2 cores) on Linux; `more` adds fields, e.g. `targetDedicatedNodes: 2`. */
export const pool = (more: string, id = 'p', configuration = IMAGE): string =>
  `{ id: ${id}, vmSize: STANDARD_D2_V2, ${configuration}, ${more} }`;

/** Programs `w30`, `w60`, … that run so many seconds and exit 0, and `f60`, … that exit 1. */
export const PROGRAMS = [
  'programs:',
  ...[1, 10, 30, 45, 60, 90, 120, 300, 600, 1200, 3600].flatMap((seconds) => [
    `  - { match: w${seconds}, duration: PT${seconds}S }`,
    `  - { match: f${seconds}, duration: PT${seconds}S, exitCode: 1 }`,
  ]),
].join('\n');
