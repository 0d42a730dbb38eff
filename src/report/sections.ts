/** The tables of a report. */
import type { JobSummary, PoolSummary, Summary, TaskSummary } from '../metrics/summary.ts';
import { causeBars, waitBars } from './bars.ts';
import { type CellText, type Column, escapeHtml, list, table } from './html-text.ts';
import { waitShares } from './outcome.ts';
import type { ReportData } from './report-data.ts';
import { CAUSE_WORDS, decimal, duration, grouped, money, percent } from './words.ts';

/** so many rows stand on the page; the CSV files beside it have all */
const ROWS = 300;
const FAILED_ROWS = 1000;

const numbers = (...titles: string[]): Column[] => titles.map((title) => ({ title, isNumber: true }));
const spans = (...titles: string[]): Column[] => titles.map((title) => ({ title, isNumber: true, unit: 'seconds' }));

const TOOL = { isTool: true };
const int = (value: number): CellText => ({ text: grouped(value), value });
const share = (value: number | null): CellText => ({ text: percent(value), value });
const span = (seconds: number | null): CellText => ({
  text: seconds === null ? '–' : duration(seconds),
  value: seconds,
});

export function causesSection(summary: Summary, report: ReportData): string {
  const { waitSeconds } = summary.tasks;
  if (waitSeconds.total === 0) return '<p>No task waited.</p>';
  const rows = waitShares(summary).map(
    ({ cause, seconds, share }) =>
      `<tr><th scope="row"><span class="key cause-${cause}"></span>${CAUSE_WORDS[cause]} <span class="soft">${cause}</span></th><td class="n">${percent(share)}</td><td class="n">${duration(seconds)}</td><td class="bar-cell"><span class="bar cause-${cause}" style="width:${decimal(share * 100, 1)}%"></span></td></tr>`,
  );
  return `<p>A task waited ${duration(waitSeconds.mean)} on average, half of them up to ${duration(waitSeconds.p50)}, 95 % up to ${duration(waitSeconds.p95)}, the longest ${duration(waitSeconds.max)}.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Causes of waiting"><table><caption>Every instant of a wait has one cause; the shares are of the time that all tasks waited together.</caption><thead><tr><th scope="col">Tasks waited for</th><th scope="col" class="n">Share</th><th scope="col" class="n">Task time</th><th scope="col"><span class="unseen">Share as a bar</span></th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>
${causeBars(report)}
${waitBars(report)}`;
}

export function poolsSection(summary: Summary): string {
  const pools = Object.entries(summary.pools);
  if (pools.length === 0) return '<p>There was no pool.</p>';
  const columns = [
    { title: 'Pool' },
    { title: 'VM size' },
    ...numbers('Peak nodes', 'Slots per node', 'Utilization'),
    ...spans('Slot time busy', 'Preparing', 'Idle', 'Lost'),
    ...numbers('Preempted nodes', 'Cost'),
  ];
  const rows = pools.slice(0, ROWS).map(([id, pool]) => poolRow(id, pool));
  return (
    shortened(pools.length, 'pools', table('What the pools had, and what became of their slots', columns, rows, TOOL)) +
    nodeTimes(pools.slice(0, ROWS))
  );
}

function poolRow(id: string, pool: PoolSummary): CellText[] {
  const { busy, preparing, idle, lost } = pool.slotSeconds;
  return [
    id,
    pool.vmSize,
    int(pool.peakNodes),
    int(pool.slotsPerNode),
    share(pool.utilization),
    ...[busy, preparing, idle, lost].map(span),
    int(pool.preemptions),
    pool.cost === null ? 'no price' : { text: money(pool.cost.total, pool.cost.currency), value: pool.cost.total },
  ];
}

function nodeTimes(pools: readonly (readonly [string, PoolSummary])[]): string {
  const rows = pools.flatMap(([id, { nodeSeconds }]) =>
    Object.entries(nodeSeconds).flatMap(([kind, states]) =>
      Object.entries(states)
        .filter(([, seconds]) => seconds > 0)
        .map(([state, seconds]) => [id, kind === 'dedicated' ? 'dedicated' : 'low-priority', state, span(seconds)]),
    ),
  );
  const columns = [{ title: 'Pool' }, { title: 'Kind' }, { title: 'State' }, ...spans('Node time')];
  return `<details><summary>Node time by state</summary>${table('Node time by state', columns, rows, TOOL)}</details>`;
}

export function jobsSection(summary: Summary): string {
  const jobs = Object.entries(summary.jobs);
  if (jobs.length === 0) return '<p>There was no job.</p>';
  const columns = [
    { title: 'Job' },
    { title: 'State' },
    { title: 'Ended because' },
    ...numbers('Tasks', 'Succeeded', 'Failed', 'Not completed', 'Deleted'),
    ...spans('Mean wait', 'Longest wait', 'Mean run', 'Done after'),
  ];
  return shortened(
    jobs.length,
    'jobs',
    table(
      'The jobs and their tasks',
      columns,
      jobs.slice(0, ROWS).map(([name, job]) => jobRow(name, job)),
      TOOL,
    ),
  );
}

function jobRow(name: string, { state, terminateReason, createdSeconds, endedSeconds, tasks }: JobSummary): CellText[] {
  return [
    name,
    state ?? 'deleted',
    terminateReason ?? '',
    ...[tasks.total, tasks.succeeded, tasks.failed, open(tasks), tasks.deleted].map(int),
    span(tasks.waitSeconds.mean),
    span(tasks.waitSeconds.max),
    span(tasks.runSeconds.mean),
    span(endedSeconds === null ? null : endedSeconds - createdSeconds),
  ];
}

const open = (tasks: TaskSummary) => tasks.active + tasks.preparing + tasks.running;

export function tasksSection({ tasks }: Summary): string {
  const columns = [
    { title: 'Time' },
    ...numbers('Tasks'),
    ...spans('Mean', 'Half up to', '90 %', '95 %', '99 %', 'Longest', 'Together'),
  ];
  const spreads = [
    ['Waiting', tasks.waitSeconds],
    ['Running (last attempt)', tasks.runSeconds],
    ['Creation to completion', tasks.turnaroundSeconds],
  ] as const;
  const rows = spreads.map(([title, { count, mean, p50, p90, p95, p99, max, total }]) => [
    title,
    int(count),
    ...[mean, p50, p90, p95, p99, max, total].map(span),
  ]);
  return table('How long tasks waited, ran and took', columns, rows);
}

export function stuckSection({ stuck }: Summary): string {
  const columns = [{ title: 'What' }, { title: 'Why it can never proceed' }, { title: 'What would help' }];
  const rows = stuck.slice(0, ROWS).map(({ entity, reason, remedy }) => [entity, reason, remedy]);
  return shortened(stuck.length, 'stuck things', table('Work left that can never proceed', columns, rows));
}

/** Tasks that failed or were terminated: all that the page knows of, the first in the order of their creation. */
export function failedSection({ tasks: { failed } }: Summary, { gantt }: ReportData): string {
  if (failed === 0) return '<p>No task failed.</p>';
  const { tasks, jobs, outcomes } = gantt;
  const [FAILED, TERMINATED] = [outcomes.indexOf('failed'), outcomes.indexOf('terminated')];
  const places = [...tasks.outcome.keys()].filter((row) => [FAILED, TERMINATED].includes(tasks.outcome[row]));
  const shown = places.slice(0, FAILED_ROWS);
  const [exitCodes, retries] = [new Map(tasks.exitCode), new Map(tasks.retries)];
  const rows = shown.map((row): CellText[] => [
    `${jobs[tasks.job[row]]}/${tasks.id[row]}`,
    tasks.outcome[row] === TERMINATED ? 'terminated' : 'failed',
    exitCodes.has(row) ? int(exitCodes.get(row) ?? 0) : '–',
    int(retries.get(row) ?? 0),
    span(tasks.created[row] / 1000),
    span((tasks.created[row] + tasks.took[row]) / 1000),
    span(tasks.waited[row] / 1000),
  ]);
  const columns = [
    { title: 'Task' },
    { title: 'How it ended' },
    ...numbers('Exit code', 'Retries'),
    ...spans('Created at', 'Ended at', 'Waited'),
  ];
  const rest =
    shown.length === failed
      ? ''
      : `<p class="soft">${grouped(shown.length)} of ${grouped(failed)} failed tasks; tasks.csv has all.</p>`;
  return table('Tasks that failed or were terminated', columns, rows, TOOL) + rest;
}

export function requestsSection({ requests }: Summary, { rejected, rejectedMore }: ReportData): string {
  const counts = `<p>${grouped(requests.accepted)} requests were accepted, ${grouped(requests.rejected)} rejected.</p>`;
  if (rejected.length === 0) return counts;
  const columns = [
    { title: 'Operation' },
    { title: 'About' },
    ...spans('At'),
    ...numbers('Status'),
    { title: 'Code' },
    { title: 'Message' },
  ];
  const shown = rejected.slice(0, ROWS);
  const rows = shown.map(({ operation, about, at, status, code, message }): CellText[] => [
    operation,
    about,
    span(at / 1000),
    { text: String(status), value: status },
    code,
    message,
  ]);
  const html = table('Requests that the service refused', columns, rows, TOOL);
  const all = rejected.length + rejectedMore;
  if (shown.length === all) return counts + html;
  return `${counts}${html}<p class="soft">The first ${ROWS} of ${grouped(all)}; events.ndjson has all.</p>`;
}

export function remarksSection({ unmatchedCommandLines, notModelled }: Summary): string {
  const parts: string[] = [];
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
  return parts.length === 0 ? '<p>There are none.</p>' : parts.join('\n');
}

function shortened(all: number, what: string, html: string): string {
  if (all <= ROWS) return html;
  return `${html}<p class="soft">The first ${ROWS} of ${grouped(all)} ${escapeHtml(what)}; summary.json has all.</p>`;
}
