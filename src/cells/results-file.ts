/**
 * The file in which the finished cells of a study are kept: `cells.ndjson`, to which lines are only ever added.
 *
 * A process may die at any moment, and so may the disk: what stands there as a whole line is a result, anything else is none. The rest
 * of a line that was being written is cut off by the next to open the file, before anything is added behind it. There is one writer at
 * a time; whoever opens the file has seen to that.
 */
import { closeSync, fsyncSync, ftruncateSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import type { Cell, CellResult } from '../study/study.ts';
import { type KeyedResult, parseResultLine, resultFor, resultLine, withCheck, withoutCheck } from './result-line.ts';

const HEADER = withCheck(JSON.stringify({ format: 'batchlab-cells/1' }));
const CHUNK = 1 << 20;
const NEWLINE = 0x0a;

/** The file is there and is something else. */
export class ForeignFile extends Error {
  override readonly name = 'ForeignFile';
}

export class ResultsFile {
  readonly path: string;
  /** whole lines that are damaged; their cells count as not done */
  readonly damaged: number;
  readonly #handle: number;
  readonly #results = new Map<string, KeyedResult>();
  /** bytes of whole lines */
  #length = 0;
  #isClosed = false;

  /** Opens the file, or begins it. Throws errors of the file system, and `ForeignFile`. */
  constructor(path: string) {
    this.path = path;
    this.#handle = openSync(path, 'a+');
    try {
      this.damaged = this.#readLines();
      ftruncateSync(this.#handle, this.#length);
      if (this.#length === 0) this.#append(HEADER);
    } catch (error) {
      closeSync(this.#handle);
      throw error;
    }
  }

  /** How many results there are. */
  get size(): number {
    return this.#results.size;
  }

  /** The result that is kept under this key, if it has these metrics. */
  find(key: string, cell: Cell, metrics: readonly string[]): CellResult | null {
    const found = this.#results.get(key);
    return found === undefined ? null : resultFor(found, cell, metrics);
  }

  /** When this returns, the death of the process cannot undo it; when it throws, the file is as before. */
  add(result: KeyedResult): void {
    if (this.#isClosed) throw new Error('the file of results is closed'); // its handle may be that of another file by now
    this.#append(resultLine(result));
    this.#results.set(result.key, result);
  }

  /** When this returns, a loss of power cannot undo what was added. A file in which there is nothing goes. */
  close(): void {
    this.#isClosed = true;
    try {
      fsyncSync(this.#handle);
    } finally {
      closeSync(this.#handle);
    }
    if (this.size === 0 && this.damaged === 0) rmSync(this.path);
  }

  #append(line: string): void {
    const bytes = Buffer.from(`${line}\n`, 'utf8');
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#handle, bytes, written);
    } catch (error) {
      ftruncateSync(this.#handle, this.#length); // the disk may have taken a part of it
      throw error instanceof Error ? Object.assign(error, { path: this.path }) : error;
    }
    this.#length += bytes.length;
  }

  /** Reads in pieces: the file may be larger than a string can be. Answers how many lines are damaged. */
  #readLines(): number {
    let damaged = 0;
    let rest = Buffer.alloc(0);
    const chunk = Buffer.alloc(CHUNK);
    for (let position = 0; ; ) {
      const count = readSync(this.#handle, chunk, 0, CHUNK, position);
      if (count === 0) return damaged;
      position += count;
      rest = Buffer.concat([rest, chunk.subarray(0, count)]);
      if (this.#length === 0) refuseOther(rest);
      for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
        if (!this.#accept(rest.toString('utf8', 0, end))) damaged++;
        this.#length += end + 1;
        rest = rest.subarray(end + 1);
      }
    }
  }

  /** Whether the line is whole; of two with the same key the later counts. */
  #accept(line: string): boolean {
    if (line === HEADER) return true;
    const result = parseResultLine(line);
    if (result !== null) this.#results.set(result.key, result);
    return result !== null;
  }
}

/** What begins unlike the first line of such a file is never written to, and above all not cut off. */
function refuseOther(start: Buffer): void {
  const length = Math.min(start.length, HEADER.length);
  if (start.toString('latin1', 0, length) === HEADER.slice(0, length)) return;
  const line = start.toString('utf8').split('\n', 1)[0];
  const text = withoutCheck(line);
  const format: unknown = text === null ? undefined : JSON.parse(text).format;
  throw new ForeignFile(typeof format === 'string' ? `it has the format ${format}` : 'it was not written by batchlab');
}
