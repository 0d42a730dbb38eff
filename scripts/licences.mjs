/** The licences of the packages of which something is in a bundle. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** By the text, which several packages may share: `name version` of each. */
export function licencesOf({ inputs }) {
  const packages = Object.keys(inputs).flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  const byText = new Map();
  for (const name of [...new Set(packages)].sort()) {
    const folder = join(ROOT, 'node_modules', name);
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const text = textOf(folder).trim();
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version}`]);
  }
  return byText;
}

/** In a file of its own, or a section of the README. */
function textOf(folder) {
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8');
  const section = /^(?:#+ )?licen[cs]e.*$[\s\S]*/im.exec(readFileSync(join(folder, 'README.md'), 'utf8'));
  if (section === null) throw new Error(`${folder} comes without a licence text`);
  return section[0];
}
