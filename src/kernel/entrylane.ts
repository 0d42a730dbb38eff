const FIRST_CAPACITY = 64;

/**
 * Calendar entries that come in the order in which they go: a ring in typed arrays that doubles when full. Delays are often the same
 * for all, and entries then need no heap: each is written once and read once.
 */
export class EntryLane {
  /** entries pending */
  size = 0;
  /** kind, subject and stamp of the entry at place p at 4p, 4p+1 and 4p+2 */
  loads = new Int32Array(4 * FIRST_CAPACITY);
  private times = new Float64Array(FIRST_CAPACITY);
  private keys = new Float64Array(FIRST_CAPACITY);
  /** the capacity, a power of two, less one */
  private mask = FIRST_CAPACITY - 1;
  /** the place of the first entry */
  private head = 0;

  /** Appends an entry if it comes after all that are here; false if it does not. */
  append(time: number, key: number, kind: number, subject: number, stamp: number): boolean {
    if (this.size > 0) {
      const last = (this.head + this.size - 1) & this.mask;
      if (time < this.times[last] || (time === this.times[last] && key < this.keys[last])) return false;
      if (this.size > this.mask) this.grow();
    }
    const place = (this.head + this.size++) & this.mask;
    this.times[place] = time;
    this.keys[place] = key;
    this.loads[4 * place] = kind;
    this.loads[4 * place + 1] = subject;
    this.loads[4 * place + 2] = stamp;
    return true;
  }

  /** Where `loads` has what the first entry carries; -1 when there is none. */
  top(): number {
    return this.size === 0 ? -1 : 4 * this.head;
  }

  /** of the first entry; there must be one */
  time(): number {
    return this.times[this.head];
  }
  key(): number {
    return this.keys[this.head];
  }

  /** removes the first entry; there must be one */
  pop(): void {
    this.head = (this.head + 1) & this.mask;
    this.size--;
  }

  /** drops every entry that `isLive` refuses */
  keep(isLive: (kind: number, subject: number, stamp: number) => boolean): void {
    const { times, keys, loads, mask, size } = this;
    let kept = this.head;
    this.size = 0;
    for (let step = 0; step < size; step++) {
      const place = (this.head + step) & mask;
      if (!isLive(loads[4 * place], loads[4 * place + 1], loads[4 * place + 2])) continue;
      times[kept] = times[place];
      keys[kept] = keys[place];
      loads.copyWithin(4 * kept, 4 * place, 4 * place + 3);
      kept = (kept + 1) & mask;
      this.size++;
    }
  }

  private grow(): void {
    const { times, keys, loads, head, size } = this;
    const capacity = 2 * size;
    this.times = new Float64Array(capacity);
    this.keys = new Float64Array(capacity);
    this.loads = new Int32Array(4 * capacity);
    // the ring is full: what is before its head comes after what is behind it
    this.times.set(times.subarray(head));
    this.times.set(times.subarray(0, head), size - head);
    this.keys.set(keys.subarray(head));
    this.keys.set(keys.subarray(0, head), size - head);
    this.loads.set(loads.subarray(4 * head));
    this.loads.set(loads.subarray(0, 4 * head), 4 * (size - head));
    this.head = 0;
    this.mask = capacity - 1;
  }
}
