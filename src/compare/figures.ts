/** Values of a comparison as text: short, on one line, without control characters. */
import { formatClock } from '../kernel/clock.ts';
import { decimal } from '../report/words.ts';
import type { Comparison, LogComparison, MetricComparison, Patch } from './comparison.ts';

/** characters of a value */
const LONGEST = 60;

/** Any value of a scenario or a summary; `none` where there is none. */
export function valueText(value: unknown): string {
  return cut(textOf(value));
}

function textOf(value: unknown): string {
  if (value === undefined) return 'none';
  if (typeof value === 'number') return numberText(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return plain(text === '' ? '""' : text);
}

const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

/** Control characters would garble a terminal, and could drive it; line breaks would break a table. */
export function plain(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}

function numberText(value: number): string {
  const size = Math.abs(value);
  return `${value < 0 ? '-' : ''}${decimal(size, size >= 1000 ? 1 : size >= 1 ? 3 : 6)}`;
}

/** `+120 (+2.4 %)`, `same`, or nothing where values are no numbers. */
export function differenceText({ difference, percent, isSame, a, b }: MetricComparison): string {
  if (isSame) return 'same';
  if (difference === null) return a === undefined ? 'only in B' : b === undefined ? 'only in A' : 'changed';
  const sign = difference > 0 ? '+' : '-';
  const share = percent === null ? '' : ` (${sign}${decimal(Math.abs(percent), Math.abs(percent) < 0.1 ? 3 : 1)} %)`;
  return `${sign}${numberText(Math.abs(difference))}${share}`;
}

export function patchText({ path, from, to }: Patch): string {
  const [a, b] = [textOf(from), textOf(to)];
  const start = Math.max(a.length, b.length) > LONGEST ? Math.max(0, samePrefix(a, b) - BEFORE) : 0;
  const [one, other] = [a, b].map((text) => cut(`${start > 0 ? '…' : ''}${text.slice(start)}`));
  return `${plain(path)}: ${one} → ${other}`;
}

/** characters before the first difference of two long texts that are shown */
const BEFORE = 20;

function samePrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

const BASES: Readonly<Record<Comparison['input']['basis'], string>> = {
  scenarios: 'of the scenario files',
  logs: 'of what the logs tell of their scenarios',
  summaries: 'of what the summaries tell of their scenarios',
};

/** `Input: 2 differences of the scenario files` */
export function inputTitle({ input: { basis, differences, omitted } }: Comparison): string {
  const count = differences.length + omitted;
  return `Input: ${count === 0 ? 'no difference' : count === 1 ? '1 difference' : `${decimal(count, 0)} differences`} ${BASES[basis]}`;
}

/** The logs in sentences, without their title. */
export function logSentences({ logs, renamed, renamedOmitted, input }: Comparison): string[] {
  if (logs === null) return ['One of them has no log, so it cannot be told where they part.'];
  const lines = decimal(logs.commonLines, 0);
  const called = renamed.length === 0 ? [] : [renamedSentence(renamed, renamedOmitted)];
  const { parting, detail } = logs;
  if (parting === null && detail === null) {
    const but = renamed.length === 0 ? '' : ' but for the names';
    return [
      `They do not part: all ${lines} lines of the logs are the same${but}, the first line, about the run itself, aside.`,
      ...called,
    ];
  }
  const first = detail === null ? [] : [detailSentence(detail)];
  if (parting === null) return [`They do not part: the same things happen at the same instants.`, ...called, ...first];
  return [
    `They part at ${formatClock(parting.atMs)}, after ${lines} ${logs.commonLines === 1 ? 'line' : 'lines'} that say the same.`,
    ...called,
    ...first,
    ...parting.story,
    ...inputSentences(parting.inputs, input),
  ];
}

/** so many things with other names are told */
const NAMES = 5;

function renamedSentence(renamed: Comparison['renamed'], omitted: number): string {
  const names = renamed.slice(0, NAMES).map(({ kind, a, b }) => `${kind} ${a} is ${b} in B`);
  const rest = omitted + renamed.length - names.length;
  return `Called otherwise: ${names.join(', ')}${rest > 0 ? `, and ${decimal(rest, 0)} more` : ''}.`;
}

function detailSentence({ atMs, what, to, differences }: NonNullable<LogComparison['detail']>): string {
  const state = to === null ? 'gone' : to;
  const name = what.endsWith(` ${state}`) ? what : `${what} ${state}`;
  return `The first line with other details: ${formatClock(atMs)} ${name}: ${differences.map(patchText).join(', ')}.`;
}

/** What of the input it comes from. */
function inputSentences(related: Comparison['input']['differences'], input: Comparison['input']): string[] {
  const { basis, differences } = input;
  if (differences.length === 0) {
    return basis === 'scenarios'
      ? ['Nothing in the scenario files differs.']
      : ['Nothing that can be seen of the input differs: durations, exit codes, arrivals or the cloud must.'];
  }
  if (differences.length === 1)
    return [`The only difference of the input that is known: ${patchText(differences[0])}.`];
  const seed = differences.find(({ path }) => path === 'seed');
  const causes = related.length > 0 ? related : seed === undefined ? [] : [seed];
  return causes.slice(0, 5).map((patch) => `A difference of the input that may be behind it: ${patchText(patch)}.`);
}
