const FIRST_CAPACITY = 1024;

/**
 * The heap under the calendar: a 4-ary min-heap of entries ordered by (time, key), in typed arrays that double when full.
 *
 * What is compared (time and key, side by side) moves when the heap is repaired; what is only carried (kind, subject, stamp) stays
 * in its slot, and the slot's number moves. `slots` is always a permutation: those from `size` on are the free ones, so there is no
 * free list. Taking the first entry leaves a hole at the root, because most events schedule another one, which then fills the hole
 * with a single repair instead of two.
 */
export class EntryHeap {
  /** entries pending */
  size = 0;
  /** whether the root is vacant: the heap then holds `size` entries at 1…size */
  private hole = 0;
  private capacity = FIRST_CAPACITY;
  /** time and key of the entry at p at 2p and 2p+1 */
  private ranks = new Float64Array(2 * FIRST_CAPACITY);
  private slots = Int32Array.from({ length: FIRST_CAPACITY }, (_, slot) => slot);
  /** kind, subject and stamp of slot s at 4s, 4s+1 and 4s+2 */
  private loads = new Int32Array(4 * FIRST_CAPACITY);

  push(time: number, key: number, kind: number, subject: number, stamp: number): void {
    const end = this.size + this.hole;
    if (end === this.capacity) this.grow();
    const slot = this.hole === 1 ? this.slots[0] : this.slots[end];
    const load = slot << 2;
    this.loads[load] = kind;
    this.loads[load + 1] = subject;
    this.loads[load + 2] = stamp;
    this.size++;
    if (this.hole === 1) {
      this.hole = 0;
      this.sink(0, time, key, slot);
    } else {
      this.rise(end, time, key, slot);
    }
  }

  topTime(): number {
    if (this.hole === 1) this.fill();
    return this.ranks[0];
  }
  topKey(): number {
    if (this.hole === 1) this.fill();
    return this.ranks[1];
  }
  topKind(): number {
    if (this.hole === 1) this.fill();
    return this.loads[this.slots[0] << 2];
  }
  topSubject(): number {
    if (this.hole === 1) this.fill();
    return this.loads[(this.slots[0] << 2) + 1];
  }
  topStamp(): number {
    if (this.hole === 1) this.fill();
    return this.loads[(this.slots[0] << 2) + 2];
  }

  pop(): void {
    if (this.hole === 1) this.fill();
    this.size--;
    this.hole = 1;
  }

  /** Drops every entry that `isLive` refuses. */
  keep(isLive: (kind: number, subject: number, stamp: number) => boolean): void {
    if (this.hole === 1) this.fill();
    const { ranks, slots, loads } = this;
    let kept = 0;
    for (let place = 0; place < this.size; place++) {
      const slot = slots[place];
      const load = slot << 2;
      if (!isLive(loads[load], loads[load + 1], loads[load + 2])) continue;
      ranks[2 * kept] = ranks[2 * place];
      ranks[2 * kept + 1] = ranks[2 * place + 1];
      slots[place] = slots[kept];
      slots[kept] = slot;
      kept++;
    }
    this.size = kept;
    for (let place = (kept - 2) >> 2; place >= 0; place--)
      this.sink(place, ranks[2 * place], ranks[2 * place + 1], slots[place]);
  }

  /** closes the hole at the root with the last entry */
  private fill(): void {
    this.hole = 0;
    const last = this.size;
    if (last === 0) return;
    const { ranks, slots } = this;
    const freed = slots[0];
    const slot = slots[last];
    slots[last] = freed;
    this.sink(0, ranks[2 * last], ranks[2 * last + 1], slot);
  }

  /** puts an entry in at `place` or above; written once, where it belongs */
  private rise(place: number, time: number, key: number, slot: number): void {
    const { ranks, slots } = this;
    let at = place;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const parentTime = ranks[2 * parent];
      const parentKey = ranks[2 * parent + 1];
      if (time > parentTime || (time === parentTime && key > parentKey)) break;
      ranks[2 * at] = parentTime;
      ranks[2 * at + 1] = parentKey;
      slots[at] = slots[parent];
      at = parent;
    }
    ranks[2 * at] = time;
    ranks[2 * at + 1] = key;
    slots[at] = slot;
  }

  /** puts an entry in at `place` or below */
  private sink(place: number, time: number, key: number, slot: number): void {
    const { ranks, slots, size } = this;
    let at = place;
    for (let child = 4 * at + 1; child < size; child = 4 * at + 1) {
      const end = child + 4 < size ? child + 4 : size;
      let best = child;
      let bestTime = ranks[2 * child];
      let bestKey = ranks[2 * child + 1];
      for (child++; child < end; child++) {
        const childTime = ranks[2 * child];
        if (childTime > bestTime) continue;
        const childKey = ranks[2 * child + 1];
        if (childTime === bestTime && childKey > bestKey) continue;
        best = child;
        bestTime = childTime;
        bestKey = childKey;
      }
      if (bestTime > time || (bestTime === time && bestKey > key)) break;
      ranks[2 * at] = bestTime;
      ranks[2 * at + 1] = bestKey;
      slots[at] = slots[best];
      at = best;
    }
    ranks[2 * at] = time;
    ranks[2 * at + 1] = key;
    slots[at] = slot;
  }

  private grow(): void {
    const capacity = 2 * this.capacity;
    const ranks = new Float64Array(2 * capacity);
    ranks.set(this.ranks);
    const slots = new Int32Array(capacity);
    slots.set(this.slots);
    for (let slot = this.capacity; slot < capacity; slot++) slots[slot] = slot;
    const loads = new Int32Array(4 * capacity);
    loads.set(this.loads);
    this.capacity = capacity;
    this.ranks = ranks;
    this.slots = slots;
    this.loads = loads;
  }
}
