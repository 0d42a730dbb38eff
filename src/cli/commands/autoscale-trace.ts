/** `batchlab autoscale trace`: every evaluation of a simulated run, with what it read, what it computed and what came of it. */
import { METRICS, type PlainValue } from '../../autoscale/index.ts';
import type { PoolEvaluation } from '../../engine/world.ts';
import { formatClock } from '../../kernel/clock.ts';
import { Run } from '../../simulate.ts';
import type { AllocationLine, TransitionSink } from '../../trace/vocabulary.ts';
import { EXIT, type ExitStatus, Refusal } from '../exit.ts';
import { loadFile } from '../scenario-files.ts';
import { say } from '../terminal.ts';

export interface TraceOptions {
  readonly pool?: string;
  readonly set: readonly string[];
  readonly seed?: string;
  readonly json?: boolean;
}

/** What is shown of one evaluation. */
interface Row {
  readonly poolId: string;
  /** seconds */
  readonly at: number;
  /** the metrics that the formula names: how many samples could be read, and the newest */
  readonly samples: Readonly<Record<string, { readonly count: number; readonly newest: number | null }>>;
  readonly variables: Readonly<Record<string, PlainValue>>;
  readonly results: string;
  readonly error?: string;
  readonly targets: { readonly before: readonly number[]; readonly after: readonly number[] };
  readonly nodeDeallocationOption: string;
  /** what the pool's allocation did until the next evaluation */
  readonly then: {
    readonly at: number;
    readonly state: string | null;
    readonly nodes: readonly number[];
    readonly errors: readonly string[];
  }[];
}

const STEPS = 1_000_000;

export function traceCommand(file: string, options: TraceOptions): ExitStatus {
  const { scenario } = loadFile(file, options);
  if (scenario === null) return EXIT.refused;
  const rows: Row[] = [];
  const latest = new Map<string, Row>();
  const run = new Run(scenario, {
    onEvaluation: (evaluation) => {
      const row = rowOf(evaluation);
      latest.set(row.poolId, row);
      if (isWanted(row.poolId, options.pool)) rows.push(row);
    },
    listen: () => allocations((line) => latest.get(line.poolId)?.then.push(thenOf(line))),
  });
  while (run.advance(STEPS));
  if (rows.length === 0) throw new Refusal(`error: ${file}: ${nothingToShow(options.pool)}`);
  if (options.json === true) say(JSON.stringify(rows, null, 2));
  else for (const row of rows) say(textOf(row));
  return EXIT.done;
}

function isWanted(poolId: string, wanted: string | undefined): boolean {
  return wanted === undefined || poolId.toLowerCase() === wanted.toLowerCase();
}

function nothingToShow(pool: string | undefined): string {
  return pool === undefined ? 'no pool of this scenario follows a formula' : `no pool '${pool}' follows a formula`;
}

function rowOf({ at, poolId, formula, targets, run, samples }: PoolEvaluation): Row {
  const named = [...METRICS].filter(([name]) => new RegExp(`\\${name}(?!\\w)`).test(formula));
  return {
    poolId,
    at: at / 1000,
    samples: Object.fromEntries(
      named.map(([name, metric]) => [
        name,
        { count: samples.count(metric.samples), newest: samples.newest(metric.samples, 1)[0] ?? null },
      ]),
    ),
    variables: { ...run.variables },
    results: run.results,
    ...(run.error === undefined
      ? {}
      : { error: [run.error.code, ...(run.error.values ?? []).map(({ value }) => value)].join(': ') }),
    targets: { before: targets, after: [run.targetDedicatedNodes, run.targetLowPriorityNodes] },
    nodeDeallocationOption: run.nodeDeallocationOption,
    then: [],
  };
}

/** A listener that hears allocation lines only. */
function allocations(hear: (line: AllocationLine) => void): TransitionSink {
  return {
    line: (line) => {
      if (line.entity === 'allocation') hear(line);
    },
    node: () => {},
    task: () => {},
  };
}

function thenOf(line: AllocationLine): Row['then'][number] {
  return {
    at: line.at / 1000,
    state: line.to,
    nodes: [line.currentDedicatedNodes, line.currentLowPriorityNodes],
    errors: (line.resizeErrors ?? []).map(({ code }) => code),
  };
}

function textOf(row: Row): string {
  const clock = (seconds: number) => formatClock(seconds * 1000);
  const samples = Object.entries(row.samples).map(
    ([name, { count, newest }]) => `${name} ${count === 0 ? 'no sample' : `${newest} (newest of ${count})`}`,
  );
  const values = Object.entries(row.variables).map(([name, value]) => `${name} = ${valueText(value)}`);
  const then = row.then.map(({ at, state, nodes, errors }) =>
    [`${clock(at)} ${state ?? 'gone'}`, `${nodes[0]} + ${nodes[1]} nodes`, ...errors].join(', '),
  );
  return [
    `${clock(row.at)}  ${row.poolId}  ${row.error === undefined ? targetsText(row) : `failed: ${row.error}`}`,
    ...block('read', samples),
    ...block('values', values),
    ...block('then', then),
  ].join('\n');
}

function targetsText({ targets: { before, after }, nodeDeallocationOption }: Row): string {
  const change = (index: 0 | 1, noun: string) =>
    before[index] === after[index] ? `${after[index]} ${noun}` : `${before[index]} -> ${after[index]} ${noun}`;
  const isLess = after[0] < before[0] || after[1] < before[1];
  return `target ${change(0, 'dedicated')}, ${change(1, 'low-priority')}${isLess ? `, by ${nodeDeallocationOption}` : ''}`;
}

function block(title: string, lines: readonly string[]): string[] {
  return lines.map((line, place) => `    ${(place === 0 ? title : '').padEnd(8)}${line}`);
}

function valueText(value: PlainValue): string {
  const text = Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
  return text.length <= 100 ? text : `${text.slice(0, 97)}...`;
}
