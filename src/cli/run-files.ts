/** Everything in the folder of a run but its log: all of it follows from the log, so `run` and `report` make it here. */

import type { SummaryFold } from '../metrics/fold.ts';
import type { SeriesFold } from '../metrics/series.ts';
import type { LogHashes } from '../metrics/summarize.ts';
import { type Summary, summaryText } from '../metrics/summary.ts';
import { jobsCsv, nodesCsv, tasksCsv } from '../metrics/tables.ts';
import { renderReport } from '../report/html.ts';
import type { PageScript } from '../report/page.ts';
import type { LogPacker } from '../viewer/packed-log.ts';
import { viewerParts } from '../viewer/tab.ts';
import { ChunkFile } from './chunk-file.ts';
import type { OutputFolder, RunFile } from './output-folder.ts';

/** The hashes of a log that is not written. */
export const NO_LOG: LogHashes = { eventsSha256: null, transitionsSha256: null };

/** Stages the files; a table of tasks is as long as a log and goes with it. `packer` has heard the whole log, if there is one. */
export function stageRunFiles(
  folder: OutputFolder,
  fold: SummaryFold,
  series: SeriesFold,
  hashes: LogHashes,
  script: PageScript,
  packer: LogPacker,
): Summary {
  const summary = fold.summary(hashes);
  const viewer = hashes.eventsSha256 === null ? {} : viewerParts(packer.packed(), fold.started.description);
  if (hashes.eventsSha256 !== null) writeRows(folder, 'tasks.csv', tasksCsv(fold));
  writeRows(folder, 'nodes.csv', nodesCsv(fold));
  writeRows(folder, 'jobs.csv', jobsCsv(fold));
  folder.write('report.html', renderReport({ summary, series: series.series(fold.ended.at), script, ...viewer }));
  folder.write('summary.json', summaryText(summary));
  return summary;
}

function writeRows(folder: OutputFolder, name: RunFile, rows: Iterable<string>): void {
  const file = new ChunkFile(folder.stage(name));
  try {
    for (const row of rows) file.write(row);
  } finally {
    file.close();
  }
}
