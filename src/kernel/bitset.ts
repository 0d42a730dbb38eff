import { invariant } from './invariant.ts';

/** so that the number of bits of a level stays a small integer */
const LARGEST = 2 ** 29;

/**
 * A set of small whole numbers that answers "the smallest member" and "the next member" without looking at the others: a tree of
 * 32-bit words, in which a bit on one level says whether the word below it holds anything.
 */
export class RankSet {
  /** number of members */
  size = 0;
  /** bit i of levels[0] is member i; bit w of levels[k + 1] is word w of levels[k]; the last level is a single word */
  private levels: Int32Array[] = [new Int32Array(1)];
  private capacity = 32;

  has(member: number): boolean {
    return member >>> 0 < this.capacity && (this.levels[0][member >> 5] & (1 << member)) !== 0;
  }

  add(member: number): void {
    if (member >>> 0 >= this.capacity) this.grow(member);
    const levels = this.levels;
    let at = member;
    for (let level = 0; level < levels.length; level++) {
      const words = levels[level];
      const word = words[at >> 5];
      const bit = 1 << at;
      if ((word & bit) !== 0) {
        if (level === 0) return;
        break;
      }
      words[at >> 5] = word | bit;
      at >>= 5;
    }
    this.size++;
  }

  delete(member: number): void {
    if (!this.has(member)) return;
    const levels = this.levels;
    let at = member;
    for (let level = 0; level < levels.length; level++) {
      const words = levels[level];
      const word = words[at >> 5] & ~(1 << at);
      words[at >> 5] = word;
      if (word !== 0) break;
      at >>= 5;
    }
    this.size--;
  }

  clear(): void {
    for (const words of this.levels) words.fill(0);
    this.size = 0;
  }

  /** the smallest member, -1 if there is none */
  first(): number {
    return this.size === 0 ? -1 : this.smallestBelow(this.levels.length, 0);
  }

  /** the largest member, -1 if there is none */
  last(): number {
    if (this.size === 0) return -1;
    let at = 0;
    for (let level = this.levels.length - 1; level >= 0; level--) at = (at << 5) + highestBit(this.levels[level][at]);
    return at;
  }

  /** the smallest member greater than `member`, -1 if there is none; `member` itself need not belong to the set */
  next(member: number): number {
    let at = member + 1;
    if (at <= 0) return this.first();
    if (at >= this.capacity) return -1;
    const levels = this.levels;
    for (let level = 0; level < levels.length; level++) {
      const words = levels[level];
      const index = at >> 5;
      if (index >= words.length) return -1;
      const rest = words[index] & (-1 << at);
      if (rest !== 0) return this.smallestBelow(level, (index << 5) + lowestBit(rest));
      at = index + 1;
    }
    return -1;
  }

  /**
   * The smallest member that is not in `other`, -1 if there is none. 32 numbers at a time: as long as the members in `other` that
   * come before it.
   */
  firstNotIn(other: RankSet | null): number {
    if (other === null || other.size === 0) return this.first();
    const words = this.levels[0];
    const others = other.levels[0];
    for (let member = this.first(); member >= 0; member = this.next(member | 31)) {
      const index = member >> 5;
      const rest = index < others.length ? words[index] & ~others[index] : words[index];
      if (rest !== 0) return (index << 5) + lowestBit(rest);
    }
    return -1;
  }

  /** the smallest member below bit `at` of levels[level] (which is set); `levels.length` is the root */
  private smallestBelow(level: number, at: number): number {
    let bit = at;
    for (let below = level - 1; below >= 0; below--) bit = (bit << 5) + lowestBit(this.levels[below][bit]);
    return bit;
  }

  /** makes room for `member` */
  private grow(member: number): void {
    invariant(member >= 0 && member < LARGEST, () => `${member} cannot be a member`);
    let capacity = this.capacity;
    while (capacity <= member) capacity *= 2;
    this.capacity = capacity;
    const levels: Int32Array[] = [];
    for (let bits = capacity; ; bits = (bits + 31) >> 5) {
      const words = new Int32Array((bits + 31) >> 5);
      const old = this.levels[levels.length];
      if (old !== undefined) words.set(old);
      else summarize(levels[levels.length - 1], words);
      levels.push(words);
      if (words.length === 1) break;
    }
    this.levels = levels;
  }
}

/** sets a bit of `above` for every word of `below` that holds anything */
function summarize(below: Int32Array, above: Int32Array): void {
  for (let index = 0; index < below.length; index++) if (below[index] !== 0) above[index >> 5] |= 1 << index;
}

/** the place of the lowest bit set; undefined for 0 */
function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}

function highestBit(word: number): number {
  return 31 - Math.clz32(word);
}
