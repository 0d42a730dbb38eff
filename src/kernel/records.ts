import { invariant } from './invariant.ts';

const FIRST_CAPACITY = 64;

/**
 * A growable table of rows that each stand in one place: `reals` and `ints` are two views of the same memory, a row takes `width`
 * reals, or twice as many ints. Columns (columns.ts) are better for what is read for many things at once; records for what is asked
 * about one thing at a time, which then touches a cache line or two however many fields it has.
 *
 * Fields are places: the real f of row r is `reals[width·r + f]`, the int g is `ints[2·width·r + g]`. Rows are zero until written, and
 * what has not been written takes no memory. Growing replaces both views, so nobody keeps them across a call that may add rows.
 */
export class Records {
  reals = new Float64Array(0);
  ints = new Int32Array(0);
  /** rows there is room for */
  capacity = 0;
  private readonly width: number;

  constructor(width: number) {
    this.width = width;
  }

  /** makes room for rows 0…rows-1, doubling; a known number of rows asked for at once is met exactly */
  ensure(rows: number): void {
    if (rows > this.capacity) this.enlarge(rows);
  }

  /** on its own: a function that has a closure pays for it at every call, even if it does not come to it */
  private enlarge(rows: number): void {
    const { width } = this;
    invariant(rows * width < 2 ** 30, () => `a table cannot have ${rows} rows`);
    this.capacity = Math.max(rows, 2 * this.capacity, FIRST_CAPACITY);
    const reals = new Float64Array(this.capacity * width);
    reals.set(this.reals);
    this.reals = reals;
    this.ints = new Int32Array(reals.buffer);
  }
}
