/** What a line of the log says to people. */
import { edgeOf, type Fact, factOfLine, factOfNode, factOfTask } from '../../explain/facts.ts';
import { CAUSE_WORDS, duration } from '../../report/words.ts';
import { WAIT_CAUSES } from '../../trace/vocabulary.ts';
import type { Recording } from '../../viewer/recording.ts';

export function factAt(recording: Recording, seq: number): Fact {
  const kind = recording.kind(seq);
  if (kind === 'task') return factOfTask(recording.taskAt(seq), recording.names);
  if (kind === 'node') return factOfNode(recording.nodeAt(seq), recording.names);
  return factOfLine(recording.lineAt(seq));
}

/** `Task j/t1 goes from active to running: it starts on a node (on p/tvm-1).` */
export function sentenceOf(fact: Fact): string {
  const { when } = edgeOf(fact);
  const what = capital(fact.what);
  const more = fact.more === '' ? '' : ` (${fact.more})`;
  if (fact.entity === 'run') return fact.from === null ? 'The run begins.' : `The run ends: ${when}.`;
  if (fact.entity === 'request' || fact.entity === 'autoscale') return `${what}: ${when}${more}.`;
  if (fact.from === null) return `${what} is now there, ${fact.to}: ${when}${more}.`;
  if (fact.to === null) return `${what} is gone: ${when}${more}.`;
  if (fact.from === fact.to) return `${what} is ${fact.to} again: ${when}${more}.`;
  return `${what} goes from ${fact.from} to ${fact.to}: ${when}${more}.`;
}

/** `It had waited 2 min: 1 min for nodes to be allocated, 1 min for nodes that were starting.`; empty: it had not. */
export function waitSentence(recording: Recording, seq: number): string {
  if (recording.kind(seq) !== 'task') return '';
  const { waited } = recording.taskAt(seq);
  if (waited === null) return '';
  const pieces = WAIT_CAUSES.flatMap((cause, code) =>
    waited.ms[code] > 0 ? [{ cause, seconds: waited.ms[code] / 1000 }] : [],
  ).sort((one, other) => other.seconds - one.seconds);
  if (pieces.length === 0) return 'It did not have to wait.';
  const all = pieces.reduce((sum, { seconds }) => sum + seconds, 0);
  const each = pieces.map(({ cause, seconds }) =>
    pieces.length === 1 ? `for ${CAUSE_WORDS[cause]}` : `${duration(seconds)} for ${CAUSE_WORDS[cause]}`,
  );
  return pieces.length === 1
    ? `It had waited ${duration(all)} ${each[0]}.`
    : `It had waited ${duration(all)}: ${each.join(', ')}.`;
}

/** With a capital at the beginning, but for names like `resizeTimeout`. */
export function capital(text: string): string {
  return /^[a-z]+[A-Z]/.test(text) ? text : text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Words for kinds of lines, for a list to choose from. */
export const KIND_WORDS = {
  run: 'The run',
  request: 'Requests',
  pool: 'Pools',
  allocation: 'Resizing of pools',
  autoscale: 'Autoscale formulas',
  node: 'Nodes',
  startTask: 'Start tasks',
  jobSchedule: 'Job schedules',
  job: 'Jobs',
  jobPreparation: 'Job preparation',
  jobRelease: 'Job release',
  task: 'Tasks',
} as const;

/** and for one of them */
export const KIND_NOUNS: Readonly<Record<keyof typeof KIND_WORDS, string>> = {
  run: 'run',
  request: 'request',
  pool: 'pool',
  allocation: 'allocation',
  autoscale: 'formula',
  node: 'node',
  startTask: 'start task',
  jobSchedule: 'schedule',
  job: 'job',
  jobPreparation: 'preparation',
  jobRelease: 'release',
  task: 'task',
};
