/**
 * How a variant differs from the baseline: from pairs of replications with the same seed, so that what chance does to both alike cancels
 * out (common random numbers).
 */
import { estimateMean, pairedDifferences, studentT } from './statistics.ts';

export interface Difference {
  /** pairs of replications in which both have the figure */
  readonly count: number;
  /** variant less baseline, in the unit of the metric */
  readonly mean: number;
  /** of the t-interval of the differences, on each side; null of a single pair */
  readonly halfWidth: number | null;
  /** relative to the baseline, e.g. -0.31; null where a baseline is not positive */
  readonly relative: { readonly mean: number; readonly halfWidth: number | null } | null;
}

/** null: no pair */
export function differenceOf(
  variant: readonly (number | null)[],
  baseline: readonly (number | null)[],
  confidence: number,
): Difference | null {
  const differences = pairedDifferences(variant, baseline);
  const estimate = estimateMean(differences, confidence);
  if (estimate === null) return null;
  const { count, mean, halfWidth } = estimate;
  return { count, mean, halfWidth, relative: relativeDifference(variant, baseline, differences, confidence) };
}

/**
 * The relative difference as a ratio of means less 1; its interval is that of the ratio estimator (Cochran, "Sampling Techniques"), which
 * counts that the baseline's mean is not known exactly either.
 */
function relativeDifference(
  variant: readonly (number | null)[],
  baseline: readonly (number | null)[],
  differences: readonly number[],
  confidence: number,
): Difference['relative'] {
  const base: number[] = [];
  for (const [place, value] of baseline.entries()) {
    if (value !== null && (variant[place] ?? null) !== null) base.push(value);
  }
  if (base.some((value) => value <= 0)) return null;
  const n = base.length;
  const meanOfBase = base.reduce((sum, value) => sum + value, 0) / n;
  const mean = differences.reduce((sum, value) => sum + value, 0) / n / meanOfBase;
  if (n < 2) return { mean, halfWidth: null };
  const squares = differences.reduce((sum, value, place) => sum + (value - mean * base[place]) ** 2, 0);
  const deviation = Math.sqrt(squares / (n - 1) / n) / meanOfBase;
  return { mean, halfWidth: studentT((1 - confidence) / 2, n - 1) * deviation };
}
