import type { SimTime } from './clock.ts';
import { invariant } from './invariant.ts';
import { gammaQuantile, lnGamma, normalCdf, normalDensity, normalQuantile } from './special.ts';

/**
 * How long something takes: durations in milliseconds (not necessarily whole ones: draws are rounded, parameters are not).
 *
 * Sampling is by inversion, exactly one uniform number a draw whatever the distribution: draw n of a stream belongs to thing n, and
 * two runs that differ in a distribution still compare like with like.
 */
export type Distribution =
  | Constant
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  /** given that it is not negative: truncated at 0, so the mean is above `mean` */
  | { readonly kind: 'normal'; readonly mean: number; readonly sd: number }
  /** e to the power of a normal variate with mean `mu` and standard deviation `sigma` */
  | { readonly kind: 'lognormal'; readonly mu: number; readonly sigma: number }
  | { readonly kind: 'weibull'; readonly scale: number; readonly shape: number }
  | { readonly kind: 'gamma'; readonly mean: number; readonly shape: number }
  /** each value equally likely */
  | { readonly kind: 'empirical'; readonly values: readonly number[] }
  /** one of the parts, with a chance in proportion to its weight */
  | { readonly kind: 'mixture'; readonly parts: readonly { readonly weight: number; readonly of: Distribution }[] };

export interface Constant {
  readonly kind: 'constant';
  readonly value: number;
}

/** A draw: the u-quantile in whole milliseconds, never negative, never longer than some 35,000 years. */
export function draw(dist: Distribution, u: number): SimTime {
  return Math.min(Math.max(Math.round(quantile(dist, u)), 0), LONGEST);
}

/** So long that nothing comes of it, and so short that instants stay exact integers. */
const LONGEST: SimTime = 2 ** 50;
/** the largest uniform number there is: quantiles at 1 itself would be infinite */
const LARGEST_UNIFORM = 1 - 2 ** -53;

/**
 * The duration that a share u of all draws does not exceed. `u` is taken as in [0, 1). Of empirical values the one at place ⌊u·n⌋ in
 * the order given; of a mixture the part that u falls into, at the place in that part where u lies.
 */
export function quantile(dist: Distribution, u: number): number {
  const p = Math.min(Math.max(u, 0), LARGEST_UNIFORM);
  switch (dist.kind) {
    case 'constant':
      return dist.value;
    case 'uniform':
      return dist.min + p * (dist.max - dist.min);
    case 'exponential':
      return -dist.mean * Math.log1p(-p);
    case 'normal':
      return truncatedNormalQuantile(dist.mean, dist.sd, p);
    case 'lognormal':
      return dist.sigma === 0 ? Math.exp(dist.mu) : Math.exp(dist.mu + dist.sigma * normalQuantile(p));
    case 'weibull':
      return dist.scale * (-Math.log1p(-p)) ** (1 / dist.shape);
    case 'gamma':
      return (dist.mean / dist.shape) * gammaQuantile(dist.shape, p);
    case 'empirical':
      return dist.values[Math.floor(p * dist.values.length)];
    case 'mixture':
      return mixtureQuantile(dist.parts, p);
  }
}

/** The mean of the distribution, unrounded. */
export function mean(dist: Distribution): number {
  switch (dist.kind) {
    case 'constant':
      return dist.value;
    case 'uniform':
      return (dist.min + dist.max) / 2;
    case 'exponential':
    case 'gamma':
      return dist.mean;
    case 'normal':
      return truncatedNormalMean(dist.mean, dist.sd);
    case 'lognormal':
      return Math.exp(dist.mu + dist.sigma ** 2 / 2);
    case 'weibull':
      return dist.scale * Math.exp(lnGamma(1 + 1 / dist.shape));
    case 'empirical':
      return dist.values.reduce((sum, value) => sum + value, 0) / dist.values.length;
    case 'mixture': {
      const weight = totalWeight(dist.parts);
      return dist.parts.reduce((sum, part) => sum + (part.weight / weight) * mean(part.of), 0);
    }
  }
}

export function constant(value: number): Constant {
  return { kind: 'constant', value };
}

/** Whether the distribution is a constant as written; a draw of it needs no random number. */
export function isConstant(dist: Distribution): dist is Constant {
  return dist.kind === 'constant';
}

/** The lognormal distribution with this median and 95th percentile; 0 < median <= p95. */
export function lognormalFromMedianP95(median: number, p95: number): Distribution {
  invariant(
    median > 0 && p95 >= median,
    () => `no lognormal distribution has median ${median} and 95th percentile ${p95}`,
  );
  return { kind: 'lognormal', mu: Math.log(median), sigma: Math.log(p95 / median) / normalQuantile(0.95) };
}

/** The lognormal distribution with this mean and standard deviation (of the durations themselves); mean > 0. */
export function lognormalFromMeanSd(mean: number, sd: number): Distribution {
  invariant(mean > 0 && sd >= 0, () => `no lognormal distribution has mean ${mean} and standard deviation ${sd}`);
  const variance = Math.log1p((sd / mean) ** 2);
  return { kind: 'lognormal', mu: Math.log(mean) - variance / 2, sigma: Math.sqrt(variance) };
}

/** By way of the upper tail where most of the untruncated distribution is below 0: there it is exact. */
function truncatedNormalQuantile(mean: number, sd: number, u: number): number {
  if (sd === 0) return Math.max(mean, 0);
  if (mean < 0) {
    const above = normalCdf(mean / sd);
    // so far below 0 that what is left is exponential in all but name
    if (above < 1e-300) return ((sd * sd) / -mean) * -Math.log1p(-u);
    return Math.max(mean - sd * normalQuantile((1 - u) * above), 0);
  }
  const below = normalCdf(-mean / sd);
  return Math.max(mean + sd * normalQuantile(Math.min(below + u * (1 - below), LARGEST_UNIFORM)), 0);
}

function truncatedNormalMean(mean: number, sd: number): number {
  if (sd === 0) return Math.max(mean, 0);
  const above = normalCdf(mean / sd);
  if (above < 1e-300) return (sd * sd) / -mean;
  return mean + (sd * normalDensity(mean / sd)) / above;
}

type Parts = Extract<Distribution, { kind: 'mixture' }>['parts'];

function mixtureQuantile(parts: Parts, u: number): number {
  let rest = u * totalWeight(parts);
  let last: Distribution | null = null;
  for (const part of parts) {
    if (part.weight <= 0) continue;
    if (rest < part.weight) return quantile(part.of, rest / part.weight);
    rest -= part.weight;
    last = part.of;
  }
  // rounding left u beyond the last part
  invariant(last !== null, 'a mixture needs a part with a positive weight');
  return quantile(last, 1);
}

function totalWeight(parts: Parts): number {
  let total = 0;
  for (const part of parts) total += part.weight;
  return total;
}
