/**
 * The script that goes into every page. The built program reads it from dist/page/; from the sources, where there is no such file, it is
 * bundled in memory.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PageScript } from '../report/page.ts';

let script: Promise<PageScript> | null = null;

export function pageScript(): Promise<PageScript> {
  script ??= load();
  return script;
}

async function load(): Promise<PageScript> {
  const text = await textOf();
  if (/<\/script|<!--/i.test(text)) throw new Error('the script of the pages would end its own element');
  return { text, sha256: createHash('sha256').update(text, 'utf8').digest('base64') };
}

async function textOf(): Promise<string> {
  // of the sources' folder if this file is one of them
  if (import.meta.url.endsWith('.ts')) {
    const bundler = new URL('../../scripts/bundle-page.mjs', import.meta.url).href;
    const { bundlePage }: { bundlePage(options: { write: false }): Promise<string> } = await import(bundler);
    return bundlePage({ write: false });
  }
  const path = fileURLToPath(new URL('../page/page.js', import.meta.url));
  if (!existsSync(path)) throw new Error(`${path} is missing: the program was not built completely`);
  return readFileSync(path, 'utf8');
}
