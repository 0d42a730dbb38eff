/** A file with a formula, and complaints about places in it. */
import { PREDEFINED_NAMES, type Problem } from '../../autoscale/index.ts';
import { formatLocated, type Located, lineStarts, locateSpan } from '../../scenario/located.ts';
import { didYouMean } from '../../scenario/suggestion.ts';
import { readInput } from '../bounded-text.ts';
import { complain } from '../terminal.ts';

export interface FormulaFile {
  /** as messages name it */
  readonly name: string;
  readonly text: string;
}

const STANDARD_INPUT = 0;

export function readFormula(path: string): FormulaFile {
  return { name: path === '-' ? 'standard input' : path, text: readInput(path === '-' ? STANDARD_INPUT : path) };
}

/** What is wrong, with the service's code, and with its status where it would refuse the formula. */
export function complainOf(file: FormulaFile, problems: readonly Problem[]): void {
  for (const problem of problems) {
    const answer = isRefusal(problem) ? `400 ${problem.code}` : problem.code;
    complain(formatLocated(locate(file, problem, 'error', `${problem.message}${suggestion(problem)} (${answer})`)));
  }
}

function suggestion({ message }: Problem): string {
  const name = /^Undefined symbol: (.*)$/.exec(message)?.[1];
  return name === undefined ? '' : didYouMean(name, PREDEFINED_NAMES);
}

/** The service answers 400, not a run with an error in it. */
export function isRefusal({ code }: Problem): boolean {
  return code === 'AutoScalingFormulaSyntaxError' || code === 'AutoScaleFormulaTooLong';
}

/** Lines and columns of a formula count from 1. */
export function locate(
  { name, text }: FormulaFile,
  { line, column }: { readonly line: number; readonly column: number },
  severity: Located['severity'],
  message: string,
): Located {
  const starts = lineStarts(text);
  const start = (starts[line - 1] ?? 0) + column - 1;
  const token = /^(\$?\w+|[<>=!]=|&&|\|\||.)/.exec(text.slice(start, start + 100));
  return locateSpan(text, starts, { start, end: start + (token?.[0].length ?? 1) }, { file: name, severity, message });
}
