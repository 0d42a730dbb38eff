/**
 * A set of ids that are compared without case, for millions of them: by id a hash and a number in a typed array. The texts stay where
 * they are and are asked for only where hashes agree.
 */
import { invariant } from '../kernel/invariant.ts';

/** Ids made to collide do not slow anyone down: what finds no place within so many steps goes into a set of texts. */
const MOST_STEPS = 64;
/** Slots there are for each id at least, so that runs of used ones stay short. */
const SLOTS_PER_ID = 2;

export class IdSet {
  readonly #textOf: (number: number) => string;
  /** by slot the number + 1 (0: free) and, beside it, the hash */
  #slots: Int32Array;
  #mask: number;
  #size = 0;
  readonly #crowded = new Set<string>();

  /** `textOf` gives the id that was added with a number; `expected` is how many ids there will be, as far as that is known. */
  constructor(textOf: (number: number) => string, expected = 0) {
    this.#textOf = textOf;
    const length = 2 ** Math.ceil(Math.log2(Math.max(16, SLOTS_PER_ID * expected)));
    this.#slots = new Int32Array(2 * length);
    this.#mask = length - 1;
  }

  /** Adds an id under a number of its own, 0 … 2^31 - 2; answers whether it is new. */
  add(id: string, number: number): boolean {
    invariant(number >= 0 && number < 2 ** 31 - 1, 'the number of an id');
    if (SLOTS_PER_ID * this.#size > this.#mask) this.#grow();
    const hash = hashOf(id);
    const slots = this.#slots;
    const mask = this.#mask;
    for (let step = 0, slot = hash & mask; step < MOST_STEPS; step++, slot = (slot + 1) & mask) {
      const holder = slots[2 * slot];
      if (holder === 0) {
        if (this.#crowded.size > 0 && this.#crowded.has(id.toLowerCase())) return false;
        slots[2 * slot] = number + 1;
        slots[2 * slot + 1] = hash;
        this.#size++;
        return true;
      }
      if (slots[2 * slot + 1] === hash && isSame(this.#textOf(holder - 1), id)) return false;
    }
    const before = this.#crowded.size;
    return this.#crowded.add(id.toLowerCase()).size > before;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(2 * old.length);
    this.#mask = old.length - 1;
    for (let place = 0; place < old.length; place += 2) {
      if (old[place] === 0) continue;
      let slot = old[place + 1] & this.#mask;
      let steps = 1;
      while (this.#slots[2 * slot] !== 0 && steps++ < MOST_STEPS) slot = (slot + 1) & this.#mask;
      if (this.#slots[2 * slot] === 0) {
        this.#slots[2 * slot] = old[place];
        this.#slots[2 * slot + 1] = old[place + 1];
      } else {
        this.#crowded.add(this.#textOf(old[place] - 1).toLowerCase());
        this.#size--;
      }
    }
  }
}

function isSame(left: string, right: string): boolean {
  return left === right || left.toLowerCase() === right.toLowerCase();
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
