/** Student's t distribution, for intervals around means of few values. */
import { lnGamma } from './special.ts';

/**
 * The t that a Student variate with `df` degrees of freedom exceeds with probability `tail`, 0 < tail <= 0.5. Bisection on the
 * survival function: slow and sure, good to about 1e-12.
 */
export function studentQuantile(tail: number, df: number): number {
  let low = 0;
  let high = 1;
  while (studentSurvival(high, df) > tail) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2;
    if (studentSurvival(middle, df) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(T > t) for t >= 0, relatively exact in the tail. */
export function studentSurvival(t: number, df: number): number {
  return 0.5 * incompleteBeta(df / 2, 0.5, df / (df + t * t), (t * t) / (df + t * t));
}

/** The regularized incomplete beta function I_x(a, b); `y` is 1 - x, handed in so that neither loses digits. */
export function incompleteBeta(a: number, b: number, x: number, y: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const weight = Math.exp(lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log(y));
  // the fraction converges quickly on the nearer side of the mean
  return x < (a + 1) / (a + b + 2) ? (weight * fraction(a, b, x)) / a : 1 - (weight * fraction(b, a, y)) / b;
}

/** The continued fraction of the incomplete beta function, evaluated from the front by Lentz' method. */
function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return value;
}

function nonZero(x: number): number {
  return Math.abs(x) < 1e-300 ? 1e-300 : x;
}
