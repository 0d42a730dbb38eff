/** Everything in the folder of a run but its log: all of it follows from the log, so `run` and `report` make it here. */

import type { SummaryFold } from '../metrics/fold.ts';
import type { RunRecord } from '../metrics/run-record.ts';
import type { LogHashes } from '../metrics/summarize.ts';
import { type Summary, summaryText } from '../metrics/summary.ts';
import { jobsCsv, nodesCsv, tasksCsv } from '../metrics/tables.ts';
import { renderReport } from '../report/html.ts';
import type { PageScript } from '../report/page.ts';
import { reportData } from '../report/report-data.ts';
import type { LogPacker } from '../viewer/packed-log.ts';
import { viewerParts } from '../viewer/tab.ts';
import type { OutputFolder } from './output-folder.ts';
import { writeRows } from './write-rows.ts';

/** The hashes of a log that is not written. */
export const NO_LOG: LogHashes = { eventsSha256: null, transitionsSha256: null };

/** Stages the files; a table of tasks is as long as a log and goes with it. `packer` has heard the whole log, if there is one. */
export function stageRunFiles(
  folder: OutputFolder,
  fold: SummaryFold,
  record: RunRecord,
  hashes: LogHashes,
  script: PageScript,
  packer: LogPacker,
): Summary {
  const summary = fold.summary(hashes);
  const viewer = hashes.eventsSha256 === null ? {} : viewerParts(packer.packed(), fold.started.description);
  if (hashes.eventsSha256 !== null) writeRows(folder, 'tasks.csv', tasksCsv(fold));
  writeRows(folder, 'nodes.csv', nodesCsv(fold));
  writeRows(folder, 'jobs.csv', jobsCsv(fold));
  folder.write('report.html', renderReport({ summary, report: reportData(record, summary), script, ...viewer }));
  folder.write('summary.json', summaryText(summary));
  return summary;
}
