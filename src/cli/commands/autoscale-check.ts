/** `batchlab autoscale check`: everything that is wrong with a formula. */
import { checkFormula } from '../../autoscale/index.ts';
import { EXIT, type ExitStatus } from '../exit.ts';
import { say } from '../terminal.ts';
import { complainOf, isRefusal, readFormula } from './autoscale-formula-file.ts';

export interface CheckOptions {
  readonly json?: true;
}

export function checkCommand(paths: readonly string[], { json }: CheckOptions): ExitStatus {
  const checked = paths.map(readFormula).map((file) => ({ file, problems: checkFormula(file.text) }));
  if (json === true) {
    const answer = checked.map(({ file, problems }) => ({ file: file.name, problems }));
    say(JSON.stringify(answer.length === 1 ? answer[0] : answer, null, 2));
  } else {
    for (const { file, problems } of checked) {
      complainOf(file, problems);
      const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
      say(`${file.name}: ${problems.length === 0 ? 'in order' : count}`);
    }
  }
  const problems = checked.flatMap((formula) => formula.problems);
  if (problems.some(isRefusal)) return EXIT.refused;
  return problems.length > 0 ? EXIT.expectationFailed : EXIT.done;
}
