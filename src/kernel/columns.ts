import { invariant } from './invariant.ts';

type NumberArray = Float64Array | Int32Array | Uint32Array | Uint16Array | Int8Array | Uint8Array;

/**
 * A growable column of numbers: one attribute of many things, indexed by the thing's number.
 *
 * Hot code reads and writes `column.data[thing]`. Growing replaces `data`, so nobody keeps it across a call that may add things.
 */
export abstract class Column<A extends NumberArray = NumberArray> {
  data: A;
  /** what elements are before they are written */
  readonly fill: number;

  constructor(empty: A, fill: number) {
    this.data = empty;
    this.fill = fill;
  }

  /** makes room for elements 0…capacity-1; never shrinks */
  grow(capacity: number): void {
    const old = this.data;
    if (capacity <= old.length) return;
    const data = this.make(capacity);
    data.set(old);
    if (this.fill !== 0) data.fill(this.fill, old.length);
    this.data = data;
  }

  protected abstract make(length: number): A;
}

export class Float64Column extends Column<Float64Array> {
  constructor(fill = 0) {
    super(new Float64Array(0), fill);
  }
  protected make(length: number): Float64Array {
    return new Float64Array(length);
  }
}

export class Int32Column extends Column<Int32Array> {
  constructor(fill = 0) {
    super(new Int32Array(0), fill);
  }
  protected make(length: number): Int32Array {
    return new Int32Array(length);
  }
}

export class Uint32Column extends Column<Uint32Array> {
  constructor(fill = 0) {
    super(new Uint32Array(0), fill);
  }
  protected make(length: number): Uint32Array {
    return new Uint32Array(length);
  }
}

export class Uint16Column extends Column<Uint16Array> {
  constructor(fill = 0) {
    super(new Uint16Array(0), fill);
  }
  protected make(length: number): Uint16Array {
    return new Uint16Array(length);
  }
}

/** holds state codes, -1 for "does not exist" */
export class Int8Column extends Column<Int8Array> {
  constructor(fill = 0) {
    super(new Int8Array(0), fill);
  }
  protected make(length: number): Int8Array {
    return new Int8Array(length);
  }
}

export class Uint8Column extends Column<Uint8Array> {
  constructor(fill = 0) {
    super(new Uint8Array(0), fill);
  }
  protected make(length: number): Uint8Array {
    return new Uint8Array(length);
  }
}

const FIRST_CAPACITY = 64;

/** Columns that grow together: the attributes of one kind of thing. */
export class Table {
  /** rows there is room for */
  capacity = 0;
  private readonly columns: readonly Column[];

  constructor(columns: readonly Column[]) {
    this.columns = columns;
  }

  /** makes room for rows 0…rows-1, doubling; a known number of rows asked for at once is met exactly */
  ensure(rows: number): void {
    if (rows > this.capacity) this.enlarge(rows);
  }

  /** on its own: a function that has a closure pays for it at every call, even if it does not come to it */
  private enlarge(rows: number): void {
    invariant(rows < 2 ** 31, () => `a table cannot have ${rows} rows`);
    this.capacity = Math.max(rows, 2 * this.capacity, FIRST_CAPACITY);
    for (const column of this.columns) column.grow(this.capacity);
  }
}
