/** Reads text files without trusting their size: what cannot be meant is refused before it fills the memory. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { TOO_LARGE } from '../scenario/file-reader.ts';
import { LIMITS } from '../scenario/limits.ts';
import { Refusal } from './exit.ts';

/** A character (UTF-16 code unit) takes at most so many bytes of UTF-8. */
const BYTES_PER_CHARACTER = 3;
/** The longest string that Node can make. */
const LONGEST_STRING = 2 ** 29 - 24;
const CHUNK = 1 << 20;

/**
 * The text of a file, a pipe or a device, UTF-8. Throws an error with code `TOO_LARGE` if it certainly has more than `most`
 * characters; one that is only a little too long is given back and is for the caller to refuse.
 */
export function readBounded(path: string | 0, most: number): string {
  const mostBytes = Math.min(most * BYTES_PER_CHARACTER, LONGEST_STRING);
  const handle = path === 0 ? 0 : openSync(path, 'r');
  try {
    const { size } = fstatSync(handle);
    if (size > mostBytes) throw tooLarge(`it has ${size.toLocaleString('en-US')} bytes`);
    const chunks: Buffer[] = [];
    let length = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunks.length === 0 && size > 0 ? size + 1 : CHUNK);
      const count = readSync(handle, chunk);
      // the usual file came in one piece, which need not be copied
      if (count === 0) return (chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, length)).toString('utf8');
      length += count;
      if (length > mostBytes) throw tooLarge(`it has more than ${mostBytes.toLocaleString('en-US')} bytes`);
      chunks.push(chunk.subarray(0, count));
    }
  } finally {
    if (path !== 0) closeSync(handle);
  }
}

/** The text of a formula or of samples, without the editor's byte order mark; refused if it is larger than a scenario may be. */
export function readInput(path: string | 0): string {
  try {
    return readBounded(path, LIMITS.fileSize).replace(/^\uFEFF/, '');
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    throw new Refusal(`${path}:1:1: error: ${error.message}, more than a formula or its samples need`);
  }
}

export function isTooLarge(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === TOO_LARGE;
}

function tooLarge(message: string): Error {
  return Object.assign(new Error(message), { code: TOO_LARGE });
}
