/**
 * Puts the command line and the packages it uses into a few files: node finds and reads a handful of modules at start instead of
 * some three hundred, which halves the time of a short command. What is loaded lazily stays in chunks of its own.
 *
 * The bundle stands in dist/cli/main.js and dist/chunks/. Code that looks for files beside itself by `import.meta.url` may thus find
 * itself in dist/chunks/; such files are to be named relative to the folders of dist/, as in `new URL('../room/file.js', …)`.
 */
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

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

/** The licences of the packages of which something is in the bundle. */
function licences({ inputs }) {
  const packages = Object.keys(inputs).flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  const texts = [...new Set(packages)].sort().map((name) => {
    const folder = join(ROOT, 'node_modules', name);
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return `${name} ${version}\n\n${licenceOf(folder).trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}

/** In a file of its own, or a section of the README. */
function licenceOf(folder) {
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8');
  const section = /^(?:#+ )?licen[cs]e.*$[\s\S]*/im.exec(readFileSync(join(folder, 'README.md'), 'utf8'));
  if (section === null) throw new Error(`${folder} comes without a licence text`);
  return section[0];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  rmSync(join(ROOT, 'dist/chunks'), { recursive: true, force: true });
  const { metafile } = await bundle({ write: true });
  writeFileSync(join(ROOT, 'dist/chunks/LICENSES.txt'), licences(metafile));
  chmodSync(join(ROOT, 'dist/cli/main.js'), 0o755);
}
