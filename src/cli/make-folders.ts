/**
 * Makes a folder and those above it that are missing. Not left to `mkdirSync` with `recursive` alone: where the topmost missing folder
 * can never be made because the file system says "no such folder" to everything (`/proc`), Node 20 tries for ever.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { isSystemError } from './failure.ts';

/** Answers the topmost folder that had to be made, null if there was nothing to make. */
export function makeFolders(path: string): string | null {
  if (existsSync(path)) {
    mkdirSync(path, { recursive: true }); // a file of that name is refused here
    return null;
  }
  let top = path;
  while (!existsSync(dirname(top))) top = dirname(top);
  try {
    mkdirSync(top);
  } catch (error) {
    // another process was quicker; a link that leads nowhere exists in this sense only
    if (isSystemError(error) && error.code === 'EEXIST' && existsSync(top)) return makeFolders(path);
    throw error;
  }
  if (top !== path) mkdirSync(path, { recursive: true });
  return top;
}
