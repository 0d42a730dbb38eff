/** Reads this project's own source files: which there are, what they import, what is left of them without comments and types. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface SourceFile {
  /** from the project's root, with forward slashes */
  readonly path: string;
  /** the folder below src/, or the file's own name for the files that stand in src/ itself */
  readonly room: string;
  readonly text: string;
}

export function sourceFiles(): SourceFile[] {
  return readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => {
      const path = `src/${name.split(sep).join('/')}`;
      return { path, room: path.split('/')[1], text: readFileSync(join(ROOT, path), 'utf8') };
    });
}

/** The specifiers a file imports or re-exports from, type-only and dynamic ones included. */
export function importsOf(file: SourceFile): string[] {
  const fromClauses = file.text.matchAll(/^\s*(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*['"]([^'"]+)['"]/gm);
  const calls = file.text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g);
  return [...fromClauses, ...calls].map((match) => match[1]);
}

/** The room a relative import leads to, or the bare name of a package (`node:fs` and the like stay whole). */
export function roomOrPackage(file: SourceFile, specifier: string): { room: string } | { package: string } {
  if (specifier.startsWith('.')) {
    const target = relative(ROOT, join(ROOT, dirname(file.path), specifier)).split(sep);
    return { room: target[1] };
  }
  if (specifier.startsWith('node:')) return { package: specifier };
  return { package: specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/') };
}

/** The file as JavaScript: comments and types are gone, so what is found in it is really there. */
export async function codeOf(file: SourceFile): Promise<string> {
  const result = await transform(file.text, { loader: 'ts', target: 'es2023', legalComments: 'none' });
  return result.code;
}

/** What is made or installed, not written (.gitignore says the same). */
const NOT_OURS = /^(?:\.git|node_modules|dist|coverage|reports)$/;

/** The project's own text files, wherever they are. */
export function textFiles(): { path: string; text: string }[] {
  const found: { path: string; text: string }[] = [];
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (folder === '' && NOT_OURS.test(entry.name)) continue;
      if (entry.isDirectory()) walk(path);
      if (!entry.isFile()) continue;
      const bytes = readFileSync(join(ROOT, path));
      if (!bytes.subarray(0, 8000).includes(0)) found.push({ path, text: bytes.toString('utf8') });
    }
  };
  walk('');
  return found;
}
