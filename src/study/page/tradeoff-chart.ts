/** The chart of what is gained against what it costs, and the table behind it. */
import { escapeHtml, table } from '../../report/html-text.ts';
import {
  FRAME,
  horizontal,
  keyOf,
  line,
  linearAxis,
  plot,
  point,
  type Shape,
  vertical,
  whisker,
} from '../../report/plot.ts';
import type { StandingKind } from '../goal.ts';
import type { StudySummary } from '../summary.ts';
import { STANDINGS } from '../text.ts';
import { figureText, grouped, isSeconds, percent } from '../words.ts';
import { type Unit, unitOf } from './metric.ts';
import { type Measure, type Reading, type Tradeoff, type TradeoffPoint, tradeoffOf } from './tradeoff.ts';

/** so many variants are drawn */
const DRAWN = 2000;
/** a bound is shown with half as much again beside it; what lies farther off stands at the edge */
const BEYOND = 1.5;

const LOOKS: Readonly<Record<StandingKind | 'none', Shape>> = {
  best: 'star',
  equal: 'diamond',
  worse: 'circle',
  unclear: 'triangle',
  infeasible: 'cross',
  noFigure: 'square',
  none: 'circle',
};
const ORDER = ['best', 'equal', 'worse', 'unclear', 'infeasible', 'noFigure', 'none'] as const;

export function tradeoffSection(summary: StudySummary): string {
  const tradeoff = tradeoffOf(summary);
  if (tradeoff === null || tradeoff.points.length < 2) return '';
  const { x, y, points } = tradeoff;
  const most = edgeOf(tradeoff);
  const shown = points.slice(0, DRAWN);
  const beyond = shown.filter((each) => each.x.value > most).length;
  const unitX = unitOf(
    x.metric,
    shown.map((each) => Math.min(each.x.value, most)),
    x.title,
  );
  const unitY = unitOf(
    y.metric,
    shown.map((each) => each.y.value),
    `${y.title}, mean`,
  );
  const svg = chart(tradeoff, shown, { x: unitX, y: unitY }, most, summary);
  const notes = [
    `Each mark is a variant, with ${percent(summary.confidence)} intervals. The dotted line joins the Pareto front: no other variant is as good in both and better in one.`,
    ...(x.bound === null ? [] : [`The dashed line is the goal's bound, ${figureText(x.bound, x.metric)}.`]),
    ...(beyond === 0
      ? []
      : [
          `${grouped(beyond)} ${beyond === 1 ? 'variant lies' : 'variants lie'} beyond the right edge and ${beyond === 1 ? 'is' : 'are'} drawn on it.`,
        ]),
    ...(shown.length < points.length ? [`Only the first ${grouped(DRAWN)} variants are drawn.`] : []),
    ...(tradeoff.missing === 0
      ? []
      : [`${grouped(tradeoff.missing)} ${tradeoff.missing === 1 ? 'variant has' : 'variants have'} not both figures.`]),
  ];
  return `<figure data-chart="tradeoff">
<figcaption>${escapeHtml(`${y.title} against ${x.title}`)}</figcaption>
<div class="beside"><div>${svg}
${legend(shown)}</div>${frontList(tradeoff)}</div>
<p class="soft">${escapeHtml(notes.join(' '))}</p>
<details><summary>Table: ${escapeHtml(`${y.title} against ${x.title}`)}</summary>${pointsTable(tradeoff)}</details>
</figure>`;
}

/** The right end of the chart: with a bound, what is hopelessly beyond it must not press the rest together. */
function edgeOf({ x, points }: Tradeoff): number {
  const most = points.reduce((largest, each) => Math.max(largest, each.x.value), 0);
  return x.bound === null || !x.isLessBetter || x.bound <= 0 ? most : Math.min(most, x.bound * BEYOND);
}

interface Units {
  readonly x: Unit;
  readonly y: Unit;
}

function chart(
  { x, y }: Tradeoff,
  points: readonly TradeoffPoint[],
  units: Units,
  most: number,
  { goal, baseline }: StudySummary,
): string {
  const kept = points.filter((each) => each.x.value <= most);
  const bound = x.bound === null ? [] : [x.bound];
  const across = [...kept.flatMap((each) => ends(each.x)), ...bound].map((value) => units.x.of(Math.min(value, most)));
  const axisX = linearAxis(units.x.title, across, horizontal(FRAME), 7);
  const axisY = linearAxis(units.y.title, points.flatMap((each) => ends(each.y)).map(units.y.of), vertical(FRAME));
  const px = (value: number) => Math.min(axisX.at(units.x.of(value)), FRAME.width - FRAME.right);
  const py = (value: number) => axisY.at(units.y.of(value));
  const [top, bottom] = [FRAME.top, FRAME.height - FRAME.bottom];
  const front = kept.filter(({ isOnFront }) => isOnFront).sort((left, right) => left.x.value - right.x.value);
  const marks = points.flatMap((each) => {
    const kind = each.standing ?? 'none';
    const [atX, atY] = [px(each.x.value), py(each.y.value)];
    const look = `standing-${kind}`;
    return [
      each.variant.index === baseline ? ringMark(atX, atY) : '',
      each.x.low === null || each.x.high === null || each.x.value > most
        ? ''
        : whisker([px(each.x.low), atY], [px(each.x.high), atY], look),
      each.y.low === null || each.y.high === null ? '' : whisker([atX, py(each.y.low)], [atX, py(each.y.high)], look),
      point(LOOKS[kind], atX, atY, look, tooltip(each, x, y), 4.5),
    ];
  });
  const label = `${y.title} against ${x.title} of ${points.length} variants${goal === null ? '' : ', by how they stand'}; the table below has the figures`;
  const lines = [
    ...(x.bound === null
      ? []
      : [
          line(
            [
              [px(x.bound), top],
              [px(x.bound), bottom],
            ],
            'bound',
          ),
        ]),
    line(
      front.map((each) => [px(each.x.value), py(each.y.value)]),
      'front',
    ),
  ];
  return plot(label, axisX, axisY, [...lines, ...marks], FRAME);
}

function ringMark(x: number, y: number): string {
  return `<circle class="ring" cx="${Math.round(x)}" cy="${Math.round(y)}" r="10"/>`;
}

const ends = ({ value, low, high }: Reading) => [value, low ?? value, high ?? value];

function tooltip({ variant, standing, x, y, isOnFront }: TradeoffPoint, across: Measure, up: Measure): string {
  const parts = [
    variant.name,
    `${up.title} ${readingText(y, up.metric)}`,
    `${across.title} ${readingText(x, across.metric)}`,
    ...(standing === null ? [] : [STANDINGS[standing]]),
    ...(isOnFront ? ['on the Pareto front'] : []),
  ];
  return parts.join('\n');
}

function readingText({ value, low, high }: Reading, metric: string): string {
  const [from, to] = [low, high].map((each) => (each === null ? '…' : figureText(each, metric)));
  return `${figureText(value, metric)} (${from} to ${to})`;
}

/** so many variants of the front are named */
const NAMED = 8;

function frontList({ x, y, points }: Tradeoff): string {
  const front = points.filter(({ isOnFront }) => isOnFront).sort((left, right) => left.y.value - right.y.value);
  const items = front
    .slice(0, NAMED)
    .map(
      (each) =>
        `<li>${escapeHtml(each.variant.name)}<br><span class="soft">${escapeHtml(`${y.title} ${figureText(each.y.value, y.metric)}, ${x.title} ${figureText(each.x.value, x.metric)}`)}</span></li>`,
    );
  const more = front.length > NAMED ? `<li>and ${grouped(front.length - NAMED)} more, see the table</li>` : '';
  return `<div><h3>On the Pareto front</h3><ul>${items.join('')}${more}</ul></div>`;
}

function legend(points: readonly TradeoffPoint[]): string {
  const used = new Set(points.map(({ standing }) => standing ?? 'none'));
  const items = ORDER.filter((kind) => used.has(kind) && kind !== 'none').map(
    (kind) => `<li>${keyOf(LOOKS[kind], `standing-${kind}`)}${kind === 'none' ? '' : STANDINGS[kind]}</li>`,
  );
  const ring =
    '<li><svg class="point-key" viewBox="-8 -8 16 16" aria-hidden="true"><circle class="ring" r="6"/></svg>baseline</li>';
  return `<ul class="legend">${items.join('')}${ring}</ul>`;
}

function pointsTable({ x, y, points }: Tradeoff): string {
  const columns = [x, y].flatMap(({ title, metric }) => {
    const unit = isSeconds(metric) ? { unit: 'seconds' } : {};
    return [
      { title, isNumber: true, ...unit },
      { title: 'from', isNumber: true, ...unit },
      { title: 'to', isNumber: true, ...unit },
    ];
  });
  const cells = ({ value, low, high }: Reading, metric: string) =>
    [value, low, high].map((each) => ({ text: each === null ? '–' : figureText(each, metric), value: each }));
  const rows = points.map(({ variant, standing, isOnFront, ...point }) => [
    variant.name,
    ...cells(point.x, x.metric),
    ...cells(point.y, y.metric),
    isOnFront ? 'yes' : 'no',
    standing === null ? '–' : STANDINGS[standing],
  ]);
  const headings = [{ title: 'Variant' }, ...columns, { title: 'Pareto front' }, { title: 'Goal' }];
  return table(`${y.title} against ${x.title}`, headings, rows, { isTool: true });
}
