/**
 * What it costs to follow formulas: many pools that evaluate every five minutes, with a task now and then, as the cost of an evaluation
 * in task starts of the same run's own measure.
 *
 *     npx tsx bench/autoscaled-pools.ts [pools] [days]
 */
import { performance } from 'node:perf_hooks';
import type { Scenario } from '../src/batch/model.ts';
import { compileScenario } from '../src/scenario/compile.ts';
import { Run } from '../src/simulate.ts';
import { baseScenario } from './task-starts.ts';

/** An evaluation over a full history may cost so many task starts. */
const MOST_TASK_STARTS = 25;

const FORMULA = `
startingNumberOfVMs = 1;
maxNumberOfVMs = 25;
pendingTaskSamplePercent = $PendingTasks.GetSamplePercent(180 * TimeInterval_Second);
pendingTaskSamples = pendingTaskSamplePercent < 70 ? startingNumberOfVMs : avg($PendingTasks.GetSample(180 * TimeInterval_Second));
$TargetDedicatedNodes = min(maxNumberOfVMs, pendingTaskSamples);
$NodeDeallocationOption = taskcompletion;`;

const pools = Number(process.argv[2] ?? 1000);
const days = Number(process.argv[3] ?? 30);
const starts = measureTaskStarts();
const following = measure(scenario(FORMULA));
const idle = measure(scenario(null));
const perEvaluation = (following.ms - idle.ms) / following.evaluations;
const ratio = perEvaluation / starts;
console.log(
  `${pools} pools over ${days} days: ${following.evaluations} evaluations, ${(perEvaluation * 1000).toFixed(2)} µs each, ` +
    `${ratio.toFixed(1)} task starts (${(starts * 1000).toFixed(2)} µs); ${following.events} lines, rss ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`,
);
if (following.evaluations < pools * days * 287) throw new Error('some evaluations are missing');
if (ratio > MOST_TASK_STARTS) throw new Error(`an evaluation costs more than ${MOST_TASK_STARTS} task starts`);

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

function measure(compiled: Scenario): { readonly ms: number; readonly evaluations: number; readonly events: number } {
  let evaluations = 0;
  const begun = performance.now();
  const run = new Run(compiled, {
    onEvaluation: () => {
      evaluations++;
    },
  });
  while (run.advance(1_000_000));
  return { ms: performance.now() - begun, evaluations, events: run.simulation.events };
}

/** ms of CPU for one task from its creation to its completion. */
function measureTaskStarts(): number {
  const tasks = 100_000;
  const compiled = baseScenario(tasks);
  let best = Infinity;
  for (let repetition = 0; repetition < 3; repetition++) {
    const begun = performance.now();
    const run = new Run(compiled);
    while (run.advance(1_000_000));
    best = Math.min(best, (performance.now() - begun) / tasks);
  }
  return best;
}
