/**
 * Whether a variant meets a condition, looked at after numbers of replications that are fixed beforehand.
 *
 * Each look is a one-sided test of an equal part of the error (Bonferroni), so that all verdicts about all variants are right together with the
 * confidence of the goal. The mean is tested with Student's t. A quantile lies within a bound if at least that share of the runs
 * does; the number of runs that do is binomial, so this test is exact for every distribution (the bounds of order statistics; Conover,
 * "Practical Nonparametric Statistics").
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

function verdictsOfMean(values: readonly (number | null)[], { min, max }: Constraint, error: number): Verdict[] {
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
    mean + width <= max ? 'met' : mean - width > max ? 'violated' : 'unclear',
    mean - width >= min ? 'met' : mean + width < min ? 'violated' : 'unclear',
  ];
}

function verdictsOfQuantile(
  values: readonly (number | null)[],
  q: number,
  { min, max }: Constraint,
  error: number,
): Verdict[] {
  const n = values.length;
  const verdicts: Verdict[] = [];
  if (max < Number.POSITIVE_INFINITY) {
    // the quantile is at most max if a share q of all runs is
    const within = values.filter((value) => value !== null && value <= max).length;
    verdicts.push(tested(binomialSurvival(within, n, q), binomialCdf(within, n, q), error));
  }
  if (min > Number.NEGATIVE_INFINITY) {
    // the quantile is at least min if less than a share q lies below
    const below = values.filter((value) => value === null || value < min).length;
    verdicts.push(tested(binomialCdf(below, n, q), binomialSurvival(below, n, q), error));
  }
  return verdicts;
}

/** How likely it would be to see what was seen, or more of it, if the condition were just not met, or just met. */
function tested(ifNotMet: number, ifMet: number, error: number): Verdict {
  if (ifNotMet <= error) return 'met';
  return ifMet <= error ? 'violated' : 'unclear';
}
