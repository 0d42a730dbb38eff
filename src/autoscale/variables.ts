/** Where the variables of a formula are kept, and what the service's own are worth. */
import type { Frame } from './frame.ts';
import { isReserved } from './functions.ts';
import { OPTION_VARIABLE } from './names.ts';
import type { Statement } from './tree.ts';
import { OPTION_WORDS, OptionWord, type Value } from './values.ts';

/** Slots of the service's own variables; user variables follow. */
export const SLOT = { dedicated: 0, dedicatedAlias: 1, lowPriority: 2, lowPriorityAlias: 3, option: 4 } as const;
const SERVICE_SLOTS: readonly (readonly [string, number])[] = [
  ['$TargetDedicatedNodes', SLOT.dedicated],
  ['$TargetDedicated', SLOT.dedicatedAlias],
  ['$TargetLowPriorityNodes', SLOT.lowPriority],
  ['$TargetLowPriority', SLOT.lowPriorityAlias],
  [OPTION_VARIABLE, SLOT.option],
];
export const FIRST_USER_SLOT = SERVICE_SLOTS.length;

export interface UserVariable {
  readonly name: string;
  readonly slot: number;
}

/** A slot for every variable that is ever assigned; the formula's own in the order of `results`: by code unit. */
export function slotsOf(statements: readonly Statement[]): {
  readonly slots: ReadonlyMap<string, number>;
  readonly userVariables: readonly UserVariable[];
} {
  const slots = new Map(SERVICE_SLOTS);
  const userVariables: UserVariable[] = [];
  for (const { target } of statements) {
    if (target === null || slots.has(target.name) || isReserved(target.name)) continue;
    userVariables.push({ name: target.name, slot: slots.size });
    slots.set(target.name, slots.size);
  }
  userVariables.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { slots, userVariables };
}

/** What would be applied at this point: the full name before the alias before the pool's target. */
export function dedicatedTarget({ variables, pool }: Frame): Value {
  return variables[SLOT.dedicated] ?? variables[SLOT.dedicatedAlias] ?? pool.targetDedicatedNodes;
}

export function lowPriorityTarget({ variables, pool }: Frame): Value {
  return variables[SLOT.lowPriority] ?? variables[SLOT.lowPriorityAlias] ?? pool.targetLowPriorityNodes;
}

const REQUEUE = OPTION_WORDS.get('requeue') as OptionWord;

export function deallocationOption({ variables }: Frame): OptionWord {
  const value = variables[SLOT.option];
  return value instanceof OptionWord ? value : REQUEUE;
}
