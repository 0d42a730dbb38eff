/**
 * The autoscale formula language of Azure Batch on its own: read, check, evaluate, and the samples that formulas read.
 *
 *     import { compileFormula } from 'batchlab/autoscale';
 */

export { checkFormula } from './check.ts';
export {
  type EvaluationErrorCode,
  FormulaError,
  type FormulaErrorCode,
  type Problem,
  type RunError,
} from './errors.ts';
export { compileFormula, type EvaluationContext, type Formula } from './formula.ts';
export { PREDEFINED_NAMES } from './functions.ts';
export {
  MAX_FORMULA_LENGTH,
  MAX_STATEMENTS,
  MAX_STEPS,
  SAMPLE_DELAY,
  SAMPLE_PERIOD,
  SAMPLE_RETENTION,
} from './limits.ts';
export { ADVICE_CODES, type Advice, type AdviceCode } from './lint/advice.ts';
export { lintFormula } from './lint/lint.ts';
export { METRICS, type PoolView } from './names.ts';
export type { Position } from './position.ts';
export type { AutoScaleRun } from './run.ts';
export { type SampleTable, type SampleView, viewOf } from './sample-view.ts';
export { SampleHistory } from './samples.ts';
/** Whether `evaluate` takes the text as a time. */
export { isTimeText } from './time-text.ts';
export type { DeallocationOption, PlainValue } from './values.ts';
