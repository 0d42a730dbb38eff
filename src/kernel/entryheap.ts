/** small: a study makes many runs, most of them short */
const FIRST_CAPACITY = 64;
/** a family of children may reach this far beyond the last entry */
const MARGIN = 4;

/**
 * The heap under the calendar: a 4-ary min-heap of entries ordered by (time, key), in typed arrays that double when full. It knows
 * nothing of what the entries mean.
 *
 * What is compared (time and key) moves when the heap is repaired; what is only carried (kind, subject, stamp) stays in its slot, and
 * the slot's number moves. `slots` is always a permutation: those from `size` on are the free ones, so there is no free list.
 *
 * Three things make it fast. Every place beyond the last entry has the time `Infinity`, so that four children are always compared,
 * two by two, by arithmetic instead of by branches that cannot be predicted. An entry is written once, where it belongs. And popping
 * leaves a hole at the root, because most events schedule another one, which then fills it: one repair instead of two.
 */
export class EntryHeap {
  /** entries pending */
  size = 0;
  /** time of the entry at each place, the first at place 0; settle the heap by `top` before reading */
  times = new Float64Array(FIRST_CAPACITY + MARGIN).fill(Infinity);
  keys = new Float64Array(FIRST_CAPACITY + MARGIN);
  /** kind, subject and stamp of slot s at 4s, 4s+1 and 4s+2 */
  loads = new Int32Array(4 * FIRST_CAPACITY);

  private capacity = FIRST_CAPACITY;
  private slots = numbers(FIRST_CAPACITY);
  /** whether the root is vacant: the `size` entries are then at places 1…size */
  private hole = false;

  push(time: number, key: number, kind: number, subject: number, stamp: number): void {
    if (this.size + 1 >= this.capacity) this.grow();
    const place = this.hole ? 0 : this.size;
    const slot = this.slots[place];
    const load = slot << 2;
    this.loads[load] = kind;
    this.loads[load + 1] = subject;
    this.loads[load + 2] = stamp;
    this.size++;
    if (this.hole) {
      this.hole = false;
      this.sink(0, time, key, slot);
    } else {
      this.rise(place, time, key, slot);
    }
  }

  /** Where `loads` has what the first entry carries; `times[0]` and `keys[0]` are then its rank. -1 when there is no entry. */
  top(): number {
    if (this.hole) this.fill();
    return this.size === 0 ? -1 : this.slots[0] << 2;
  }

  /** The time of the first entry, `Infinity` when there is none: also while the root is vacant, which it leaves so. */
  firstTime(): number {
    const { times } = this;
    if (!this.hole) return times[0];
    const left = Math.min(times[1], times[2]);
    const right = Math.min(times[3], times[4]);
    return Math.min(left, right);
  }

  /** of the first entry; there must be one, and `top` must have been called since the last change */
  time(): number {
    return this.times[0];
  }
  key(): number {
    return this.keys[0];
  }

  /** removes the first entry; there must be one, and `top` must have been called since the last change */
  pop(): void {
    this.size--;
    this.hole = true;
  }

  /** drops every entry that `isLive` refuses */
  keep(isLive: (kind: number, subject: number, stamp: number) => boolean): void {
    if (this.hole) this.fill();
    const { times, keys, slots, loads } = this;
    let kept = 0;
    for (let place = 0; place < this.size; place++) {
      const slot = slots[place];
      const load = slot << 2;
      if (!isLive(loads[load], loads[load + 1], loads[load + 2])) continue;
      times[kept] = times[place];
      keys[kept] = keys[place];
      slots[place] = slots[kept];
      slots[kept] = slot;
      kept++;
    }
    times.fill(Infinity, kept, this.size);
    this.size = kept;
    for (let place = (kept - 2) >> 2; place >= 0; place--) this.sink(place, times[place], keys[place], slots[place]);
  }

  /** closes the hole at the root with the last entry */
  private fill(): void {
    this.hole = false;
    const { times, slots } = this;
    const last = this.size;
    const time = times[last];
    times[last] = Infinity;
    if (last === 0) return;
    const slot = slots[last];
    slots[last] = slots[0];
    this.sink(0, time, this.keys[last], slot);
  }

  /** puts an entry in at `place` or above */
  private rise(place: number, time: number, key: number, slot: number): void {
    const { times, keys, slots } = this;
    let at = place;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const above = times[parent];
      if (time > above || (time === above && key > keys[parent])) break;
      times[at] = above;
      keys[at] = keys[parent];
      slots[at] = slots[parent];
      at = parent;
    }
    times[at] = time;
    keys[at] = key;
    slots[at] = slot;
  }

  /** puts an entry in at `place` or below */
  private sink(place: number, time: number, key: number, slot: number): void {
    const { times, keys, slots, size } = this;
    let at = place;
    for (let child = 4 * at + 1; child < size; child = 4 * at + 1) {
      const time0 = times[child];
      const time1 = times[child + 1];
      const time2 = times[child + 2];
      const time3 = times[child + 3];
      let left = child + +(time1 < time0);
      if (time1 === time0) left = child + +(keys[child + 1] < keys[child]);
      let right = child + 2 + +(time3 < time2);
      if (time3 === time2) right = child + 2 + +(keys[child + 3] < keys[child + 2]);
      const leftTime = times[left];
      const rightTime = times[right];
      let first = left + (right - left) * +(rightTime < leftTime);
      if (rightTime === leftTime && keys[right] < keys[left]) first = right;
      const firstTime = times[first];
      if (firstTime > time || (firstTime === time && keys[first] > key)) break;
      times[at] = firstTime;
      keys[at] = keys[first];
      slots[at] = slots[first];
      at = first;
    }
    times[at] = time;
    keys[at] = key;
    slots[at] = slot;
  }

  private grow(): void {
    const capacity = 2 * this.capacity;
    const times = new Float64Array(capacity + MARGIN).fill(Infinity);
    times.set(this.times);
    const keys = new Float64Array(capacity + MARGIN);
    keys.set(this.keys);
    const slots = numbers(capacity);
    slots.set(this.slots);
    const loads = new Int32Array(4 * capacity);
    loads.set(this.loads);
    this.capacity = capacity;
    this.times = times;
    this.keys = keys;
    this.slots = slots;
    this.loads = loads;
  }
}

/** 0, 1, 2, … */
function numbers(count: number): Int32Array {
  const all = new Int32Array(count);
  for (let place = 0; place < count; place++) all[place] = place;
  return all;
}
