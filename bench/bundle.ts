/**
 * Bundles every benchmark with what it measures, as the program is bundled.
 *
 *     npx tsx bench/bundle.ts FOLDER
 */
import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { isProgram } from './result.ts';

/** Each file of this folder becomes a module `NAME.mjs` there. One may import another's measure: they stay modules of their own. */
export async function bundle(folder: string): Promise<void> {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts') && file !== 'run.ts');
  await build({
    entryPoints: files.map((file) => join(import.meta.dirname, file)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // packages that are not ES modules ask for Node's modules by require
    banner: {
      js: "import { createRequire as requireOf } from 'node:module';\nconst require = requireOf(import.meta.url);",
    },
    // what builds and drives is not measured
    external: ['esbuild'],
    plugins: [siblings],
    logLevel: 'error',
  });
}

const siblings: Plugin = {
  name: 'siblings',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, resolveDir, kind }) => {
      const file = resolve(resolveDir, path);
      if (kind === 'entry-point' || dirname(file) !== import.meta.dirname) return undefined;
      return { path: `./${basename(file, '.ts')}.mjs`, external: true };
    });
  },
};

if (isProgram(import.meta)) await bundle(resolve(process.argv[2] ?? '.'));
