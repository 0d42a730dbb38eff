/** The functions of the language: what each accepts, what it gives, and how. */
import { unreadableTimeText } from './complaints.ts';
import { OPTION_VARIABLE, SERVICE_NAMES, TARGET_VARIABLES } from './names.ts';
import {
  element,
  largest,
  mean,
  norm,
  percentile,
  roundHalfAway,
  smallest,
  standardDeviation,
  sum,
} from './statistics.ts';
import type { Timestamp } from './ticks.ts';
import { parseTimestamp } from './time-text.ts';
import type { DoubleVec, Type, Value } from './values.ts';

/** What a function or method may be called with. */
export interface Signature {
  /** as documentation and errors write it */
  readonly usage: string;
  readonly accepts: (types: readonly Type[]) => boolean;
  /** for arguments that are accepted */
  readonly result: (types: readonly Type[]) => Type;
}

/** What a function needs of the evaluation. */
export interface Evaluation {
  readonly now: Timestamp;
  readonly random: () => number;
  /** counts the numbers a vector operation touches */
  spend(steps: number): void;
  /** ends the evaluation with an error at the call */
  fail(text: string): never;
  /** ends the evaluation; what was assigned stays */
  stop(): never;
}

export interface LanguageFunction extends Signature {
  /** the arguments have been accepted */
  readonly apply: (args: readonly Value[], evaluation: Evaluation) => Value;
}

/** doubles and doubleVecs mixed, flattened from left to right; possibly none */
function isList(types: readonly Type[]): boolean {
  return types.every((type) => type === 'double' || type === 'doubleVec');
}

function flatten(args: readonly Value[], evaluation: Evaluation): DoubleVec {
  const numbers = args as readonly (number | DoubleVec)[];
  const [only] = numbers;
  if (numbers.length === 1 && typeof only !== 'number') {
    evaluation.spend(only.length);
    return only;
  }
  const list: number[] = [];
  for (const argument of numbers) {
    if (typeof argument === 'number') list.push(argument);
    else {
      evaluation.spend(argument.length);
      for (const value of argument) list.push(value);
    }
  }
  return list;
}

/** a list becomes one double */
function reducing(name: string, reduce: (list: DoubleVec) => number): [string, LanguageFunction] {
  return [
    name,
    {
      usage: `${name}(doubleVecList)`,
      accepts: isList,
      result: () => 'double',
      apply: (args, evaluation) => reduce(flatten(args, evaluation)),
    },
  ];
}

/** one double becomes a double, any other list a doubleVec */
function mapping(name: string, map: (value: number) => number): [string, LanguageFunction] {
  return [
    name,
    {
      usage: `${name}(double) or ${name}(doubleVecList)`,
      accepts: isList,
      result: (types) => (types.length === 1 && types[0] === 'double' ? 'double' : 'doubleVec'),
      apply: (args, evaluation) => {
        const [only] = args;
        return args.length === 1 && typeof only === 'number' ? map(only) : flatten(args, evaluation).map(map);
      },
    },
  ];
}

/** a doubleVec and a double become a double */
function picking(
  name: string,
  second: string,
  pick: (list: DoubleVec, by: number, evaluation: Evaluation) => number,
): [string, LanguageFunction] {
  return [
    name,
    {
      usage: `${name}(doubleVec, ${second})`,
      accepts: (types) => types.length === 2 && types[0] === 'doubleVec' && types[1] === 'double',
      result: () => 'double',
      apply: (args, evaluation) => pick(args[0] as DoubleVec, args[1] as number, evaluation),
    },
  ];
}

export const FUNCTIONS: ReadonlyMap<string, LanguageFunction> = new Map([
  reducing('avg', mean),
  reducing('len', (list) => list.length),
  reducing('sum', sum),
  reducing('min', smallest),
  reducing('max', largest),
  reducing('range', (list) => largest(list) - smallest(list)),
  reducing('norm', norm),
  reducing('std', standardDeviation),
  mapping('lg', Math.log2),
  mapping('ln', Math.log),
  mapping('log', Math.log10),
  mapping('ceil', Math.ceil),
  mapping('floor', Math.floor),
  mapping('round', roundHalfAway),
  picking('val', 'index', element),
  picking('percentile', 'percent', (list, percent, evaluation) => {
    evaluation.spend(list.length * Math.ceil(Math.log2(list.length + 1)));
    return percentile(list, percent);
  }),
  [
    'vec',
    {
      usage: 'vec(doubleVecList)',
      accepts: isList,
      result: () => 'doubleVec',
      apply: (args, evaluation) => [...flatten(args, evaluation)],
    },
  ],
  [
    'time',
    {
      usage: 'time() or time(string)',
      accepts: (types) => types.length === 0 || (types.length === 1 && types[0] === 'string'),
      result: () => 'timestamp',
      apply: ([text], evaluation) => {
        if (text === undefined || text === '') return evaluation.now;
        return parseTimestamp(text as string) ?? evaluation.fail(unreadableTimeText(text as string));
      },
    },
  ],
  [
    'rand',
    {
      usage: 'rand()',
      accepts: (types) => types.length === 0,
      result: () => 'double',
      apply: (_, evaluation) => evaluation.random(),
    },
  ],
  [
    'stop',
    {
      usage: 'stop()',
      accepts: (types) => types.length === 0,
      result: () => 'double',
      apply: (_, evaluation) => evaluation.stop(),
    },
  ],
]);

/** Names that no statement may assign: functions, constants, option words and metrics. */
export function isReserved(name: string): boolean {
  if (TARGET_VARIABLES.has(name) || name === OPTION_VARIABLE) return false;
  return SERVICE_NAMES.has(name) || FUNCTIONS.has(name);
}

/** Every name that has a meaning of its own. */
export const PREDEFINED_NAMES: readonly string[] = [...SERVICE_NAMES, ...FUNCTIONS.keys()];
