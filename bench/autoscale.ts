/**
 * What one evaluation costs: the task-based formula of the service's documentation over a full day of samples, a different number of
 * tasks at every sample; and what it costs to read the formula and to feed a history.
 *
 *     npx tsx bench/autoscale.ts [evaluations]
 */
import {
  compileFormula,
  SAMPLE_DELAY,
  SAMPLE_PERIOD,
  SAMPLE_RETENTION,
  SampleHistory,
} from '../src/autoscale/index.ts';

const EVALUATIONS = Number(process.argv[2] ?? 500_000);
const ROUNDS = 5;

const FORMULA = `
$samples = $PendingTasks.GetSamplePercent(TimeInterval_Minute * 15);
$tasks = $samples < 70 ? max(0, $PendingTasks.GetSample(1)) : max($PendingTasks.GetSample(1), avg($PendingTasks.GetSample(TimeInterval_Minute * 15)));
$targetVMs = $tasks > 0 ? $tasks : max(0, $TargetDedicatedNodes / 2);
cappedPoolSize = 20;
$TargetDedicatedNodes = max(0, min($targetVMs, cappedPoolSize));
$NodeDeallocationOption = taskcompletion;`;

const metrics = [
  '$ActiveTasks',
  '$RunningTasks',
  '$PendingTasks',
  '$CurrentDedicatedNodes',
  '$CurrentLowPriorityNodes',
  '$PreemptedNodeCount',
];
const samples = SAMPLE_RETENTION / SAMPLE_PERIOD;
const now = samples * SAMPLE_PERIOD + SAMPLE_DELAY;
const pool = {
  targetDedicatedNodes: 4,
  targetLowPriorityNodes: 0,
  currentDedicatedNodes: 4,
  currentLowPriorityNodes: 0,
  taskSlotsPerNode: 1,
};
const random = () => 0.5;

function filledHistory(): SampleHistory {
  const history = new SampleHistory(metrics, 0);
  for (let index = 1; index <= samples; index++)
    history.record(index * SAMPLE_PERIOD, [index % 9, index % 4, (index % 9) + (index % 4), 4, 0, 0]);
  return history;
}

/** nanoseconds per repetition, the best of some rounds, and a hash of what came out */
function measure(
  repetitions: number,
  repeat: (repetitions: number) => number,
): { readonly nanoseconds: number; readonly hash: number } {
  let best = Number.POSITIVE_INFINITY;
  let hash = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const before = performance.now();
    hash = repeat(repetitions);
    best = Math.min(best, ((performance.now() - before) * 1e6) / repetitions);
  }
  return { nanoseconds: best, hash };
}

const history = filledHistory();
const formula = compileFormula(FORMULA);

const results = {
  evaluate: measure(EVALUATIONS, (repetitions) => {
    let hash = 0;
    for (let n = 0; n < repetitions; n++) {
      const run = formula.evaluate({ now, samples: history.at(now), pool, random });
      hash = (Math.imul(hash, 31) + run.targetDedicatedNodes + run.results.length) | 0;
    }
    return hash;
  }),
  'read the formula': measure(Math.ceil(EVALUATIONS / 50), (repetitions) => {
    let hash = 0;
    for (let n = 0; n < repetitions; n++) hash = (Math.imul(hash, 31) + compileFormula(FORMULA).statements.length) | 0;
    return hash;
  }),
  'record a day, every sample different': measure(Math.ceil(EVALUATIONS / 2000), (repetitions) => {
    let hash = 0;
    for (let n = 0; n < repetitions; n++)
      hash = (Math.imul(hash, 31) + filledHistory().at(now).count('$PendingTasks')) | 0;
    return hash;
  }),
  'record a day without a change': measure(EVALUATIONS, (repetitions) => {
    const counts = [1, 2, 3, 4, 0, 0];
    let hash = 0;
    for (let n = 0; n < repetitions; n++) {
      const idle = new SampleHistory(metrics, 0);
      idle.record(now, counts);
      hash = (Math.imul(hash, 31) + idle.nextAt) | 0;
    }
    return hash;
  }),
};

for (const [what, { nanoseconds, hash }] of Object.entries(results)) {
  console.log(`${what.padEnd(40)} ${(nanoseconds / 1000).toFixed(2).padStart(10)} µs   hash ${hash}`);
}
