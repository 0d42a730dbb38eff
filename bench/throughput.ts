/**
 * How fast tasks go through the engine, summary included and event log not: CPU time as a ratio to that of the bare loop (bare.ts),
 * both measured in this process by turns. The summary must agree with the bare loop on makespan and busy time.
 *
 * Workload M: every task takes one minute, all at time zero. Workload A: all at time zero, durations from a linear congruential
 * sequence x' = (1103515245 x + 12345) mod 2^31, 60 + (x >> 8) mod 3541 units. Workload B: those of A in a Poisson stream that keeps
 * 90 % of the slots busy. A unit is a second, or shorter where the last task would come to its end of life (seven days, L-373) waiting.
 *
 *     npx tsx bench/throughput.ts [tasks] [M|A|B] [rounds] [nodes] [jobs] [limit]
 *
 * Fails when the ratio is above the limit.
 */
import { pathToFileURL } from 'node:url';
import type { Scenario, TaskEntry } from '../src/batch/model.ts';
import { stream } from '../src/kernel/random.ts';
import type { Summary } from '../src/metrics/summary.ts';
import { compileScenario } from '../src/scenario/compile.ts';
import { Run } from '../src/simulate.ts';
import { type BareRun, bareLoop, type Load } from './bare.ts';
import { cpuTime, median } from './timing.ts';

export const SLOTS_PER_NODE = 4;
export type Workload = 'M' | 'A' | 'B';

export interface Measured {
  readonly workload: Workload;
  readonly tasks: number;
  readonly nodes: number;
  readonly jobs: number;
  /** medians of the rounds: CPU nanoseconds per task, the first round (a cold engine) left out when there are others */
  readonly bare: number;
  readonly batchlab: number;
  readonly ratio: number;
  readonly summary: Summary;
}

export interface Size {
  readonly workload: Workload;
  readonly tasks: number;
  readonly nodes?: number;
  /** the tasks go to so many jobs in turn, at priorities from -1000 up and round again */
  readonly jobs?: number;
  readonly rounds?: number;
}

/** Measures one workload; throws when the summary and the bare loop disagree. */
export function measure({ workload, tasks, nodes = 1000, jobs = 1, rounds = 5 }: Size): Measured {
  const load = loadOf(workload, tasks, nodes);
  const compiled = scenario(load, jobs);
  const bare: number[] = [];
  const batchlab: number[] = [];
  let summary: Summary | undefined;
  for (let round = 0; round < rounds; round++) {
    let expected: BareRun | undefined;
    bare.push(cpuTime(() => (expected = bareLoop(load))));
    batchlab.push(cpuTime(() => (summary = simulate(compiled))));
    check(summary!, expected!, tasks, jobs === 1);
  }
  const perTask = (times: number[]) => (median(times) * 1000) / tasks;
  return {
    workload,
    tasks,
    nodes,
    jobs,
    bare: perTask(bare),
    batchlab: perTask(batchlab),
    ratio: median(batchlab) / median(bare),
    summary: summary!,
  };
}

function simulate(compiled: Scenario): Summary {
  const run = new Run(compiled, { maxEvents: Infinity });
  while (run.advance(1_000_000));
  return run.fold.summary({ eventsSha256: null, transitionsSha256: null });
}

/** Several jobs are served by priority, which the bare loop does not know: the makespan may then be another. */
function check(summary: Summary, bare: BareRun, tasks: number, inOrder: boolean): void {
  const found = [summary.pools.p.slotSeconds.busy, summary.tasks.succeeded, inOrder && summary.makespanSeconds];
  const expected = [bare.busy / 1000, tasks, inOrder && bare.makespan / 1000];
  if (String(found) === String(expected)) return;
  throw new Error(`busy time, completed tasks and makespan are ${found}, not ${expected}`);
}

// ---------------------------------------------------------------- workloads

export function loadOf(workload: Workload, tasks: number, nodes: number): Load {
  const duration = new Float64Array(tasks).fill(60_000);
  const at = new Float64Array(tasks);
  const unit = tasks * 1830 > 600_000 * nodes * SLOTS_PER_NODE ? 100 : 1000;
  if (workload !== 'M') {
    let x = 1;
    for (let task = 0; task < tasks; task++) {
      x = (Math.imul(x, 1103515245) + 12345) & 0x7fffffff;
      duration[task] = (60 + ((x >> 8) % 3541)) * unit;
    }
  }
  if (workload === 'B') {
    const gap = (1830 * unit) / (0.9 * nodes * SLOTS_PER_NODE);
    const draws = stream('1', 'bench');
    let now = 0;
    for (let task = 0; task < tasks; task++) {
      now += -gap * Math.log(1 - draws.next());
      at[task] = Math.round(now);
    }
  }
  return { nodes, slotsPerNode: SLOTS_PER_NODE, at, duration };
}

const PRIORITIES = 2001; // L-179

/** A scenario of one pool that is there from the start, and the load's tasks in so many jobs. */
export function scenario(load: Load, jobs = 1): Scenario {
  const tasks = load.at.length;
  const isUniform = load.duration.every((duration) => duration === 60_000) && load.at.every((at) => at === 0);
  const share = Math.ceil(tasks / jobs);
  const compiled = compileScenario({
    name: 'throughput',
    cloud: { nodes: { allocate: 'PT0S', create: 'PT0S', start: 'PT0S' } },
    pools: [
      {
        id: 'p',
        vmSize: 'STANDARD_D2_V2',
        cloudServiceConfiguration: { osFamily: '5' },
        targetDedicatedNodes: load.nodes,
        maxTasksPerNode: load.slotsPerNode,
      },
    ],
    jobs: Array.from({ length: jobs }, (_, job) => ({
      id: `j${job}`,
      poolInfo: { poolId: 'p' },
      priority: jobs === 1 ? 0 : (job % PRIORITIES) - 1000,
    })),
    tasks: Array.from({ length: jobs }, (_, job) => ({
      jobId: `j${job}`,
      count: Math.min(share, tasks - job * share),
      task: { id: 't{n}', commandLine: 'work' },
    })),
    programs: [{ match: 'work', duration: 'PT1M' }],
  });
  if (!compiled.ok) throw new Error(compiled.issues.map((issue) => issue.message).join('\n'));
  return isUniform ? compiled.value : { ...compiled.value, tasks: compiled.value.tasks.map(rowsOf) };

  /** the tasks of one job as rows of a task list */
  function rowsOf(entry: TaskEntry, job: number): TaskEntry {
    const from = job * share;
    const at = load.at.slice(from, from + entry.count);
    const duration = load.duration.slice(from, from + entry.count);
    return { ...entry, rows: { id: null, at, duration, exitCode: new Float64Array(entry.count) } };
  }
}

export function describe({ workload, tasks, nodes, jobs, bare, batchlab, ratio }: Measured): string {
  const size = `${workload}: ${tasks} tasks in ${jobs} ${jobs === 1 ? 'job' : 'jobs'} on ${nodes} nodes`;
  return `${size}: bare ${bare.toFixed(0)} ns, batchlab ${batchlab.toFixed(0)} ns per task, ratio ${ratio.toFixed(2)}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [tasks = '1000000', workload = 'M', rounds = '5', nodes = '1000', jobs = '1', limit = 'Infinity'] =
    process.argv.slice(2);
  const size = { workload: workload as Workload, tasks: Number(tasks), rounds: Number(rounds), nodes: Number(nodes) };
  const measured = measure({ ...size, jobs: Number(jobs) });
  console.log(`${describe(measured)}, rss ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
  if (measured.ratio > Number(limit)) throw new Error(`the ratio is ${measured.ratio}, above ${limit}`);
}
