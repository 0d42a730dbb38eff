/** Stages a table that may be long, in pieces. */
import { ChunkFile } from './chunk-file.ts';
import type { OutputFolder, RunFile, StudyFile } from './output-folder.ts';

export function writeRows(folder: OutputFolder, name: RunFile | StudyFile, rows: Iterable<string>): void {
  const file = new ChunkFile(folder.stage(name));
  try {
    for (const row of rows) file.write(row);
  } finally {
    file.close();
  }
}
