/** The tables of a report. */
import type { JobSummary, PoolSummary, Summary, TaskSummary } from '../metrics/summary.ts';
import { type Column, escapeHtml, list, table } from './html-text.ts';
import { waitShares } from './outcome.ts';
import { CAUSE_WORDS, decimal, duration, grouped, money, percent } from './words.ts';

/** so many rows stand on the page; the CSV files beside it have all */
const ROWS = 300;

const numbers = (...titles: string[]): Column[] => titles.map((title) => ({ title, isNumber: true }));

export function waitingSection(summary: Summary): string {
  const { waitSeconds } = summary.tasks;
  if (waitSeconds.total === 0) return '<p>No task waited.</p>';
  const rows = waitShares(summary).map(
    ({ cause, seconds, share }) =>
      `<tr><th scope="row">${CAUSE_WORDS[cause]} <span class="soft">${cause}</span></th><td class="n">${percent(share)}</td><td class="n">${duration(seconds)}</td><td style="min-width:10rem"><span class="bar" style="width:${decimal(share * 100, 1)}%"></span></td></tr>`,
  );
  return `<p>A task waited ${duration(waitSeconds.mean)} on average, half of them up to ${duration(waitSeconds.p50)}, 95 % up to ${duration(waitSeconds.p95)}, the longest ${duration(waitSeconds.max)}.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Causes of waiting"><table><caption>Every instant of a wait has one cause; the shares are of the time that all tasks waited together.</caption><thead><tr><th scope="col">Tasks waited for</th><th scope="col" class="n">Share</th><th scope="col" class="n">Task time</th><th scope="col">&nbsp;</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>`;
}

export function poolsSection(summary: Summary): string {
  const pools = Object.entries(summary.pools);
  if (pools.length === 0) return '<p>There was no pool.</p>';
  const columns = [
    { title: 'Pool' },
    { title: 'VM size' },
    ...numbers(
      'Peak nodes',
      'Slots per node',
      'Utilization',
      'Slot time busy',
      'Preparing',
      'Idle',
      'Lost',
      'Preempted nodes',
      'Cost',
    ),
  ];
  const rows = pools.slice(0, ROWS).map(([id, pool]) => poolRow(id, pool));
  return (
    shortened(pools.length, 'pools', table('What the pools had, and what became of their slots', columns, rows)) +
    nodeTimes(pools.slice(0, ROWS))
  );
}

function poolRow(id: string, pool: PoolSummary): string[] {
  const { busy, preparing, idle, lost } = pool.slotSeconds;
  return [
    id,
    pool.vmSize,
    grouped(pool.peakNodes),
    grouped(pool.slotsPerNode),
    percent(pool.utilization),
    ...[busy, preparing, idle, lost].map(duration),
    grouped(pool.preemptions),
    pool.cost === null ? 'no price' : money(pool.cost.total, pool.cost.currency),
  ];
}

function nodeTimes(pools: readonly (readonly [string, PoolSummary])[]): string {
  const rows = pools.flatMap(([id, { nodeSeconds }]) =>
    Object.entries(nodeSeconds).flatMap(([kind, states]) =>
      Object.entries(states)
        .filter(([, seconds]) => seconds > 0)
        .map(([state, seconds]) => [id, kind === 'dedicated' ? 'dedicated' : 'low-priority', state, duration(seconds)]),
    ),
  );
  const columns = [{ title: 'Pool' }, { title: 'Kind' }, { title: 'State' }, ...numbers('Node time')];
  return `<details><summary>Node time by state</summary>${table('Node time by state', columns, rows)}</details>`;
}

export function jobsSection(summary: Summary): string {
  const jobs = Object.entries(summary.jobs);
  if (jobs.length === 0) return '<p>There was no job.</p>';
  const columns = [
    { title: 'Job' },
    { title: 'State' },
    { title: 'Ended because' },
    ...numbers(
      'Tasks',
      'Succeeded',
      'Failed',
      'Not completed',
      'Deleted',
      'Mean wait',
      'Longest wait',
      'Mean run',
      'Done after',
    ),
  ];
  return shortened(
    jobs.length,
    'jobs',
    table(
      'The jobs and their tasks',
      columns,
      jobs.slice(0, ROWS).map(([name, job]) => jobRow(name, job)),
    ),
  );
}

function jobRow(name: string, { state, terminateReason, createdSeconds, endedSeconds, tasks }: JobSummary): string[] {
  return [
    name,
    state ?? 'deleted',
    terminateReason ?? '',
    grouped(tasks.total),
    grouped(tasks.succeeded),
    grouped(tasks.failed),
    grouped(open(tasks)),
    grouped(tasks.deleted),
    dash(tasks.waitSeconds.mean),
    dash(tasks.waitSeconds.max),
    dash(tasks.runSeconds.mean),
    dash(endedSeconds === null ? null : endedSeconds - createdSeconds),
  ];
}

const open = (tasks: TaskSummary) => tasks.active + tasks.preparing + tasks.running;
const dash = (seconds: number | null) => (seconds === null ? '–' : duration(seconds));

export function tasksSection({ tasks }: Summary): string {
  const columns = [
    { title: 'Time' },
    ...numbers('Tasks', 'Mean', 'Half up to', '90 %', '95 %', '99 %', 'Longest', 'Together'),
  ];
  const spreads = [
    ['Waiting', tasks.waitSeconds],
    ['Running (last attempt)', tasks.runSeconds],
    ['Creation to completion', tasks.turnaroundSeconds],
  ] as const;
  const rows = spreads.map(([title, { count, mean, p50, p90, p95, p99, max, total }]) => [
    title,
    grouped(count),
    ...[mean, p50, p90, p95, p99, max].map(dash),
    duration(total),
  ]);
  return table('How long tasks waited, ran and took', columns, rows);
}

export function stuckSection({ stuck }: Summary): string {
  if (stuck.length === 0) return '<p>Nothing is stuck: no work is left that can never proceed.</p>';
  const columns = [{ title: 'What' }, { title: 'Why it can never proceed' }, { title: 'What would help' }];
  const rows = stuck.slice(0, ROWS).map(({ entity, reason, remedy }) => [entity, reason, remedy]);
  return shortened(stuck.length, 'stuck things', table('Work left that can never proceed', columns, rows));
}

export function remarksSection(summary: Summary): string {
  const { requests, unmatchedCommandLines, notModelled } = summary;
  const parts = [`<p>Requests: ${grouped(requests.accepted)} accepted, ${grouped(requests.rejected)} rejected.</p>`];
  if (unmatchedCommandLines.length > 0) {
    parts.push('<h3>Command lines that no program matches</h3><p>They took one minute and exited with 0.</p>');
    parts.push(shortened(unmatchedCommandLines.length, 'command lines', list(unmatchedCommandLines.slice(0, ROWS))));
  }
  if (notModelled.length > 0) {
    parts.push(
      '<h3>Not modelled</h3><p>These elements of the bodies have no effect on a simulation.</p>',
      list(notModelled),
    );
  }
  return parts.join('\n');
}

function shortened(all: number, what: string, html: string): string {
  if (all <= ROWS) return html;
  return `${html}<p class="soft">The first ${ROWS} of ${grouped(all)} ${escapeHtml(what)}; summary.json has all.</p>`;
}
