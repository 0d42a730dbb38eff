/**
 * What replications say about one figure: its mean with a t-interval, its quantiles with intervals of order statistics, and of two variants the
 * difference with the interval of paired replications.
 *
 * Intervals of means rest on replications being independent and means of them nearly normal (Law, "Simulation Modeling and
 * Analysis"); intervals of quantiles on independence alone (Conover, "Practical Nonparametric Statistics").
 */
import { binomialCdf } from '../kernel/binomial.ts';
import { rank } from '../kernel/quantile.ts';
import { studentQuantile } from '../kernel/student.ts';

export interface MeanEstimate {
  /** replications that have the figure */
  readonly count: number;
  readonly mean: number;
  /** of one replication; null of a single one */
  readonly sd: number | null;
  /** of the interval around the mean, on each side; null of a single one */
  readonly halfWidth: number | null;
}

/** null: there are no values */
export function estimateMean(values: readonly number[], confidence: number): MeanEstimate | null {
  const moments = new Moments();
  for (const value of values) moments.add(value);
  return moments.estimate(confidence);
}

/** Mean and variance of values as they come (Welford 1962). */
export class Moments {
  count = 0;
  mean = 0;
  #squares = 0;

  add(value: number): void {
    this.count++;
    const deviation = value - this.mean;
    this.mean += deviation / this.count;
    this.#squares += deviation * (value - this.mean);
  }

  /** unbiased; NaN of fewer than two values */
  get variance(): number {
    return this.count < 2 ? Number.NaN : this.#squares / (this.count - 1);
  }

  estimate(confidence: number): MeanEstimate | null {
    const { count, mean } = this;
    if (count === 0) return null;
    if (count === 1) return { count, mean, sd: null, halfWidth: null };
    const sd = Math.sqrt(this.variance);
    return { count, mean, sd, halfWidth: (studentT((1 - confidence) / 2, count - 1) * sd) / Math.sqrt(count) };
  }
}

const KNOWN_T = new Map<string, number>();

/** The t that is exceeded with probability `tail`; remembered, for it is asked for at every replication. */
export function studentT(tail: number, df: number): number {
  const key = `${tail}/${df}`;
  let t = KNOWN_T.get(key);
  if (t === undefined) {
    t = studentQuantile(tail, df);
    KNOWN_T.set(key, t);
  }
  return t;
}

export interface QuantileEstimate {
  /** nearest rank: the smallest value that at least this share of the values does not exceed */
  readonly value: number;
  /** null: so few values bound it on no side with this confidence */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * A quantile of the distribution that the values come from, 0 < q < 1. The number of values below it is binomial, so that it lies between two
 * of the sorted values with at least the confidence. `sorted`: ascending, not empty.
 */
export function estimateQuantile(sorted: readonly number[], q: number, confidence: number): QuantileEstimate {
  const n = sorted.length;
  const tail = (1 - confidence) / 2;
  // ranks from 1: the value of rank `low` exceeds the quantile with probability P(B < low)
  const low = firstWhere(n, (r) => binomialCdf(r - 1, n, q) > tail) - 1;
  const high = firstWhere(n, (r) => 1 - binomialCdf(r - 1, n, q) <= tail);
  return {
    value: sorted[rank(q, n)],
    low: low < 1 ? null : sorted[low - 1],
    high: high > n ? null : sorted[high - 1],
  };
}

/** The smallest of 1…n for which a condition holds that holds from somewhere on; n + 1: for none. */
function firstWhere(n: number, holds: (value: number) => boolean): number {
  let low = 1;
  let high = n + 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Differences of pairs in which both have the figure. */
export function pairedDifferences(
  left: readonly (number | null)[],
  right: readonly (number | null)[],
): readonly number[] {
  const differences: number[] = [];
  for (let place = 0; place < Math.min(left.length, right.length); place++) {
    const [one, other] = [left[place], right[place]];
    if (one !== null && other !== null) differences.push(one - other);
  }
  return differences;
}

/** Those that are there. */
export function present(values: readonly (number | null)[]): readonly number[] {
  return values.filter((value) => value !== null);
}
