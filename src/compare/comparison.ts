/** What a comparison of two runs says: what differs in their input, in their outcome, and where they part. */
import type { SimTime } from '../kernel/clock.ts';

export const COMPARISON_FORMAT = 'batchlab-comparison/1';

export interface Comparison {
  readonly format: typeof COMPARISON_FORMAT;
  readonly a: SideHead;
  readonly b: SideHead;
  readonly input: InputComparison;
  /** things that are called otherwise in B and do the same there */
  readonly renamed: readonly Renamed[];
  /** more things of other names than `renamed` lists */
  readonly renamedOmitted: number;
  /** every figure of the summaries that is not the same, and the most important ones even if they are */
  readonly outcome: readonly MetricComparison[];
  /** null: one of the two has no log */
  readonly logs: LogComparison | null;
  readonly tolerances: readonly ToleranceOutcome[];
}

export interface SideHead {
  /** as it was named on the command line */
  readonly name: string;
  readonly kind: SideKind;
  readonly scenario: string;
  readonly seed: string;
  readonly version: string;
}
export type SideKind = 'scenario' | 'run' | 'summary';

export interface InputComparison {
  /** what was compared: scenario files with all they name; else what both logs or both summaries tell of their scenario */
  readonly basis: 'scenarios' | 'logs' | 'summaries';
  readonly differences: readonly Patch[];
  /** more differences than are listed */
  readonly omitted: number;
}

/** One value that is not the same. `path` is one for `--set` where scenarios are compared; an absent value is left out. */
export interface Patch {
  readonly path: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

export interface Renamed {
  readonly kind: 'pool' | 'node' | 'job' | 'task' | 'schedule';
  readonly a: string;
  readonly b: string;
}

/** One figure. `metric` is a path into summary.json; an absent value is left out. */
export interface MetricComparison {
  readonly metric: string;
  readonly a?: unknown;
  readonly b?: unknown;
  /** b - a; null where one of them is no number */
  readonly difference: number | null;
  /** of |a|; null where that is 0 or no number */
  readonly percent: number | null;
  readonly isSame: boolean;
}

export interface LogComparison {
  /** whether the logs are the same from the second line on, but for names */
  readonly isSame: boolean;
  /** lines from the first on that say the same, but for names, up to the parting or the end; the first itself is not compared */
  readonly commonLines: number;
  /** the first line of the same step that has other details, while the same things go on to happen; null: none */
  readonly detail: DetailDifference | null;
  /** the first step that is not the same; null: none */
  readonly parting: Parting | null;
}

/** The same step at the same instant, with something else on its line. */
export interface DetailDifference {
  readonly seq: number;
  readonly atMs: SimTime;
  readonly what: string;
  readonly to: string | null;
  readonly differences: readonly Patch[];
}

export interface Parting {
  /** the `seq` that both lines have */
  readonly seq: number;
  /** the earlier of the two instants */
  readonly atMs: SimTime;
  readonly a: Way;
  readonly b: Way;
  /** what happens there, in sentences */
  readonly story: readonly string[];
  /** the differences of the input that have to do with it; empty: which of them cannot be told */
  readonly inputs: readonly Patch[];
}

/** How one of the runs goes on. */
export interface Way {
  /** its next line; null: its log has none, it breaks off */
  readonly step: Step | null;
  /** what led to that, the direct cause first */
  readonly because: readonly Step[];
  /** the same step in the other run, from here on; null: it does not come there */
  readonly elsewhere: Step | null;
}

/** One line of a log. */
export interface Step {
  readonly seq: number;
  readonly atMs: SimTime;
  /** `task j/t1` */
  readonly what: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string;
  /** the reason in words */
  readonly when: string;
  /** what else the line says, in words; may be empty */
  readonly more: string;
}

export interface ToleranceOutcome {
  /** `cost=5%` */
  readonly tolerance: string;
  readonly metric: string;
  /** null: it is kept; else what is the matter */
  readonly failure: string | null;
}
