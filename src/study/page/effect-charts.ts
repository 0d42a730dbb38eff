/** Main effects and interactions of the factors, drawn: for every metric a panel for each factor and for each pair. */
import { escapeHtml, table } from '../../report/html-text.ts';
import {
  type Axis,
  horizontal,
  keyOf,
  line,
  linearAxis,
  namesAxis,
  PANEL,
  plot,
  point,
  SHAPES,
  vertical,
  whisker,
  wideAxis,
} from '../../report/plot.ts';
import { valueText } from '../names.ts';
import type { Factor } from '../study.ts';
import type { StudySummary } from '../summary.ts';
import { figureText, isSeconds, percent } from '../words.ts';
import {
  type Interaction,
  interactions,
  type LevelMean,
  type MainEffect,
  mainEffects,
  variedFactors,
} from './effects.ts';
import { metricTitle, type Unit, unitOf } from './metric.ts';

/** so many pairs have a panel, and so many levels of a factor a line */
const PAIRS = 6;
const LINES = SHAPES.length;
/** so many names fit along an axis */
const NAMES = 5;

export function effectsSection(summary: StudySummary): string {
  if (variedFactors(summary).length === 0) return '';
  const metrics = [...new Set([...(summary.goal === null ? [] : [summary.goal.metric]), ...summary.metrics])];
  const blocks = metrics.map((metric, place) => metricBlock(summary, metric, place === 0));
  const note = `A main effect is the mean over all variants with that level; an interaction shows it for each level of another factor: lines that are not parallel say that the one factor's effect depends on the other. The intervals (${percent(summary.confidence)}) are as wide as those of the variants are on average.`;
  return `${blocks.join('\n')}\n<p class="soft">${escapeHtml(note)}</p>`;
}

function metricBlock(summary: StudySummary, metric: string, isOpen: boolean): string {
  const effects = mainEffects(summary, metric);
  const pairs = interactions(summary, metric).slice(0, PAIRS);
  const means = [
    ...effects.flatMap(({ levels }) => levels),
    ...pairs.flatMap(({ lines }) => lines.flatMap(({ points }) => points)),
  ];
  const values = means.flatMap(({ mean, halfWidth }) =>
    mean === null ? [] : [mean - (halfWidth ?? 0), mean + (halfWidth ?? 0)],
  );
  if (values.length === 0) return '';
  const unit = unitOf(metric, values);
  const axis = wideAxis(unit.title, values.map(unit.of), vertical(PANEL));
  const panels = [
    ...effects.map((effect) => effectPanel(effect, metric, unit, axis)),
    ...pairs.map((pair) => interactionPanel(pair, metric, unit, axis)),
  ];
  const title = metricTitle(metric);
  return `<details class="effects"${isOpen ? ' open' : ''}><summary>${escapeHtml(title)}</summary>
<div class="panels">${panels.join('\n')}</div>
<details><summary>Table: effects on ${escapeHtml(title)}</summary>${effectsTable(effects, pairs, metric)}</details>
</details>`;
}

/** Numbers at their distances, other values at equal ones. */
function levelAxis({ path, values }: Factor): { readonly axis: Axis; readonly place: (level: number) => number } {
  const numbers = values.map((value) => (typeof value === 'number' ? value : Number.NaN));
  if (numbers.every(Number.isFinite)) {
    const axis = linearAxis(shortName(path), numbers, padded(horizontal(PANEL)), 4);
    const ticks =
      values.length > NAMES ? axis.ticks : numbers.map((value) => ({ at: axis.at(value), text: valueText(value) }));
    return { axis: { ...axis, ticks }, place: (level) => axis.at(numbers[level]) };
  }
  const names = values.map((value) => (values.length > NAMES ? '' : clipped(valueText(value), 60 / values.length)));
  const axis = namesAxis(shortName(path), names, horizontal(PANEL));
  return { axis, place: axis.at };
}

const padded = ([from, to]: readonly [number, number]) => [from + 12, to - 12] as const;
const shortName = (path: string) => clipped(path.split('.').at(-1) ?? path, 40);
const clipped = (text: string, most: number) => (text.length > most ? `${text.slice(0, Math.floor(most) - 1)}…` : text);

function effectPanel({ factor, levels }: MainEffect, metric: string, unit: Unit, y: Axis): string {
  const { axis, place } = levelAxis(factor);
  const marks = lineOf(levels, factor, metric, unit, { place, y }, 0, '');
  const label = `Main effect of ${factor.path} on ${metricTitle(metric)}; the table below has the figures`;
  return `<figure data-chart="effect"><figcaption>${escapeHtml(shortName(factor.path))}</figcaption>${plot(label, axis, y, marks, PANEL)}</figure>`;
}

function interactionPanel({ factor, other, lines }: Interaction, metric: string, unit: Unit, y: Axis): string {
  const { axis, place } = levelAxis(factor);
  const shown = lines.slice(0, LINES);
  const name = shortName(other.path);
  const marks = shown.flatMap(({ level, points }, index) =>
    lineOf(points, factor, metric, unit, { place, y }, index, `${name}=${valueText(level)}`),
  );
  const keys = shown.map(
    ({ level }, index) =>
      `<li>${keyOf(SHAPES[index], `series-${SERIES[index]}`)}${escapeHtml(`${name}=${clipped(valueText(level), 40)}`)}</li>`,
  );
  const more =
    lines.length > shown.length ? `<li>and ${lines.length - shown.length} more levels, in the table</li>` : '';
  const label = `${metricTitle(metric)} by ${factor.path} for each level of ${other.path}; the table below has the figures`;
  return `<figure data-chart="interaction"><figcaption>${escapeHtml(`${shortName(factor.path)} × ${name}`)}</figcaption>${plot(label, axis, y, marks, PANEL)}<ul class="legend">${keys.join('')}${more}</ul></figure>`;
}

/** Colours of the lines, the best to tell apart first. */
const SERIES = [0, 5, 2, 3, 9, 1] as const;

interface Places {
  readonly place: (level: number) => number;
  readonly y: Axis;
}

function lineOf(
  levels: readonly LevelMean[],
  { path }: Factor,
  metric: string,
  unit: Unit,
  { place, y }: Places,
  index: number,
  whose: string,
): string[] {
  const look = `series-${SERIES[index]}`;
  const known = levels.flatMap((level, at) =>
    level.mean === null ? [] : [{ ...level, mean: level.mean, at: place(at) }],
  );
  const at = (value: number) => y.at(unit.of(value));
  return [
    line(
      known.map(({ mean, at: x }) => [x, at(mean)]),
      `${look} dash-${index % 4}`,
    ),
    ...known.flatMap(({ mean, halfWidth, at: x }) =>
      halfWidth === null ? [] : [whisker([x, at(mean - halfWidth)], [x, at(mean + halfWidth)], look)],
    ),
    ...known.map(({ level, mean, at: x }) =>
      point(
        SHAPES[index],
        x,
        at(mean),
        look,
        `${shortName(path)}=${valueText(level)}${whose === '' ? '' : `, ${whose}`}\n${metricTitle(metric)} ${figureText(mean, metric)}`,
        4,
      ),
    ),
  ];
}

function effectsTable(effects: readonly MainEffect[], pairs: readonly Interaction[], metric: string): string {
  const row = (factor: Factor, whose: string, { level, mean, halfWidth, variants }: LevelMean) => [
    factor.path,
    { text: valueText(level), value: typeof level === 'number' ? level : null },
    whose,
    ...[mean, halfWidth].map((value) => ({ text: value === null ? '–' : figureText(value, metric), value })),
    { text: String(variants), value: variants },
  ];
  const rows = [
    ...effects.flatMap(({ factor, levels }) => levels.map((level) => row(factor, 'all', level))),
    ...pairs.flatMap(({ factor, other, lines }) =>
      lines.flatMap(({ level, points }) =>
        points.map((each) => row(factor, `${other.path}=${valueText(level)}`, each)),
      ),
    ),
  ];
  const unit = isSeconds(metric) ? { unit: 'seconds' } : {};
  const columns = [
    { title: 'Factor' },
    { title: 'Level' },
    { title: 'Of variants with' },
    { title: 'Mean', isNumber: true, ...unit },
    { title: '±', isNumber: true, ...unit },
    { title: 'Variants', isNumber: true },
  ];
  return table(`Effects on ${metricTitle(metric)}`, columns, rows, { isTool: true });
}
