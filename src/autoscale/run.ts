/** The outcome of one evaluation, as the service reports it: the string of results, the targets to apply, the error. */
import type { CompiledFormula } from './compile.ts';
import { type EvaluationFailure, evaluationError, type RunError } from './errors.ts';
import type { Frame } from './frame.ts';
import { numberText } from './number-text.ts';
import type { Position } from './position.ts';
import { longTimestampText } from './ticks.ts';
import { type DeallocationOption, type PlainValue, plainValue, valueText } from './values.ts';
import { deallocationOption, dedicatedTarget, lowPriorityTarget, SLOT } from './variables.ts';

export interface AutoScaleRun {
  /** of the evaluation, in UTC, with seven digits of a second */
  readonly timestamp: string;
  /** `$TargetDedicatedNodes=…;$TargetLowPriorityNodes=…;$NodeDeallocationOption=…` and the formula's own variables by name */
  readonly results: string;
  /** none on success; with an error the pool keeps its targets, and they are what the fields below say */
  readonly error: RunError | undefined;
  /** where in the formula the error is */
  readonly errorAt: Position | undefined;
  /** whole and not negative */
  readonly targetDedicatedNodes: number;
  readonly targetLowPriorityNodes: number;
  readonly nodeDeallocationOption: DeallocationOption;
  /** the formula's own variables; numbers may be NaN or infinite, times are the text they have in `results` */
  readonly variables: Readonly<Record<string, PlainValue>>;
  /** the targets before they were made whole; after an error the pool's */
  readonly exactTargets: ExactTargets;
  /** see `MAX_STEPS` */
  readonly steps: number;
}

export interface ExactTargets {
  readonly dedicated: number;
  readonly lowPriority: number;
}

export function runOf(formula: CompiledFormula, frame: Frame, failure: EvaluationFailure | null): AutoScaleRun {
  return new FinishedRun(formula, frame, failure);
}

/** Texts are made when they are read: a simulation looks at the targets first, and often at nothing else. */
class FinishedRun implements AutoScaleRun {
  readonly error: RunError | undefined;
  readonly errorAt: Position | undefined;
  readonly exactTargets: ExactTargets;
  readonly targetDedicatedNodes: number;
  readonly targetLowPriorityNodes: number;
  readonly nodeDeallocationOption: DeallocationOption;
  readonly steps: number;
  private readonly formula: CompiledFormula;
  private readonly frame: Frame;

  constructor(formula: CompiledFormula, frame: Frame, failure: EvaluationFailure | null) {
    const assigned = { dedicated: dedicatedTarget(frame) as number, lowPriority: lowPriorityTarget(frame) as number };
    const error = failure ?? targetFailure(frame, assigned);
    const { pool } = frame;
    this.error = error?.toRunError();
    this.errorAt = error?.at;
    this.exactTargets =
      error === null ? assigned : { dedicated: pool.targetDedicatedNodes, lowPriority: pool.targetLowPriorityNodes };
    this.targetDedicatedNodes = wholeNodes(this.exactTargets.dedicated);
    this.targetLowPriorityNodes = wholeNodes(this.exactTargets.lowPriority);
    this.nodeDeallocationOption = deallocationOption(frame).word;
    this.steps = frame.steps;
    this.formula = formula;
    this.frame = frame;
  }

  get timestamp(): string {
    return longTimestampText(this.frame.now);
  }

  get results(): string {
    let text = `$TargetDedicatedNodes=${numberText(this.targetDedicatedNodes)}`;
    text += `;$TargetLowPriorityNodes=${numberText(this.targetLowPriorityNodes)}`;
    text += `;$NodeDeallocationOption=${this.nodeDeallocationOption}`;
    for (const { name, slot } of this.formula.userVariables) {
      const value = this.frame.variables[slot];
      if (value !== undefined) text += `;${name}=${valueText(value)}`;
    }
    return text;
  }

  get variables(): Readonly<Record<string, PlainValue>> {
    // without prototype: a formula may call its variables what it likes
    const plain: Record<string, PlainValue> = Object.create(null);
    for (const { name, slot } of this.formula.userVariables) {
      const value = this.frame.variables[slot];
      if (value !== undefined) plain[name] = plainValue(value);
    }
    return plain;
  }
}

/** Toward zero, and never below it. */
function wholeNodes(target: number): number {
  return target >= 1 ? Math.trunc(target) : 0;
}

/** A target that is no finite number fails the run after all its statements. */
function targetFailure(frame: Frame, { dedicated, lowPriority }: ExactTargets): EvaluationFailure | null {
  if (!Number.isFinite(dedicated)) {
    const slot = frame.variables[SLOT.dedicated] === undefined ? SLOT.dedicatedAlias : SLOT.dedicated;
    return evaluationError(
      frame.assignedAt[slot],
      `$TargetDedicatedNodes is ${numberText(dedicated)}, no number of nodes`,
    );
  }
  if (!Number.isFinite(lowPriority)) {
    const slot = frame.variables[SLOT.lowPriority] === undefined ? SLOT.lowPriorityAlias : SLOT.lowPriority;
    return evaluationError(
      frame.assignedAt[slot],
      `$TargetLowPriorityNodes is ${numberText(lowPriority)}, no number of nodes`,
    );
  }
  return null;
}
