/** The binomial distribution, for intervals around shares and quantiles. */
import { incompleteBeta } from './student.ts';

/** P(B <= k) of n trials that succeed with probability p, relatively exact in the lower tail. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return incompleteBeta(n - k, k + 1, 1 - p, p);
}

/** P(B >= k), relatively exact in the upper tail. */
export function binomialSurvival(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  return incompleteBeta(k, n - k + 1, p, 1 - p);
}
