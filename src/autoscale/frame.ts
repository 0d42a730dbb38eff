/** The state of one evaluation: what has been assigned so far, and what the formula sees of the world. */
import { STEPS_EXCEEDED } from './complaints.ts';
import { EvaluationFailure, evaluationError, insufficientData } from './errors.ts';
import type { Evaluation } from './functions.ts';
import { MAX_STEPS } from './limits.ts';
import type { PoolView } from './names.ts';
import type { Position } from './position.ts';
import type { SampleView } from './sample-view.ts';
import type { Timestamp } from './ticks.ts';
import type { Value } from './values.ts';

/** Thrown by `stop()`: what was assigned stays, the rest does not happen. */
const STOP = new Error('the formula called stop()');

const START: Position = { line: 1, column: 1 };

export class Frame implements Evaluation {
  readonly now: Timestamp;
  readonly samples: SampleView;
  readonly pool: PoolView;
  readonly random: () => number;
  /** by slot; `undefined`: not assigned so far */
  readonly variables: (Value | undefined)[];
  /** where the variables got their values, by slot */
  readonly assignedAt: Position[] = [];
  steps = 0;
  /** the operator or call at work: where its errors are reported */
  at = START;

  constructor(now: Timestamp, samples: SampleView, pool: PoolView, random: () => number, slots: number) {
    this.now = now;
    this.samples = samples;
    this.pool = pool;
    this.random = random;
    this.variables = new Array<Value | undefined>(slots).fill(undefined);
  }

  spend(steps: number): void {
    if (this.steps + steps > MAX_STEPS) throw evaluationError(this.at, STEPS_EXCEEDED);
    this.steps += steps;
  }

  fail(text: string): never {
    throw evaluationError(this.at, text);
  }

  stop(): never {
    throw STOP;
  }
}

/** Runs the statements; the failure that ended them, or `null`. */
export function runStatements(statements: readonly ((frame: Frame) => void)[], frame: Frame): EvaluationFailure | null {
  try {
    for (const statement of statements) statement(frame);
  } catch (error) {
    if (error instanceof EvaluationFailure) return error;
    if (error !== STOP) throw error;
  }
  return null;
}

/** Ends the evaluation for want of samples. */
export function lackSamples(at: Position, text: string): never {
  throw insufficientData(at, text);
}
