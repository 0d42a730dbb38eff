/**
 * Whether a variant meets a condition, looked at after numbers of replications that are fixed beforehand.
 *
 * Each look is a one-sided test of an equal part of the error (Bonferroni), so that all verdicts about all variants are right together with the
 * confidence of the goal. The mean is tested with Student's t. A quantile lies within a bound if at least that share of the runs
 * does; the number of runs that do is binomial, so this test is exact for every distribution (the bounds of order statistics; Conover,
 * "Practical Nonparametric Statistics"). With a tolerance the two verdicts are tested against bounds that lie apart by twice as much, and either may be
 * given between them (D. Batur and S.-H. Kim, "Finding feasible systems in the presence of constraints on multiple performance measures",
 * ACM TOMACS 20, 2010).
 */
import { binomialCdf, binomialSurvival } from '../kernel/binomial.ts';
import type { Constraint } from './goal.ts';
import { Moments, studentT } from './statistics.ts';

export type Verdict = 'met' | 'violated' | 'unclear';

/** The numbers of replications after which conditions are looked at: `min`, doubled again and again, and `max`. */
export function looksOf(min: number, max: number): readonly number[] {
  const looks: number[] = [];
  for (let look = min; look < max; look *= 2) looks.push(look);
  return [...looks, max];
}

/** `error`: the most that the verdict of one look may be wrong. A run without the figure keeps no condition on a quantile. */
export function verdictOf(values: readonly (number | null)[], constraint: Constraint, error: number): Verdict {
  const verdicts =
    constraint.quantile === null
      ? verdictsOfMean(values, constraint, error)
      : verdictsOfQuantile(values, constraint.quantile, constraint, error);
  if (verdicts.includes('violated')) return 'violated';
  return verdicts.every((verdict) => verdict === 'met') ? 'met' : 'unclear';
}

function verdictsOfMean(values: readonly (number | null)[], constraint: Constraint, error: number): Verdict[] {
  const { min, max, tolerance } = constraint;
  const moments = new Moments();
  for (const value of values) {
    // there is no mean of something that is not there
    if (value === null) return ['violated'];
    moments.add(value);
  }
  const { count, mean, variance } = moments;
  if (count < 2) return ['unclear'];
  const width = (studentT(error, count - 1) * Math.sqrt(variance)) / Math.sqrt(count);
  return [
    verdict(mean + width <= max + tolerance, mean - width > max - tolerance, mean <= max),
    verdict(mean - width >= min - tolerance, mean + width < min + tolerance, mean >= min),
  ];
}

function verdictsOfQuantile(
  values: readonly (number | null)[],
  q: number,
  { min, max, tolerance }: Constraint,
  error: number,
): Verdict[] {
  const n = values.length;
  const verdicts: Verdict[] = [];
  if (max < Number.POSITIVE_INFINITY) {
    // the quantile is at most a bound if a share q of all runs is
    const within = (bound: number) => values.filter((value) => value !== null && value <= bound).length;
    const isMet = binomialSurvival(within(max + tolerance), n, q) <= error;
    const isViolated = binomialCdf(within(max - tolerance), n, q) <= error;
    verdicts.push(verdict(isMet, isViolated, within(max) >= q * n));
  }
  if (min > Number.NEGATIVE_INFINITY) {
    // the quantile is at least a bound if less than a share q lies below
    const below = (bound: number) => values.filter((value) => value === null || value < bound).length;
    const isMet = binomialCdf(below(min - tolerance), n, q) <= error;
    const isViolated = binomialSurvival(below(min + tolerance), n, q) <= error;
    verdicts.push(verdict(isMet, isViolated, below(min) < q * n));
  }
  return verdicts;
}

/** So many runs, all of them within the bounds, it takes at least to show that a condition on a quantile is met; 0 for a mean. */
export function fewestToShow({ quantile, min, max }: Constraint, error: number): number {
  if (quantile === null) return 0;
  const share = Math.max(Number.isFinite(max) ? quantile : 0, Number.isFinite(min) ? 1 - quantile : 0);
  return Math.ceil(Math.log(error) / Math.log(share));
}

/** What is shown counts only as long as it looks so too: within the tolerance either may be shown. */
function verdict(isMet: boolean, isViolated: boolean, looksMet: boolean): Verdict {
  if (looksMet) return isMet ? 'met' : 'unclear';
  return isViolated ? 'violated' : 'unclear';
}
