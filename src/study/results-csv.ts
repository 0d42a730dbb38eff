/** results.csv of a study: a row per variant and replication that counts, in design order whatever finished first. */
import { csvRow } from '../metrics/csv.ts';
import { valueText } from './names.ts';
import type { CellResult, Study, Value } from './study.ts';

/** Columns: variant, name, replication, seed, one per factor, ended, one per metric. In pieces of whole lines. */
export function* resultsCsv(study: Study, results: readonly CellResult[]): Generator<string> {
  const paths = study.factors.map(({ path }) => path);
  yield csvRow(['variant', 'name', 'replication', 'seed', ...paths, 'ended', ...study.metrics]);
  for (const { variant, replication, seed, metrics, ended } of results) {
    const { name, assignments } = study.variants[variant];
    const values = paths.map((path) => cellOf(assignments[path]));
    const figures = study.metrics.map((metric) => metrics[metric] ?? null);
    yield csvRow([variant, name, replication, seed, ...values, ended, ...figures]);
  }
}

function cellOf(value: Value | undefined): string | number | boolean | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'object' ? valueText(value) : value;
}
