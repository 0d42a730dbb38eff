/**
 * How fast tasks go through the engine, as a ratio to a bare loop that makes the same assignments.
 *
 * Workload A: n tasks at time zero on 1,000 nodes of 4 slots, first come first served; durations from a linear congruential sequence
 * x' = (1103515245 x + 12345) mod 2^31, 60 + (x >> 8) mod 3541 seconds. Workload B: the same tasks in a Poisson stream at 90 % load.
 * Workload M: every task takes one minute, all at time zero.
 *
 *   npx tsx bench/throughput.ts [tasks] [A|B|M] [repetitions]
 */
import FlatQueue from 'flatqueue';
import type { Scenario, TaskEntry } from '../src/batch/model.ts';
import { stream } from '../src/kernel/random.ts';
import { compileScenario } from '../src/scenario/compile.ts';
import { Run } from '../src/simulate.ts';

const NODES = 1000;
const SLOTS_PER_NODE = 4;
const SLOTS = NODES * SLOTS_PER_NODE;
export type Workload = 'A' | 'B' | 'M';

/** Durations in ms, n of them. */
export function durations(workload: Workload, n: number): Float64Array {
  const values = new Float64Array(n);
  if (workload === 'M') return values.fill(60_000);
  let x = 1;
  for (let task = 0; task < n; task++) {
    x = (Math.imul(x, 1103515245) + 12345) & 0x7fffffff;
    values[task] = (60 + ((x >> 8) % 3541)) * 1000;
  }
  return values;
}

/** Instants of arrival in ms: zero, or a Poisson stream that keeps 90 % of the slots busy. */
export function arrivals(workload: Workload, n: number): Float64Array {
  const at = new Float64Array(n);
  if (workload !== 'B') return at;
  const mean = (60 + 3540 / 2) * 1000;
  const gap = mean / (0.9 * SLOTS);
  const draws = stream('1', 'bench');
  let now = 0;
  for (let task = 0; task < n; task++) {
    now += -gap * Math.log(1 - draws.next());
    at[task] = Math.round(now);
  }
  return at;
}

export interface Outcome {
  readonly makespan: number;
  readonly busy: number;
  readonly ms: number;
}

/** The bare loop: a heap of slot ends, nothing else. */
export function baseline(at: Float64Array, duration: Float64Array): Outcome {
  const begun = performance.now();
  const queue = new FlatQueue<number>();
  let free = SLOTS;
  let next = 0;
  let waiting = 0;
  let now = 0;
  let busy = 0;
  const n = at.length;
  const start = () => {
    queue.push(waiting, now + duration[waiting]);
    busy += duration[waiting];
    waiting++;
    free--;
  };
  for (;;) {
    while (free > 0 && waiting < next) start();
    const end = queue.length > 0 ? queue.peekValue()! : Infinity;
    const arrival = next < n ? at[next] : Infinity;
    if (end === Infinity && arrival === Infinity) break;
    if (end <= arrival) {
      now = end;
      queue.pop();
      free++;
    } else {
      now = arrival;
      next++;
    }
  }
  return { makespan: now, busy, ms: performance.now() - begun };
}

/** A scenario of one pool that is there from the start, and one job with the tasks of the workload. */
export function scenario(at: Float64Array, duration: Float64Array, more: object = {}): Scenario {
  const compiled = compileScenario({
    name: 'throughput',
    cloud: { nodes: { allocate: 'PT0S', create: 'PT0S', start: 'PT0S' } },
    pools: [
      {
        id: 'p',
        vmSize: 'STANDARD_D2_V2',
        cloudServiceConfiguration: { osFamily: '5' },
        targetDedicatedNodes: NODES,
        maxTasksPerNode: SLOTS_PER_NODE,
      },
    ],
    jobs: [{ id: 'j', poolInfo: { poolId: 'p' } }],
    tasks: [{ jobId: 'j', count: at.length, task: { id: 't{n}', commandLine: 'work' } }],
    programs: [{ match: 'work', duration: 'PT1M' }],
    ...more,
  });
  if (!compiled.ok) throw new Error(compiled.issues.map((issue) => issue.message).join('\n'));
  const [entry, ...others] = compiled.value.tasks;
  const rows = { id: null, at, duration, exitCode: new Float64Array(at.length) };
  const tasks: TaskEntry[] = [{ ...entry, rows }, ...others];
  return { ...compiled.value, tasks };
}

if (process.argv[1]?.endsWith('throughput.ts')) {
  const n = Number(process.argv[2] ?? 1_000_000);
  const workload = (process.argv[3] ?? 'A') as Workload;
  const repetitions = Number(process.argv[4] ?? 3);
  const at = arrivals(workload, n);
  const duration = durations(workload, n);
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const bare = baseline(at, duration);
    const compiled = scenario(at, duration);
    const begun = performance.now();
    const run = new Run(compiled);
    while (run.advance(1_000_000));
    const summary = run.fold.summary({ eventsSha256: null, transitionsSha256: null });
    const ms = performance.now() - begun;
    const rss = process.memoryUsage().rss / 1e6;
    console.log(
      `${workload} ${n} tasks: bare ${bare.ms.toFixed(0)} ms (makespan ${bare.makespan / 1000} s), batchlab ${ms.toFixed(0)} ms (makespan ${summary.makespanSeconds} s, busy ${summary.pools.p.slotSeconds.busy} / ${bare.busy / 1000}), ratio ${(ms / bare.ms).toFixed(2)}, rss ${rss.toFixed(0)} MB`,
    );
  }
}
