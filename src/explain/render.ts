/** An explanation for a terminal: plain text, no line wrapped. */
import { formatClock, formatSpan } from '../kernel/clock.ts';
import type { WaitCause } from '../trace/vocabulary.ts';
import type { Explanation, Moment, Stretch, Wait } from './explanation.ts';
import { counted } from './story.ts';

/** so many moments at the beginning and at the end are told of a long life; `--json` has all */
const TOLD = 20;
/** so many waits, and stretches of one */
const WAITS = 20;
const STRETCHES = 20;
/** characters of a rule; some are paragraphs */
const RULE = 240;
/** so many causes of one moment, besides its root */
const CAUSES = 3;

export function renderExplanation(explanation: Explanation): string {
  const { entity, atMs, isEnd, scenario, situation } = explanation;
  const lines = [
    `${entity} of ${scenario} at ${formatClock(atMs)}${isEnd ? ', the end of the run' : ''}`,
    ...situation.map((sentence) => `  ${sentence}`),
    ...stuck(explanation),
    ...waiting(explanation.waits ?? []),
    ...idle(explanation.idle ?? []),
    ...life(explanation),
    ...rules(explanation),
  ];
  return `${lines.join('\n')}\n`;
}

function stuck({ stuck: entries }: Explanation): string[] {
  return entries.flatMap(({ entity, reason, remedy }) => [
    '',
    `Stuck: ${entity}: ${reason}`,
    `  what would help: ${remedy}`,
  ]);
}

const CAUSE_TEXT: Readonly<Record<WaitCause, string>> = {
  dispatch: 'being handed to its node',
  jobPreparation: 'job preparation',
  jobDisabled: 'its job, which was not active',
  noPool: 'a pool',
  dependency: 'tasks it depends on',
  ineligible: 'a node that may take it',
  jobManager: 'a job manager that kept nodes to itself',
  higherPriority: 'jobs of higher priority',
  slots: 'a free slot',
  startTask: 'a start task',
  nodeStart: 'a node to start',
  nodesUnavailable: 'a node out of service',
  allocation: 'a node to be allocated',
};

function waiting(waits: readonly Wait[]): string[] {
  const told = waits.filter(({ fromMs, toMs }) => toMs > fromMs);
  if (told.length === 0) return [];
  const rest = told.length - WAITS;
  return ['', 'Waiting', ...told.slice(0, WAITS).flatMap(wait), ...(rest > 0 ? [`  and ${rest} more waits`] : [])];
}

function wait({ fromMs, toMs, isOver, causesMs, stretches }: Wait): string[] {
  const causes = Object.entries(causesMs ?? {}).map(([cause, ms]) => `${cause} ${formatSpan(ms)}`);
  const end = isOver ? '' : ', not over';
  const head = `  ${span(fromMs, toMs)} ${formatSpan(toMs - fromMs)}${end}${causes.length > 0 ? `: ${causes.join(', ')}` : ''}`;
  const shown = causesMs === null ? stretches : stretches.filter(({ addsUp }) => addsUp);
  const rest = shown.length - STRETCHES;
  return [head, ...shown.slice(0, STRETCHES).map(stretch), ...(rest > 0 ? [`      and ${rest} more`] : [])];
}

function stretch({ fromMs, toMs, causes, text }: Stretch): string {
  const [first] = causes;
  const what =
    causes.length === 1 ? (first === 'jobPreparation' ? text : CAUSE_TEXT[first]) : `one of ${causes.join(', ')}`;
  const tail = causes.length === 1 && first === 'jobPreparation' ? '' : `: ${text}`;
  return `    ${span(fromMs, toMs)} waiting for ${what}${tail}`;
}

function idle(stretches: readonly Stretch[]): string[] {
  if (stretches.length === 0) return [];
  const rest = stretches.length - STRETCHES;
  return [
    '',
    'Idle',
    ...stretches.slice(0, STRETCHES).map(({ fromMs, toMs, text }) => `  ${span(fromMs, toMs)} ${text}`),
    ...(rest > 0 ? [`  and ${rest} more times`] : []),
  ];
}

function life({ history, entity }: Explanation): string[] {
  if (history.length === 0) return [];
  const own = `${entity.replace(':', ' ')}`;
  const told = history.map((moment, place) => momentLines(moment, own, history[place - 1]?.seq ?? -1));
  if (history.length <= 2 * TOLD) return ['', 'Life', ...told.flat()];
  const omitted = `  … ${history.length - 2 * TOLD} more, all of them with --json`;
  return ['', 'Life', ...told.slice(0, TOLD).flat(), omitted, ...told.slice(-TOLD).flat()];
}

/** `before`: the moment told before; that it led to this one goes without saying. */
function momentLines(moment: Moment, own: string, before: number): string[] {
  const { atMs, what, from, to, when, more, rules: numbers, omitted } = moment;
  const because = moment.because[0]?.seq === before ? [] : moment.because;
  const state = from === to ? `${to} again` : (to ?? 'gone');
  const who = what === own ? '' : `${what} `;
  const head = `  ${formatClock(atMs)}  ${who}${state}: ${when}${more === '' ? '' : ` [${more}]`} (${numbers.join(', ')})`;
  const shown = because.length > CAUSES + 1 ? [...because.slice(0, CAUSES), because[because.length - 1]] : because;
  const hidden = omitted + because.length - shown.length;
  return [
    head,
    ...shown.map((cause, place) => {
      const gap = hidden > 0 && place === shown.length - 1 ? `(${counted(hidden, 'step')} earlier) ` : '';
      return `              because ${gap}${formatClock(cause.atMs)} ${cause.text}`;
    }),
  ];
}

function rules({ rules: texts }: Explanation): string[] {
  const entries = Object.entries(texts);
  return entries.length === 0 ? [] : ['', 'Rules', ...entries.map(([number, text]) => `  ${number}  ${cut(text)}`)];
}

const cut = (text: string) => (text.length > RULE ? `${text.slice(0, RULE - 1).trimEnd()}…` : text);
const span = (from: number, to: number) => `${formatClock(from)}-${formatClock(to)}`;
