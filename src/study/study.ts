/**
 * A study: one scenario, some of its values varied, every variant run several times with the same seeds.
 *
 * The words are those of the design of experiments: a factor is a value that is varied, a variant one combination of values, a
 * replication one run of a variant with a seed of its own, a cell one variant in one replication. Pure data; where cells run is not known here.
 */
import type { Scenario } from '../batch/model.ts';
import type { Bundle } from './bundle.ts';
import type { Goal, GoalAnswer } from './goal.ts';
import type { SearchReport } from './search-report.ts';

/** A value as a study file can hold it. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** A study that was read and found valid, with all its variants. */
export interface Study {
  /** 1-64 characters of a-z, 0-9 and -; names the output folder */
  readonly name: string;
  readonly description: string;
  /** the path of the study file, as it was opened */
  readonly file: string;
  /** the path of the scenario file, as the study file names it */
  readonly scenarioFile: string;
  /** the scenario as written, with the files it names in place: a plain tree that can be written as JSON */
  readonly scenario: unknown;
  /** texts of the files of tasks that variants name, by name */
  readonly taskFiles: Readonly<Record<string, string>>;
  /** of replication 0; see {@link seedOf} */
  readonly seed: string;
  readonly factors: readonly Factor[];
  readonly design: DesignKind;
  /** in the order of the design: `variants[index].index === index` */
  readonly variants: readonly Variant[];
  /** index of the variant that the others are compared with */
  readonly baseline: number;
  /** paths of figures, as {@link lookUp} takes them; what `precision` and `goal` look at included */
  readonly metrics: readonly string[];
  readonly replications: Replications;
  readonly goal: Goal | null;
  readonly steadyState: SteadyStateTerms;
  /** a run ends with reason `limit` after so many lines of its log */
  readonly maxEvents: number;
  /** every file that was read, so that the same study can be loaded where these files are not */
  readonly bundle: Bundle;
  /** The scenario of a variant, compiled; it has the seed of replication 0. */
  scenarioOf(variant: number): Scenario;
}

export type DesignKind = 'product' | 'pairs' | 'latinHypercube';

/** A value of the scenario that is varied. */
export interface Factor {
  /** as the study file spells it, e.g. `pools.render.targetDedicatedNodes` */
  readonly path: string;
  /** the values that occur, in the order of the file, in a Latin hypercube ascending */
  readonly values: readonly Value[];
}

export interface Variant {
  /** from 0, in design order */
  readonly index: number;
  /** unique in the study, e.g. `targetDedicatedNodes=50 nodeFillType=pack`, or the name of the combination */
  readonly name: string;
  /** by path of the factor, in the order of the factors */
  readonly assignments: Readonly<Record<string, Value>>;
  /** exactly what differs from the scenario as written; empty for the scenario itself */
  readonly patch: readonly Change[];
}

/** One value of the tree of a scenario that is another one. */
export interface Change {
  /** from the root, list elements by index */
  readonly path: readonly (string | number)[];
  readonly value: Value;
}

export interface Replications {
  /** every variant has at least so many */
  readonly min: number;
  /** and at most so many */
  readonly max: number;
  /** so many more are asked for at a time where more are needed; independent of how many can run at once */
  readonly batch: number;
  /** null: `min` replications, no more */
  readonly precision: Precision | null;
  /** of all intervals, e.g. 0.95 */
  readonly confidence: number;
}

/** More replications until the mean of a metric is known well enough; exactly one of the two widths is given. */
export interface Precision {
  readonly metric: string;
  /** half the width of the interval, relative to the mean */
  readonly relativeHalfWidth: number | null;
  /** half the width of the interval, in the metric's unit */
  readonly halfWidth: number | null;
}

/** How the series behind `steadyState.…` metrics are taken. */
export interface SteadyStateTerms {
  /** length of the intervals that levels are averaged over, milliseconds */
  readonly every: number;
}

/** One variant in one replication: one run. */
export interface Cell {
  /** index into `variants` */
  readonly variant: number;
  /** from 0 */
  readonly replication: number;
}

/** What came of a cell. Can be written as JSON. */
export interface CellResult extends Cell {
  readonly seed: string;
  /** by path, all of the study's; null: the run has no such figure */
  readonly metrics: Readonly<Record<string, number | null>>;
  /** why the run ended: `quiescent`, `horizon` or `limit`; after `limit` all metrics are null */
  readonly ended: string;
}

/**
 * Which cells are to be run, decided from results and from nothing else. Whoever runs them asks for the next batch, runs it in any order
 * and on any number of machines, hands in the results in any order, and asks again until it is done.
 */
export interface StudyPlan {
  /** true when no further cell is needed */
  readonly done: boolean;
  /** The next batch, each cell once; empty while results of the batch before are missing, and when done. */
  next(): readonly Cell[];
  /** Takes the result of a cell that was asked for. A result that is there already is ignored. */
  take(result: CellResult): void;
  /** The results that count, by variant and replication, whatever finished first. */
  results(): readonly CellResult[];
  /** What is known by now about how far it is: cells taken, and those asked for so far; more may be asked for later. */
  progress(): { readonly taken: number; readonly asked: number };
  /** of a study with a goal: what is known by now, or at the end */
  readonly answer: GoalAnswer | null;
  /** of a search */
  readonly search?: SearchReport;
}
