/** The results of a study by variant and replication, whatever came first. */
import type { CellResult } from './study.ts';

export class Samples {
  readonly #rows: (CellResult | undefined)[][];

  constructor(variants: number) {
    this.#rows = Array.from({ length: variants }, () => []);
  }

  get variants(): number {
    return this.#rows.length;
  }

  /** False: it is there already. */
  add(result: CellResult): boolean {
    const row = this.#rows[result.variant];
    if (row[result.replication] !== undefined) return false;
    row[result.replication] = result;
    return true;
  }

  /** The first results of a variant, up to the first that is missing. */
  of(variant: number, most = Number.POSITIVE_INFINITY): readonly CellResult[] {
    const row = this.#rows[variant];
    const results: CellResult[] = [];
    for (let replication = 0; replication < Math.min(row.length, most); replication++) {
      const result = row[replication];
      if (result === undefined) break;
      results.push(result);
    }
    return results;
  }

  /** A figure of the same replications. */
  values(variant: number, metric: string, most?: number): readonly (number | null)[] {
    return this.of(variant, most).map(({ metrics }) => metrics[metric] ?? null);
  }

  figure(variant: number, replication: number, metric: string): number | null {
    const result = this.#rows[variant][replication];
    if (result === undefined) throw new Error(`variant ${variant} has no replication ${replication}`);
    return result.metrics[metric] ?? null;
  }
}
