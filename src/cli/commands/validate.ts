/** `batchlab validate`: is everything in order with these scenario and study files? */
import { readText } from '../../scenario/file-reader.ts';
import { LIMITS, type Limits } from '../../scenario/limits.ts';
import { formatLocated, type Located } from '../../scenario/located.ts';
import { diskReader } from '../disk-reader.ts';
import { EXIT, type ExitStatus } from '../exit.ts';
import { countIssues, type LoadOptions, limitsOf, loadFile } from '../scenario-files.ts';
import { complain, say } from '../terminal.ts';

export type ValidateOptions = LoadOptions;

export async function validateCommand(files: readonly string[], options: ValidateOptions): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.done;
  const limits = limitsOf(options.limit ?? []);
  for (const file of files) {
    const isStudy = await isStudyFile(file, limits);
    const { what, errors, warnings } = isStudy ? await validateStudy(file, options) : validateScenario(file, options);
    if (errors.length > 0) status = EXIT.refused;
    const issues = errors.length + warnings.length === 0 ? '' : `, ${countIssues(errors.length, warnings.length)}`;
    say(`${file}: ${errors.length > 0 ? 'refused' : `valid${what}`}${issues}`);
  }
  return status;
}

/** What knows studies knows the simulator too, and is loaded for files that may be one: they name their scenario. */
async function isStudyFile(file: string, limits: Partial<Limits>): Promise<boolean> {
  const answer = readText(diskReader, file, { ...LIMITS, ...limits });
  if (!answer.ok || !/\bscenario\b/.test(answer.text)) return false;
  const study = await import('../../study/load.ts');
  return study.isStudyFile(file, diskReader, { limits });
}

interface Validated {
  /** what a valid file amounts to, if there is more to say */
  readonly what: string;
  readonly errors: readonly Located[];
  readonly warnings: readonly Located[];
}

function validateScenario(file: string, options: ValidateOptions): Validated {
  return { what: '', ...loadFile(file, options) };
}

/** A study is valid if its scenario is, and every variant of it. */
async function validateStudy(file: string, { set, allowOutside, limit }: ValidateOptions): Promise<Validated> {
  const { loadStudy } = await import('../../study/load.ts');
  const limits = limitsOf(limit ?? []);
  const loaded = loadStudy(file, diskReader, { set, allowOutside: allowOutside ?? false, limits });
  const errors = loaded.ok ? [] : loaded.errors;
  for (const located of [...errors, ...loaded.warnings]) complain(formatLocated(located));
  const what = loaded.ok ? ` (a study of ${loaded.study.variants.length} variants)` : '';
  return { what, errors, warnings: loaded.warnings };
}
