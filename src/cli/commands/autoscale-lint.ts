/** `batchlab autoscale lint`: advice on formulas that run and may still surprise. */
import { type Advice, checkFormula, compileFormula, lintFormula } from '../../autoscale/index.ts';
import { formatLocated } from '../../scenario/located.ts';
import { EXIT, type ExitStatus } from '../exit.ts';
import { complain, say } from '../terminal.ts';
import { complainOf, type FormulaFile, isRefusal, locate, readFormula } from './autoscale-formula-file.ts';

export interface LintOptions {
  /** ms between evaluations */
  readonly interval?: number;
  readonly strict?: true;
  readonly json?: true;
}

export function lintCommand(paths: readonly string[], { interval, strict, json }: LintOptions): ExitStatus {
  const linted = paths.map(readFormula).map((file) => {
    const problems = checkFormula(file.text);
    const isRefused = problems.some(isRefusal);
    const advice = isRefused ? [] : lintFormula(compileFormula(file.text), interval ?? null);
    return { file, problems, isRefused, advice };
  });
  for (const { file, problems } of linted) complainOf(file, problems);
  if (json === true) {
    const answer = linted.map(({ file, problems, advice }) => ({ file: file.name, problems, advice }));
    say(JSON.stringify(answer.length === 1 ? answer[0] : answer, null, 2));
  } else {
    for (const { file, problems, isRefused, advice } of linted) {
      for (const piece of advice) show(file, piece);
      if (isRefused) complain(`${file.name}: refused; lint advises on formulas that the service accepts`);
      else if (problems.length + advice.length === 0) say(`${file.name}: no advice`);
    }
  }
  if (linted.some(({ isRefused }) => isRefused)) return EXIT.refused;
  const hasProblems = linted.some(({ problems }) => problems.length > 0);
  const fails = hasProblems || (strict === true && linted.some(({ advice }) => advice.length > 0));
  return fails ? EXIT.expectationFailed : EXIT.done;
}

/** the reason, its place, and the way out */
function show(file: FormulaFile, { code, line, column, reason, fix }: Advice): void {
  say(formatLocated(locate(file, { line, column }, 'warning', `${reason} (${code})`)));
  say(`  fix: ${fix}\n`);
}
