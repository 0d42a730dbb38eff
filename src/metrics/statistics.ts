/** Spreads of many durations: exact totals, nearest-rank quantiles by selection. */
import { ExactSum } from '../kernel/exact.ts';
import { nearestRank, rank } from '../kernel/quantile.ts';
import type { Spread } from './summary.ts';

const QUANTILES = [0.5, 0.9, 0.95, 0.99];

/** The spread of durations in milliseconds, in seconds. The values are reordered. */
export function spread(values: Float64Array): Spread {
  const count = values.length;
  if (count === 0) return { count, total: 0, mean: null, p50: null, p90: null, p95: null, p99: null, max: null };
  const sum = sumOf(values);
  const [p50, p90, p95, p99] = nearestRank(values, count, QUANTILES).map((ms) => ms / 1000);
  // what stands behind the last rank is the greatest of all
  let max = 0;
  for (let place = rank(0.99, count); place < count; place++) max = Math.max(max, values[place]);
  return { count, total: sum.seconds(), mean: sum.toNumber() / count / 1000, p50, p90, p95, p99, max: max / 1000 };
}

/** Whole numbers are added exactly as long as their sum stays below 2^53; beyond, the slow way is. */
function sumOf(values: Float64Array): ExactSum {
  const sum = new ExactSum();
  let plain = 0;
  for (let place = 0; place < values.length; place++) plain += values[place];
  if (plain <= Number.MAX_SAFE_INTEGER) sum.add(plain);
  else for (const value of values) sum.add(value);
  return sum;
}

/**
 * The spreads of one figure within each group and over all rows.
 *
 * `groupOf` and `figureOf` are asked for every row; a NaN value leaves the row out. Memory: two numbers per row.
 */
export function spreads(
  rows: number,
  groups: number,
  groupOf: (row: number) => number,
  figureOf: (row: number) => number,
): { readonly all: Spread; readonly byGroup: readonly Spread[] } {
  const values = new Float64Array(rows);
  if (groups === 1) {
    let count = 0;
    for (let row = 0; row < rows; row++) {
      const figure = figureOf(row);
      if (!Number.isNaN(figure)) values[count++] = figure;
    }
    const all = spread(values.subarray(0, count));
    return { all, byGroup: [all] };
  }
  const ends = new Int32Array(groups + 1);
  for (let row = 0; row < rows; row++) {
    values[row] = figureOf(row);
    if (!Number.isNaN(values[row])) ends[groupOf(row) + 1]++;
  }
  for (let group = 0; group < groups; group++) ends[group + 1] += ends[group];
  const next = ends.slice();
  const grouped = new Float64Array(ends[groups]);
  for (let row = 0; row < rows; row++) {
    if (!Number.isNaN(values[row])) grouped[next[groupOf(row)]++] = values[row];
  }
  const byGroup = Array.from({ length: groups }, (_, group) => spread(grouped.subarray(ends[group], ends[group + 1])));
  return { all: spread(grouped), byGroup };
}
