/**
 * Where the warm-up of a series ends: MSER-5.
 *
 * K. P. White, "An effective truncation heuristic for bias reduction in simulation output", Simulation 69 (1997); K. P. White, M. J. Cobb
 * and S. C. Spratt, "A comparison of five steady-state truncation heuristics for simulation", Proc. Winter Simulation Conference
 * (2000). The series is averaged in batches of five. Of all numbers d of batches that could be left out at the beginning the one is
 * taken that minimizes the squared standard error of the mean of the rest, as if the batches were independent:
 * the sum over the n - d remaining batches of (y - mean)², divided by (n - d)².
 */

const BATCH = 5;
/** the statistic of the last few batches is small by chance */
const FEWEST_LEFT = 5;

export interface Truncation {
  /** observations to leave out, a multiple of five */
  readonly deleted: number;
  /** of the observations that remain in whole batches */
  readonly mean: number;
}

/** null: the series is too short, or the warm-up takes more than half of it, so that nothing shows that it is over. */
export function truncate(series: ArrayLike<number>): Truncation | null {
  const count = Math.floor(series.length / BATCH);
  if (count < 2 * FEWEST_LEFT) return null;
  const batches = Array.from({ length: count }, (_, batch) => {
    let sum = 0;
    for (let place = BATCH * batch; place < BATCH * (batch + 1); place++) sum += series[place];
    return sum / BATCH;
  });
  let best = { batches: 0, statistic: Number.POSITIVE_INFINITY, mean: Number.NaN };
  // from the end on, so that mean and squares of what remains are carried along (Welford)
  let mean = 0;
  let squares = 0;
  for (let left = 1; left <= count; left++) {
    const deviation = batches[count - left] - mean;
    mean += deviation / left;
    squares += deviation * (batches[count - left] - mean);
    const statistic = squares / (left * left);
    // of equal ones the one that keeps more
    if (left >= FEWEST_LEFT && statistic <= best.statistic) best = { batches: count - left, statistic, mean };
  }
  return best.batches > count / 2 ? null : { deleted: BATCH * best.batches, mean: best.mean };
}
