/**
 * What it costs to follow formulas: many pools that evaluate every five minutes, with a task now and then, as the cost of an evaluation
 * in task starts of the same run's own measure.
 *
 *     npx tsx bench/autoscaled-pools.ts [pools] [days]
 */
import type { Scenario } from '../src/batch/model.ts';
import { compileScenario } from '../src/scenario/compile.ts';
import { Run } from '../src/simulate.ts';
import { tell } from './result.ts';
import { loadOf, scenario as scenarioOf } from './throughput.ts';
import { cpuTime } from './timing.ts';

/** An evaluation over a full history may cost so many task starts. */
const MOST_TASK_STARTS = 25;
/** for the measure of a task start */
const TASKS = 200_000;

const FORMULA = `
startingNumberOfVMs = 1;
maxNumberOfVMs = 25;
pendingTaskSamplePercent = $PendingTasks.GetSamplePercent(180 * TimeInterval_Second);
pendingTaskSamples = pendingTaskSamplePercent < 70 ? startingNumberOfVMs : avg($PendingTasks.GetSample(180 * TimeInterval_Second));
$TargetDedicatedNodes = min(maxNumberOfVMs, pendingTaskSamples);
$NodeDeallocationOption = taskcompletion;`;

const pools = Number(process.argv[2] ?? 1000);
const days = Number(process.argv[3] ?? 30);
const following = measure(scenario(FORMULA));
const idle = measure(scenario(null));
const starts = measureTaskStarts();
if (following.evaluations < pools * days * 287) throw new Error('some evaluations are missing');
const perEvaluation = (following.time - idle.time) / following.evaluations;
tell([
  { what: `task starts, ${TASKS} tasks`, value: starts * 1000, unit: 'ns a task' },
  {
    what: `pools that follow formulas, ${pools} over ${days} days`,
    value: perEvaluation,
    unit: 'µs each',
    ratio: perEvaluation / starts,
    baseline: 'task starts',
    limit: MOST_TASK_STARTS,
    hash: `${following.evaluations}/${following.events}`,
  },
]);

/** Pools that follow the formula, or the same with a fixed size. */
function scenario(formula: string | null): Scenario {
  const ids = Array.from({ length: pools }, (_, pool) => `p${pool + 1}`);
  const compiled = compileScenario({
    name: 'autoscaled-pools',
    end: `P${days}D`,
    pools: ids.map((id) => ({
      id,
      vmSize: 'STANDARD_D2_V2',
      cloudServiceConfiguration: { osFamily: '5' },
      ...(formula === null
        ? { targetDedicatedNodes: 1 }
        : { enableAutoScale: true, autoScaleEvaluationInterval: 'PT5M', autoScaleFormula: formula }),
    })),
    jobs: ids.map((id) => ({ id: `j${id}`, poolInfo: { poolId: id } })),
    tasks: ids.map((id) => ({
      jobId: `j${id}`,
      count: days * 4,
      arrival: { every: 'PT6H' },
      task: { id: 't{n}', commandLine: 'work' },
    })),
    programs: [{ match: 'work', duration: 'PT1H' }],
    // something pending to the end: a quiet pool is not followed for days (S-1)
    actions: [{ at: `P${days}D`, setCapacity: { dedicated: null } }],
  });
  if (!compiled.ok) throw new Error(compiled.issues.map((issue) => issue.message).join('\n'));
  return compiled.value;
}

/** CPU time in µs; what happens is what would happen in a run of the program. */
function measure(compiled: Scenario): { readonly time: number; readonly evaluations: number; readonly events: number } {
  let evaluations = 0;
  const run = new Run(compiled, {
    onEvaluation: () => {
      evaluations++;
    },
  });
  const time = cpuTime(() => {
    while (run.advance(1_000_000));
  });
  return { time, evaluations, events: run.simulation.events };
}

/** µs for one task from its creation to its completion: tasks of a minute on a hundred nodes of four slots, nothing else. */
function measureTaskStarts(): number {
  const compiled = scenarioOf(loadOf('M', TASKS, 100));
  const times = Array.from({ length: 5 }, () =>
    cpuTime(() => {
      const run = new Run(compiled);
      while (run.advance(1_000_000));
    }),
  );
  return Math.min(...times) / TASKS;
}
