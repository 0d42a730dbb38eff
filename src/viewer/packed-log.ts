/**
 * A log small enough to stand inside a page: about a fifth of its text, and again the same text when it is unpacked.
 *
 * Lines that differ in numbers and names only share a template; what is left of a line is a few numbers: its template's, the time
 * since the line before, how far back its cause is, and its values. Strings are numbered too. Lines of rare kinds stay as they are.
 */

/** lines, characters, and characters when packed, that a page is given */
const MOST_LINES = 25_000;
const MOST_TEXT = 16_000_000;
const MOST_CHARACTERS = 1_000_000;

const FORMAT = 'batchlab-packed-log/1';

export interface PackedLog {
  readonly format: typeof FORMAT;
  readonly strings: readonly string[];
  /**
   * The pieces of a line, or of an object in it: `=` and text as it stands there, or the kind of a value and its key. Kinds: `n` a
   * number, `s` a string by number, `o` an object that begins with its template's number, `j` JSON text by number.
   */
  readonly templates: readonly (readonly string[])[];
  /** all lines one behind the other; -1 and the number of a string is a line that stays as it is */
  readonly numbers: readonly number[];
}

const WHOLE = -1;
const PACKABLE: ReadonlySet<unknown> = new Set([
  'task',
  'node',
  'allocation',
  'pool',
  'job',
  'startTask',
  'jobPreparation',
  'jobRelease',
]);
/** keys with few values: these stand in the template */
const FIXED: ReadonlySet<string> = new Set(['entity', 'jobId', 'poolId', 'from', 'to', 'reason', 'result']);
/** keys that every line has and that are told otherwise */
const COMMON: ReadonlySet<string> = new Set(['seq', 'at', 'cause']);
const NONE: ReadonlySet<string> = new Set();

type Fields = Readonly<Record<string, unknown>>;

/** Listens to the text of a log and packs it in the end, unless it is too long for a page. Memory: the text, up to 16 MB. */
export class LogPacker {
  #chunks: string[] = [];
  #characters = 0;
  #lines = 0;
  #at = 0;
  readonly #strings = new Map<string, number>();
  readonly #templates = new Map<string, number>();
  readonly #pieces: string[][] = [];
  readonly #numbers: number[] = [];

  /** The next piece of the log, of any size. */
  push(text: string): void {
    if (this.#characters > MOST_TEXT) return;
    this.#characters += text.length;
    this.#chunks.push(text);
    if (this.#characters > MOST_TEXT) this.#chunks = [];
  }

  /** The packed log; null: it is too long. To be called once, after the last piece. */
  packed(): PackedLog | null {
    if (this.#characters > MOST_TEXT) return null;
    const lines = this.#chunks.join('').split('\n');
    if (lines.length - 1 > MOST_LINES) return null;
    for (const line of lines) if (line !== '') this.#line(line);
    const log: PackedLog = {
      format: FORMAT,
      strings: [...this.#strings.keys()],
      templates: this.#pieces,
      numbers: this.#numbers,
    };
    return JSON.stringify(log).length > MOST_CHARACTERS ? null : log;
  }

  #line(text: string): void {
    const line: Fields = JSON.parse(text);
    const { seq, at, cause, entity } = line;
    const isInTurn = seq === this.#lines++;
    if (!isInTurn || !PACKABLE.has(entity) || typeof at !== 'number' || typeof cause !== 'number') {
      this.#numbers.push(WHOLE, numbered(this.#strings, text));
      if (typeof at === 'number') this.#at = at;
      return;
    }
    const place = this.#numbers.length;
    this.#numbers.push(0, at - this.#at, seq - cause);
    this.#at = at;
    this.#numbers[place] = this.#template(line, FIXED, COMMON);
  }

  /** Writes the values of an object behind what is there; answers its template. */
  #template(fields: Fields, fixed: ReadonlySet<string>, told: ReadonlySet<string>): number {
    // with the lengths of its parts no two templates have the same name
    let name = '';
    for (const key of Object.keys(fields)) {
      const value = fields[key];
      if (told.has(key)) continue;
      if (!fixed.has(key)) name += `${this.#value(value)}${key.length} ${key}`;
      else if (typeof value === 'string') name += `=${key.length} ${key}${value.length} ${value}`;
      else name += `!${key.length} ${key}${JSON.stringify(value)}`;
    }
    const known = this.#templates.get(name);
    if (known !== undefined) return known;
    this.#templates.set(name, this.#templates.size);
    this.#pieces.push(piecesOf(fields, fixed, told));
    return this.#templates.size - 1;
  }

  #value(value: unknown): string {
    const slot = slotOf(value);
    if (slot === 'n') this.#numbers.push(value as number);
    else if (slot === 's') this.#numbers.push(numbered(this.#strings, value as string));
    else if (slot === 'j') this.#numbers.push(numbered(this.#strings, JSON.stringify(value)));
    else {
      const place = this.#numbers.push(0) - 1;
      this.#numbers[place] = this.#template(value as Fields, NONE, NONE);
    }
    return slot;
  }
}

function piecesOf(fields: Fields, fixed: ReadonlySet<string>, told: ReadonlySet<string>): string[] {
  return Object.entries(fields)
    .filter(([key]) => !told.has(key))
    .map(([key, value]) =>
      fixed.has(key) ? `=,${JSON.stringify(key)}:${JSON.stringify(value)}` : `${slotOf(value)}${key}`,
    );
}

function slotOf(value: unknown): string {
  if (typeof value === 'number') return 'n';
  if (typeof value === 'string') return 's';
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? 'o' : 'j';
}

function numbered(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, numbers.size);
  return numbers.size - 1;
}

/** The text of the log, line by line. */
export function* unpackLog(log: PackedLog): Generator<string> {
  const { numbers, strings, templates } = log;
  let place = 0;
  let at = 0;
  const object = (template: number): string => {
    let text = '';
    for (const piece of templates[template]) {
      const kind = piece[0];
      if (kind === '=') {
        text += piece.slice(1);
        continue;
      }
      const number = numbers[place++];
      const value =
        kind === 'n'
          ? String(number)
          : kind === 's'
            ? JSON.stringify(strings[number])
            : kind === 'j'
              ? strings[number]
              : `{${object(number).slice(1)}}`;
      text += `,${JSON.stringify(piece.slice(1))}:${value}`;
    }
    return text;
  };
  for (let seq = 0; place < numbers.length; seq++) {
    const template = numbers[place++];
    if (template === WHOLE) {
      const text = strings[numbers[place++]];
      const whole: Fields = JSON.parse(text);
      if (typeof whole.at === 'number') at = whole.at;
      yield `${text}\n`;
      continue;
    }
    at += numbers[place++];
    const cause = seq - numbers[place++];
    yield `{"seq":${seq},"at":${at}${object(template)},"cause":${cause}}\n`;
  }
}
