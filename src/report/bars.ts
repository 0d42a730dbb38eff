/** Bars that need no script: the causes of waiting by job, and how the waits are spread. */

import { WAIT_CAUSES } from '../trace/vocabulary.ts';
import { escapeHtml, table } from './html-text.ts';
import type { ReportData } from './report-data.ts';
import { CAUSE_WORDS, decimal, duration, grouped, percent } from './words.ts';

/** Where the waiting of each job went, one bar a job, as long as its share of all jobs' waiting. */
export function causeBars({ causes }: ReportData): string {
  if (causes.length === 0) return '';
  const totals = causes.map(({ seconds }) => Object.values(seconds).reduce((sum, each) => sum + each, 0));
  const longest = Math.max(...totals);
  const used = WAIT_CAUSES.filter((cause) => causes.some(({ seconds }) => (seconds[cause] ?? 0) > 0));
  const bars = causes.map(({ job, seconds }, row) => {
    const parts = used
      .filter((cause) => (seconds[cause] ?? 0) > 0)
      .map((cause) => {
        const part = seconds[cause] ?? 0;
        const title = `${job}: ${duration(part)} (${percent(part / totals[row])}) for ${CAUSE_WORDS[cause]}`;
        return `<span class="cause-${cause}" style="width:${decimal((part / longest) * 100, 3)}%" title="${escapeHtml(title)}"></span>`;
      });
    return `<div class="stack-name">${escapeHtml(job)}</div><div class="stack">${parts.join('')}</div><div class="n">${duration(totals[row])}</div>`;
  });
  const keys = used.map((cause) => `<li><span class="key cause-${cause}"></span>${CAUSE_WORDS[cause]}</li>`);
  const rows = causes.map(({ job, seconds }) => [
    job,
    ...used.map((cause) => ({ text: duration(seconds[cause] ?? 0), value: seconds[cause] ?? 0 })),
  ]);
  const columns = [{ title: 'Job' }, ...used.map((cause) => ({ title: cause, isNumber: true, unit: 'seconds' }))];
  return `<h3>Where the waiting of each job went</h3>
<div class="stacks" role="img" aria-label="Task time waited by job and cause; the table below has the figures">${bars.join('\n')}</div>
<ul class="legend">${keys.join('')}</ul>
<details><summary>Table: task time waited by job and cause</summary>${table('Task time waited by job and cause', columns, rows, { isTool: true })}</details>`;
}

/** How many tasks waited how long. */
export function waitBars({ waits: { edges, counts } }: ReportData): string {
  const most = Math.max(...counts, 1);
  const all = counts.reduce((sum, count) => sum + count, 0);
  const rows = counts.flatMap((count, place) => {
    const words =
      place === 0
        ? 'not at all'
        : place < edges.length
          ? `up to ${duration(edges[place])}`
          : `more than ${duration(edges[place - 1])}`;
    return [
      `<tr><th scope="row">${words}</th><td class="n">${grouped(count)}</td><td class="n">${percent(count / all)}</td><td class="bar-cell">${count === 0 ? '' : `<span class="bar" style="width:${decimal((count / most) * 100, 1)}%"></span>`}</td></tr>`,
    ];
  });
  // classes without tasks at either end say nothing
  const shown = rows.slice(
    counts.findIndex((count) => count > 0),
    counts.findLastIndex((count) => count > 0) + 1,
  );
  return `<h3>How the waits are spread</h3>
<div class="scroll" tabindex="0" role="region" aria-label="How the waits are spread"><table class="spread"><caption>Tasks by the time they waited, each class above the one before it</caption><thead><tr><th scope="col">Waited</th><th scope="col" class="n">Tasks</th><th scope="col" class="n">Share</th><th scope="col"><span class="unseen">Tasks as a bar</span></th></tr></thead><tbody>
${shown.join('\n')}
</tbody></table></div>`;
}
