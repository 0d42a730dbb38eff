/**
 * Tells the ids that may stand twice from those that certainly do not, in four bytes an id: a million ids need not be in a set for the
 * few that are looked at again. Ids are compared without case.
 */
const BITS_PER_ID = 16;

export class IdSieve {
  /** a bit for each hash that came once, and for each that came again */
  readonly #once: Uint32Array;
  readonly #again: Uint32Array;
  readonly #mask: number;

  /** `expected`: how many ids there will be; with more of them more seem to stand twice. */
  constructor(expected: number) {
    const bits = 2 ** Math.min(31, Math.ceil(Math.log2(Math.max(32, BITS_PER_ID * expected))));
    this.#once = new Uint32Array(bits / 32);
    this.#again = new Uint32Array(bits / 32);
    this.#mask = bits - 1;
  }

  /** Adds the id that stands in a text from `start` to `end`: it need not be cut out. */
  add(text: string, start: number, end: number): void {
    const hash = hashOf(text, start, end) & this.#mask;
    const bit = 1 << (hash & 31);
    const word = hash >>> 5;
    if ((this.#once[word] & bit) === 0) this.#once[word] |= bit;
    else this.#again[word] |= bit;
  }

  /** `false`: of all ids that were added no other is this one. */
  mayRepeat(text: string, start: number, end: number): boolean {
    const hash = hashOf(text, start, end) & this.#mask;
    return (this.#again[hash >>> 5] & (1 << (hash & 31))) !== 0;
  }
}

/** FNV-1a over the characters without the case of the letters that ids may have, mixed once more so that the low bits differ. */
function hashOf(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    hash = Math.imul(hash ^ (code >= 65 && code <= 90 ? code | 32 : code), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
