/**
 * A long list in pieces of 256: who changes one element copies its piece and the list of pieces, not the whole. Pieces that nobody
 * has changed are one and the same array.
 */
export type Chunks<T> = readonly (readonly T[])[];
/** the same while it may be written, inside a step of the history */
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

export function setElement<T>(chunks: WritableChunks<T>, index: number, value: T): void {
  chunks[index >> SHIFT][index & (WIDTH - 1)] = value;
}

/** The element, to be changed in place. */
export function writableElement<T extends object>(chunks: WritableChunks<T>, index: number): T {
  return chunks[index >> SHIFT][index & (WIDTH - 1)];
}
