/** The lines of a log one by one, from text in chunks of any size; it keeps no more than a chunk and a line. */
import { LogError } from '../trace/log-error.ts';
import { LONGEST_LINE } from '../trace/reader.ts';

export class LogLines {
  readonly file: string;
  /** lines given out or skipped */
  count = 0;
  readonly #chunks: Iterator<string>;
  #text = '';
  #at = 0;
  #isOver = false;
  #last = '';

  constructor(file: string, chunks: Iterable<string>) {
    this.file = file;
    this.#chunks = chunks[Symbol.iterator]();
  }

  /** The line given out or skipped last. */
  get last(): string {
    return this.#last.trimEnd();
  }

  /** The next line without its end; null: there is none. A line that breaks off is none. */
  next(): string | null {
    let end = this.#text.indexOf('\n', this.#at);
    while (end < 0) {
      const length = this.#text.length - this.#at;
      if (!this.#fill()) return null;
      end = this.#text.indexOf('\n', length);
    }
    const line = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    this.count++;
    this.#last = line;
    return line;
  }

  error(line: number, problem: string): LogError {
    return new LogError(this.file, line, problem);
  }

  /** Nothing more is wanted. */
  close(): void {
    this.#chunks.return?.();
  }

  /** Appends the next chunk; false: there is none. */
  #fill(): boolean {
    if (this.#isOver) return false;
    const { done, value } = this.#chunks.next();
    if (done === true) {
      this.#isOver = true;
      return false;
    }
    this.#text = this.#at === this.#text.length ? value : this.#text.slice(this.#at) + value;
    this.#at = 0;
    if (this.#text.length > LONGEST_LINE && !this.#text.includes('\n'))
      throw new LogError(this.file, this.count + 1, `the line has more than ${LONGEST_LINE} characters`);
    return true;
  }

  /** Skips lines that are the same in both as fast as texts can be compared; both stand at the beginning of a line before and after. */
  static skipSame(a: LogLines, b: LogLines): void {
    while (a.#fillIfEmpty() && b.#fillIfEmpty()) {
      const length = Math.min(a.#text.length - a.#at, b.#text.length - b.#at);
      const text = a.#text.slice(a.#at, a.#at + length);
      if (text !== b.#text.slice(b.#at, b.#at + length)) return;
      const end = text.lastIndexOf('\n') + 1;
      if (end > 0) {
        const lines = linesIn(text);
        const last = text.slice(text.lastIndexOf('\n', end - 2) + 1, end);
        a.#skip(end, lines, last);
        b.#skip(end, lines, last);
      }
      if (end === length) continue;
      // the piece ends within a line: the side that is used up needs its next chunk, or has none
      const shorter = a.#text.length - a.#at <= b.#text.length - b.#at ? a : b;
      if (!shorter.#fill()) return;
    }
  }

  #skip(length: number, lines: number, last: string): void {
    this.#last = last;
    this.#at += length;
    this.count += lines;
  }

  #fillIfEmpty(): boolean {
    while (this.#at === this.#text.length) if (!this.#fill()) return false;
    return true;
  }
}

function linesIn(text: string): number {
  let lines = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) lines++;
  return lines;
}
