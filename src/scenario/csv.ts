/**
 * CSV as RFC 4180 has it: commas, double quotes, either line end. A semicolon or tab separates where the header line has no comma.
 *
 * A record is looked at where it stands: its fields are places in the text, and become strings when they are asked for.
 */
import type { Span } from './located.ts';

/** Fields beyond are counted and not kept. */
const MOST_FIELDS = 1000;

const QUOTE = 34;
const LINE_FEED = 10;
const RETURN = 13;

/** Goes from record to record of a text; empty lines are left out. */
export class CsvReader {
  /** how many fields the record has */
  width = 0;
  /** where the record begins, and where its line ends */
  start = 0;
  end = 0;
  /** why the record cannot be read; nothing follows it */
  fault: string | null = null;
  readonly #text: string;
  readonly #separator: number;
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#separator = separatorOf(text);
  }

  /** Reads the next record; `false` when there is none. */
  next(): boolean {
    while (this.fault === null && this.#next < this.#text.length) {
      this.#record();
      if (this.fault !== null || this.width > 1 || this.field(0).trim() !== '') return true;
    }
    return false;
  }

  /** The text of a field, without its quotation marks. */
  field(place: number): string {
    const [from, to] = [this.#from[place], this.#to[place]];
    if (this.#text.charCodeAt(from) !== QUOTE || from === to) return this.#text.slice(from, to);
    return this.#text.slice(from + 1, to - 1).replaceAll('""', '"');
  }

  /**
   * The value of a field of one to twelve digits, the most frequent of all, without a string; NaN of every other, and -1 of an empty
   * one.
   */
  digits(place: number): number {
    const [from, to] = [this.#from[place], this.#to[place]];
    if (from === to) return -1;
    if (to - from > 12) return Number.NaN;
    let value = 0;
    for (let at = from; at < to; at++) {
      const digit = this.#text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) return Number.NaN;
      value = 10 * value + digit;
    }
    return value;
  }

  span(place: number): Span {
    return { start: this.#from[place], end: this.#to[place] };
  }

  #record(): void {
    const text = this.#text;
    const separator = this.#separator;
    let at = this.#next;
    this.start = at;
    this.width = 0;
    for (;;) {
      const from = at;
      let code = text.charCodeAt(at);
      if (code === QUOTE) {
        at = this.#closingQuote(at) + 1;
        code = text.charCodeAt(at);
        // NaN: the text ends
        if (at === 0 || (code !== separator && code !== LINE_FEED && code !== RETURN && at < text.length)) {
          this.fault = 'a quotation mark is not closed, or something follows a closed one';
          this.start = from;
          this.end = from + 1;
          return;
        }
      } else {
        while (code !== separator && code !== LINE_FEED && code !== RETURN && at < text.length)
          code = text.charCodeAt(++at);
      }
      if (this.width < MOST_FIELDS) {
        this.#from[this.width] = from;
        this.#to[this.width] = at;
      }
      this.width++;
      if (code !== separator || at >= text.length) break;
      at++;
    }
    this.end = at;
    this.#next = at + (text.charCodeAt(at) === RETURN && text.charCodeAt(at + 1) === LINE_FEED ? 2 : 1);
  }

  /** The place of the quotation mark that closes the one at `start`; -1 if none does. */
  #closingQuote(start: number): number {
    for (let at = start + 1; ; at += 2) {
      at = this.#text.indexOf('"', at);
      if (at === -1 || this.#text.charCodeAt(at + 1) !== QUOTE) return at;
    }
  }
}

function separatorOf(text: string): number {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const separator = [',', ';', '\t'].find((each) => header.includes(each)) ?? ',';
  return separator.charCodeAt(0);
}
