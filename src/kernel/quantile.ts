import { invariant } from './invariant.ts';

/** below this length a range is sorted rather than split further */
const SHORT = 32;

/**
 * The k-th smallest (from 0) of the first `count` values, which are reordered: afterwards values[k] is it, nothing before it is
 * larger and nothing after it smaller. Quickselect with the median of three as pivot; when the splits go badly for too long, the rest is
 * sorted, so it never takes more than n log n. Values must not be NaN.
 */
export function select(values: Float64Array, count: number, k: number): number {
  invariant(k >= 0 && k < count && count <= values.length, () => `there is no value ${k} among ${count}`);
  return selectFrom(values, 0, count, k);
}

/** The same where nothing before place `from` is larger than anything from there on. */
function selectFrom(values: Float64Array, from: number, count: number, k: number): number {
  let left = from;
  let right = count - 1;
  for (let splits = 2 * Math.ceil(Math.log2(count + 1)); right - left >= SHORT && splits > 0; splits--) {
    const pivot = median(values[left], values[(left + right) >> 1], values[right]);
    let up = left;
    let down = right;
    while (up <= down) {
      while (values[up] < pivot) up++;
      while (values[down] > pivot) down--;
      if (up > down) break;
      const value = values[up];
      values[up++] = values[down];
      values[down--] = value;
    }
    if (k <= down) right = down;
    else if (k >= up) left = up;
    else return values[k];
  }
  values.subarray(left, right + 1).sort();
  return values[k];
}

/**
 * Quantiles by nearest rank: for each q in [0, 1] the smallest of the first `count` values that at least a share q of them does not
 * exceed. NaN when there are no values. The values are reordered.
 */
export function nearestRank(values: Float64Array, count: number, qs: readonly number[]): number[] {
  if (count === 0) return qs.map(() => Number.NaN);
  invariant(count <= values.length, () => `there are no ${count} values`);
  // once a rank is found, the ranks above it are among what comes after
  let found = -1;
  return qs.map((q) => {
    const k = rank(q, count);
    const value = selectFrom(values, k >= found && found >= 0 ? found : 0, count, k);
    found = k;
    return value;
  });
}

/** allows for q·n that should be whole and is not, such as 0.07 · 100 = 7.000000000000001 */
const ROUNDING = 1e-9;

/** The place, from 0, of the quantile q among `count` sorted values. */
export function rank(q: number, count: number): number {
  invariant(q >= 0 && q <= 1, () => `${q} is no share`);
  return Math.min(Math.max(Math.ceil(q * count - ROUNDING), 1), count) - 1;
}

function median(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
