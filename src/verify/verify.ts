/**
 * Theory against simulation: runs experiments with several seeds and judges every quantity for every seed.
 *
 * All rows of a seed hold together with a confidence of 0.999: each of the k rows has an interval of level 1 - 0.001 / k (Bonferroni).
 * A row passes when for every seed the interval holds what theory says and is narrow: half-width below 2 % of it.
 */
import { type Estimate, estimate } from './estimate.ts';
import { type Batches, type Experiment, type Observation, observe, type Quantity } from './experiment.ts';

/** the chance that any of a seed's intervals misses */
const ERROR = 0.001;
/** of what theory says */
const LARGEST_HALF_WIDTH = 0.02;

export type Verdict = 'pass' | 'outside' | 'imprecise';

export interface Row {
  readonly experiment: string;
  readonly quantity: string;
  readonly exact: number;
  /** by seed; a half-width of 0 where numbers must be equal */
  readonly measured: readonly Estimate[];
  readonly verdict: Verdict;
}

export interface Verification {
  readonly seeds: readonly string[];
  readonly rows: readonly Row[];
  /** of one interval */
  readonly confidence: number;
  /** over all runs */
  readonly runs: number;
  readonly tasks: number;
  readonly passed: boolean;
}

/** Said after every run, for those who show progress or may be interrupted. */
export interface Step {
  readonly experiment: string;
  readonly seed: string;
  readonly runs: number;
  readonly tasks: number;
}

/** Little's law and the utilization law are added as the last two rows: runs in which they do not hold to the millisecond. */
export function* verify(experiments: readonly Experiment[], seeds: readonly string[]): Generator<Step, Verification> {
  const rows: Row[] = [];
  const error = ERROR / experiments.reduce((sum, { quantities }) => sum + quantities.length, 0);
  const laws = { little: seeds.map(() => 0), utilization: seeds.map(() => 0) };
  let runs = 0;
  let tasks = 0;
  for (const experiment of experiments) {
    const measured = experiment.quantities.map(() => [] as Estimate[]);
    for (const [place, seed] of seeds.entries()) {
      const parts = experiment.quantities.map(() => [] as (number | Batches)[]);
      for (let run = 1; run <= experiment.runs; run++) {
        const observation = observe(experiment.scenario, experiment.runs === 1 ? seed : `${seed}/${run}`);
        for (const [which, quantity] of experiment.quantities.entries())
          parts[which].push(quantity.observe(observation.history));
        laws.little[place] += +!keepsLittlesLaw(observation);
        laws.utilization[place] += +!keepsUtilizationLaw(observation);
        runs++;
        tasks += observation.history.tasks;
        yield { experiment: experiment.title, seed, runs, tasks };
      }
      for (const [which, all] of parts.entries()) measured[which].push(together(all, error));
    }
    for (const [which, quantity] of experiment.quantities.entries())
      rows.push(judged(experiment.title, quantity, measured[which]));
  }
  rows.push(judged('every run', { name: "breaks of Little's law", exact: 0 }, laws.little.map(certain)));
  rows.push(judged('every run', { name: 'breaks of the utilization law', exact: 0 }, laws.utilization.map(certain)));
  return { seeds, rows, confidence: 1 - error, runs, tasks, passed: rows.every(({ verdict }) => verdict === 'pass') };
}

function together(parts: readonly (number | Batches)[], error: number): Estimate {
  const numbers = parts.filter((part) => typeof part === 'number');
  // whole numbers of several runs: the one that is farthest off stands for all
  if (numbers.length > 0) return certain(Math.max(...numbers));
  const batches = parts.filter((part) => typeof part !== 'number');
  return estimate(
    batches.flatMap(({ values }) => values),
    batches[0].controls.map((_, control) => batches.flatMap(({ controls }) => controls[control])),
    error,
  );
}

function certain(mean: number): Estimate {
  return { mean, halfWidth: 0 };
}

function judged(
  experiment: string,
  { name, exact }: Pick<Quantity, 'name' | 'exact'>,
  measured: readonly Estimate[],
): Row {
  return { experiment, quantity: name, exact, measured, verdict: verdictOf(exact, measured) };
}

export function verdictOf(exact: number, measured: readonly Estimate[]): Verdict {
  if (measured.some(({ mean, halfWidth }) => !(Math.abs(mean - exact) <= halfWidth))) return 'outside';
  return measured.some(({ halfWidth }) => halfWidth > LARGEST_HALF_WIDTH * Math.abs(exact)) ? 'imprecise' : 'pass';
}

/**
 * L = λW (Little 1961) over a whole run that ends empty: the integral of the number of waiting tasks, which the listener takes over
 * time, is the sum of the waits, which the summary takes over tasks.
 */
function keepsLittlesLaw({ history, summary }: Observation): boolean {
  return (
    history.completed === history.tasks && Math.round(summary.tasks.waitSeconds.total * 1000) === history.waitingArea
  );
}

/** The busy time of slots, which the summary books by pool, is the time that tasks ran. */
function keepsUtilizationLaw({ history, summary }: Observation): boolean {
  const busy = Object.values(summary.pools).reduce((sum, { slotSeconds }) => sum + slotSeconds.busy, 0);
  return Math.round(busy * 1000) === history.runningArea;
}
