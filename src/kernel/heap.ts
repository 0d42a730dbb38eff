import { invariant } from './invariant.ts';

/**
 * A binary heap of small whole numbers (ids) in an order that may change: each id's place is known, so that any of them can be
 * removed, or put where it belongs after its key has changed. `before` must be a strict total order of the ids in the heap.
 */
export class IndexedHeap {
  private readonly before: (a: number, b: number) => boolean;
  private readonly ids: number[] = [];
  /** the place of an id in `ids`, -1 when it is not in the heap */
  private places = new Int32Array(64).fill(-1);

  constructor(before: (a: number, b: number) => boolean) {
    this.before = before;
  }

  get size(): number {
    return this.ids.length;
  }

  has(id: number): boolean {
    return id < this.places.length && this.places[id] >= 0;
  }

  /** the first id, -1 if there is none */
  peek(): number {
    return this.ids.length === 0 ? -1 : this.ids[0];
  }

  push(id: number): void {
    invariant(!this.has(id), () => `${id} is in the heap already`);
    if (id >= this.places.length) this.grow(id + 1);
    this.ids.push(id);
    this.rise(this.ids.length - 1, id);
  }

  /** removes and returns the first id, -1 if there is none */
  pop(): number {
    const first = this.peek();
    if (first >= 0) this.remove(first);
    return first;
  }

  /** removes an id; nothing happens if it is not in the heap */
  remove(id: number): void {
    if (!this.has(id)) return;
    const place = this.places[id];
    this.places[id] = -1;
    const last = this.ids.pop()!;
    if (last !== id) this.settle(place, last);
  }

  /** puts an id in its place again after its key has changed; nothing happens if it is not in the heap */
  update(id: number): void {
    if (this.has(id)) this.settle(this.places[id], id);
  }

  private settle(place: number, id: number): void {
    if (place > 0 && this.before(id, this.ids[(place - 1) >> 1])) this.rise(place, id);
    else this.sink(place, id);
  }

  private rise(place: number, id: number): void {
    const { ids, places } = this;
    let at = place;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = ids[parent];
      if (!this.before(id, above)) break;
      ids[at] = above;
      places[above] = at;
      at = parent;
    }
    ids[at] = id;
    places[id] = at;
  }

  private sink(place: number, id: number): void {
    const { ids, places } = this;
    const count = ids.length;
    let at = place;
    for (let child = 2 * at + 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && this.before(ids[child + 1], ids[child])) child++;
      const below = ids[child];
      if (!this.before(below, id)) break;
      ids[at] = below;
      places[below] = at;
      at = child;
    }
    ids[at] = id;
    places[id] = at;
  }

  private grow(count: number): void {
    const places = new Int32Array(Math.max(count, 2 * this.places.length)).fill(-1);
    places.set(this.places);
    this.places = places;
  }
}

/** A min-heap of 32-bit whole numbers; a number may be in it more than once. */
export class IntHeap {
  size = 0;
  private values = new Int32Array(64);

  /** the smallest number; a `Defect` if there is none */
  peek(): number {
    invariant(this.size > 0, 'an empty heap has no smallest number');
    return this.values[0];
  }

  push(value: number): void {
    if (this.size === this.values.length) {
      const values = new Int32Array(2 * this.size);
      values.set(this.values);
      this.values = values;
    }
    const values = this.values;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (values[parent] <= value) break;
      values[at] = values[parent];
      at = parent;
    }
    values[at] = value;
  }

  /** removes and returns the smallest number; a `Defect` if there is none */
  pop(): number {
    const first = this.peek();
    const values = this.values;
    const count = --this.size;
    const last = values[count];
    let at = 0;
    for (let child = 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && values[child + 1] < values[child]) child++;
      if (values[child] >= last) break;
      values[at] = values[child];
      at = child;
    }
    values[at] = last;
    return first;
  }

  clear(): void {
    this.size = 0;
  }
}
