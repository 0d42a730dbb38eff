/** From the path of a scenario file to the scenario, or to everything that is wrong with it, each with its place. */
import type { Issue } from '../batch/issue.ts';
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
  const warnings = shown(compiled.warnings, (issue) => document.locate(issue, 'warning'));
  const issues = compiled.ok ? [] : shown(compiled.issues, (issue) => document.locate(issue, 'error'));
  const errors = [...document.errors, ...reported, ...issues, ...(compiled.ok ? [] : compiled.rows)];
  const inOrder = ordered(warnings, document.file);
  if (compiled.ok && errors.length === 0) return { ok: true, scenario: compiled.scenario, warnings: inOrder };
  return { ok: false, errors: ordered(errors, document.file), warnings: inOrder };
}

/** Nobody reads more; and the file is probably something else. */
const MOST_SHOWN = 1000;

/** The complaints about the first issues, the last of which says how many more there are. */
function shown(issues: readonly Issue[], locate: (issue: Issue) => Located): readonly Located[] {
  const located = issues.slice(0, MOST_SHOWN).map(locate);
  const more = issues.length - located.length;
  const last = located.at(-1);
  if (more === 0 || last === undefined) return located;
  const what = `${more.toLocaleString('en-US')} more ${last.severity}${more === 1 ? ' is' : 's are'} not shown`;
  return [...located.slice(0, -1), { ...last, message: `${last.message}; ${what}` }];
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
