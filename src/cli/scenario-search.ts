/** Finds the scenarios below a folder. Studies, bodies, task lists and other files that lie beside them are told apart by their keys. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS } from '../scenario/limits.ts';
import { isTooLarge, readBounded } from './bounded-text.ts';

export interface Found {
  readonly scenarios: readonly string[];
  /** study files: each names a scenario, and is none */
  readonly studies: readonly string[];
  /** YAML and JSON files that hold something else */
  readonly others: readonly string[];
}

/** Files stand for themselves, whatever is in them; folders for every scenario below, in the order of their paths. */
export function findScenarios(paths: readonly string[]): Found {
  const found = { scenario: [] as string[], study: [] as string[], other: [] as string[] };
  for (const path of paths) {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      found.scenario.push(path); // one that does not exist is refused when it is read
      continue;
    }
    for (const file of candidatesBelow(path)) found[kindOf(file)].push(file);
  }
  return { scenarios: [...new Set(found.scenario)], studies: [...new Set(found.study)], others: found.other };
}

function candidatesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => /\.(ya?ml|json)$/i.test(entry.name) && !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.split(/[\\/]/).includes('node_modules'))
    .sort((a, b) => (a < b ? -1 : 1));
}

/** A scenario has at least one of these lists; no body of the service has any of them at its top. */
const SCENARIO_KEY = /(?:^|[{,])\s*["']?(?:pools|jobs|jobSchedules)["']?\s*:/;
/** A study has this key, which no scenario may have. */
const STUDY_KEY = /(?:^|[{,])\s*["']?scenario["']?\s*:/;

/** What a file holds, from the keys at its top. */
export function kindOf(file: string): 'scenario' | 'study' | 'other' {
  const text = readIfSmall(file);
  if (text === null) return 'other';
  const isFlow = /^[\s\uFEFF]*\{/.test(text);
  const atTop = isFlow ? [text] : text.split('\n').filter((line) => !/^\s/.test(line));
  const has = (key: RegExp) => atTop.some((line) => key.test(line));
  // in a flow the keys of what lies inside are seen too
  if (has(STUDY_KEY) && !(isFlow && has(SCENARIO_KEY))) return 'study';
  return has(SCENARIO_KEY) ? 'scenario' : 'other';
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
