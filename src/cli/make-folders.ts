/**
 * Makes a folder and those above it that are missing. Not left to `mkdirSync` with `recursive` alone: where the topmost missing folder
 * can never be made because the file system says "no such folder" to everything (`/proc`), Node 20 tries for ever.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Answers the topmost folder that had to be made, null if there was nothing to make. */
export function makeFolders(path: string): string | null {
  if (existsSync(path)) {
    mkdirSync(path, { recursive: true }); // a file of that name is refused here
    return null;
  }
  let top = path;
  while (!existsSync(dirname(top))) top = dirname(top);
  mkdirSync(top);
  if (top !== path) mkdirSync(path, { recursive: true });
  return top;
}
