/**
 * The result of a cell as one line of text that can tell whether it is whole: `{"key":…,"variant":…,…,"check":"…"}`.
 *
 * The key says what the result is the result of (see {@link ./keys.ts}), so a line is worth the same in whatever file it is found.
 */
import { createHash } from 'node:crypto';
import type { Cell, CellResult } from '../study/study.ts';

export interface KeyedResult extends CellResult {
  readonly key: string;
}

/** Hexadecimal digits of the check; what it guards against are accidents. */
const DIGITS = 16;
const TAIL = new RegExp(`,"check":"([0-9a-f]{${DIGITS}})"}$`);

/** Without its line end. */
export function resultLine({ key, variant, replication, seed, ended, metrics }: KeyedResult): string {
  return withCheck(JSON.stringify({ key, variant, replication, seed, ended, metrics }));
}

/** null: the line is damaged, or is none of ours. */
export function parseResultLine(line: string): KeyedResult | null {
  const text = withoutCheck(line);
  if (text === null) return null;
  const result: KeyedResult = JSON.parse(text); // the check proves who wrote it
  return result;
}

/** What was kept as the result of a cell, with these metrics and no others; null where one of them was not looked at then. */
export function resultFor(
  { seed, ended, metrics }: KeyedResult,
  cell: Cell,
  wanted: readonly string[],
): CellResult | null {
  if (!wanted.every((metric) => Object.hasOwn(metrics, metric))) return null;
  const { variant, replication } = cell;
  return {
    variant,
    replication,
    seed,
    metrics: Object.fromEntries(wanted.map((metric) => [metric, metrics[metric]])),
    ended,
  };
}

/** The text of a JSON object, with a further member at its end: a hash of all before it. */
export function withCheck(text: string): string {
  return `${text.slice(0, -1)},"check":"${checkOf(text)}"}`;
}

/** The text that was given to {@link withCheck}; null if this is not what was made of it. */
export function withoutCheck(line: string): string | null {
  const [tail, check] = TAIL.exec(line) ?? [];
  if (tail === undefined) return null;
  const text = `${line.slice(0, -tail.length)}}`;
  return checkOf(text) === check ? text : null;
}

function checkOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGITS);
}
