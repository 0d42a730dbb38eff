/**
 * A column of texts, as a file of tasks has them: all of them in one long text, and by row where its own begins and ends. A string for
 * each would take four times the room.
 */
import type { Texts } from '../batch/model.ts';
import { Table, Uint32Column } from '../kernel/columns.ts';

export class TextColumn implements Texts {
  readonly length: number;
  /** how many rows have a text that is not empty */
  readonly given: number;
  /** all texts; that of a row goes from `start(row)` to `end(row)` */
  readonly text: string;
  readonly #from: Uint32Array;
  readonly #to: Uint32Array;

  constructor(text: string, from: Uint32Array, to: Uint32Array, given: number) {
    this.text = text;
    this.#from = from;
    this.#to = to;
    this.length = from.length;
    this.given = given;
  }

  /** The text of a row, counted from 0; `undefined` where there is no such row. */
  at(row: number): string | undefined {
    return row < this.length ? this.text.slice(this.#from[row], this.#to[row]) : undefined;
  }

  start(row: number): number {
    return this.#from[row];
  }

  end(row: number): number {
    return this.#to[row];
  }
}

/** So many different texts are looked for when one comes again. */
const MOST_KNOWN = 4096;
/** Texts are joined in pieces: a rope of millions would have to be flattened later. */
const PIECE = 4096;

/** Gathers a column row by row. */
export class TextColumnBuilder {
  readonly #from = new Uint32Column();
  readonly #to = new Uint32Column();
  readonly #table = new Table([this.#from, this.#to]);
  readonly #pieces: string[] = [];
  #open: string[] = [];
  #length = 0;
  #rows = 0;
  #given = 0;
  /** rows whose texts later ones may have too; `null`: every text is another */
  readonly #known: Map<string, number> | null;

  constructor(texts: 'different' | 'repeated') {
    this.#known = texts === 'repeated' ? new Map() : null;
  }

  add(text: string): void {
    const row = this.#rows++;
    // rows without a text need no room before there is one
    if (text === '') return;
    this.#given++;
    this.#table.ensure(this.#rows);
    const from = this.#from.data;
    const to = this.#to.data;
    const same = this.#known?.get(text);
    if (same !== undefined) {
      from[row] = from[same];
      to[row] = to[same];
      return;
    }
    from[row] = this.#length;
    this.#length += text.length;
    to[row] = this.#length;
    this.#open.push(text);
    if (this.#open.length === PIECE) this.#close();
    if (this.#known !== null && this.#known.size < MOST_KNOWN) this.#known.set(text, row);
  }

  /** The column, or `null` if no row has a text. */
  column(): TextColumn | null {
    if (this.#given === 0) return null;
    this.#close();
    const rows = this.#rows;
    this.#table.ensure(rows);
    const [from, to] = [this.#from.data.slice(0, rows), this.#to.data.slice(0, rows)];
    return new TextColumn(this.#pieces.join(''), from, to, this.#given);
  }

  #close(): void {
    this.#pieces.push(this.#open.join(''));
    this.#open = [];
  }
}
