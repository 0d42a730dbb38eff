/** The texts of evaluation errors; the checker says the same of them beforehand. Types come as words, since it may know several. */
import type { Signature } from './functions.ts';
import { MAX_STEPS } from './limits.ts';
import { OPTION_VARIABLE, TARGET_VARIABLES } from './names.ts';
import type { BinaryOperator, UnaryOperator } from './tree.ts';

/** The service's own words. */
export function undefinedSymbolText(name: string): string {
  return `Undefined symbol: ${name}`;
}

export function functionAsValueText(name: string): string {
  return `${name} is a function: it is called with ( )`;
}

export function reservedText(name: string): string {
  return `${name} cannot be assigned`;
}

/** What the assignment of such a value refuses; `null`: it is fine. */
export function assignmentError(name: string, type: string): string | null {
  if (TARGET_VARIABLES.has(name) && type !== 'double') return `${name} takes a double, not ${type}`;
  if (name === OPTION_VARIABLE && type !== 'deallocation option') {
    return `${name} takes requeue, terminate, taskcompletion or retaineddata, not ${type}`;
  }
  return null;
}

export function binaryTypeError(operator: BinaryOperator, left: string, right: string): string {
  return `Operator ${operator} does not join ${left} and ${right}`;
}

export function unaryTypeError(operator: UnaryOperator, operand: string): string {
  return `Operator ${operator} does not apply to ${operand}`;
}

export function conditionText(type: string): string {
  return `A condition is a double, not ${type}`;
}

export function noMemberText(type: string, name: string): string {
  return `${type} has no member ${name}`;
}

export function noMethodText(type: string, name: string): string {
  return `${type} has no method ${name}`;
}

/** `val is called as val(doubleVec, index), not with (double, double)` */
export function callTypeError(name: string, signature: Signature, types: readonly string[]): string {
  return `${name} is called as ${signature.usage}, not with (${types.join(', ')})`;
}

export function unreadableTimeText(text: string): string {
  return `time cannot read "${text}"`;
}

export const STEPS_EXCEEDED = `The evaluation takes more than ${MAX_STEPS} steps`;
