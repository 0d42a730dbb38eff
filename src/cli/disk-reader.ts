/** Hands the contents of files to the scenario loader, which knows no disk. */
import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { FileReader } from '../scenario/file-reader.ts';
import { readBounded } from './bounded-text.ts';

export const diskReader: FileReader = {
  read: readBounded,
  resolve: (from, ref) => realpathSync(resolve(dirname(realpathSync(from)), ref)),
};
