/** Bodies that stand in files of their own: which places of a scenario may name one, and putting their contents in place. */
import type { Path } from '../batch/issue.ts';
import { type FileAnswer, type FileReader, readReference } from './file-reader.ts';
import { beyond, type Limits } from './limits.ts';
import type { Located } from './located.ts';
import { readSource, type Source, textSource } from './source.ts';

/** Stands where a file could not be read; complained about already. */
export const UNREAD = Symbol('a file that could not be read');

/** Stands for a formula that could not be read, so that nothing else is said of it. */
const UNREAD_FORMULA = '$TargetDedicatedNodes = 0;';

/** A file whose contents stand at a path of the scenario. */
export interface Mount {
  readonly path: Path;
  readonly source: Source;
}

/** The mounts of a scenario, found by their paths. */
export class Mounts {
  readonly #byPath = new Map<string, Mount>();

  add(mount: Mount): void {
    this.#byPath.set(JSON.stringify(mount.path), mount);
  }

  /** The innermost at this path or around it: a formula's inside a body's. */
  around(path: Path): Mount | undefined {
    for (let length = path.length; length >= 0; length--) {
      const mount = this.#byPath.get(JSON.stringify(path.slice(0, length)));
      if (mount !== undefined) return mount;
    }
    return undefined;
  }
}

export interface Resolved {
  readonly raw: unknown;
  readonly mounts: Mounts;
  readonly errors: readonly Located[];
}

export interface ReferenceOptions {
  readonly reader: FileReader;
  readonly allowOutside: boolean;
  readonly limits: Limits;
}

/** The scenario's tree with the contents of the files it names. */
export function resolveReferences(source: Source, options: ReferenceOptions): Resolved {
  const mounts = new Mounts();
  const errors: Located[] = [];
  const answers = new Map<string, FileAnswer>();
  const read = new Map<string, Source | null>();
  /** characters of the files in place, each counted as often as it is named */
  let characters = 0;
  const hasRoom = (file: Source, from: Source, path: Path) => {
    const { fileSize } = options.limits;
    const earlier = characters;
    characters += file.text.length;
    if (characters > fileSize && earlier <= fileSize) {
      const message = beyond('the files named up to here are too large together', 'fileSize', fileSize);
      errors.push(from.locate(from.span(path, 'value'), 'error', message));
    }
    return characters <= fileSize;
  };

  const body = (value: unknown, path: Path): unknown => {
    if (typeof value !== 'string') return value;
    const answer = answers.get(value) ?? readReference(options.reader, source.file, value, options);
    answers.set(value, answer);
    if (!answer.ok) {
      errors.push(source.locate(source.span(path, 'value'), 'error', answer.message));
      return UNREAD;
    }
    let file = read.get(answer.path);
    if (file === undefined) {
      const result = readSource(besides(source.file, value), answer.text, options.limits);
      if (!result.ok) errors.push(...result.errors);
      file = result.ok ? result.source : null;
      read.set(answer.path, file);
    }
    if (file === null || !hasRoom(file, source, path)) return UNREAD;
    mounts.add({ path, source: file });
    return file.value;
  };
  /** `autoScaleFormula: { file: path }` anywhere below; the file is looked for beside the one that names it. */
  const formulas = (value: unknown, path: Path, from: Source): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value))
      return each(value, path, (item, at) => formulas(item, at, mounts.around(at)?.source ?? from));
    let changed: Record<string, unknown> | null = null;
    for (const [key, member] of Object.entries(value)) {
      const at = [...path, key];
      const next =
        key === 'autoScaleFormula'
          ? formula(member, at, from)
          : formulas(member, at, mounts.around(at)?.source ?? from);
      if (next === member) continue;
      changed ??= { ...value };
      changed[key] = next;
    }
    return changed ?? value;
  };
  const formula = (value: unknown, path: Path, from: Source): unknown => {
    if (!isFileReference(value)) return value;
    const answer = readReference(options.reader, from.file, value.file, options);
    if (!answer.ok) {
      errors.push(from.locate(from.span(path, 'value'), 'error', answer.message));
      return UNREAD_FORMULA;
    }
    const source = textSource(besides(from.file, value.file), answer.text);
    if (!hasRoom(source, from, path)) return UNREAD_FORMULA;
    mounts.add({ path, source });
    return source.value;
  };
  const task = (entry: unknown, path: Path) => replace(entry, 'task', (value) => body(value, [...path, 'task']));
  const job = (entry: unknown, path: Path) => {
    if (typeof entry === 'string') return body(entry, path);
    const withJob = replace(entry, 'job', (value) => body(value, [...path, 'job']));
    return replace(withJob, 'tasks', (tasks) => each(tasks, [...path, 'tasks'], task));
  };
  let raw = source.value;
  raw = replace(raw, 'pools', (list) => each(list, ['pools'], body));
  raw = replace(raw, 'jobs', (list) => each(list, ['jobs'], job));
  raw = replace(raw, 'jobSchedules', (list) => each(list, ['jobSchedules'], body));
  raw = replace(raw, 'tasks', (list) => each(list, ['tasks'], task));
  for (const section of ['pools', 'jobs', 'jobSchedules', 'actions', 'programs']) {
    raw = replace(raw, section, (value) => formulas(value, [section], source));
  }
  return { raw, mounts, errors };
}

function isFileReference(value: unknown): value is { readonly file: string } {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return false;
  return 'file' in value && typeof value.file === 'string';
}

/** A file named by another, as a person at the place of the first would call it. */
export function besides(file: string, ref: string): string {
  if (/^([\\/]|[A-Za-z]:)/.test(ref)) return ref;
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1) + ref.replace(/^\.\//, '');
}

function each(list: unknown, path: Path, change: (value: unknown, path: Path) => unknown): unknown {
  if (!Array.isArray(list)) return list;
  let changed = false;
  const next = list.map((value: unknown, index) => {
    const replaced = change(value, [...path, index]);
    changed ||= replaced !== value;
    return replaced;
  });
  return changed ? next : list;
}

function replace(mapping: unknown, key: string, change: (value: unknown) => unknown): unknown {
  if (typeof mapping !== 'object' || mapping === null || Array.isArray(mapping) || !Object.hasOwn(mapping, key))
    return mapping;
  const value = (mapping as Readonly<Record<string, unknown>>)[key];
  const replaced = change(value);
  return replaced === value ? mapping : { ...mapping, [key]: replaced };
}
