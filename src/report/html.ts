/**
 * The report of a run: one HTML page that needs nothing but itself. The first screen says in words what came of the run; charts and
 * tables follow, every chart with the table behind it. What the scenario's author wrote is shown as text, whatever it contains.
 */
import type { Summary } from '../metrics/summary.ts';
import { chartTable, legend, stackedChart } from './chart.ts';
import { escapeHtml } from './html-text.ts';
import { outcomeOf, type Statement } from './outcome.ts';
import { type PageData, type PageScript, type PageTab, renderPage } from './page.ts';
import type { ReportData } from './report-data.ts';
import {
  causesSection,
  failedSection,
  jobsSection,
  poolsSection,
  remarksSection,
  requestsSection,
  stuckSection,
  tasksSection,
} from './sections.ts';
import { type TimeChart, timeCharts } from './time-charts.ts';
import { duration, grouped } from './words.ts';

/** The block of data that the script of the report reads. */
export const REPORT_DATA = 'report-data';

export interface ReportParts {
  readonly summary: Summary;
  /** what the page draws, made by `reportData` */
  readonly report: ReportData;
  /** absent: the page is as its readers without scripts see it */
  readonly script?: PageScript | undefined;
  /** further views of the run, behind the report, and the data they need */
  readonly tabs?: readonly PageTab[];
  readonly data?: readonly PageData[];
  /** whether these views may read files that lie beside the page */
  readonly readsBeside?: boolean;
}

export function renderReport(parts: ReportParts): string {
  const { summary, report, script, tabs = [], data = [], readsBeside = false } = parts;
  // the rest of a longer one stands beside the steps of the run
  const [lead] = report.description.trim().split(/\n\s*\n/);
  const about = lead === '' ? '' : `<p>${escapeHtml(lead)}</p>\n`;
  const header = `<h1>${escapeHtml(summary.scenario)}</h1>
${about}<p class="soft">simulated by batchlab ${escapeHtml(summary.version)}, seed ${escapeHtml(summary.seed)}, ${grouped(summary.events)} events</p>`;
  return renderPage({
    title: `${summary.scenario} – batchlab report`,
    header,
    tabs: [{ id: 'report', label: 'Report', html: reportTab(summary, report) }, ...tabs],
    data: [{ id: REPORT_DATA, value: report }, ...data],
    script,
    readsBeside,
  });
}

function reportTab(summary: Summary, report: ReportData): string {
  const statements = outcomeOf(summary);
  return `<section aria-label="What came of it">
${figures(statements)}
${statements.map(paragraph).join('\n')}
</section>
${summary.stuck.length === 0 ? '' : section('stuck', 'Stuck', stuckSection(summary))}
${section('over-time', 'Over time', overTime(report))}
${section('waiting', 'What tasks waited for', causesSection(summary, report))}
${section('tasks', 'Tasks', tasksSection(summary))}
${section('failed', 'Failed tasks', failedSection(summary, report))}
${section('jobs', 'Jobs', jobsSection(summary))}
${section('pools', 'Pools', poolsSection(summary))}
${section('requests', 'Rejected requests', requestsSection(summary, report))}
${section('remarks', 'Remarks', remarksSection(summary))}`;
}

/** The charts lie in one element, which the script replaces by charts that can be zoomed, and a Gantt chart. */
function overTime(report: ReportData): string {
  const charts = timeCharts(report, null);
  const none = charts.some(({ layers }) => layers.length > 0) ? '' : '<p>Nothing happened that could be drawn.</p>';
  const cost = report.pools.some((pool) => pool.cost === null)
    ? '<p class="soft">The cost of some pools is unknown, because the scenario gives no price for their nodes.</p>'
    : '';
  return `<div id="charts">${none}\n${charts.map((chart) => figure(chart, report)).join('\n')}\n</div>${cost}`;
}

function figure(chart: TimeChart, report: ReportData): string {
  return `<figure data-chart="${chart.id}">
<figcaption>${escapeHtml(chart.title)}</figcaption>
${stackedChart(chart, report)}
${legend(chart)}
<details><summary>Table: ${escapeHtml(chart.title)} over ${duration(report.endMs / 1000)}</summary>${chartTable(chart, report)}</details>
</figure>`;
}

const TITLES: Readonly<Record<Statement['about'], string>> = {
  done: 'Done in',
  cost: 'Cost',
  utilization: 'Utilization',
  failed: 'Failed tasks',
  stuck: 'Stuck',
};

function figures(statements: readonly Statement[]): string {
  const tiles = statements.map(
    ({ about, figure, isBad }) =>
      `<div${isBad ? ' class="bad"' : ''}><dt>${TITLES[about]}</dt><dd>${escapeHtml(figure)}</dd></div>`,
  );
  return `<dl class="figures">${tiles.join('')}</dl>`;
}

function paragraph({ sentence, isBad }: Statement): string {
  return `<p${isBad ? ' class="bad-text"' : ''}>${escapeHtml(sentence)}</p>`;
}

function section(id: string, title: string, content: string): string {
  return `<section id="${id}" aria-labelledby="h-${id}">\n<h2 id="h-${id}">${title}</h2>\n${content}\n</section>`;
}
