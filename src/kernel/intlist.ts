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

  clear(): void {
    this.count = 0;
  }
}
