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
}
