/**
 * Columns of numbers that are 0 nearly everywhere: no longer than up to the last other value, so what never happens takes nothing.
 */
import { Float64Column, Int32Column } from './columns.ts';

export class RareCounts extends Int32Column {
  get(thing: number): number {
    return thing < this.data.length ? this.data[thing] : 0;
  }
  set(thing: number, count: number): void {
    if (thing >= this.data.length) {
      if (count === 0) return;
      makeRoom(this, thing);
    }
    this.data[thing] = count;
  }
}

export class RareSpans extends Float64Column {
  get(thing: number): number {
    return thing < this.data.length ? this.data[thing] : 0;
  }
  set(thing: number, span: number): void {
    if (thing >= this.data.length) {
      if (span === 0) return;
      makeRoom(this, thing);
    }
    this.data[thing] = span;
  }
}

function makeRoom(column: Int32Column | Float64Column, thing: number): void {
  column.grow(Math.max(thing + 1, 2 * column.data.length, 1024));
}
