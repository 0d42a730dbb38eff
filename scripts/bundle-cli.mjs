/**
 * Puts the command line and the packages it uses into a few files: node finds and reads a handful of modules at start instead of
 * some three hundred, which halves the time of a short command. What is loaded lazily stays in chunks of its own.
 *
 * The bundle stands in dist/cli/main.js and dist/chunks/. Code that looks for files beside itself by `import.meta.url` may thus find
 * itself in dist/chunks/; such files are to be named relative to the folders of dist/, as in `new URL('../room/file.js', …)`.
 */
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licencesOf } from './licences.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** With `write: false` nothing is written; the answer says what would be, and of which modules each file is made. */
export function bundle({ write }) {
  return build({
    absWorkingDir: ROOT,
    // threads that run the cells of a study start with a file of their own
    entryPoints: ['src/cli/main.ts', 'src/cells/cell-worker.ts'],
    // they look for files of theirs beside themselves, or are many files that few commands need
    external: ['piscina', 'bullmq', 'ioredis'],
    outdir: 'dist',
    outbase: 'src',
    entryNames: '[dir]/[name]',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // packages that are not ES modules ask for Node's modules by require
    banner: {
      js: "import { createRequire as requireOf } from 'node:module';\nconst require = requireOf(import.meta.url);",
    },
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    write,
  });
}

/** The texts, each below the packages that have it. */
function licences(metafile) {
  const texts = [...licencesOf(metafile)].map(([text, packages]) => `${packages.join('\n')}\n\n${text}\n`);
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  rmSync(join(ROOT, 'dist/chunks'), { recursive: true, force: true });
  const { metafile } = await bundle({ write: true });
  writeFileSync(join(ROOT, 'dist/chunks/LICENSES.txt'), licences(metafile));
  chmodSync(join(ROOT, 'dist/cli/main.js'), 0o755);
}
