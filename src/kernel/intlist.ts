/** A list of small whole numbers that is filled and emptied over and over: emptied, it keeps its room. */
export class IntList {
  count = 0;
  /** the first `count` are the list */
  items = new Int32Array(16);

  push(item: number): void {
    if (this.count === this.items.length) {
      const items = new Int32Array(2 * this.count);
      items.set(this.items);
      this.items = items;
    }
    this.items[this.count++] = item;
  }

  /** the last item, which is removed; -1 if there is none */
  pop(): number {
    return this.count === 0 ? -1 : this.items[--this.count];
  }

  clear(): void {
    this.count = 0;
  }
}

/** A queue of small whole numbers: first in, first out. It keeps the room that it once needed. */
export class IntQueue {
  count = 0;
  /** a ring: its length is a power of two */
  private items = new Int32Array(4);
  private head = 0;

  push(item: number): void {
    if (this.count === this.items.length) this.grow();
    this.items[(this.head + this.count++) & (this.items.length - 1)] = item;
  }

  /** replaces the item pushed last; there must be one */
  setLast(item: number): void {
    this.items[(this.head + this.count - 1) & (this.items.length - 1)] = item;
  }

  /** removes and returns the item pushed first; there must be one */
  shift(): number {
    const item = this.items[this.head];
    this.head = (this.head + 1) & (this.items.length - 1);
    this.count--;
    return item;
  }

  private grow(): void {
    const items = new Int32Array(2 * this.count);
    items.set(this.items.subarray(this.head));
    items.set(this.items.subarray(0, this.head), this.count - this.head);
    this.items = items;
    this.head = 0;
  }
}
