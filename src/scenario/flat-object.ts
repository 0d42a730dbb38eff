/**
 * Reads a line that is a flat JSON object of plain texts and numbers, as files of tasks mostly have, without making the object. Whatever
 * else stands there (nested values, escapes, words, anything that is no JSON) is left to JSON.parse, which knows it all.
 */
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;
const SPACE = 32;

/** More members than that have no line of tasks. */
const MOST_MEMBERS = 16;

export class FlatObject {
  /** how many members the last object has */
  size = 0;
  readonly #keyFrom = new Int32Array(MOST_MEMBERS);
  readonly #keyTo = new Int32Array(MOST_MEMBERS);
  readonly #from = new Int32Array(MOST_MEMBERS);
  readonly #to = new Int32Array(MOST_MEMBERS);
  #text = '';

  /** Whether `text` has such an object and nothing else from `start` to `end`; then its members can be asked for. */
  read(text: string, start: number, end: number): boolean {
    this.#text = text;
    this.size = 0;
    if (text.charCodeAt(start) !== OPEN) return false;
    let at = start + 1;
    for (;;) {
      while (text.charCodeAt(at) === SPACE) at++;
      if (this.size === MOST_MEMBERS || text.charCodeAt(at) !== QUOTE) return false;
      const keyEnd = this.#closing(at, end);
      if (keyEnd < 0) return false;
      this.#keyFrom[this.size] = at + 1;
      this.#keyTo[this.size] = keyEnd;
      at = keyEnd + 1;
      if (text.charCodeAt(at) !== COLON) return false;
      at++;
      while (text.charCodeAt(at) === SPACE) at++;
      const valueEnd = text.charCodeAt(at) === QUOTE ? this.#closing(at, end) + 1 : this.#integer(at);
      if (valueEnd <= 0) return false;
      this.#from[this.size] = at;
      this.#to[this.size] = valueEnd;
      this.size++;
      at = valueEnd;
      const code = text.charCodeAt(at);
      if (code === CLOSE) return at + 1 === end;
      if (code !== COMMA) return false;
      at++;
    }
  }

  key(member: number): string {
    return this.#text.slice(this.#keyFrom[member], this.#keyTo[member]);
  }

  /** Whether a member has this key. */
  isKey(member: number, key: string): boolean {
    return (
      this.#keyTo[member] - this.#keyFrom[member] === key.length && this.#text.startsWith(key, this.#keyFrom[member])
    );
  }

  value(member: number): string | number {
    const [from, to] = [this.#from[member], this.#to[member]];
    if (this.#text.charCodeAt(from) === QUOTE) return this.#text.slice(from + 1, to - 1);
    let value = 0;
    for (let at = from; at < to; at++) value = 10 * value + this.#text.charCodeAt(at) - 48;
    return value;
  }

  /** The quotation mark that closes the one at `start`, or -1 if there is none before `end` or something has to be unescaped. */
  #closing(start: number, end: number): number {
    for (let at = start + 1; at < end; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === QUOTE) return at;
      if (code === BACKSLASH || code < SPACE) return -1;
    }
    return -1;
  }

  /** The end of a whole number of at most fifteen digits that begins at `start`, or -1. */
  #integer(start: number): number {
    let at = start;
    let code = this.#text.charCodeAt(at);
    while (code >= 48 && code <= 57) code = this.#text.charCodeAt(++at);
    const digits = at - start;
    const isPlain = digits === 1 || (digits > 1 && digits <= 15 && this.#text.charCodeAt(start) !== 48);
    return isPlain ? at : -1;
  }
}
