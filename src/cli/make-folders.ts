/**
 * Makes a folder and those above it that are missing. Not left to `mkdirSync` with `recursive`: on file systems that answer "no such
 * folder" whatever is there (`/proc`), Node 20 tries for ever.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Answers the topmost folder that had to be made, null if there was nothing to make. */
export function makeFolders(path: string): string | null {
  const missing: string[] = [];
  for (let at = path; !existsSync(at); at = dirname(at)) missing.push(at);
  for (const folder of missing.reverse()) {
    try {
      mkdirSync(folder);
    } catch (error) {
      // somebody else may have made it meanwhile
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return missing[0] ?? null;
}
