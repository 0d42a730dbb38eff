/**
 * A long list in pieces of 256: who changes one element copies its piece and the list of pieces, not the whole. Pieces that nobody
 * has changed are one and the same array.
 */
export type Chunks<T> = readonly (readonly T[])[];
/** the same while it may be written, on the way from one stage to another */
export type WritableChunks<T> = T[][];

const SHIFT = 8;
const WIDTH = 1 << SHIFT;

/** A list of that length, all of the same value. */
export function chunksOf<T>(length: number, value: T): Chunks<T> {
  const piece: readonly T[] = Array.from({ length: WIDTH }, () => value);
  return Array.from({ length: Math.ceil(length / WIDTH) }, () => piece);
}

export function elementOf<T>(chunks: Chunks<T>, index: number): T {
  return chunks[index >> SHIFT][index & (WIDTH - 1)];
}

/** How elements are changed. */
export interface Writer {
  set<T>(chunks: WritableChunks<T>, index: number, value: T): void;
  /** The element, to be changed in place; it holds nothing that could be changed in its turn. */
  change<T extends object>(chunks: WritableChunks<T>, index: number): T;
}

/** For drafts, which see to copies themselves. */
export const IN_PLACE: Writer = {
  set: (chunks, index, value) => {
    chunks[index >> SHIFT][index & (WIDTH - 1)] = value;
  },
  change: (chunks, index) => chunks[index >> SHIFT][index & (WIDTH - 1)],
};

/** For many changes at once, some thirty times as fast: copies each piece and each element when it is first changed. */
export class CopyOnWrite implements Writer {
  readonly #own = new Set<object>();

  /** The same list of the same pieces, to be changed. */
  open<T>(chunks: Chunks<T>): WritableChunks<T> {
    return [...chunks] as WritableChunks<T>;
  }

  set<T>(chunks: WritableChunks<T>, index: number, value: T): void {
    this.#piece(chunks, index >> SHIFT)[index & (WIDTH - 1)] = value;
  }

  change<T extends object>(chunks: WritableChunks<T>, index: number): T {
    const piece = this.#piece(chunks, index >> SHIFT);
    const place = index & (WIDTH - 1);
    if (!this.#own.has(piece[place])) {
      piece[place] = { ...piece[place] };
      this.#own.add(piece[place]);
    }
    return piece[place];
  }

  #piece<T>(chunks: WritableChunks<T>, place: number): T[] {
    if (!this.#own.has(chunks[place])) {
      chunks[place] = chunks[place].slice();
      this.#own.add(chunks[place]);
    }
    return chunks[place];
  }
}
