/**
 * The special functions that durations need: the gamma function, its regularized incomplete form and the normal distribution.
 * Each loop is bounded; where a bound is reached the value is as good as double precision gives.
 */

/** Lanczos' approximation of the logarithm of the gamma function for x > 0 (g = 7, nine terms), good to about 1e-14. */
export function lnGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - lnGamma(1 - x);
  let sum = LANCZOS[0];
  for (let term = 1; term < LANCZOS.length; term++) sum += LANCZOS[term] / (x - 1 + term);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 0.000009984369578019572, 1.5056327351493116e-7,
] as const;

/** The regularized lower incomplete gamma function P(shape, x): the chance that a gamma variate of scale 1 is at most x. */
export function gammaCdf(shape: number, x: number): number {
  if (x <= 0) return 0;
  return x < shape + 1 ? lowerSeries(shape, x) : 1 - upperFraction(shape, x);
}

/** Q(shape, x) = 1 - P(shape, x), exact where P is close to 1. */
export function gammaSurvival(shape: number, x: number): number {
  if (x <= 0) return 1;
  return x < shape + 1 ? 1 - lowerSeries(shape, x) : upperFraction(shape, x);
}

/** enough terms for every shape up to LARGE_SHAPE */
const MOST_TERMS = 20_000;
const PRECISION = 1e-16;

/** x^shape e^-x / Γ(shape) */
function gammaWeight(shape: number, x: number): number {
  return Math.exp(shape * Math.log(x) - x - lnGamma(shape));
}

function lowerSeries(shape: number, x: number): number {
  let term = 1 / shape;
  let sum = term;
  for (let n = 1; n <= MOST_TERMS && term > sum * PRECISION; n++) {
    term *= x / (shape + n);
    sum += term;
  }
  return sum * gammaWeight(shape, x);
}

/** Legendre's continued fraction, evaluated from the front by Lentz' method */
function upperFraction(shape: number, x: number): number {
  let b = x + 1 - shape;
  let c = Infinity;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n <= MOST_TERMS; n++) {
    const a = n * (shape - n);
    b += 2;
    d = 1 / nonZero(b + a * d);
    c = nonZero(b + a / c);
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < PRECISION) break;
  }
  return value * gammaWeight(shape, x);
}

function nonZero(x: number): number {
  return Math.abs(x) < 1e-300 ? 1e-300 : x;
}

/** From here on a gamma variate is as good as the cube of a normal one (Wilson and Hilferty 1931): relative error below 1e-7. */
const LARGE_SHAPE = 100_000;

/**
 * The u-quantile of the gamma distribution with scale 1, for 0 <= u < 1: Newton's method on the logarithm of x within a bracket that
 * only shrinks, halved when a step would leave it. The upper half is solved on the survival function, so that u close to 1 is exact.
 */
export function gammaQuantile(shape: number, u: number): number {
  if (u <= 0) return 0;
  const z = normalQuantile(u);
  const cubeRoot = 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape));
  const guess = shape * cubeRoot ** 3;
  if (shape > LARGE_SHAPE) return guess;
  const norm = lnGamma(shape);
  // P(shape, x) <= x^shape / Γ(shape + 1), with equality for x towards 0
  const least = (Math.log(u) + Math.log(shape) + norm) / shape;
  if (least < -700) return 0;
  let low = least;
  let high = Math.log(shape + 800 + 40 * Math.sqrt(shape));
  let t = cubeRoot > 0 && guess > 0 ? Math.min(Math.max(Math.log(guess), low), high) : low;
  const isUpper = u > 0.5;
  for (let step = 0; step < 100; step++) {
    const x = Math.exp(t);
    const excess = isUpper ? 1 - u - gammaSurvival(shape, x) : gammaCdf(shape, x) - u;
    if (excess === 0) return x;
    if (excess > 0) high = t;
    else low = t;
    const slope = Math.exp(shape * t - x - norm);
    let to = t - excess / slope;
    if (!(to > low && to < high)) to = (low + high) / 2;
    if (Math.abs(to - t) < 1e-13 * Math.max(1, Math.abs(t))) return Math.exp(to);
    t = to;
  }
  return Math.exp(t);
}

/** Φ(z): the chance that a standard normal variate is at most z; relatively exact in the lower tail. */
export function normalCdf(z: number): number {
  const half = 0.5 * gammaSurvival(0.5, (z * z) / 2);
  return z < 0 ? half : 1 - half;
}

/** φ(z): the standard normal density */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/** The u-quantile of the standard normal distribution: Wichura's algorithm AS 241 (PPND16, 1988), good to about 1e-16. */
export function normalQuantile(u: number): number {
  if (u <= 0) return -Infinity;
  if (u >= 1) return Infinity;
  const q = u - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(0.180625 - q * q, CENTRE);
  const r = Math.sqrt(-Math.log(q < 0 ? u : 1 - u));
  const z = r <= 5 ? ratio(r - 1.6, TAIL) : ratio(r - 5, FAR_TAIL);
  return q < 0 ? -z : z;
}

interface Rational {
  readonly above: readonly number[];
  readonly below: readonly number[];
}

/** a quotient of two polynomials of degree 7, coefficients from the constant up */
function ratio(x: number, { above, below }: Rational): number {
  let p = above[7];
  let q = below[7];
  for (let power = 6; power >= 0; power--) {
    p = p * x + above[power];
    q = q * x + below[power];
  }
  return p / q;
}

const CENTRE: Rational = {
  above: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  below: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
};

const TAIL: Rational = {
  above: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  below: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
};

const FAR_TAIL: Rational = {
  above: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
  ],
  below: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 0.000018463183175100548,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
};
