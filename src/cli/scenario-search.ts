/** Finds the scenarios below a folder. Bodies, task lists and other files that lie beside them are told apart by their keys. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS } from '../scenario/limits.ts';
import { isTooLarge, readBounded } from './bounded-text.ts';

export interface Found {
  readonly scenarios: readonly string[];
  /** YAML and JSON files that hold something else */
  readonly others: readonly string[];
}

/** Files stand for themselves, whatever is in them; folders for every scenario below, in the order of their paths. */
export function findScenarios(paths: readonly string[]): Found {
  const scenarios: string[] = [];
  const others: string[] = [];
  for (const path of paths) {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      scenarios.push(path); // one that does not exist is refused when it is read
      continue;
    }
    for (const file of candidatesBelow(path)) (holdsScenario(file) ? scenarios : others).push(file);
  }
  return { scenarios: [...new Set(scenarios)], others };
}

function candidatesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => /\.(ya?ml|json)$/i.test(entry.name) && !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.split(/[\\/]/).includes('node_modules'))
    .sort((a, b) => (a < b ? -1 : 1));
}

/** A scenario has at least one of these lists; no body of the service has any of them at its top. */
const KEY = /(?:^|[{,])\s*["']?(?:pools|jobs|jobSchedules)["']?\s*:/;

function holdsScenario(file: string): boolean {
  const text = readIfSmall(file);
  if (text === null) return false;
  const isFlow = /^[\s\uFEFF]*\{/.test(text);
  if (isFlow) return KEY.test(text);
  return text.split('\n').some((line) => !/^\s/.test(line) && KEY.test(line));
}

/** null: too large to be a scenario */
function readIfSmall(file: string): string | null {
  try {
    return readBounded(file, LIMITS.fileSize);
  } catch (error) {
    if (isTooLarge(error)) return null;
    throw error;
  }
}
