/** The report's tab: puts charts that can be zoomed and a Gantt chart in the place of the still pictures, and tools on the tables. */
import { chartTable, legend } from '../../report/chart.ts';
import type { ReportData } from '../../report/report-data.ts';
import { type TimeChart, timeCharts } from '../../report/time-charts.ts';
import { grouped } from '../../report/words.ts';
import { embedded } from '../data.ts';
import { html, Tooltip } from '../dom.ts';
import { startTables } from '../table-tool.ts';
import { Gantt, kindWords } from './gantt.ts';
import { attemptKey, GanttModel } from './gantt-model.ts';
import { Overview } from './overview.ts';
import { taskSearch } from './search.ts';
import { Story } from './story.ts';
import { LIVE_STYLE } from './style.ts';
import { taskTable } from './task-table.ts';
import { ChartView } from './time-chart.ts';
import { Timeline } from './timeline.ts';

export function startReport(root: HTMLElement): void {
  const data = embedded<ReportData>('report-data');
  const place = root.querySelector<HTMLElement>('#charts');
  if (data !== null && place !== null) startCharts(data, place);
  startTables(root);
  root.dataset.ready = 'true';
}

function startCharts(data: ReportData, place: HTMLElement): void {
  // of a run without charts the still page says so
  if (data.gantt.nodeCount === 0 && timeCharts(data, null).length === 0) return;
  document.head.append(html('style', {}, LIVE_STYLE));
  const timeline = new Timeline(data.endMs);
  const tooltip = new Tooltip();
  const overview = new Overview(data, timeline);
  const charts = html('div');
  let views: ChartView[] = [];
  const show = (pool: number | null) => {
    const specs = timeCharts(data, pool);
    views = specs.map((chart) => new ChartView(chart, data, timeline, tooltip));
    charts.replaceChildren(...specs.map((chart, index) => figureOf(chart, data, views[index].element)));
    startTables(charts);
  };
  show(null);
  const gantt = ganttFigure(data, timeline, tooltip);
  timeline.onChange(() => {
    overview.paint();
    for (const view of views) view.paint();
    gantt.paint();
  });
  window.addEventListener('beforeprint', () => {
    for (const view of views) view.paintAnyhow();
    gantt.paintAnyhow();
  });
  place.replaceChildren(
    overview.element,
    html(
      'p',
      { class: 'hint screen-only' },
      'All charts show the same span of time. Drag to move, Ctrl and the wheel to zoom, double-click for the whole run; with the keyboard: arrows, plus, minus and 0.',
    ),
    ...poolChoice(data, show),
    charts,
    ...gantt.elements,
  );
}

/** Which pool the charts are about, where there are several. */
function poolChoice({ pools, otherPools }: ReportData, show: (pool: number | null) => void): HTMLElement[] {
  if (pools.length < 2) return [];
  const select = html('select', {}, html('option', { value: '' }, 'all pools'));
  for (const [place, { id }] of pools.entries())
    select.append(html('option', { value: String(place) }, id === '' ? `${grouped(otherPools)} other pools` : id));
  select.addEventListener('change', () => show(select.value === '' ? null : Number(select.value)));
  return [html('div', { class: 'choices screen-only' }, html('label', {}, 'Nodes, slots and cost of ', select))];
}

function figureOf(chart: TimeChart, data: ReportData, view: HTMLElement): HTMLElement {
  const figure = html('figure', { 'data-chart': chart.id }, html('figcaption', {}, chart.title), view);
  // the same functions write the still page; both escape what they are given
  figure.insertAdjacentHTML('beforeend', legend(chart));
  const details = html('details', {}, html('summary', {}, `Table: ${chart.title}`));
  details.insertAdjacentHTML('beforeend', chartTable(chart, data));
  figure.append(details);
  return figure;
}

interface GanttFigure {
  readonly elements: readonly HTMLElement[];
  paint(): void;
  paintAnyhow(): void;
}

function ganttFigure(data: ReportData, timeline: Timeline, tooltip: Tooltip): GanttFigure {
  if (data.gantt.nodeCount === 0) return { elements: [], paint: () => {}, paintAnyhow: () => {} };
  const model = new GanttModel(data);
  const gantt = new Gantt(model, timeline, tooltip);
  const story = new Story(model);
  const choose = (task: number) => {
    gantt.choose(task, true);
    story.tell(task);
  };
  gantt.onChoose = (task) => story.tell(task);
  const keys = data.gantt.occupancy === null ? barKeys(model) : OCCUPANCY_KEYS;
  const legendList = html('ul', { class: 'legend' });
  for (const [key, text] of keys) legendList.append(html('li', {}, html('span', { class: `key ${key}` }), text));
  const figure = html(
    'figure',
    { 'data-chart': 'gantt' },
    html('figcaption', {}, 'Nodes and their slots'),
    taskSearch(model, choose),
    gantt.element,
    legendList,
    html(
      'p',
      { class: 'hint screen-only' },
      'Point at a bar to see what it is, click a task for its story; Alt and the wheel, or the page keys, scroll the rows.',
    ),
    story.element,
    taskTable(model, timeline, choose),
  );
  return { elements: [figure], paint: () => gantt.paint(), paintAnyhow: () => gantt.paintAnyhow() };
}

const OCCUPANCY_KEYS: readonly (readonly [key: string, text: string])[] = [
  ['running', 'busy'],
  ['held', 'slots held for tasks that do not run yet'],
  ['starting', 'on the way into service'],
  ['preempted', 'out of service'],
  ['idle', 'idle'],
];

/** The kinds of bars that the run has. */
function barKeys({ kinds, bars, data }: GanttModel): (readonly [key: string, text: string])[] {
  const used = new Set(bars.kind);
  const names = [
    ...[...data.nodeStates, ...data.nodeTasks].map((_, kind) => kindWords(data, kind)),
    ...data.attemptEnds.map((end) => `task ${ATTEMPT_WORDS[end] ?? end}`),
  ];
  const present = kinds.flatMap((key, code) => (used.has(code) ? [[key, names[code]] as const] : []));
  const isHeld = bars.ranFrom.some((ranFrom, bar) => ranFrom > bars.from[bar]);
  return [
    ...(isHeld ? [[attemptKey('held'), 'slot held before the task runs'] as const] : []),
    ...present,
    ['idle', 'idle'],
  ];
}

const ATTEMPT_WORDS: Readonly<Record<string, string>> = {
  retried: 'failed and tried again',
  preempted: 'lost to preemption',
  cut: 'cut off by the end of the run',
};
