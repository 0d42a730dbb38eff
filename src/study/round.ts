/** What a plan has asked for and what has come of it: rounds of cells, each over when the result of its last cell is there. */
import { Samples } from './samples.ts';
import type { Cell, CellResult } from './study.ts';

export class Round {
  readonly samples: Samples;
  /** replications asked for, by variant; whoever opens a round with more of them writes them down here */
  readonly asked: number[];
  #batch: readonly Cell[] = [];
  #missing = 0;
  #taken = 0;

  constructor(variants: number) {
    this.samples = new Samples(variants);
    this.asked = Array.from({ length: variants }, () => 0);
  }

  open(batch: readonly Cell[]): void {
    this.#batch = batch;
    this.#missing = batch.length;
  }

  /** The cells of the round, once. */
  next(): readonly Cell[] {
    const batch = this.#batch;
    this.#batch = [];
    return batch;
  }

  /** True with the last result of the round; one that has come before changes nothing. Throws on one that nobody asked for. */
  take(result: CellResult): boolean {
    if (!(result.replication < (this.asked[result.variant] ?? 0)))
      throw new Error(`nobody asked for variant ${result.variant} in replication ${result.replication}`);
    if (!this.samples.add(result)) return false;
    this.#taken++;
    this.#missing--;
    return this.#missing === 0;
  }

  progress(): { readonly taken: number; readonly asked: number } {
    return { taken: this.#taken, asked: this.asked.reduce((sum, count) => sum + count, 0) };
  }
}
