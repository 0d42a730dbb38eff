/** What a study is after: the best variant among those that meet conditions. */

export interface Goal {
  readonly metric: string;
  readonly sense: 'minimize' | 'maximize';
  readonly subjectTo: readonly Constraint[];
  /** probability with which the answer is right, e.g. 0.95 */
  readonly confidence: number;
  /** differences below this do not matter, in the metric's unit; null: 1 % of the best mean after the first replications */
  readonly indifference: number | null;
}

/** A condition on a metric: its mean, or one of its quantiles, lies within bounds. */
export interface Constraint {
  readonly metric: string;
  /** null: the mean; else the quantile over replications, e.g. 0.95 */
  readonly quantile: number | null;
  /** -Infinity where there is none */
  readonly min: number;
  /** Infinity where there is none */
  readonly max: number;
  /** a variant may be taken to meet it or not where it lies this near to a bound, in the metric's unit */
  readonly tolerance: number;
}

/** What a study found out about its goal. */
export interface GoalAnswer {
  /**
   * `best`: one variant is the best of those that meet the conditions, with the stated confidence; `undecided`: the replications did not suffice to
   * say which one it is; `none`: no variant meets the conditions, with the stated confidence.
   */
  readonly kind: 'best' | 'undecided' | 'none';
  /** of `undecided` the one that looks best, if any may meet the conditions */
  readonly variant: number | null;
  readonly confidence: number;
  /** differences below this were not looked for, in the metric's unit */
  readonly indifference: number;
  /** of those that took part: all variants, in a search those that it came down to */
  readonly standings: readonly Standing[];
  /** the answer in one sentence */
  readonly sentence: string;
}

/**
 * `best`; `equal`: not told apart from the best; `worse`: shown to be worse than one that meets the conditions; `unclear`: whether it meets the
 * conditions is open; `infeasible`: shown not to meet them; `noFigure`: some of its runs have no such figure.
 */
export type StandingKind = 'best' | 'equal' | 'worse' | 'unclear' | 'infeasible' | 'noFigure';

/** How a variant stands. */
export interface Standing {
  readonly variant: number;
  readonly kind: StandingKind;
  /** after so many replications it was settled, or all there were */
  readonly replications: number;
  /** of the goal's metric over these replications; null: no figure */
  readonly mean: number | null;
}
