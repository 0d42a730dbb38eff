/** `batchlab study`: runs what a study asks for, keeps every finished run, and writes what follows from all of them. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Collector, MissingCells } from '../../cells/cell-files.ts';
import { type Conducted, conduct } from '../../cells/conduct.ts';
import { CellKeys, sha256 } from '../../cells/keys.ts';
import type { Parcel } from '../../cells/parcel.ts';
import { ForeignFile, ResultsFile } from '../../cells/results-file.ts';
import type { CellFailure, CellRunner } from '../../cells/runner.ts';
import { RoundsPlan } from '../../study/plan.ts';
import { SearchPlan } from '../../study/search.ts';
import { searchAxis } from '../../study/search-lines.ts';
import type { Cell, Study, StudyPlan } from '../../study/study.ts';
import { EXIT, type ExitStatus, Interrupted, Refusal } from '../exit.ts';
import { Interruption } from '../interruption.ts';
import { CELLS_FILE, OutputFolder } from '../output-folder.ts';
import { redisAddress, refusingRedis } from '../redis-option.ts';
import { describeFailure, loadStudyFile, type StudyLoadOptions } from '../study-files.ts';
import { sayStudy, stageStudyFiles } from '../study-output.ts';
import { StudyProgress } from '../study-progress.ts';
import { complain } from '../terminal.ts';

export interface StudyCommandOptions extends StudyLoadOptions {
  readonly out?: string;
  readonly workers?: number;
  /** address of a redis server */
  readonly on?: string;
  /** folder with results of single cells */
  readonly collect?: string;
  readonly search?: boolean;
  /** the factor to search along */
  readonly along?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const DEFAULT_PARENT = 'reports';
const FAILURES_SHOWN = 20;

export async function studyCommand(file: string, given: StudyCommandOptions): Promise<ExitStatus> {
  const { study, options } = loadStudyFile(file, given);
  const plan = planOf(study, given);
  const directory = given.out ?? join(DEFAULT_PARENT, study.name);
  const interruption = new Interruption();
  const progress = StudyProgress.ofCommand(study.name, given.quiet ?? false);
  const folder = OutputFolder.open(directory, 'study');
  let runner: CellRunner | null = null;
  let isCommitted = false;
  try {
    const kept = openKept(folder);
    let conducted: Conducted;
    try {
      runner = await runnerOf(study, { bundle: study.bundle, options }, given, progress);
      const { signal } = interruption;
      const onFailure = failureTeller(study, progress);
      conducted = await conduct({
        study,
        plan,
        kept,
        runner,
        signal,
        onFailure,
        onProgress: (now) => progress.show(now),
      });
    } catch (error) {
      progress.clear();
      sayWhatIsKept(error, kept);
      throw error;
    } finally {
      kept.close();
    }
    progress.clear();
    const summary = await stageStudyFiles(folder, study, plan);
    folder.commit();
    isCommitted = true;
    if (conducted.failed > FAILURES_SHOWN)
      complain(`error: ${conducted.failed.toLocaleString('en-US')} runs failed in all`);
    sayStudy(summary, conducted, directory, given);
    return conducted.failed > 0 ? EXIT.defect : EXIT.done;
  } catch (error) {
    if (error instanceof MissingCells) throw new Refusal(howToGoOn(error, file, given));
    throw error;
  } finally {
    progress.clear();
    interruption.end();
    if (!isCommitted) folder.discard();
    await runner?.close();
  }
}

/** Failures are told as they come, but not without end: they may have one cause. */
function failureTeller(study: Study, progress: StudyProgress): (failure: CellFailure) => void {
  let told = 0;
  return (failure) => {
    if (++told > FAILURES_SHOWN) return;
    progress.clear();
    complain(describeFailure(study, failure));
  };
}

function planOf(study: Study, { search, along }: StudyCommandOptions): StudyPlan {
  if (!search && along === undefined) return new RoundsPlan(study);
  const axis = searchAxis(study, along ?? null);
  if ('why' in axis) throw new Refusal(`error: ${study.file}: --search is not possible: ${axis.why}`);
  return new SearchPlan(study, axis.path);
}

function openKept({ directory }: OutputFolder): ResultsFile {
  const path = join(directory, CELLS_FILE);
  try {
    const kept = new ResultsFile(path);
    if (kept.damaged > 0)
      complain(
        `${path}: warning: ${kept.damaged} damaged ${kept.damaged === 1 ? 'line counts' : 'lines count'} as not done`,
      );
    return kept;
  } catch (error) {
    if (!(error instanceof ForeignFile)) throw error;
    throw new Refusal(`error: ${path}: ${error.message}; choose another folder with --out`);
  }
}

async function runnerOf(
  study: Study,
  parcel: Parcel,
  { on, collect, workers }: StudyCommandOptions,
  progress: StudyProgress,
): Promise<CellRunner> {
  const keys = new CellKeys(study);
  const keyOf = keys.of.bind(keys);
  if (collect !== undefined) return new Collector(study, collect, keyOf);
  if (on !== undefined) {
    const address = redisAddress(on);
    const { QueueRunner } = await import('../../cells/queue-runner.ts');
    const onRemark = (text: string) => {
      progress.clear();
      complain(text);
    };
    // what was looked at belongs to the name of a job: results of an earlier study may lack what is wanted now
    const nameOf = (cell: Cell) => sha256([keyOf(cell), ...study.metrics].join('\n'));
    return refusingRedis(() => QueueRunner.open(address, parcel, { nameOf, onRemark }));
  }
  const { ThreadRunner } = await import('../../cells/threads.ts');
  return new ThreadRunner(parcel, { threads: workers ?? availableParallelism() });
}

/** Who interrupts a study should know that the way so far was not in vain. */
function sayWhatIsKept(error: unknown, { size, path }: ResultsFile): void {
  if (!(error instanceof Interrupted) || size === 0) return;
  complain(`${size.toLocaleString('en-US')} finished runs are kept in ${path}; the same command goes on from there`);
}

function howToGoOn({ indices, message }: MissingCells, file: string, { collect }: StudyCommandOptions): string {
  const first = `batchlab cell --study ${file} --index ${indices[0]} --out ${collect}`;
  return `error: ${collect}: ${message} ${indices.length === 1 ? 'is' : 'are'} missing; run each of them as in: ${first}`;
}
