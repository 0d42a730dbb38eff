/**
 * A set of ids that are compared without case, for millions of them: by id a hash and a number in typed arrays. The texts stay where they
 * are and are asked for only where hashes agree.
 */
import { invariant } from '../kernel/invariant.ts';

/** Ids made to collide do not slow anyone down: what finds no place within so many steps goes into a set of texts. */
const MOST_STEPS = 64;

export class IdSet {
  readonly #textOf: (number: number) => string;
  /** number + 1 by slot; 0: free */
  #slots = new Int32Array(32);
  #hashes = new Int32Array(32);
  #size = 0;
  readonly #crowded = new Set<string>();

  /** `textOf` gives the id that was added with a number. */
  constructor(textOf: (number: number) => string) {
    this.#textOf = textOf;
  }

  /** Adds an id under a number of its own, 0 … 2^31 - 2; answers whether it is new. */
  add(id: string, number: number): boolean {
    invariant(number >= 0 && number < 2 ** 31 - 1, 'the number of an id');
    if (2 * this.#size >= this.#slots.length) this.#grow();
    const hash = hashOf(id);
    const mask = this.#slots.length - 1;
    let key: string | null = null;
    for (let step = 0, slot = hash & mask; step < MOST_STEPS; step++, slot = (slot + 1) & mask) {
      const holder = this.#slots[slot];
      if (holder === 0) {
        if (this.#crowded.size > 0 && this.#crowded.has(id.toLowerCase())) return false;
        this.#slots[slot] = number + 1;
        this.#hashes[slot] = hash;
        this.#size++;
        return true;
      }
      if (this.#hashes[slot] !== hash) continue;
      key ??= id.toLowerCase();
      if (this.#textOf(holder - 1).toLowerCase() === key) return false;
    }
    key ??= id.toLowerCase();
    if (this.#crowded.has(key)) return false;
    this.#crowded.add(key);
    return true;
  }

  #grow(): void {
    const [slots, hashes] = [this.#slots, this.#hashes];
    const length = 2 * slots.length;
    const mask = length - 1;
    this.#slots = new Int32Array(length);
    this.#hashes = new Int32Array(length);
    for (let old = 0; old < slots.length; old++) {
      if (slots[old] === 0) continue;
      let slot = hashes[old] & mask;
      let steps = 0;
      while (this.#slots[slot] !== 0 && ++steps < MOST_STEPS) slot = (slot + 1) & mask;
      if (this.#slots[slot] !== 0) {
        this.#crowded.add(this.#textOf(slots[old] - 1).toLowerCase());
        this.#size--;
        continue;
      }
      this.#slots[slot] = slots[old];
      this.#hashes[slot] = hashes[old];
    }
  }
}

/** FNV-1a over the characters without the case of the letters that ids may have, mixed once more so that the low bits differ. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < id.length; place++) {
    const code = id.charCodeAt(place);
    hash = Math.imul(hash ^ (code >= 65 && code <= 90 ? code | 32 : code), 0x01000193);
  }
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d);
}
