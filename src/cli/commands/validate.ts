/** `batchlab validate`: is everything in order with these scenario and study files? */
import { formatLocated, type Located } from '../../scenario/located.ts';
import { isStudyFile, loadStudy } from '../../study/load.ts';
import { diskReader } from '../disk-reader.ts';
import { EXIT, type ExitStatus } from '../exit.ts';
import { countIssues, type LoadOptions, limitsOf, loadFile } from '../scenario-files.ts';
import { complain, say } from '../terminal.ts';

export type ValidateOptions = LoadOptions;

export function validateCommand(files: readonly string[], options: ValidateOptions): ExitStatus {
  let status: ExitStatus = EXIT.done;
  const limits = limitsOf(options.limit ?? []);
  for (const file of files) {
    const isStudy = isStudyFile(file, diskReader, { limits });
    const { what, errors, warnings } = isStudy ? validateStudy(file, options) : validateScenario(file, options);
    if (errors.length > 0) status = EXIT.refused;
    const issues = errors.length + warnings.length === 0 ? '' : `, ${countIssues(errors.length, warnings.length)}`;
    say(`${file}: ${errors.length > 0 ? 'refused' : `valid${what}`}${issues}`);
  }
  return status;
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
function validateStudy(file: string, { set, allowOutside, limit }: ValidateOptions): Validated {
  const limits = limitsOf(limit ?? []);
  const loaded = loadStudy(file, diskReader, { set, allowOutside: allowOutside ?? false, limits });
  const errors = loaded.ok ? [] : loaded.errors;
  for (const located of [...errors, ...loaded.warnings]) complain(formatLocated(located));
  const what = loaded.ok ? ` (a study of ${loaded.study.variants.length} variants)` : '';
  return { what, errors, warnings: loaded.warnings };
}
