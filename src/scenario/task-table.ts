/**
 * A file of tasks, one a row: CSV with a header line, or NDJSON with one object a line.
 *
 * Columns: id (required), at, duration (ISO 8601, or seconds as a number), exitCode, commandLine, dependsOn (ids joined by spaces).
 * A row takes some fifty bytes beside the letters of its texts, and no object.
 */
import type { NamedTaskRows } from '../batch/model.ts';
import { Float64Column, Table, Uint32Column } from '../kernel/columns.ts';
import { CsvReader } from './csv.ts';
import { FlatObject } from './flat-object.ts';
import { beyond, type Limits } from './limits.ts';
import { type Located, lineStarts, locateSpan, type Span } from './located.ts';
import { alienCharacter } from './source.ts';
import { didYouMean } from './suggestion.ts';
import { Refusal, readExitCode, readIds, readText, readTime } from './task-cells.ts';
import { type TextColumn, TextColumnBuilder } from './text-column.ts';

export interface TaskTable {
  readonly file: string;
  readonly rows: NamedTaskRows;
  /** `null`: no row gives one; an empty text: not given in the row */
  readonly commandLine: TextColumn | null;
  /** ids joined by spaces; `null` and empty likewise */
  readonly dependsOn: TextColumn | null;
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
  let starts: readonly number[] | null = null;
  const locate = (span: Span, severity: Located['severity'], message: string) => {
    starts ??= lineStarts(text);
    return locateSpan(text, starts, span, { file, severity, message });
  };
  const refuse = (faults: readonly Fault[]): TaskTableResult => ({
    ok: false,
    errors: faults.map(({ span, message }) => locate(span, 'error', message)),
  });
  if (text.length > limits.taskFileSize) {
    const what = `the file has ${text.length.toLocaleString('en-US')} characters`;
    return refuse([{ span: { start: 0, end: 1 }, message: beyond(what, 'taskFileSize', limits.taskFileSize) }]);
  }
  const alien = alienCharacter(text);
  if (alien !== null) return refuse([alien]);
  const reading = new Reading();
  if (/\.(ndjson|jsonl)$/i.test(file)) readLines(text, reading);
  else readCsvRows(text, reading);
  if (reading.faults.length > 0) return refuse(reading.faults);
  const { rowStarts, ...table } = reading.table();
  const rowSpan = (row: number): Span => {
    const start = rowStarts[row];
    const end = text.indexOf('\n', start);
    return { start, end: end === -1 ? text.length : end };
  };
  return {
    ok: true,
    table: { file, ...table, locate: (row, severity, message) => locate(rowSpan(row), severity, message) },
  };
}

interface Fault {
  readonly span: Span;
  readonly message: string;
}

/** Where the parts of the present row stand, for complaints. */
interface Place {
  span(): Span;
  spanOf(column: Column): Span;
}

/** The rows that were read so far. What stands in a row is given as it stands there; `undefined` and an empty text are nothing. */
class Reading {
  readonly faults: Fault[] = [];
  readonly #ids = new TextColumnBuilder('different');
  readonly #commandLines = new TextColumnBuilder('repeated');
  readonly #dependsOn = new TextColumnBuilder('repeated');
  readonly #at = new Float64Column();
  readonly #duration = new Float64Column();
  readonly #exitCode = new Float64Column();
  readonly #starts = new Uint32Column();
  readonly #table = new Table([this.#at, this.#duration, this.#exitCode, this.#starts]);
  /** what spellings of times mean, as long as they are few */
  readonly #times = new Map<string, number>();
  #rows = 0;

  get full(): boolean {
    return this.faults.length >= MOST_COMPLAINTS;
  }

  fault(span: Span, message: string): void {
    this.faults.push({ span, message });
  }

  /** Begins a row; without an id there is none. Cells follow. */
  row(start: number, id: unknown, place: Place): boolean {
    const text = isAbsent(id) ? '' : this.#take('id', readText(id), place, null);
    if (text === null) return false;
    if (text === '') {
      this.fault(place.span(), 'the row has no id');
      return false;
    }
    this.#table.ensure(++this.#rows);
    const row = this.#rows - 1;
    this.#ids.add(text);
    this.#starts.data[row] = start;
    this.#at.data[row] = this.#duration.data[row] = this.#exitCode.data[row] = Number.NaN;
    return true;
  }

  /** Milliseconds of the row. */
  setTime(column: 'at' | 'duration', milliseconds: number): void {
    (column === 'at' ? this.#at : this.#duration).data[this.#rows - 1] = milliseconds;
  }

  setExitCode(code: number): void {
    this.#exitCode.data[this.#rows - 1] = code;
  }

  time(column: 'at' | 'duration', given: unknown, place: Place): void {
    if (isAbsent(given)) return;
    const known = typeof given === 'string' ? this.#times.get(given) : undefined;
    const time = known ?? this.#take(column, readTime(given), place, Number.NaN);
    if (typeof given === 'string' && this.#times.size < MOST_TIMES && !Number.isNaN(time)) this.#times.set(given, time);
    this.setTime(column, time);
  }

  exitCode(given: unknown, place: Place): void {
    if (!isAbsent(given)) this.setExitCode(this.#take('exitCode', readExitCode(given), place, Number.NaN));
  }

  /** Ends the row. */
  texts(commandLine: unknown, dependsOn: unknown, place: Place): void {
    this.#commandLines.add(isAbsent(commandLine) ? '' : this.#take('commandLine', readText(commandLine), place, ''));
    this.#dependsOn.add(isAbsent(dependsOn) ? '' : this.#take('dependsOn', readIds(dependsOn), place, ''));
  }

  table(): Pick<TaskTable, 'rows' | 'commandLine' | 'dependsOn'> & { readonly rowStarts: Uint32Array } {
    const trimmed = (column: Float64Column) => column.data.slice(0, this.#rows);
    return {
      rows: {
        id: this.#ids.column() ?? [],
        at: trimmed(this.#at),
        duration: trimmed(this.#duration),
        exitCode: trimmed(this.#exitCode),
      },
      commandLine: this.#commandLines.column(),
      dependsOn: this.#dependsOn.column(),
      rowStarts: this.#starts.data,
    };
  }

  #take<T, A>(column: Column, taken: T | Refusal, place: Place, absent: A): T | A {
    if (!(taken instanceof Refusal)) return taken;
    this.fault(place.spanOf(column), `${column}: ${taken.why}`);
    return absent;
  }
}

/** So many different spellings of times are kept in mind. */
const MOST_TIMES = 4096;

function isAbsent(given: unknown): boolean {
  return given === undefined || given === null || given === '';
}

// ---------------------------------------------------------------- CSV

function readCsvRows(text: string, reading: Reading): void {
  const record = new CsvReader(text);
  if (!record.next()) {
    reading.fault({ start: 0, end: 1 }, 'the file is empty: expected a header line with the columns, id among them');
    return;
  }
  const places = readHeader(record, reading);
  if (places === null) return;
  const { width } = record;
  const absent = width; // no field stands there
  const [id, at, duration, exitCode, commandLine, dependsOn] = COLUMNS.map((column) => places[column] ?? absent);
  const cell = (place: number) => (place < record.width ? record.field(place) : undefined);
  const place: Place = {
    span: () => ({ start: record.start, end: record.end }),
    spanOf: (column) => record.span(places[column] ?? 0),
  };
  while (!reading.full && record.next()) {
    if (record.fault !== null) {
      reading.fault(place.span(), record.fault);
      return;
    }
    if (record.width > width) {
      reading.fault(place.span(), `the row has ${record.width} fields, the header ${width}`);
      continue;
    }
    if (!reading.row(record.start, cell(id), place)) continue;
    readTimeCell('at', at);
    readTimeCell('duration', duration);
    if (exitCode < record.width) {
      const code = record.digits(exitCode);
      if (code >= 0 && code <= 255) reading.setExitCode(code);
      else reading.exitCode(record.field(exitCode), place);
    }
    reading.texts(cell(commandLine), cell(dependsOn), place);
  }

  function readTimeCell(column: 'at' | 'duration', field: number): void {
    if (field >= record.width) return;
    const seconds = record.digits(field);
    if (seconds >= 0) reading.setTime(column, seconds * 1000);
    else reading.time(column, record.field(field), place);
  }
}

/** Where the columns stand, or `null` after complaints. */
function readHeader(header: CsvReader, reading: Reading): Partial<Record<Column, number>> | null {
  const places: Partial<Record<Column, number>> = {};
  if (header.fault !== null) {
    reading.fault({ start: header.start, end: header.end }, header.fault);
    return null;
  }
  for (let place = 0; place < header.width && !reading.full; place++) {
    const field = header.field(place);
    const name = COLUMNS.find((column) => column.toLowerCase() === field.trim().toLowerCase());
    if (name === undefined) {
      const hint = didYouMean(field, COLUMNS) || `; known are ${COLUMNS.join(', ')}`;
      reading.fault(header.span(place), `unknown column "${field}"${hint}`);
    } else if (places[name] !== undefined) reading.fault(header.span(place), `the column "${name}" stands twice`);
    else places[name] = place;
  }
  if (places.id === undefined && reading.faults.length === 0)
    reading.fault({ start: header.start, end: header.end }, 'there is no column "id"');
  return reading.faults.length > 0 ? null : places;
}

// ---------------------------------------------------------------- NDJSON

function readLines(text: string, reading: Reading): void {
  const flat = new FlatObject();
  const line = new LinePlace(text);
  for (let start = 0; start < text.length && !reading.full; start = line.end + 1) {
    const feed = text.indexOf('\n', start);
    line.start = start;
    line.end = feed === -1 ? text.length : feed;
    const isPlain = flat.read(text, start, text.charCodeAt(line.end - 1) === 13 ? line.end - 1 : line.end);
    if (!(isPlain && readMembers(flat, line, reading))) readLine(line, reading);
  }
}

/** What stands in the present line, and where. */
class LinePlace implements Place {
  start = 0;
  end = 0;
  /** of a line of plain members */
  readonly cells: Record<Column, unknown> = {
    id: undefined,
    at: undefined,
    duration: undefined,
    exitCode: undefined,
    commandLine: undefined,
    dependsOn: undefined,
  };
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get content(): string {
    return this.#text.slice(this.start, this.end);
  }

  span(): Span {
    return { start: this.start, end: this.start + this.content.trimEnd().length };
  }

  spanOf(key: string): Span {
    const at = this.content.indexOf(`"${key}"`);
    return at === -1 ? this.span() : { start: this.start + at, end: this.start + at + key.length + 2 };
  }
}

/** Reads a line of plain members; `false`, and nothing is done, if a key is not known or stands twice. */
function readMembers(flat: FlatObject, line: LinePlace, reading: Reading): boolean {
  const { cells } = line;
  cells.id = cells.at = cells.duration = cells.exitCode = cells.commandLine = cells.dependsOn = undefined;
  for (let member = 0; member < flat.size; member++) {
    const column = columnOf(flat, member);
    if (column === undefined || cells[column] !== undefined) return false;
    cells[column] = flat.value(member);
  }
  readCells(cells, line, reading);
  return true;
}

function columnOf(flat: FlatObject, member: number): Column | undefined {
  for (const column of COLUMNS) if (flat.isKey(member, column)) return column;
  return undefined;
}

function readLine(line: LinePlace, reading: Reading): void {
  const task = parseObject(line.content);
  if (task === null) {
    if (line.content.trim() !== '') reading.fault(line.span(), 'expected one JSON object a line');
    return;
  }
  const unknown = Object.keys(task).filter((key) => !(COLUMNS as readonly string[]).includes(key));
  for (const key of unknown) reading.fault(line.spanOf(key), `unknown key "${key}"${didYouMean(key, COLUMNS)}`);
  if (unknown.length === 0) readCells(task, line, reading);
}

function readCells(cells: Cells, line: LinePlace, reading: Reading): void {
  if (!reading.row(line.start, cells.id, line)) return;
  reading.time('at', cells.at, line);
  reading.time('duration', cells.duration, line);
  reading.exitCode(cells.exitCode, line);
  reading.texts(cells.commandLine, cells.dependsOn, line);
}

/** What a line may hold. */
type Cells = Readonly<Partial<Record<Column, unknown>>>;

function parseObject(line: string): Cells | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
