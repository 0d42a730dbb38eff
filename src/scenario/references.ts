/** Bodies that stand in files of their own: which places of a scenario may name one, and putting their contents in place. */
import type { Path } from '../batch/issue.ts';
import { type FileReader, readReference } from './file-reader.ts';
import type { Limits } from './limits.ts';
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

export interface Resolved {
  readonly raw: unknown;
  readonly mounts: readonly Mount[];
  readonly errors: readonly Located[];
}

export interface ReferenceOptions {
  readonly reader: FileReader;
  readonly allowOutside: boolean;
  readonly limits: Limits;
}

/** The scenario's tree with the contents of the files it names. */
export function resolveReferences(source: Source, options: ReferenceOptions): Resolved {
  const mounts: Mount[] = [];
  const errors: Located[] = [];
  const read = new Map<string, Source | null>();

  const body = (value: unknown, path: Path): unknown => {
    if (typeof value !== 'string') return value;
    const answer = readReference(options.reader, source.file, value, options.allowOutside);
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
    if (file === null) return UNREAD;
    mounts.push({ path, source: file });
    return file.value;
  };
  /** `autoScaleFormula: { file: path }` anywhere below; the file is looked for beside the one that names it. */
  const formulas = (value: unknown, path: Path, from: Source): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return each(value, path, (item, at) => formulas(item, at, mountOf(at)?.source ?? from));
    let changed: Record<string, unknown> | null = null;
    for (const [key, member] of Object.entries(value)) {
      const at = [...path, key];
      const next =
        key === 'autoScaleFormula' ? formula(member, at, from) : formulas(member, at, mountOf(at)?.source ?? from);
      if (next === member) continue;
      changed ??= { ...value };
      changed[key] = next;
    }
    return changed ?? value;
  };
  const formula = (value: unknown, path: Path, from: Source): unknown => {
    if (!isFileReference(value)) return value;
    const answer = readReference(options.reader, from.file, value.file, options.allowOutside);
    if (!answer.ok) {
      errors.push(from.locate(from.span(path, 'value'), 'error', answer.message));
      return UNREAD_FORMULA;
    }
    const source = textSource(besides(from.file, value.file), answer.text);
    mounts.push({ path, source });
    return source.value;
  };
  const mountOf = (path: Path) => mounts.find((mount) => samePath(mount.path, path));
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

function samePath(left: Path, right: Path): boolean {
  return left.length === right.length && left.every((segment, place) => segment === right[place]);
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
