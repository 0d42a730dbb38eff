/** `batchlab validate`: is everything in order with these scenario files? */
import { EXIT, type ExitStatus } from '../exit.ts';
import { countIssues, type LoadOptions, loadFile } from '../scenario-files.ts';
import { say } from '../terminal.ts';

export type ValidateOptions = LoadOptions;

export function validateCommand(files: readonly string[], options: ValidateOptions): ExitStatus {
  let status: ExitStatus = EXIT.done;
  for (const file of files) {
    const { scenario, errors, warnings } = loadFile(file, options);
    if (scenario === null) status = EXIT.refused;
    const issues = errors.length + warnings.length === 0 ? '' : `, ${countIssues(errors.length, warnings.length)}`;
    say(`${file}: ${scenario === null ? 'refused' : 'valid'}${issues}`);
  }
  return status;
}
