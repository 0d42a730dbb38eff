/**
 * What more of everything costs: CPU time for a task in one scenario as a ratio to that in another, in the same process. For many tasks,
 * nodes and jobs both are first divided by the bare loop of their size, which has its own reasons to slow down. Preemptions, and a
 * scenario with a little of everything, are compared with the same tasks without.
 *
 *     npx tsx bench/scale.ts [tasks] [rounds] [slack]
 *
 * Limits hold for full sizes; `slack` multiplies them for small ones, which show what is far out.
 */
import type { Scenario } from '../src/batch/model.ts';
import type { Summary } from '../src/metrics/summary.ts';
import { compileScenario } from '../src/scenario/compile.ts';
import { Run } from '../src/simulate.ts';
import { isProgram, type Result, tell } from './result.ts';
import { loadOf, measure, type Size } from './throughput.ts';
import { byTurns } from './timing.ts';

/** What each may cost. */
const MOST = { tasks: 1.5, nodes: 1.5, jobs: 2, preemption: 2, everything: 1.1 } as const;
const NODES = 1000;
const FEW_TASKS = 100_000;

if (isProgram(import.meta)) {
  const [tasks = '10000000', rounds = '5', slack = '1'] = process.argv.slice(2);
  for (const result of results(Number(tasks), Number(rounds))) {
    tell([{ ...result, ...(result.limit === undefined ? {} : { limit: result.limit * Number(slack) }) }]);
  }
}

function* results(most: number, rounds: number): Generator<Result> {
  const tasks = Math.min(most, 1_000_000);
  const [nodes, jobs] = [tasks / 10, tasks / 100];
  const [base, wide, split] = measureSizes(rounds, [
    { workload: 'A', tasks },
    { workload: 'A', tasks, nodes },
    { workload: 'A', tasks, jobs },
  ]);
  yield {
    what: `workload A, ${tasks} tasks`,
    value: base.batchlab,
    unit: 'ns a task',
    ratio: base.batchlab / base.bare,
    baseline: 'bare loop',
    hash: hashOf(base.summary),
  };
  yield beside(`${tasks} tasks on ${nodes} nodes`, wide, `${NODES} nodes`, base, MOST.nodes);
  // the bare loop knows no jobs: it is the same work
  yield beside(`${tasks} tasks in ${jobs} jobs`, { ...split, bare: base.bare }, 'one job', base, MOST.jobs);
  const [few, many] = measureSizes(rounds, [
    { workload: 'A', tasks: FEW_TASKS },
    { workload: 'A', tasks: most },
  ]);
  yield beside(`${most} tasks`, many, `${FEW_TASKS} tasks`, few, MOST.tasks);
  yield preempted(tasks, rounds);
  yield everything(tasks, rounds);
}

type Measured = Pick<ReturnType<typeof measure>, 'bare' | 'batchlab' | 'summary'>;

/** Each size measured for itself, in an engine that is warm. */
export function measureSizes(rounds: number, sizes: readonly Size[]): readonly Measured[] {
  measure({ workload: 'A', tasks: FEW_TASKS, rounds: 3 });
  return sizes.map((size) => measure({ ...size, rounds }));
}

function beside(what: string, measured: Measured, baseline: string, base: Measured, limit: number): Result {
  const ratio = measured.batchlab / measured.bare / (base.batchlab / base.bare);
  return { what, value: measured.batchlab, unit: 'ns a task', ratio, baseline, limit, hash: hashOf(measured.summary) };
}

/** Low-priority nodes that are taken away so often that a tenth of all attempts fails. */
function preempted(tasks: number, rounds: number): Result {
  // 1830 s a task: 1 - exp(-0.21 * 1830 / 3600) is a tenth
  const often = workloadA(tasks, NODES, { cloud: { preemption: { ratePerNodeHour: 0.21 } } });
  const never = workloadA(tasks, NODES, {});
  const result = versus(`${tasks} tasks, a tenth of attempts preempted`, often, 'none', never, rounds);
  const share = result.summary.tasks.preemptions / (tasks + result.summary.tasks.preemptions);
  if (share < 0.08 || share > 0.12) throw new Error(`${(100 * share).toFixed(1)} % of the attempts failed`);
  return { ...result.told, limit: MOST.preemption };
}

/** One node preempted, one job disabled for a while, one job manager: none of it has a path of its own through the engine. */
function everything(tasks: number, rounds: number): Result {
  const plain = workloadA(tasks, 1, {}, NODES - 1);
  const mixed = workloadA(
    tasks,
    1,
    {
      cloud: { preemption: { trace: [{ at: 'PT1H', poolId: 'p', count: 1 }] } },
      actions: [
        { at: 'PT1H', disableJob: { jobId: 'side', disableTasks: 'requeue' } },
        { at: 'PT2H', enableJob: { jobId: 'side' } },
      ],
      manager: {
        jobManagerTask: { id: 'manager', commandLine: 'manage', runExclusive: false, killJobOnCompletion: false },
      },
    },
    NODES - 1,
  );
  const { told } = versus(`${tasks} tasks and a little of everything`, mixed, 'tasks alone', plain, rounds);
  return { ...told, limit: MOST.everything };
}

function versus(
  what: string,
  scenario: Scenario,
  baseline: string,
  base: Scenario,
  rounds: number,
): { readonly told: Result; readonly summary: Summary } {
  let summary: Summary | undefined;
  const times = byTurns(rounds, { base: () => simulate(base), scenario: () => (summary = simulate(scenario)) });
  const tasks = summary!.tasks.total;
  if (summary!.tasks.succeeded !== tasks) throw new Error(`${what}: not all tasks succeeded`);
  const told = {
    what,
    value: (times.scenario * 1000) / tasks,
    unit: 'ns a task',
    ratio: times.scenario / times.base,
    baseline,
    hash: hashOf(summary!),
  };
  return { told, summary: summary! };
}

function simulate(scenario: Scenario): Summary {
  const run = new Run(scenario, { maxEvents: Infinity });
  while (run.advance(1_000_000));
  return run.fold.summary({ eventsSha256: null, transitionsSha256: null });
}

/** What came out, in figures that no later addition to the summary changes. */
function hashOf({ makespanSeconds, tasks, pools }: Summary): string {
  return [makespanSeconds, tasks.succeeded, tasks.preemptions, pools.p.slotSeconds.busy].join('/');
}

interface Changes {
  readonly cloud?: Readonly<Record<string, unknown>>;
  readonly actions?: readonly unknown[];
  /** added to the second, small job */
  readonly manager?: Readonly<Record<string, unknown>>;
}

/** Workload A on low-priority nodes that are there at once, beside a small job that `changes` may do something to. */
function workloadA(tasks: number, lowPriority: number, { cloud, actions, manager }: Changes, dedicated = 0): Scenario {
  const { at, duration } = loadOf('A', tasks, lowPriority + dedicated);
  const compiled = compileScenario({
    name: 'scale',
    cloud: { nodes: { allocate: 'PT0S', create: 'PT0S', start: 'PT0S', replace: 'PT0S' }, ...cloud },
    pools: [
      {
        id: 'p',
        vmSize: 'STANDARD_D2_V2',
        cloudServiceConfiguration: { osFamily: '5' },
        targetDedicatedNodes: dedicated,
        targetLowPriorityNodes: lowPriority,
        maxTasksPerNode: 4,
      },
    ],
    jobs: [
      { id: 'main', poolInfo: { poolId: 'p' } },
      { id: 'side', poolInfo: { poolId: 'p' }, ...manager },
    ],
    tasks: [
      { jobId: 'main', count: tasks, task: { id: 't{n}', commandLine: 'work' } },
      { jobId: 'side', count: 100, arrival: { every: 'PT2M' }, task: { id: 't{n}', commandLine: 'work' } },
    ],
    programs: [{ match: '*', duration: 'PT10M' }],
    actions: actions ?? [],
  });
  if (!compiled.ok) throw new Error(compiled.issues.map((issue) => issue.message).join('\n'));
  const [main, side] = compiled.value.tasks;
  return {
    ...compiled.value,
    tasks: [{ ...main, rows: { id: null, at, duration, exitCode: new Float64Array(tasks) } }, side],
  };
}
