/** What tasks waited for, all of it in two columns: the causes and milliseconds of one wait behind those of the other. */
import { Float64Column, Table, Uint8Column } from '../kernel/columns.ts';
import { Waited } from '../trace/waited.ts';

export class WaitPieces {
  /** at the beginning of a wait the number of its pieces, then their causes */
  readonly #cause = new Uint8Column();
  readonly #ms = new Float64Column();
  readonly #table = new Table([this.#cause, this.#ms]);
  #count = 0;

  /** Answers where it is kept. */
  add({ causes, ms, count }: Waited): number {
    const place = this.#count;
    this.#table.ensure(place + count + 1);
    this.#cause.data[this.#count++] = count;
    for (let piece = 0; piece < count; piece++) {
      this.#cause.data[this.#count] = causes[piece];
      this.#ms.data[this.#count++] = ms[causes[piece]];
    }
    return place;
  }

  at(place: number): Waited {
    const waited = new Waited();
    for (let piece = place + 1; piece <= place + this.#cause.data[place]; piece++)
      waited.add(this.#cause.data[piece], this.#ms.data[piece]);
    return waited;
  }
}
