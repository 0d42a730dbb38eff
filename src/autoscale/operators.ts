/**
 * The operators: which types they join, and what comes out. The table of types is data, for the evaluator's refusals, the checker and
 * the tests; a cell that is not in it is a type error.
 */
import { binaryTypeError, unaryTypeError } from './complaints.ts';
import { addIntervals, between, divide, scale, shift, subtractIntervals, TimeInterval, Timestamp } from './ticks.ts';
import type { BinaryOperator, UnaryOperator } from './tree.ts';
import { type DoubleVec, type Type, typeOf, type Value } from './values.ts';

const ARITHMETIC: readonly BinaryOperator[] = ['+', '-', '*', '/'];
const COMPARISONS: readonly BinaryOperator[] = ['<', '<=', '>', '>=', '==', '!='];
const LOGICAL: readonly BinaryOperator[] = ['&&', '||'];

interface Cell {
  readonly left: Type;
  readonly right: Type;
  readonly operators: readonly BinaryOperator[];
  readonly result: Type;
}

/** Every pair of types that an operator joins. A timestamp less an interval is not among them: add a negative interval. */
const CELLS: readonly Cell[] = [
  { left: 'double', right: 'double', operators: [...ARITHMETIC, ...COMPARISONS, ...LOGICAL], result: 'double' },
  { left: 'double', right: 'doubleVec', operators: ARITHMETIC, result: 'doubleVec' },
  { left: 'double', right: 'timeinterval', operators: ['*'], result: 'timeinterval' },
  { left: 'doubleVec', right: 'double', operators: ARITHMETIC, result: 'doubleVec' },
  { left: 'doubleVec', right: 'doubleVec', operators: ARITHMETIC, result: 'doubleVec' },
  { left: 'timeinterval', right: 'double', operators: ['*', '/'], result: 'timeinterval' },
  { left: 'timeinterval', right: 'timeinterval', operators: ['+', '-'], result: 'timeinterval' },
  { left: 'timeinterval', right: 'timeinterval', operators: COMPARISONS, result: 'double' },
  { left: 'timeinterval', right: 'timestamp', operators: ['+'], result: 'timestamp' },
  { left: 'timestamp', right: 'timeinterval', operators: ['+'], result: 'timestamp' },
  { left: 'timestamp', right: 'timestamp', operators: ['-'], result: 'timeinterval' },
  { left: 'timestamp', right: 'timestamp', operators: COMPARISONS, result: 'double' },
  { left: 'string', right: 'string', operators: COMPARISONS, result: 'double' },
];

const RESULTS: ReadonlyMap<string, Type> = new Map(
  CELLS.flatMap((cell) =>
    cell.operators.map((operator): [string, Type] => [`${cell.left} ${operator} ${cell.right}`, cell.result]),
  ),
);

/** The type of `left operator right`; `null`: a type error. */
export function binaryType(operator: BinaryOperator, left: Type, right: Type): Type | null {
  return RESULTS.get(`${left} ${operator} ${right}`) ?? null;
}

/** The type of `operator operand`; `null`: a type error. A vector has no sign: 0 - v. */
export function unaryType(operator: UnaryOperator, operand: Type): Type | null {
  if (operand === 'double') return 'double';
  return operator === '-' && operand === 'timeinterval' ? 'timeinterval' : null;
}

/** The operation cannot be done; whoever knows the place makes it an evaluation error. */
export class OperatorFailure {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const OUT_OF_RANGE = 'The time is out of range';

/** One operator on two values that are not both doubles. `&&` and `||` join doubles only. */
export function applyBinary(operator: BinaryOperator, left: Value, right: Value): Value | OperatorFailure {
  if (typeof left === 'number' && typeof right === 'number') return ON_DOUBLES[operator](left, right);
  if (binaryType(operator, typeOf(left), typeOf(right)) === null) {
    return new OperatorFailure(binaryTypeError(operator, typeOf(left), typeOf(right)));
  }
  if (left instanceof TimeInterval) return applyInterval(operator, left, right as TimeInterval | Timestamp | number);
  if (left instanceof Timestamp) {
    if (operator === '+') return shift(left, right as TimeInterval) ?? new OperatorFailure(OUT_OF_RANGE);
    if (operator === '-') return between(left, right as Timestamp);
    return compare(operator, left.ticks, (right as Timestamp).ticks);
  }
  if (typeof left === 'string') return compare(operator, left, right as string);
  if (right instanceof TimeInterval) return scale(right, left as number) ?? new OperatorFailure(OUT_OF_RANGE);
  return applyVectors(operator, left as DoubleVec | number, right as DoubleVec | number);
}

function applyInterval(
  operator: BinaryOperator,
  left: TimeInterval,
  right: TimeInterval | Timestamp | number,
): Value | OperatorFailure {
  if (typeof right === 'number') {
    if (operator === '/' && right === 0) return new OperatorFailure('A timeinterval is divided by 0');
    return (operator === '*' ? scale(left, right) : divide(left, right)) ?? new OperatorFailure(OUT_OF_RANGE);
  }
  if (right instanceof Timestamp) return shift(right, left) ?? new OperatorFailure(OUT_OF_RANGE);
  if (operator === '+') return addIntervals(left, right) ?? new OperatorFailure(OUT_OF_RANGE);
  if (operator === '-') return subtractIntervals(left, right) ?? new OperatorFailure(OUT_OF_RANGE);
  return compare(operator, left.ticks, right.ticks);
}

function applyVectors(
  operator: BinaryOperator,
  left: DoubleVec | number,
  right: DoubleVec | number,
): DoubleVec | OperatorFailure {
  const apply = ON_DOUBLES[operator];
  if (typeof left === 'number') return (right as DoubleVec).map((element) => apply(left, element));
  if (typeof right === 'number') return left.map((element) => apply(element, right));
  if (left.length !== right.length) {
    return new OperatorFailure(
      `Operator ${operator} joins vectors of equal length, not ${left.length} and ${right.length} values`,
    );
  }
  return left.map((element, index) => apply(element, right[index]));
}

/** The operators on doubles. Divisions by zero and comparisons with NaN follow IEEE 754. */
export const ON_DOUBLES: Readonly<Record<BinaryOperator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '<': (left, right) => (left < right ? 1 : 0),
  '<=': (left, right) => (left <= right ? 1 : 0),
  '>': (left, right) => (left > right ? 1 : 0),
  '>=': (left, right) => (left >= right ? 1 : 0),
  '==': (left, right) => (left === right ? 1 : 0),
  '!=': (left, right) => (left !== right ? 1 : 0),
  '&&': (left, right) => (left !== 0 && right !== 0 ? 1 : 0),
  '||': (left, right) => (left !== 0 || right !== 0 ? 1 : 0),
};

/** strings compare by code unit */
function compare<T extends bigint | string>(operator: BinaryOperator, left: T, right: T): number {
  return ON_DOUBLES[operator](left < right ? -1 : left > right ? 1 : 0, 0);
}

export function applyUnary(operator: UnaryOperator, operand: Value): Value | OperatorFailure {
  if (typeof operand === 'number') return operator === '-' ? -operand : operand === 0 ? 1 : 0;
  if (operator === '-' && operand instanceof TimeInterval) return new TimeInterval(-operand.ticks);
  return new OperatorFailure(unaryTypeError(operator, typeOf(operand)));
}
