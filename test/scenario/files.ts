/** Scenario files in memory, and what loading them says. */
import { expect } from 'vitest';
import type { Scenario } from '../../src/batch/model.ts';
import type { FileReader } from '../../src/scenario/file-reader.ts';
import { type LoadOptions, type LoadResult, loadScenario } from '../../src/scenario/load.ts';
import { formatLocated, type Located } from '../../src/scenario/located.ts';

/** The folder that relative paths start from. */
const HERE = '/scenarios';

/** Files by their path, absolute or from the folder of the scenario; `links` are other names of files. */
export function filesOf(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
): FileReader {
  const absolute = (path: string) => {
    const parts: string[] = [];
    for (const part of (path.startsWith('/') ? path : `${HERE}/${path}`).split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    const plain = `/${parts.join('/')}`;
    return links[plain] ?? plain;
  };
  const contents = new Map(Object.entries(files).map(([path, text]) => [absolute(path), text]));
  const missing = (path: string) => Object.assign(new Error(`ENOENT: no such file ${path}`), { code: 'ENOENT' });
  return {
    read: (path) => {
      const text = contents.get(absolute(path));
      if (text === undefined) throw missing(path);
      return text;
    },
    resolve: (from, ref) => {
      const folder = absolute(from).replace(/\/[^/]*$/, '');
      const path = ref === '.' ? folder : absolute(ref.startsWith('/') ? ref : `${folder}/${ref}`);
      if (ref !== '.' && !contents.has(path)) throw missing(path);
      return path;
    },
  };
}

/** A text without the indentation of its first line. */
export function dedent(text: string): string {
  const lines = text.replace(/^\n/, '').replace(/\n *$/, '\n').split('\n');
  const indent = /^ */.exec(lines[0] ?? '')![0].length;
  return lines.map((line) => line.slice(indent)).join('\n');
}

export interface Given extends LoadOptions {
  /** files beside the scenario */
  readonly files?: Readonly<Record<string, string>>;
}

/** Loads a text as `scenario.yaml`. */
export function load(text: string, { files = {}, ...options }: Given = {}): LoadResult {
  return loadScenario('scenario.yaml', filesOf({ 'scenario.yaml': dedent(text), ...files }), options);
}

/** The scenario of a text that must load. */
export function loaded(text: string, given: Given = {}): Scenario {
  const result = load(text, given);
  if (!result.ok) throw new Error(result.errors.map(formatLocated).join('\n'));
  return result.scenario;
}

/** `LINE:COLUMN MESSAGE` of every error, before which stands the file if it is another. */
export function errorsOf(text: string, given: Given = {}): readonly string[] {
  const result = load(text, given);
  return result.ok ? [] : result.errors.map(brief);
}

/** As {@link errorsOf}, of a scenario that loads. */
export function warningsOf(text: string, given: Given = {}): readonly string[] {
  const result = load(text, given);
  expect(result.ok ? [] : result.errors.map(brief)).toEqual([]);
  return result.warnings.map(brief);
}

export function brief({ file, line, column, message }: Located): string {
  return `${file === 'scenario.yaml' ? '' : `${file}:`}${line}:${column} ${message}`;
}

/** A pool body in one line, whose id and targets are all that matters. */
export function pool(id: string, more = 'targetDedicatedNodes: 1'): string {
  return `{ id: ${id}, vmSize: STANDARD_D2_V2, cloudServiceConfiguration: { osFamily: "5" }, ${more} }`;
}

/** A job body in one line. */
export function job(id: string, more = ''): string {
  return `{ id: ${id}, poolInfo: { poolId: p }${more === '' ? '' : `, ${more}`} }`;
}
