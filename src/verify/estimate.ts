/**
 * A mean and its interval from batches of a run, or from groups of independent replications.
 *
 * Batch means (Law and Kelton, "Simulation Modeling and Analysis"): consecutive observations are averaged in batches long enough to
 * be nearly independent, and Student's t is applied to the averages. Control variates (Lavenberg and Welch 1981): what is drawn has a
 * known mean, and where the draws of a batch lie above it by chance, so will what is measured; the regression on these deviations is
 * evaluated where they are zero, and only what it leaves unexplained counts for the interval. Of the draws themselves a scenario
 * says the means, so they must be checked by themselves, without controls.
 */
import { studentQuantile } from '../kernel/student.ts';

export interface Estimate {
  readonly mean: number;
  readonly halfWidth: number;
}

/**
 * `values` are the averages of the batches; each of `controls` gives for the same batches the deviation of something drawn from its
 * mean. `error` is the chance that the interval misses. At least two batches more than controls.
 */
export function estimate(values: ArrayLike<number>, controls: readonly ArrayLike<number>[], error: number): Estimate {
  const columns = [...controls, values];
  const size = controls.length + 1;
  // the normal equations of the regression, the intercept first and the values as right-hand side
  const rows = Array.from({ length: size }, (_, row) =>
    Array.from({ length: size + 1 }, (_, column) => product(columns, row - 1, column - 1, values.length)),
  );
  const { solution, corner } = solve(rows);
  let residual = 0;
  for (let batch = 0; batch < values.length; batch++) {
    let fitted = solution[0];
    for (const [place, control] of controls.entries()) fitted += solution[place + 1] * control[batch];
    residual += (values[batch] - fitted) ** 2;
  }
  const freedom = values.length - size;
  const deviation = Math.sqrt((residual / freedom) * corner);
  return { mean: solution[0], halfWidth: studentQuantile(error / 2, freedom) * deviation };
}

/** Sum of products over the batches; column -1 is the constant 1. */
function product(columns: readonly ArrayLike<number>[], left: number, right: number, batches: number): number {
  let sum = 0;
  for (let batch = 0; batch < batches; batch++)
    sum += (left < 0 ? 1 : columns[left][batch]) * (right < 0 ? 1 : columns[right][batch]);
  return sum;
}

/** Gauss and Jordan, with scaling by columns left out: the solution, and the first element of the inverse. */
function solve(rows: readonly number[][]): { readonly solution: readonly number[]; readonly corner: number } {
  const size = rows.length;
  const table = rows.map((row, place) => [...row, place === 0 ? 1 : 0]);
  for (let pivot = 0; pivot < size; pivot++) {
    let best = pivot;
    for (let row = pivot + 1; row < size; row++)
      if (Math.abs(table[row][pivot]) > Math.abs(table[best][pivot])) best = row;
    [table[pivot], table[best]] = [table[best], table[pivot]];
    const divisor = table[pivot][pivot];
    table[pivot] = table[pivot].map((value) => value / divisor);
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const factor = table[row][pivot];
      table[row] = table[row].map((value, column) => value - factor * table[pivot][column]);
    }
  }
  return { solution: table.map((row) => row[size]), corner: table[0][size + 1] };
}
