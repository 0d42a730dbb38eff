/**
 * Puts the code of the pages (src/page) and the packages it uses into one script that stands inside every page. It is written to
 * dist/page/page.js; a command that runs from the sources bundles it in memory instead, and both come to the same bytes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licencesOf } from './licences.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** With `write: false` nothing is written; the answer has the text. */
export async function bundlePage({ write }) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/page/main.ts'],
    outfile: 'dist/page/page.js',
    tsconfig: join(ROOT, 'tsconfig.page.json'),
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    write: false,
  });
  const text = `/*\n${licences(metafile)}\n*/\n${outputFiles[0].text}`;
  if (!write) return text;
  mkdirSync(join(ROOT, 'dist/page'), { recursive: true });
  writeFileSync(join(ROOT, 'dist/page/page.js'), text);
  return null;
}

/** Whoever passes a page on passes these on with it. */
function licences(metafile) {
  const texts = [...licencesOf(metafile)].map(([text, packages]) => `With code of ${packages.join(', ')}:\n\n${text}`);
  return texts
    .join('\n\n')
    .replaceAll('*/', '* /')
    .replace(/[^\x20-\x7e\n]/g, '?');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundlePage({ write: true });
