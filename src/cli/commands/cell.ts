/** `batchlab cell`: one cell of a study, for whoever distributes them. */
import { cellCount, cellFile, cellOf, readCellFile, writeCellFile } from '../../cells/cell-files.ts';
import { CellKeys } from '../../cells/keys.ts';
import { ThreadRunner } from '../../cells/threads.ts';
import { EXIT, type ExitStatus, Refusal } from '../exit.ts';
import { Interruption } from '../interruption.ts';
import { makeFolders } from '../make-folders.ts';
import { describeFailure, loadStudyFile, type StudyLoadOptions } from '../study-files.ts';
import { complain, say } from '../terminal.ts';

export interface CellOptions extends StudyLoadOptions {
  readonly study: string;
  readonly index?: number;
  readonly out?: string;
  readonly count?: boolean;
  readonly quiet?: boolean;
}

export async function cellCommand(given: CellOptions): Promise<ExitStatus> {
  const { study, options } = loadStudyFile(given.study, given);
  const count = cellCount(study);
  if (given.count) {
    say(String(count));
    return EXIT.done;
  }
  const { index, out } = given;
  if (index === undefined || out === undefined)
    throw new Refusal('error: which cell, and where to: --index and --out are needed (or --count)');
  if (index >= count)
    throw new Refusal(`error: --index ${index}: the study has ${count} cells, from 0 to ${count - 1}`);
  const cell = cellOf(study, index);
  const key = new CellKeys(study).of(cell);
  makeFolders(out);
  const tell = (what: string) => {
    if (!given.quiet)
      say(`${cellFile(out, index)}: ${study.variants[cell.variant].name}, replication ${cell.replication}${what}`);
  };
  if (readCellFile(study, out, index, key) !== null) {
    tell(' (was there already)');
    return EXIT.done;
  }
  const interruption = new Interruption();
  // in a thread, so that signals are heard meanwhile
  const runner = new ThreadRunner({ bundle: study.bundle, options }, { threads: 1 });
  const onSignal = () => void runner.close();
  interruption.signal.addEventListener('abort', onSignal);
  try {
    const outcome = await runner.runOne(cell);
    if (!('result' in outcome)) {
      complain(describeFailure(study, outcome));
      return EXIT.defect;
    }
    writeCellFile(out, index, { key, ...outcome.result });
  } catch (error) {
    interruption.signal.throwIfAborted();
    throw error;
  } finally {
    interruption.end();
    await runner.close();
  }
  tell('');
  return EXIT.done;
}
