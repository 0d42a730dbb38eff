/** The summary of a run for a terminal: a dozen lines of plain text. */
import type { Summary } from '../metrics/summary.ts';
import { outcomeOf, waitShares } from './outcome.ts';
import { CAUSE_WORDS, duration, percent } from './words.ts';

/** so many stuck things are told of one by one */
const STUCK_SHOWN = 10;

export function renderText(summary: Summary): string {
  const lines = [summary.scenario, ...outcomeOf(summary).map(({ about, sentence }) => row(LABELS[about], sentence))];
  lines.push(...stuck(summary), ...waiting(summary));
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
