/**
 * A scenario as it was written: the tree of its values with every file it names in place, the changes made to it on the command line,
 * and where each of its values stands.
 *
 * Knows files and positions; what the values mean is the business of compile.ts.
 */
import type { Issue, Path } from '../batch/issue.ts';
import { type FileReader, readReference, readText } from './file-reader.ts';
import { LIMITS, type Limits } from './limits.ts';
import { type Located, lineStarts, locateSpan, type Span } from './located.ts';
import { overrideValue } from './override.ts';
import { besides, type Mounts, resolveReferences } from './references.ts';
import { holds, readSource, type Source } from './source.ts';
import { readTaskTable, type TaskTable } from './task-table.ts';
import { placeInFile, placeInValue } from './text-place.ts';

export interface ScenarioDocument {
  readonly file: string;
  readonly raw: unknown;
  /** what could not be read or applied */
  readonly errors: readonly Located[];
  /** The contents of a task file by its name in the scenario; `null` after complaints, which are given once. */
  readonly table: (ref: string) => TaskTable | { readonly errors: readonly Located[]; readonly message: string | null };
  readonly locate: (issue: Issue, severity: Located['severity']) => Located;
}

export interface DocumentOptions {
  /** `PATH=VALUE`, in the order in which they apply */
  readonly set?: readonly string[];
  /** whether files outside of the scenario's folder may be named */
  readonly allowOutside?: boolean;
  readonly limits?: Partial<Limits>;
}

/** A value given on the command line and where it went. */
interface Setting {
  readonly path: Path;
  /** `PATH=VALUE` */
  readonly text: string;
  /** where VALUE begins in it */
  readonly offset: number;
  readonly source: Source;
}

/** What a setting is called where a file has its name. */
const SETTING = '--set';

/** Reads a scenario file and all it names. Of a file that cannot be read at all, only the complaints remain. */
export function readDocument(
  file: string,
  reader: FileReader,
  options: DocumentOptions = {},
):
  | { readonly ok: true; readonly document: ScenarioDocument }
  | { readonly ok: false; readonly errors: readonly Located[] } {
  const limits = { ...LIMITS, ...options.limits };
  const allowOutside = options.allowOutside ?? false;
  const answer = readText(reader, file, limits);
  if (!answer.ok)
    return { ok: false, errors: [{ file, line: 1, column: 1, severity: 'error', message: answer.message, frame: '' }] };
  const read = readSource(file, answer.text, limits);
  if (!read.ok) return read;
  const { source } = read;
  const { raw, mounts, errors } = resolveReferences(source, { reader, allowOutside, limits });
  const applied = applySettings(raw, options.set ?? [], limits);

  const tables = new Map<string, ReturnType<ScenarioDocument['table']>>();
  const table: ScenarioDocument['table'] = (ref) => {
    const known = tables.get(ref);
    if (known) return known;
    const content = readReference(reader, file, ref, { allowOutside, limits }, 'taskFileSize');
    const result = content.ok ? readTaskTable(besides(file, ref), content.text, limits) : null;
    const outcome = result?.ok
      ? result.table
      : { errors: result?.errors ?? [], message: content.ok ? null : content.message };
    tables.set(ref, outcome);
    return outcome;
  };
  return {
    ok: true,
    document: {
      file,
      raw: applied.raw,
      errors: [...errors, ...applied.errors],
      table,
      locate: (issue, severity) => locateIssue(issue, severity, { source, raw, mounts, settings: applied.settings }),
    },
  };
}

interface Applied {
  readonly raw: unknown;
  readonly settings: readonly Setting[];
  readonly errors: readonly Located[];
}

function applySettings(raw: unknown, texts: readonly string[], limits: Limits): Applied {
  let changed = raw;
  const settings: Setting[] = [];
  const errors: Located[] = [];
  for (const text of texts) {
    const refuse = (span: Span, message: string) =>
      errors.push(locateSpan(text, lineStarts(text), span, { file: SETTING, severity: 'error', message }));
    const equals = text.indexOf('=');
    if (equals <= 0) {
      refuse({ start: 0, end: text.length }, 'expected PATH=VALUE, like pools.render.targetDedicatedNodes=20');
      continue;
    }
    const read = readSource(SETTING, text.slice(equals + 1), limits);
    if (!read.ok) {
      for (const { column, message } of read.errors) refuse({ start: equals + column, end: text.length }, message);
      continue;
    }
    const result = overrideValue(changed, text.slice(0, equals), read.source.value);
    if (!result.ok) {
      refuse({ start: 0, end: equals }, result.message);
      continue;
    }
    changed = result.raw;
    settings.push({ path: result.path, text, offset: equals + 1, source: read.source });
  }
  return { raw: changed, settings, errors };
}

/** Where the values of a tree come from. */
interface Origins {
  readonly source: Source;
  /** with the files in place, before settings */
  readonly raw: unknown;
  readonly mounts: Mounts;
  readonly settings: readonly Setting[];
}

function locateIssue(issue: Issue, severity: Located['severity'], { source, raw, mounts, settings }: Origins): Located {
  const message = issue.status === undefined ? issue.message : `${issue.message} (${issue.status} ${issue.code ?? ''})`;
  for (const { path, text, offset, source: value } of settings.toReversed()) {
    if (!startsWith(issue.path, path) && !startsWith(path, issue.path)) continue;
    // what lies around the value of the setting is the setting's fault only if the file has nothing there
    if (issue.path.length < path.length && holds(raw, issue.path)) continue;
    const inside = startsWith(issue.path, path) && issue.path.length > path.length;
    const span = value.span(issue.path.slice(path.length), issue.at);
    const place =
      issue.at === 'key' && !inside
        ? { start: 0, end: offset - 1 }
        : { start: span.start + offset, end: span.end + offset };
    return locateSpan(text, lineStarts(text), place, { file: SETTING, severity, message });
  }
  const mount = mounts.around(issue.path);
  const where = mount?.source ?? source;
  const span = where.span(issue.path.slice(mount?.path.length ?? 0), issue.at);
  return where.locate(inside(where, span, issue.within) ?? span, severity, message);
}

/** The place inside a value that an issue names, if the file shows it. */
function inside(source: Source, value: Span, within: Issue['within']): Span | null {
  if (within === undefined) return null;
  return source.isText ? placeInFile(source.text, within) : placeInValue(source.text, value, within);
}

function startsWith(path: Path, start: Path): boolean {
  return start.length <= path.length && start.every((segment, place) => segment === path[place]);
}
