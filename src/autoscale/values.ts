/** What an expression can be worth, and how results print it. */
import { numberText } from './number-text.ts';
import { intervalText, TimeInterval, Timestamp, timestampText } from './ticks.ts';

/** How nodes are taken from the pool: the four words of the REST API. */
const DEALLOCATION_OPTIONS = ['requeue', 'terminate', 'taskcompletion', 'retaineddata'] as const;
export type DeallocationOption = (typeof DEALLOCATION_OPTIONS)[number];

/** A deallocation option as a value; one instance per word. */
export class OptionWord {
  readonly word: DeallocationOption;
  constructor(word: DeallocationOption) {
    this.word = word;
  }
}

export const OPTION_WORDS: ReadonlyMap<string, OptionWord> = new Map(
  DEALLOCATION_OPTIONS.map((word) => [word, new OptionWord(word)]),
);

export type DoubleVec = readonly number[];

/** Truth values are doubles: 0 is false, everything else is true, NaN too. */
export type Value = number | DoubleVec | string | Timestamp | TimeInterval | OptionWord;

export const TYPES = ['double', 'doubleVec', 'string', 'timestamp', 'timeinterval', 'deallocation option'] as const;
export type Type = (typeof TYPES)[number];

export function typeOf(value: Value): Type {
  if (typeof value === 'number') return 'double';
  if (typeof value === 'string') return 'string';
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof TimeInterval) return 'timeinterval';
  if (value instanceof OptionWord) return 'deallocation option';
  return 'doubleVec';
}

/** The value as it stands in `results`; of a doubleVec all elements. */
export function valueText(value: Value): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string') return value;
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof TimeInterval) return intervalText(value);
  if (value instanceof OptionWord) return value.word;
  return `[${value.map(numberText).join(',')}]`;
}

/** A value for callers in plain JavaScript: doubles and vectors as numbers, everything else as the text of `results`. */
export type PlainValue = number | readonly number[] | string;

export function plainValue(value: Value): PlainValue {
  return typeof value === 'number' || Array.isArray(value) ? value : valueText(value);
}
