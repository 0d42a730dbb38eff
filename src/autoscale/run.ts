/** The outcome of one evaluation, as the service reports it: the string of results, the targets to apply, the error. */
import { type CompiledFormula, deallocationOption, dedicatedTarget, lowPriorityTarget, SLOT } from './compile.ts';
import { type EvaluationFailure, evaluationError, type RunError } from './errors.ts';
import type { Frame } from './frame.ts';
import { numberText } from './number-text.ts';
import type { Position } from './position.ts';
import { longTimestampText } from './ticks.ts';
import { type DeallocationOption, type PlainValue, plainValue, valueText } from './values.ts';

export interface AutoScaleRun {
  /** of the evaluation, in UTC, with seven digits of a second */
  readonly timestamp: string;
  /** `$TargetDedicatedNodes=…;$TargetLowPriorityNodes=…;$NodeDeallocationOption=…` and the formula's own variables by name */
  readonly results: string;
  /** absent on success; with an error the pool keeps its targets, and they are what the fields below say */
  readonly error?: RunError;
  /** where in the formula the error is */
  readonly errorAt?: Position;
  /** whole and not negative */
  readonly targetDedicatedNodes: number;
  readonly targetLowPriorityNodes: number;
  readonly nodeDeallocationOption: DeallocationOption;
  /** the formula's own variables; numbers may be NaN or infinite, times are the text they have in `results` */
  readonly variables: Readonly<Record<string, PlainValue>>;
  /** the targets before they were made whole; after an error the pool's */
  readonly exactTargets: { readonly dedicated: number; readonly lowPriority: number };
  /** see `MAX_STEPS` */
  readonly steps: number;
}

export function runOf(formula: CompiledFormula, frame: Frame, failure: EvaluationFailure | null): AutoScaleRun {
  const { pool, variables } = frame;
  const assigned = { dedicated: dedicatedTarget(frame) as number, lowPriority: lowPriorityTarget(frame) as number };
  const error = failure ?? targetFailure(frame, assigned);
  const exactTargets =
    error === null ? assigned : { dedicated: pool.targetDedicatedNodes, lowPriority: pool.targetLowPriorityNodes };
  const targetDedicatedNodes = wholeNodes(exactTargets.dedicated);
  const targetLowPriorityNodes = wholeNodes(exactTargets.lowPriority);
  const nodeDeallocationOption = deallocationOption(frame).word;

  let results = `$TargetDedicatedNodes=${numberText(targetDedicatedNodes)};$TargetLowPriorityNodes=${numberText(targetLowPriorityNodes)};$NodeDeallocationOption=${nodeDeallocationOption}`;
  for (const { name, slot } of formula.userVariables) {
    const value = variables[slot];
    if (value !== undefined) results += `;${name}=${valueText(value)}`;
  }

  return {
    timestamp: longTimestampText(frame.now),
    results,
    ...(error === null ? {} : { error: error.toRunError(), errorAt: error.at }),
    targetDedicatedNodes,
    targetLowPriorityNodes,
    nodeDeallocationOption,
    get variables() {
      return plainVariables(formula, frame);
    },
    exactTargets,
    steps: frame.steps,
  };
}

/** Toward zero, and never below it. */
function wholeNodes(target: number): number {
  return target >= 1 ? Math.trunc(target) : 0;
}

/** A target that is no finite number fails the run after all its statements. */
function targetFailure(
  frame: Frame,
  { dedicated, lowPriority }: { dedicated: number; lowPriority: number },
): EvaluationFailure | null {
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

/** without prototype: a formula may call its variables what it likes */
function plainVariables(formula: CompiledFormula, frame: Frame): Readonly<Record<string, PlainValue>> {
  const plain: Record<string, PlainValue> = Object.create(null);
  for (const { name, slot } of formula.userVariables) {
    const value = frame.variables[slot];
    if (value !== undefined) plain[name] = plainValue(value);
  }
  return plain;
}
