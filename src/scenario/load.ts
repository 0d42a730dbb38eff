/** From the path of a scenario file to the scenario, or to everything that is wrong with it, each with its place. */
import type { Scenario } from '../batch/model.ts';
import { compileTree } from './compile.ts';
import { type DocumentOptions, readDocument, type ScenarioDocument } from './document.ts';
import type { FileReader } from './file-reader.ts';
import type { Located } from './located.ts';

export interface LoadOptions extends DocumentOptions {
  /** instead of the scenario's own */
  readonly seed?: string;
}

export type LoadResult =
  | { readonly ok: true; readonly scenario: Scenario; readonly warnings: readonly Located[] }
  | { readonly ok: false; readonly errors: readonly Located[]; readonly warnings: readonly Located[] };

/** Loads a YAML or JSON scenario with all files it names. Never throws for what stands in a file. */
export function loadScenario(path: string, reader: FileReader, options: LoadOptions = {}): LoadResult {
  const read = readDocument(path, reader, options);
  if (!read.ok) return { ok: false, errors: read.errors, warnings: [] };
  return compileDocument(read.document, options);
}

/** Compiles a document that was read, for instance with values of its tree changed. */
export function compileDocument(
  document: ScenarioDocument,
  options: Pick<LoadOptions, 'seed' | 'limits'> = {},
): LoadResult {
  const reported = new Set<Located>();
  const compiled = compileTree(document.raw, {
    ...options,
    name: baseName(document.file),
    table: (ref) => {
      const outcome = document.table(ref);
      if ('errors' in outcome) for (const error of outcome.errors) reported.add(error);
      return outcome;
    },
  });
  const warnings = compiled.warnings.map((issue) => document.locate(issue, 'warning'));
  const errors = [...document.errors, ...reported];
  if (!compiled.ok) errors.push(...compiled.issues.map((issue) => document.locate(issue, 'error')), ...compiled.rows);
  const inOrder = ordered(warnings, document.file);
  if (compiled.ok && errors.length === 0) return { ok: true, scenario: compiled.scenario, warnings: inOrder };
  return { ok: false, errors: ordered(errors, document.file), warnings: inOrder };
}

/** The scenario's own file first, then as they come; within a file from top to bottom. */
function ordered(located: readonly Located[], first: string): readonly Located[] {
  const files = [...new Set([first, ...located.map(({ file }) => file)])];
  const rank = new Map(files.map((file, place) => [file, place]));
  return [...located].sort(
    (left, right) =>
      rank.get(left.file)! - rank.get(right.file)! || left.line - right.line || left.column - right.column,
  );
}

/** The file's base name, made fit to be a scenario's name. */
export function baseName(path: string): string {
  const base = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).replace(/\.(ya?ml|json)$/i, '');
  const name = base
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
  return name === '' ? 'scenario' : name;
}
