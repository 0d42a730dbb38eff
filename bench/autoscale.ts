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
import { isProgram, tell } from './result.ts';
import { cpuTime } from './timing.ts';

export interface Measured {
  readonly what: string;
  /** CPU time of the fastest round, for one repetition */
  readonly microseconds: number;
  /** of what came out */
  readonly hash: string;
}

/** Measures everything, the best of `rounds`; what takes longer is repeated less often than an evaluation. */
export function measure(evaluations: number, rounds: number): Measured[] {
  return Object.entries(works).map(([what, { share, repeat }]) => {
    const repetitions = Math.max(1, Math.ceil(evaluations / share));
    let microseconds = Number.POSITIVE_INFINITY;
    let hash = 0;
    for (let round = 0; round < rounds; round++) {
      const spent = cpuTime(() => (hash = repeat(repetitions)));
      microseconds = Math.min(microseconds, spent / repetitions);
    }
    return { what, microseconds, hash: (hash >>> 0).toString(16).padStart(8, '0') };
  });
}

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

const history = filledHistory();
const formula = compileFormula(FORMULA);
const mixed = (hash: number, value: number) => (Math.imul(hash, 31) + value) | 0;

const works: Readonly<Record<string, { readonly share: number; readonly repeat: (repetitions: number) => number }>> = {
  'evaluate over a day of samples': {
    share: 1,
    repeat(repetitions) {
      let hash = 0;
      for (let n = 0; n < repetitions; n++) {
        const run = formula.evaluate({ now, samples: history.at(now), pool, random });
        hash = mixed(hash, run.targetDedicatedNodes);
      }
      return hash;
    },
  },
  'evaluate, and print the results': {
    share: 1,
    repeat(repetitions) {
      let hash = 0;
      for (let n = 0; n < repetitions; n++) {
        const run = formula.evaluate({ now, samples: history.at(now), pool, random });
        hash = mixed(hash, run.results.length);
      }
      return hash;
    },
  },
  'read the formula': {
    share: 50,
    repeat(repetitions) {
      let hash = 0;
      for (let n = 0; n < repetitions; n++) hash = mixed(hash, compileFormula(FORMULA).statements.length);
      return hash;
    },
  },
  'record a day, every sample different': {
    share: 2000,
    repeat(repetitions) {
      let hash = 0;
      for (let n = 0; n < repetitions; n++) hash = mixed(hash, filledHistory().at(now).count('$PendingTasks'));
      return hash;
    },
  },
  'record a day without a change': {
    share: 1,
    repeat(repetitions) {
      const counts = [1, 2, 3, 4, 0, 0];
      let hash = 0;
      for (let n = 0; n < repetitions; n++) {
        const idle = new SampleHistory(metrics, 0);
        idle.record(now, counts);
        hash = mixed(hash, idle.nextAt);
      }
      return hash;
    },
  },
};

if (isProgram(import.meta)) {
  const evaluations = Number(process.argv[2] ?? 300_000);
  tell(
    measure(evaluations, 5).map(({ what, microseconds, hash }) => ({
      what: `formulas: ${what}, ${evaluations}`,
      value: microseconds,
      unit: 'µs',
      hash,
    })),
  );
}
