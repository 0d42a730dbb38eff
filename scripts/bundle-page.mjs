/**
 * Puts the code of the pages (src/page) and the packages it uses into one script that stands inside every page. It is written to
 * dist/page/page.js; a command that runs from the sources bundles it in memory instead, and both come to the same bytes.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** With `write: false` nothing is written; the answer has the text. */
export async function bundlePage({ write }) {
  const { outputFiles } = await build({
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
    write,
  });
  return outputFiles?.[0].text ?? null;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundlePage({ write: true });
