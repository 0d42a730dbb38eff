/** The summary of a run for a terminal: a dozen lines of plain text. */
import type { Summary } from '../metrics/summary.ts';
import { outcomeOf, waitShares } from './outcome.ts';
import { CAUSE_WORDS, count, duration, percent } from './words.ts';

/** so many stuck things are told of one by one */
const STUCK_SHOWN = 10;
/** so many command lines, and so much of each */
const LINES_SHOWN = 3;
const LINE_LENGTH = 40;

export function renderText(summary: Summary): string {
  const lines = [summary.scenario, ...outcomeOf(summary).map(({ about, sentence }) => row(LABELS[about], sentence))];
  lines.push(...stuck(summary), ...waiting(summary), ...refused(summary), ...guessed(summary));
  for (const element of summary.notModelled) lines.push(row('ignored', `${element} has no effect on a simulation`));
  return `${lines.join('\n')}\n`;
}

const LABELS = {
  done: 'time',
  cost: 'cost',
  utilization: 'slots',
  failed: 'failures',
  stuck: 'stuck',
} as const;

const row = (label: string, text: string) => `  ${label.padEnd(9)} ${text}`;
const more = (text: string) => row('', text);

function waiting(summary: Summary): string[] {
  const { waitSeconds } = summary.tasks;
  if (waitSeconds.total === 0) return [row('waiting', 'No task waited.')];
  const spread = `A task waited ${duration(waitSeconds.mean)} on average, half of them up to ${duration(waitSeconds.p50)}, the longest ${duration(waitSeconds.max)}:`;
  return [
    row('waiting', spread),
    ...waitShares(summary).map(({ cause, share }) =>
      more(`${percent(share).padStart(6)} for ${CAUSE_WORDS[cause]} (${cause})`),
    ),
  ];
}

function stuck(summary: Summary): string[] {
  const shown = summary.stuck.slice(0, STUCK_SHOWN);
  const lines = shown.flatMap(({ entity, reason, remedy }) => [
    more(`${entity}: ${reason}`),
    more(`  what would help: ${remedy}`),
  ]);
  const rest = summary.stuck.length - shown.length;
  return rest > 0 ? [...lines, more(`and ${rest} more, see summary.json`)] : lines;
}

function refused({ requests }: Summary): string[] {
  const { rejected } = requests;
  if (rejected === 0) return [];
  return [
    row(
      'requests',
      `${count(rejected, 'request')} ${rejected === 1 ? 'was' : 'were'} refused; events.ndjson says why.`,
    ),
  ];
}

/** Durations that nobody gave: whoever forgets the programs of a scenario should not take them for a forecast. */
function guessed({ unmatchedCommandLines: lines }: Summary): string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, LINES_SHOWN).map((line) => JSON.stringify(line.slice(0, LINE_LENGTH)));
  const names = lines.length > shown.length ? [...shown, '…'] : shown;
  const what = `${count(lines.length, 'command line')} ${lines.length === 1 ? 'matches' : 'match'} no program`;
  return [row('programs', `${what} and took one minute each: ${names.join(', ')}`)];
}
