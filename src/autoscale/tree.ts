/**
 * A parsed formula. The tree follows the grammar: operators of one level stand side by side in a chain, not inside one another, so a
 * sum of a thousand terms is one node.
 */
import type { Position } from './position.ts';

export interface Statement {
  /** the variable that takes the value; `null`: the value is only computed */
  readonly target: { readonly name: string; readonly at: Position; readonly equals: Position } | null;
  readonly expression: Expression;
}

export type Expression = NumberLiteral | StringLiteral | Name | Call | Member | Method | Unary | Chain | Conditional;

export interface NumberLiteral {
  readonly kind: 'number';
  /** as written: `2.`, `1e3` */
  readonly text: string;
  readonly at: Position;
}

export interface StringLiteral {
  readonly kind: 'string';
  readonly value: string;
  readonly at: Position;
}

export interface Name {
  readonly kind: 'name';
  readonly name: string;
  readonly at: Position;
}

/** `max(a, b)` */
export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly at: Position;
  readonly arguments: readonly Expression[];
}

/** `time().hour` */
export interface Member {
  readonly kind: 'member';
  readonly object: Expression;
  readonly name: string;
  readonly at: Position;
}

/** `$PendingTasks.GetSample(1)` */
export interface Method {
  readonly kind: 'method';
  readonly object: Expression;
  readonly name: string;
  readonly at: Position;
  /** the opening parenthesis: where missing samples are reported */
  readonly parenthesis: Position;
  readonly arguments: readonly Expression[];
}

export type UnaryOperator = '-' | '!';

export interface Unary {
  readonly kind: 'unary';
  readonly operator: UnaryOperator;
  readonly at: Position;
  readonly operand: Expression;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/';
export type ComparisonOperator = '<' | '<=' | '>' | '>=' | '==' | '!=';
export type LogicalOperator = '&&' | '||';
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | LogicalOperator;

/** The levels of binary operators, the loosest first; all of them group from the left. */
export const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/'],
];

/** `a - b + c`: operators of one level, applied from left to right */
export interface Chain {
  readonly kind: 'chain';
  /** index into `LEVELS` */
  readonly level: number;
  readonly first: Expression;
  readonly rest: readonly ChainLink[];
}

export interface ChainLink {
  readonly operator: BinaryOperator;
  readonly at: Position;
  readonly operand: Expression;
}

/** `condition ? ifTrue : ifFalse` */
export interface Conditional {
  readonly kind: 'conditional';
  readonly condition: Expression;
  /** the question mark */
  readonly at: Position;
  readonly ifTrue: Expression;
  readonly ifFalse: Expression;
}

/** The expressions directly inside one, in the order of the text. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'name':
      return [];
    case 'call':
      return expression.arguments;
    case 'member':
      return [expression.object];
    case 'method':
      return [expression.object, ...expression.arguments];
    case 'unary':
      return [expression.operand];
    case 'chain':
      return [expression.first, ...expression.rest.map((link) => link.operand)];
    case 'conditional':
      return [expression.condition, expression.ifTrue, expression.ifFalse];
  }
}
