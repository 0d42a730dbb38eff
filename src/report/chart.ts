/** A chart over time as inline SVG, for readers without scripts. Colours come from the page's style sheet. */
import { scaleLinear } from 'd3-scale';
import { escapeHtml, table } from './html-text.ts';
import type { ReportData } from './report-data.ts';
import { type Layer, type Line, MARK_WORDS, spans, type TimeChart } from './time-charts.ts';
import { decimal, duration } from './words.ts';

type Frame = Pick<ReportData, 'bins' | 'binMs' | 'endMs'>;

const WIDTH = 960;
const HEIGHT = 232;
const MARGIN = { top: 24, right: 12, bottom: 40, left: 56 };
/** rows of the table behind a chart */
const SPANS = 32;

/** Units of the time axis: the largest that the run has at least three of. */
const TIME_UNITS = [
  { name: 'days', ms: 86_400_000 },
  { name: 'hours', ms: 3_600_000 },
  { name: 'minutes', ms: 60_000 },
  { name: 'seconds', ms: 1000 },
];

type Scale = (value: number) => number;

export function stackedChart({ title, unit: levelUnit, layers, lines, marks }: TimeChart, frame: Frame): string {
  const { endMs, binMs } = frame;
  const unit = TIME_UNITS.find(({ ms }) => endMs >= 3 * ms) ?? TIME_UNITS[3];
  const x = scaleLinear([0, Math.max(endMs, 1) / unit.ms], [MARGIN.left, WIDTH - MARGIN.right]);
  const y = scaleLinear([0, Math.max(highest(layers, lines), 1e-9)], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice(4);
  const place = (ms: number) => x(Math.min(ms, endMs) / unit.ms);
  const across = y.ticks(4).map((tick) => {
    const at = px(y(tick));
    return `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}"/><text x="${MARGIN.left - 8}" y="${at}" dy="0.32em" text-anchor="end">${decimal(tick, 6)}</text>`;
  });
  const along = x.ticks(8).map((tick) => {
    const at = px(x(tick));
    return `<line class="tick" x1="${at}" x2="${at}" y1="${HEIGHT - MARGIN.bottom}" y2="${HEIGHT - MARGIN.bottom + 5}"/><text x="${at}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="middle">${decimal(tick, 3)}</text>`;
  });
  const ticks = marks.map(
    ({ kind, at }) =>
      `<line class="mark ${kind}" x1="${px(place(at))}" x2="${px(place(at))}" y1="${MARGIN.top - 8}" y2="${MARGIN.top}"/>`,
  );
  return [
    `<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(`${title} over ${duration(endMs / 1000)}; the table below has the figures`)}">`,
    ...across,
    ...areas(layers, (bin) => place(bin * binMs), y),
    ...lines.map(({ steps }) => `<path class="target" d="${stepLine(steps, place, y, endMs)}"/>`),
    ...ticks,
    ...along,
    `<text x="${WIDTH - MARGIN.right}" y="${HEIGHT - 4}" text-anchor="end">${unit.name}</text>`,
    `<text x="4" y="12">${escapeHtml(levelUnit)}</text>`,
    '</svg>',
  ].join('\n');
}

/** What the colours, lines and marks of a chart stand for. */
export function legend({ layers, lines, marks }: TimeChart): string {
  const item = (key: string, text: string) => `<li><span class="key ${key}"></span>${escapeHtml(text)}</li>`;
  const kinds = [...new Set(marks.map(({ kind }) => kind))];
  const items = [
    ...layers.map(({ key, title }) => item(key, title)),
    ...lines.map(({ title }) => item('target', title)),
    ...kinds.map((kind) => item(`mark ${kind}`, MARK_WORDS[kind])),
  ];
  return `<ul class="legend">${items.join('')}</ul>`;
}

/** The table behind a chart: mean levels over equal spans. */
export function chartTable({ title, layers }: TimeChart, frame: Frame): string {
  const seconds = (value: number) => ({ text: duration(value), value });
  const rows = spans(frame, layers, SPANS).map(({ from, to, means }) => [
    seconds(from),
    seconds(to),
    ...means.map((mean) => ({ text: decimal(mean, 2), value: mean })),
  ]);
  const columns = [
    { title: 'From', isNumber: true, unit: 'seconds' },
    { title: 'To', isNumber: true, unit: 'seconds' },
    ...layers.map((layer) => ({ title: layer.title, isNumber: true })),
  ];
  return table(title, columns, rows);
}

/** Each layer lies on those before it; a bin is a step, because its level is a mean and not a moment. */
function areas(layers: readonly Layer[], x: Scale, y: Scale): string[] {
  const floor = new Float64Array(layers[0]?.levels.length ?? 0);
  return layers.map(({ key, title, levels }) => {
    const ceiling = floor.map((level, bin) => level + levels[bin]);
    const path = `M${steps(ceiling, x, y, false)}L${steps(floor, x, y, true)}Z`;
    floor.set(ceiling);
    return `<path class="layer ${key}" d="${path}"><title>${escapeHtml(title)}</title></path>`;
  });
}

/** The corners of a stepped line, without those on a straight piece. */
function steps(levels: Float64Array, x: Scale, y: Scale, isBackwards: boolean): string {
  const corners: string[] = [];
  for (let bin = 0; bin < levels.length; bin++) {
    const isStart = bin === 0 || levels[bin] !== levels[bin - 1];
    const isEnd = bin === levels.length - 1 || levels[bin] !== levels[bin + 1];
    if (isStart) corners.push(`${px(x(bin))} ${px(y(levels[bin]))}`);
    if (isEnd) corners.push(`${px(x(bin + 1))} ${px(y(levels[bin]))}`);
  }
  return (isBackwards ? corners.reverse() : corners).join('L');
}

/** A line through `[at, value]` that keeps each value until the next. */
export function stepLine(points: Line['steps'], x: Scale, y: Scale, endMs: number): string {
  let path = '';
  for (const [place, [at, value]] of points.entries()) {
    const next = points[place + 1]?.[0] ?? endMs;
    path += `${place === 0 ? 'M' : 'L'}${px(x(at))} ${px(y(value))}H${px(x(next))}`;
  }
  return path;
}

/** The top of a chart. */
export function highest(layers: readonly Layer[], lines: readonly Line[]): number {
  let most = 0;
  const bins = layers[0]?.levels.length ?? 0;
  for (let bin = 0; bin < bins; bin++) {
    let level = 0;
    for (const { levels } of layers) level += levels[bin];
    if (level > most) most = level;
  }
  for (const { steps } of lines) for (const [, value] of steps) if (value > most) most = value;
  return most;
}

/** Tenths of a pixel are enough. */
export function px(value: number): number {
  return Math.round(value * 10) / 10;
}
