/** A formula, read once and evaluated as often as one likes. */
import { type CompiledFormula, compileStatements } from './compile.ts';
import { FormulaError } from './errors.ts';
import { Frame, runStatements } from './frame.ts';
import type { PoolView } from './names.ts';
import { parseFormula } from './parser.ts';
import { type AutoScaleRun, runOf } from './run.ts';
import { type SampleTable, type SampleView, viewOf } from './sample-view.ts';
import { type Timestamp, timestampFromMs } from './ticks.ts';
import { parseTimestamp } from './time-text.ts';
import type { Statement } from './tree.ts';

/** What a formula sees when it is evaluated. */
export interface EvaluationContext {
  /** ms since 1970-01-01T00:00:00Z, a date, or a text such as `2017-05-01T08:00:00Z` */
  readonly now: number | Date | string;
  /** what can be read of the past; a table lists the samples themselves */
  readonly samples: SampleView | SampleTable;
  /** what is left out is 0, and one task slot per node */
  readonly pool: Partial<PoolView>;
  /** uniform in [0, 1), for `rand()` */
  readonly random: () => number;
}

export interface Formula {
  readonly text: string;
  readonly statements: readonly Statement[];
  /** Never throws for anything in the formula: what goes wrong is the run's `error`. */
  evaluate(context: EvaluationContext): AutoScaleRun;
}

/**
 * Reads a formula.
 *
 * Refused as the service refuses the request: a text that is longer than 8192 characters, has more than 100 statements or does not
 * follow the grammar. Undefined names and wrong types show when it is evaluated.
 *
 * @throws FormulaError with code, line and column of the first problem, and all problems
 */
export function compileFormula(text: string): Formula {
  const { statements, problems } = parseFormula(text);
  if (problems.length > 0) throw new FormulaError(problems);
  const compiled = compileStatements(statements);
  return { text, statements, evaluate: (context) => evaluate(compiled, context) };
}

function evaluate(formula: CompiledFormula, context: EvaluationContext): AutoScaleRun {
  const { samples, pool, random } = context;
  const view = isView(samples) ? samples : viewOf(samples);
  const frame = new Frame(instant(context.now), view, complete(pool), random, formula.slots);
  const failure = runStatements(formula.statements, frame);
  return runOf(formula, frame, failure);
}

function complete(pool: Partial<PoolView>): PoolView {
  return {
    targetDedicatedNodes: pool.targetDedicatedNodes ?? 0,
    targetLowPriorityNodes: pool.targetLowPriorityNodes ?? 0,
    currentDedicatedNodes: pool.currentDedicatedNodes ?? 0,
    currentLowPriorityNodes: pool.currentLowPriorityNodes ?? 0,
    taskSlotsPerNode: pool.taskSlotsPerNode ?? 1,
  };
}

function isView(samples: SampleView | SampleTable): samples is SampleView {
  return typeof samples.window === 'function';
}

function instant(now: number | Date | string): Timestamp {
  if (typeof now === 'number') return timestampFromMs(now);
  if (now instanceof Date) return timestampFromMs(now.getTime());
  const read = parseTimestamp(now);
  if (read === null) throw new RangeError(`"${now}" is no time like 2017-05-01T08:00:00Z`);
  return read;
}
