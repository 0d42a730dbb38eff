/** What can be wrong with a formula, in the service's own codes and words. */
import { undefinedSymbolText } from './complaints.ts';
import type { Position } from './position.ts';

/** The request is refused with status 400. */
export type FormulaErrorCode = 'AutoScalingFormulaSyntaxError' | 'AutoScaleFormulaTooLong';

/** The request is answered, and the error stands in the run. */
export type EvaluationErrorCode = 'InsufficientSampleData' | 'AutoScalingFormulaEvaluationError';

/** One thing that is wrong, and where. */
export interface Problem extends Position {
  readonly code: FormulaErrorCode | EvaluationErrorCode;
  readonly message: string;
}

/** A problem for which the service refuses the formula itself. */
export interface SyntaxProblem extends Problem {
  readonly code: FormulaErrorCode;
}

/** A text that is no formula. `problems` has everything that is wrong with it in the order of the text; the rest repeats the first. */
export class FormulaError extends Error {
  override readonly name = 'FormulaError';
  /** what the service answers */
  readonly status = 400;
  readonly code: FormulaErrorCode;
  readonly line: number;
  readonly column: number;
  readonly problems: readonly SyntaxProblem[];

  constructor(problems: readonly SyntaxProblem[]) {
    const [first] = problems;
    super(`Line ${first.line}, Col ${first.column}: ${first.message}`);
    this.code = first.code;
    this.line = first.line;
    this.column = first.column;
    this.problems = problems;
  }
}

/** The error of a run, as the service words it. */
export interface RunError {
  readonly code: EvaluationErrorCode;
  readonly message: string;
  readonly values: readonly { readonly name: 'Message'; readonly value: string }[];
}

const RUN_MESSAGES: Readonly<Record<EvaluationErrorCode, string>> = {
  InsufficientSampleData: 'Autoscale evaluation failed due to insufficient sample data',
  AutoScalingFormulaEvaluationError: 'The specified auto-scaling formula has evaluation error',
};

/** Ends an evaluation. It never leaves the room: a run carries it as its error. */
export class EvaluationFailure extends Error {
  override readonly name = 'EvaluationFailure';
  readonly code: EvaluationErrorCode;
  readonly at: Position;

  constructor(code: EvaluationErrorCode, at: Position, text: string) {
    super(text);
    this.code = code;
    this.at = at;
  }

  toRunError(): RunError {
    const value = `Line ${this.at.line}, Col ${this.at.column}: ${this.message}`;
    return { code: this.code, message: RUN_MESSAGES[this.code], values: [{ name: 'Message', value }] };
  }
}

export function evaluationError(at: Position, text: string): EvaluationFailure {
  return new EvaluationFailure('AutoScalingFormulaEvaluationError', at, text);
}

export function undefinedSymbol(at: Position, name: string): EvaluationFailure {
  return evaluationError(at, undefinedSymbolText(name));
}

export function insufficientData(at: Position, text: string): EvaluationFailure {
  return new EvaluationFailure('InsufficientSampleData', at, `Insufficient data from data set: ${text}`);
}
