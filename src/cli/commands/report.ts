/** `batchlab report`: rebuilds everything in the folder of a run from its log alone. */
import { createHash, type Hash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SummaryFold } from '../../metrics/fold.ts';
import { RunRecord } from '../../metrics/run-record.ts';
import { LogError } from '../../trace/log-error.ts';
import { readLog } from '../../trace/reader.ts';
import { LogPacker } from '../../viewer/packed-log.ts';
import { EXIT, type ExitStatus, Refusal } from '../exit.ts';
import { logText } from '../log-text.ts';
import { OutputFolder, settleExchange } from '../output-folder.ts';
import { pageScript } from '../page-script.ts';
import { saySummaries } from '../results.ts';
import { stageRunFiles } from '../run-files.ts';

export interface ReportOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export async function reportCommand(directory: string, options: ReportOptions): Promise<ExitStatus> {
  settleExchange(directory);
  const path = join(directory, 'events.ndjson');
  refuseWithoutLog(directory, path);
  const script = await pageScript();
  const folder = OutputFolder.open(directory);
  let isDone = false;
  try {
    const whole = createHash('sha256');
    const transitions = createHash('sha256');
    const record = new RunRecord();
    const packer = new LogPacker();
    const text = heard(hashedText(path, whole, transitions), packer);
    const fold = readLog(path, text, (names) => new SummaryFold(names, record));
    const hashes = { eventsSha256: whole.digest('hex'), transitionsSha256: transitions.digest('hex') };
    const summary = stageRunFiles(folder, fold, record, hashes, script, packer);
    folder.commit();
    isDone = true;
    saySummaries([summary], [directory], options);
  } catch (error) {
    throw error instanceof LogError ? new Refusal(error.message) : error;
  } finally {
    if (!isDone) folder.discard();
  }
  return EXIT.done;
}

/** The text, which the packer hears on the way. */
function* heard(chunks: Iterable<string>, packer: LogPacker): Generator<string> {
  for (const text of chunks) {
    packer.push(text);
    yield text;
  }
}

/** Says why there is nothing to read. */
export function refuseWithoutLog(directory: string, path: string): void {
  if (existsSync(path)) return;
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory())
    throw new Refusal(`error: ${directory}: no such folder`);
  const why = existsSync(join(directory, 'summary.json'))
    ? 'the run that is in it was made with --no-events; run it again without'
    : 'there is no run in it';
  throw new Refusal(`error: ${directory}: the folder has no events.ndjson: ${why}`);
}

const LINE_FEED = 0x0a;

/** The text of a log; on the way its bytes go into two hashes, into the second only those behind the first line. */
function hashedText(path: string, whole: Hash, behindFirstLine: Hash): Iterable<string> {
  let isBehind = false;
  return logText(path, (bytes) => {
    whole.update(bytes);
    const end: number = isBehind ? -1 : bytes.indexOf(LINE_FEED);
    if (isBehind || end >= 0) behindFirstLine.update(bytes.subarray(end + 1));
    isBehind ||= end >= 0;
  });
}
