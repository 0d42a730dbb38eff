/** Which names a formula reads, sets and calls, and where first. */
import type { Position } from '../position.ts';
import { childrenOf, type Expression, type Statement } from '../tree.ts';

export interface Usage {
  /** variables, constants and metrics whose value is used, those whose methods are called included */
  readonly read: ReadonlyMap<string, Position>;
  readonly assigned: ReadonlyMap<string, Position>;
  /** functions and methods */
  readonly called: ReadonlyMap<string, Position>;
  /** the texts that `time` reads */
  readonly times: readonly string[];
}

export function usageOf(statements: readonly Statement[]): Usage {
  const read = new Map<string, Position>();
  const assigned = new Map<string, Position>();
  const called = new Map<string, Position>();
  const times: string[] = [];
  const note = (names: Map<string, Position>, name: string, at: Position) => {
    if (!names.has(name)) names.set(name, at);
  };
  const visit = (expression: Expression): void => {
    if (expression.kind === 'name') note(read, expression.name, expression.at);
    if (expression.kind === 'call' || expression.kind === 'method') note(called, expression.name, expression.at);
    if (expression.kind === 'string') times.push(expression.value);
    childrenOf(expression).forEach(visit);
  };
  for (const { target, expression } of statements) {
    visit(expression);
    if (target !== null) note(assigned, target.name, target.at);
  }
  return { read, assigned, called, times };
}
