/**
 * The report of a run: one HTML page that needs nothing but itself. The first screen says in words what came of the run; charts and
 * tables follow, every chart with the table behind it. What the scenario's author wrote is shown as text, whatever it contains.
 */
import type { PoolSeries, RunSeries } from '../metrics/series.ts';
import type { Summary } from '../metrics/summary.ts';
import { stackedChart } from './chart.ts';
import { escapeHtml, table } from './html-text.ts';
import { type Layer, nodeLayers, slotLayers, spans } from './levels.ts';
import { outcomeOf, type Statement } from './outcome.ts';
import { type PageData, type PageScript, type PageTab, renderPage } from './page.ts';
import { jobsSection, poolsSection, remarksSection, stuckSection, tasksSection, waitingSection } from './sections.ts';
import { decimal, duration, grouped } from './words.ts';

/** more pools than this have no charts of their own */
const CHARTED_POOLS = 12;
/** rows of the table behind a chart */
const SPANS = 32;

export interface ReportParts {
  readonly summary: Summary;
  readonly series: RunSeries;
  /** absent: the page is as its readers without scripts see it */
  readonly script?: PageScript | undefined;
  /** further views of the run, behind the report, and the data they need */
  readonly tabs?: readonly PageTab[];
  readonly data?: readonly PageData[];
  /** whether these views may read files that lie beside the page */
  readonly readsBeside?: boolean;
}

export function renderReport(parts: ReportParts): string {
  const { summary, series, script, tabs = [], data = [], readsBeside = false } = parts;
  const header = `<h1>${escapeHtml(summary.scenario)}</h1>
<p class="soft">simulated by batchlab ${escapeHtml(summary.version)}, seed ${escapeHtml(summary.seed)}, ${grouped(summary.events)} events</p>`;
  return renderPage({
    title: `${summary.scenario} – batchlab report`,
    header,
    tabs: [{ id: 'report', label: 'Report', html: reportTab(summary, series) }, ...tabs],
    data,
    script,
    readsBeside,
  });
}

function reportTab(summary: Summary, series: RunSeries): string {
  const statements = outcomeOf(summary);
  return `<section aria-label="What came of it">
${figures(statements)}
${statements.map(paragraph).join('\n')}
</section>
${summary.stuck.length === 0 ? '' : section('Stuck', stuckSection(summary))}
${section('Nodes and slots over time', charts(Object.values(series.pools), series, 'of all pools'))}
${poolCharts(summary, series)}
${section('What tasks waited for', waitingSection(summary))}
${section('Tasks', tasksSection(summary))}
${section('Pools', poolsSection(summary))}
${section('Jobs', jobsSection(summary))}
${section('Requests and remarks', remarksSection(summary))}`;
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

function section(title: string, content: string): string {
  return `<section>\n<h2>${title}</h2>\n${content}\n</section>`;
}

function poolCharts(summary: Summary, series: RunSeries): string {
  const pools = Object.keys(summary.pools).filter((id) => Object.hasOwn(series.pools, id));
  if (pools.length < 2 || pools.length > CHARTED_POOLS) return '';
  const each = pools.map((id) => `<h3>${escapeHtml(id)}</h3>\n${charts([series.pools[id]], series, `of pool ${id}`)}`);
  return `<details><summary>The same for each pool</summary>\n${each.join('\n')}\n</details>`;
}

function charts(pools: readonly PoolSeries[], series: RunSeries, whose: string): string {
  const nodes = nodeLayers(pools, series.bins);
  const slots = slotLayers(pools, series.bins);
  return [
    nodes.length === 0 ? '<p>There was never a node.</p>' : chart(nodes, series, `Nodes ${whose} by state`, 'nodes'),
    slots.length === 0 ? '<p>There was never a slot.</p>' : chart(slots, series, `Slots ${whose} by use`, 'slots'),
  ].join('\n');
}

function chart(layers: readonly Layer[], series: RunSeries, title: string, unit: string): string {
  const { binSeconds, endSeconds } = series;
  const label = `${title} over ${duration(endSeconds)}; the table below has the figures`;
  const columns = ['From', 'To', ...layers.map((layer) => layer.title)];
  const rows = spans(series, layers, SPANS).map(({ from, to, means }) => [
    duration(from),
    duration(to),
    ...means.map((mean) => decimal(mean, 2)),
  ]);
  const headings = columns.map((text) => ({ title: text, isNumber: true }));
  return `<h3>${escapeHtml(title)}</h3>
${stackedChart(layers, { label, unit, binSeconds, endSeconds })}
<details><summary>Table: mean number of ${unit} over time</summary>${table(title, headings, rows)}</details>`;
}
