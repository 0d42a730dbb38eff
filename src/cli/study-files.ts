/** Reads study files for the commands that run them, and shows what is to be said about them. */
import type { CellFailure } from '../cells/runner.ts';
import { formatLocated } from '../scenario/located.ts';
import { loadStudy, type StudyOptions } from '../study/load.ts';
import type { Study } from '../study/study.ts';
import { diskReader } from './disk-reader.ts';
import { Refusal } from './exit.ts';
import { countIssues, type LoadOptions, limitsOf } from './scenario-files.ts';
import { complain } from './terminal.ts';

export interface StudyLoadOptions extends LoadOptions {
  readonly maxEvents?: number;
}

/** The study, and the options with which whoever has its files can load the same; or a refusal, after all errors have been printed. */
export function loadStudyFile(file: string, given: StudyLoadOptions): { study: Study; options: StudyOptions } {
  const options: StudyOptions = {
    set: given.set,
    ...(given.seed === undefined ? {} : { seed: given.seed }),
    allowOutside: given.allowOutside ?? false,
    limits: limitsOf(given.limit ?? []),
    ...(given.maxEvents === undefined ? {} : { maxEvents: given.maxEvents }),
  };
  const loaded = loadStudy(file, diskReader, options);
  const errors = loaded.ok ? [] : loaded.errors;
  for (const located of [...errors, ...loaded.warnings]) complain(formatLocated(located));
  if (!loaded.ok) throw new Refusal(`${countIssues(errors.length, 0)}; nothing was run and nothing was written`);
  return { study: loaded.study, options };
}

/** `error: nodes=50, replication 3: …` */
export function describeFailure(study: Study, { cell, message }: CellFailure): string {
  return `error: ${study.variants[cell.variant].name}, replication ${cell.replication}: ${message}`;
}
