/** Hands the contents of files to the scenario loader, which knows no disk. */
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { FileReader } from '../scenario/file-reader.ts';

export const diskReader: FileReader = {
  read: (path) => readFileSync(path, 'utf8'),
  resolve: (from, ref) => realpathSync(resolve(dirname(realpathSync(from)), ref)),
};
