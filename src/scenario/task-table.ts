/**
 * A file of tasks, one a row: CSV with a header line, or NDJSON with one object a line.
 *
 * Columns: id (required), at, duration (ISO 8601, or seconds as a number), exitCode, commandLine, dependsOn (ids joined by spaces).
 */

import { parseDuration } from '../batch/durations.ts';
import { INT32_MAX, INT32_MIN } from '../batch/limits.ts';
import type { NamedTaskRows } from '../batch/model.ts';
import { type CsvRecord, readCsv } from './csv.ts';
import { beyond, type Limits } from './limits.ts';
import { type Located, lineStarts, locateSpan, type Span } from './located.ts';
import { alienCharacter } from './source.ts';
import { didYouMean } from './suggestion.ts';

export interface TaskTable {
  readonly file: string;
  readonly rows: NamedTaskRows;
  /** `null`: the file has no such column; an empty text: not given in the row */
  readonly commandLine: readonly string[] | null;
  readonly dependsOn: readonly (readonly string[])[] | null;
  /** A complaint about one row, for checks that come later. */
  readonly locate: (row: number, severity: Located['severity'], message: string) => Located;
}

export type TaskTableResult =
  | { readonly ok: true; readonly table: TaskTable }
  | { readonly ok: false; readonly errors: readonly Located[] };

const COLUMNS = ['id', 'at', 'duration', 'exitCode', 'commandLine', 'dependsOn'] as const;
type Column = (typeof COLUMNS)[number];

/** After so many bad rows the file is probably something else. */
const MOST_COMPLAINTS = 50;

export function readTaskTable(file: string, content: string, limits: Limits): TaskTableResult {
  const text = content.startsWith('\uFEFF') ? content.slice(1) : content;
  const starts = lineStarts(text);
  const locate = (span: Span, severity: Located['severity'], message: string) =>
    locateSpan(text, starts, span, { file, severity, message });
  if (text.length > limits.taskFileSize) {
    const what = `the file has ${text.length.toLocaleString('en-US')} characters`;
    return {
      ok: false,
      errors: [locate({ start: 0, end: 1 }, 'error', beyond(what, 'taskFileSize', limits.taskFileSize))],
    };
  }
  const alien = alienCharacter(text);
  if (alien !== null) return { ok: false, errors: [locate(alien.span, 'error', alien.message)] };
  const reading = new Reading();
  if (/\.(ndjson|jsonl)$/i.test(file)) readLines(text, starts, reading);
  else readCsvRows(text, reading);
  if (reading.faults.length > 0) {
    return { ok: false, errors: reading.faults.map(({ span, message }) => locate(span, 'error', message)) };
  }
  return { ok: true, table: reading.table(file, locate) };
}

class Reading {
  readonly faults: { readonly span: Span; readonly message: string }[] = [];
  readonly #ids: string[] = [];
  readonly #at: number[] = [];
  readonly #duration: number[] = [];
  readonly #exitCode: number[] = [];
  readonly #commandLine: string[] = [];
  readonly #dependsOn: (readonly string[])[] = [];
  readonly #spans: Span[] = [];
  readonly #seen = new Set<Column>();

  get full(): boolean {
    return this.faults.length >= MOST_COMPLAINTS;
  }

  fault(span: Span, message: string): void {
    this.faults.push({ span, message });
  }

  /** One task: `value` gives what stands in a column, `undefined` or an empty text for nothing. */
  row(span: Span, value: (column: Column) => unknown, spanOf: (column: Column) => Span): void {
    const take = <T>(column: Column, read: (given: unknown) => T | Refusal, absent: T): T => {
      const given = value(column);
      if (given === undefined || given === null || given === '') return absent;
      this.#seen.add(column);
      const taken = read(given);
      if (!(taken instanceof Refusal)) return taken;
      this.fault(spanOf(column), `${column}: ${taken.why}`);
      return absent;
    };
    const id = take('id', readText, '');
    if (id === '' && value('id') !== undefined && value('id') !== '') return;
    if (id === '') {
      this.fault(span, 'the row has no id');
      return;
    }
    this.#ids.push(id);
    this.#at.push(take('at', readTime, Number.NaN));
    this.#duration.push(take('duration', readTime, Number.NaN));
    this.#exitCode.push(take('exitCode', readExitCode, Number.NaN));
    this.#commandLine.push(take('commandLine', readText, ''));
    this.#dependsOn.push(take('dependsOn', readIds, NO_IDS));
    this.#spans.push(span);
  }

  table(file: string, locate: (span: Span, severity: Located['severity'], message: string) => Located): TaskTable {
    const spans = this.#spans;
    return {
      file,
      rows: {
        id: this.#ids,
        at: Float64Array.from(this.#at),
        duration: Float64Array.from(this.#duration),
        exitCode: Float64Array.from(this.#exitCode),
      },
      commandLine: this.#seen.has('commandLine') ? this.#commandLine : null,
      dependsOn: this.#seen.has('dependsOn') ? this.#dependsOn : null,
      locate: (row, severity, message) => locate(spans[row]!, severity, message),
    };
  }
}

const NO_IDS: readonly string[] = [];

class Refusal {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

function readText(given: unknown): string | Refusal {
  return typeof given === 'string' ? given : typeof given === 'number' ? String(given) : new Refusal('expected a text');
}

/** An ISO 8601 duration, or seconds. */
function readTime(given: unknown): number | Refusal {
  const seconds =
    typeof given === 'number'
      ? given
      : typeof given === 'string' && /^\s*\d*\.?\d+(e\d+)?\s*$/i.test(given)
        ? Number(given)
        : null;
  if (seconds !== null) {
    const milliseconds = Math.round(seconds * 1000);
    return seconds >= 0 && Number.isSafeInteger(milliseconds)
      ? milliseconds
      : new Refusal(`${seconds} is no number of seconds`);
  }
  const parsed = parseDuration(String(given).trim());
  if (!parsed.ok) return new Refusal(`"${String(given)}" is neither a number of seconds nor an ISO 8601 duration`);
  return Number.isFinite(parsed.value) ? parsed.value : new Refusal(`"${String(given)}" is too long`);
}

function readExitCode(given: unknown): number | Refusal {
  const code = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  if (typeof code === 'number' && Number.isInteger(code) && code >= INT32_MIN && code <= INT32_MAX) return code;
  return new Refusal(`"${String(given)}" is no exit code`);
}

function readIds(given: unknown): readonly string[] | Refusal {
  if (typeof given === 'string') return given.trim() === '' ? NO_IDS : given.trim().split(/\s+/);
  if (Array.isArray(given) && given.every((id) => typeof id === 'string')) return given as string[];
  return new Refusal('expected ids joined by spaces');
}

function readCsvRows(text: string, reading: Reading): void {
  let places: Partial<Record<Column, number>> | null = null;
  let width = 0;
  for (const record of readCsv(text)) {
    if (reading.full) return;
    if (record.fault !== null) {
      reading.fault(record.span, record.fault);
      return;
    }
    if (places === null) {
      places = readHeader(record, reading);
      width = record.fields.length;
      if (reading.faults.length > 0) return;
      continue;
    }
    if (record.fields.length > width) {
      reading.fault(record.span, `the row has ${record.fields.length} fields, the header ${width}`);
      continue;
    }
    const columns = places;
    reading.row(
      record.span,
      (column) => (columns[column] === undefined ? undefined : record.fields[columns[column]]),
      (column) => record.fieldSpans[columns[column] ?? 0] ?? record.span,
    );
  }
  if (places === null)
    reading.fault({ start: 0, end: 1 }, 'the file is empty: expected a header line with the columns, id among them');
}

function readHeader(header: CsvRecord, reading: Reading): Partial<Record<Column, number>> {
  const places: Partial<Record<Column, number>> = {};
  header.fields.forEach((field, place) => {
    const name = COLUMNS.find((column) => column.toLowerCase() === field.trim().toLowerCase());
    const span = header.fieldSpans[place]!;
    if (name === undefined)
      reading.fault(
        span,
        `unknown column "${field}"${didYouMean(field, COLUMNS) || `; known are ${COLUMNS.join(', ')}`}`,
      );
    else if (places[name] !== undefined) reading.fault(span, `the column "${name}" stands twice`);
    else places[name] = place;
  });
  if (places.id === undefined && reading.faults.length === 0) reading.fault(header.span, 'there is no column "id"');
  return places;
}

function readLines(text: string, starts: readonly number[], reading: Reading): void {
  for (let line = 0; line < starts.length && !reading.full; line += 1) {
    const start = starts[line]!;
    const content = text.slice(start, line + 1 < starts.length ? starts[line + 1]! - 1 : text.length).trimEnd();
    if (content.trim() === '') continue;
    const span = { start, end: start + content.length };
    const spanOf = (key: string) => {
      const at = content.indexOf(`"${key}"`);
      return at === -1 ? span : { start: start + at, end: start + at + key.length + 2 };
    };
    const task = parseObject(content);
    if (task === null) reading.fault(span, 'expected one JSON object a line');
    else {
      const unknown = Object.keys(task).filter((key) => !(COLUMNS as readonly string[]).includes(key));
      for (const key of unknown) reading.fault(spanOf(key), `unknown key "${key}"${didYouMean(key, COLUMNS)}`);
      if (unknown.length === 0)
        reading.row(span, (column) => (Object.hasOwn(task, column) ? task[column] : undefined), spanOf);
    }
  }
}

function parseObject(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null;
  } catch {
    return null;
  }
}
