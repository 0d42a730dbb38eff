/** `batchlab autoscale backtest`: several formulas on one load. Every formula meets the same tasks with the same durations. */
import { basename, resolve } from 'node:path';
import { compileFormula, FormulaError } from '../../autoscale/index.ts';
import type { PoolSpec, Scenario } from '../../batch/model.ts';
import { HOUR } from '../../kernel/clock.ts';
import type { Summary } from '../../metrics/summary.ts';
import { loadScenario } from '../../scenario/load.ts';
import { formatLocated } from '../../scenario/located.ts';
import { Run } from '../../simulate.ts';
import type { TransitionSink } from '../../trace/vocabulary.ts';
import { diskReader } from '../disk-reader.ts';
import { EXIT, type ExitStatus, Refusal } from '../exit.ts';
import { loadFile } from '../scenario-files.ts';
import { complain, say } from '../terminal.ts';
import { complainOf, type FormulaFile, readFormula } from './autoscale-formula-file.ts';

export interface BacktestOptions {
  readonly load: string;
  readonly pool?: string;
  /** ms */
  readonly interval: number;
  readonly vmSize: string;
  readonly seed?: string;
  readonly json?: boolean;
}

/** The figures of one formula; null where the run gives none. */
export interface Backtest {
  readonly formula: string;
  readonly makespanSeconds: number | null;
  readonly waitP95Seconds: number | null;
  readonly nodeHours: number;
  /** idle part of the slots' time */
  readonly idleShare: number | null;
  readonly cost: number | null;
  readonly resizes: number;
  /** tasks stopped in the middle because the pool gave up their nodes */
  readonly tasksKilled: number;
  readonly tasksLeft: number;
  readonly failedEvaluations: number;
}

const STEPS = 1_000_000;

export function backtestCommand(files: readonly string[], options: BacktestOptions): ExitStatus {
  const formulas = files.map(readFormula);
  if (!formulas.map(canBeRead).every(Boolean)) return EXIT.refused;
  const load = readLoad(options);
  if (load === null) return EXIT.refused;
  const pool = followingPool(load, options.pool);
  const results = formulas.map(({ name, text }) =>
    backtest(withFormula(load, pool, text, options.interval), pool.id, name),
  );
  if (options.json === true) say(JSON.stringify(results, null, 2));
  else say(tableOf(results));
  return EXIT.done;
}

function canBeRead(file: FormulaFile): boolean {
  try {
    compileFormula(file.text);
    return true;
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    complainOf(file, error.problems);
    return false;
  }
}

/** The scenario that is the load, or one made around a list of tasks; null after complaints. */
function readLoad({ load, seed, vmSize }: BacktestOptions): Scenario | null {
  const given = seed === undefined ? {} : { seed };
  if (!/\.(csv|ndjson)$/i.test(load)) return loadFile(load, { set: [], ...given }).scenario;
  const wrapper = `${resolve(load)}.backtest.yaml`;
  const text = `
name: backtest
pools: [ { id: pool, vmSize: ${JSON.stringify(vmSize)}, cloudServiceConfiguration: { osFamily: "5" }, targetDedicatedNodes: 0 } ]
jobs: [ { id: load, poolInfo: { poolId: pool } } ]
tasks: [ { jobId: load, file: ${JSON.stringify(basename(load))}, task: { commandLine: load } } ]
programs: [ { match: "*", duration: PT1M } ]
`;
  const reader = {
    read: (path: string, most: number) => (path === wrapper ? text : diskReader.read(path, most)),
    resolve: (_from: string, ref: string) => diskReader.resolve(load, ref),
  };
  const loaded = loadScenario(wrapper, reader, { allowOutside: true, ...given });
  if (loaded.ok) return loaded.scenario;
  for (const error of loaded.errors) complain(formatLocated(error));
  return null;
}

function followingPool({ pools }: Scenario, wanted: string | undefined): PoolSpec {
  const named = pools.filter(({ id }) => wanted === undefined || id.toLowerCase() === wanted.toLowerCase());
  if (named.length === 1) return named[0];
  const ids = pools.map(({ id }) => id).join(', ');
  throw new Refusal(
    named.length === 0
      ? `error: --pool: the load has the pools ${ids}`
      : `error: --pool is needed: the load has the pools ${ids}`,
  );
}

/** The same scenario with its pool following a formula. */
function withFormula(scenario: Scenario, pool: PoolSpec, text: string, interval: number): Scenario {
  const following: PoolSpec = {
    ...pool,
    enableAutoScale: true,
    autoScaleFormula: text,
    autoScaleEvaluationInterval: interval,
    targetDedicatedNodes: 0,
    targetLowPriorityNodes: 0,
  };
  return { ...scenario, pools: scenario.pools.map((one) => (one === pool ? following : one)) };
}

function backtest(scenario: Scenario, poolId: string, formula: string): Backtest {
  const counts = { resizes: 0, killed: 0, failed: 0 };
  const run = new Run(scenario, { listen: () => counting(counts) });
  while (run.advance(STEPS));
  const summary = run.fold.summary({ eventsSha256: null, transitionsSha256: null });
  const pool = summary.pools[poolId];
  const { busy, preparing, idle } = pool.slotSeconds;
  return {
    formula,
    makespanSeconds: summary.makespanSeconds,
    waitP95Seconds: summary.tasks.waitSeconds.p95,
    nodeHours: nodeSeconds(pool) / (HOUR / 1000),
    idleShare: busy + preparing + idle === 0 ? null : idle / (busy + preparing + idle),
    cost: pool.cost?.total ?? null,
    resizes: counts.resizes,
    tasksKilled: counts.killed,
    tasksLeft: summary.tasks.active + summary.tasks.preparing + summary.tasks.running,
    failedEvaluations: counts.failed,
  };
}

function counting(counts: { resizes: number; killed: number; failed: number }): TransitionSink {
  return {
    line: (line) => {
      if (line.entity === 'allocation' && line.reason === 'autoscaled') counts.resizes++;
      if (line.entity === 'autoscale' && line.to === 'failed') counts.failed++;
    },
    node: () => {},
    task: ({ reason }) => {
      if (reason === 'requeuedByResize' || reason === 'terminatedWithNode') counts.killed++;
    },
  };
}

/** All time that nodes were in the pool, preempted time excepted. */
function nodeSeconds({ nodeSeconds: { dedicated, lowPriority } }: Summary['pools'][string]): number {
  let sum = 0;
  for (const states of [dedicated, lowPriority]) {
    for (const [state, seconds] of Object.entries(states)) if (state !== 'preempted') sum += seconds;
  }
  return sum;
}

function tableOf(results: readonly Backtest[]): string {
  const minutes = (seconds: number | null) => (seconds === null ? '-' : `${(seconds / 60).toFixed(1)} min`);
  const row = (title: string, cell: (result: Backtest) => string) => [title, ...results.map(cell)];
  return columns([
    row('', ({ formula }) => formula),
    row('done after', ({ makespanSeconds }) => minutes(makespanSeconds)),
    row('95 % waited at most', ({ waitP95Seconds }) => minutes(waitP95Seconds)),
    row('node-hours', ({ nodeHours }) => nodeHours.toFixed(2)),
    row('slots idle', ({ idleShare }) => (idleShare === null ? '-' : `${(idleShare * 100).toFixed(0)} %`)),
    row('cost', ({ cost }) => (cost === null ? 'no prices' : cost.toFixed(2))),
    row('resizes', ({ resizes }) => String(resizes)),
    row('tasks killed by shrinking', ({ tasksKilled }) => String(tasksKilled)),
    row('tasks left undone', ({ tasksLeft }) => String(tasksLeft)),
    row('failed evaluations', ({ failedEvaluations }) => String(failedEvaluations)),
  ]);
}

/** The first column flush left, the others flush right. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]);
  return rows.map((row) => row.map(pad).join('   ').trimEnd()).join('\n');
}
