/**
 * Charts of figures against figures as inline SVG: axes, points with their intervals, lines. For readers with and without scripts; what a
 * point is stands in its tooltip and in the table behind the chart.
 */
import { scaleLinear, scaleLog } from 'd3-scale';
import { px } from './chart.ts';
import { escapeHtml } from './html-text.ts';
import { decimal } from './words.ts';

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const FRAME: Frame = { width: 640, height: 360, left: 64, right: 16, top: 24, bottom: 46 };
export const PANEL: Frame = { width: 340, height: 240, left: 60, right: 14, top: 24, bottom: 44 };

/** From a value to its place in the picture. */
export interface Axis {
  readonly title: string;
  readonly at: (value: number) => number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

/** Over all values, with round ends; `range`: the places of its two ends. */
export function linearAxis(
  title: string,
  values: readonly number[],
  range: readonly [number, number],
  count = 5,
): Axis {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const scale = scaleLinear(values.length === 0 ? [-1, 1] : domainOf(low, high), range).nice(count);
  const ticks = scale.ticks(count).map((tick) => ({ at: scale(tick), text: tickText(tick) }));
  return { title, at: (value) => scale(value), ticks };
}

/** Values that are one but for rounding get room on both sides: round ends between them would be rounded away too. */
function domainOf(low: number, high: number): readonly [number, number] {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const room = high - low > size * 1e-6 ? 0 : Math.max(1, size * 1e-6);
  return [low - room, high + room];
}

/** So many times as much as the smallest value, and a linear axis would press most of the others together. */
const WIDE = 8;

/** Linear, or logarithmic where values are positive and far apart; the title says so. */
export function wideAxis(title: string, values: readonly number[], range: readonly [number, number]): Axis {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (!(low > 0 && high > WIDE * low)) return linearAxis(title, values, range);
  const [from, to] = [roundDown(low), roundUp(high)];
  const scale = scaleLog([from, to], range);
  const ticks = [1, 2, 5].flatMap((digit) => powersWithin(digit, from, to)).sort((left, right) => left - right);
  return {
    title: `${title} (log scale)`,
    at: (value) => scale(value),
    ticks: ticks.map((tick) => ({ at: scale(tick), text: tickText(tick) })),
  };
}

const powerOf = (value: number) => 10 ** Math.floor(Math.log10(value));
const roundDown = (value: number) =>
  [5, 2, 1].map((digit) => digit * powerOf(value)).find((each) => each <= value) ?? value;
const roundUp = (value: number) =>
  [1, 2, 5, 10].map((digit) => digit * powerOf(value)).find((each) => each >= value) ?? value;

function powersWithin(digit: number, from: number, to: number): number[] {
  const slack = 1 + 1e-9;
  const powers: number[] = [];
  for (let value = digit * powerOf(from); value <= to * slack; value *= 10)
    if (value * slack >= from) powers.push(value);
  return powers;
}

/** Names at equal distances; their values are 0, 1, 2, …. */
export function namesAxis(title: string, names: readonly string[], [start, end]: readonly [number, number]): Axis {
  const step = (end - start) / Math.max(1, names.length);
  const at = (value: number) => start + (value + 0.5) * step;
  return { title, at, ticks: names.map((text, place) => ({ at: at(place), text })) };
}

function tickText(value: number): string {
  const size = Math.abs(value);
  const text = size >= 1e7 ? value.toPrecision(3) : decimal(size, size >= 100 ? 1 : size >= 1 ? 2 : 4);
  return value < 0 && size < 1e7 ? `−${text}` : text;
}

export const horizontal = ({ width, left, right }: Frame) => [left, width - right] as const;
export const vertical = ({ height, top, bottom }: Frame) => [height - bottom, top] as const;

/** `label` says in a sentence what is to be seen. */
export function plot(label: string, x: Axis, y: Axis, marks: readonly string[], frame: Frame): string {
  const { width, height, left, right, top, bottom } = frame;
  const [floor, edge] = [height - bottom, width - right];
  const across = y.ticks.map(
    ({ at, text }) =>
      `<line class="grid" x1="${left}" x2="${edge}" y1="${px(at)}" y2="${px(at)}"/><text x="${left - 7}" y="${px(at)}" dy="0.32em" text-anchor="end">${escapeHtml(text)}</text>`,
  );
  const along = x.ticks.map(
    ({ at, text }) =>
      `<line class="tick" x1="${px(at)}" x2="${px(at)}" y1="${floor}" y2="${floor + 5}"/><text x="${px(at)}" y="${floor + 17}" text-anchor="middle">${escapeHtml(text)}</text>`,
  );
  return [
    `<svg class="chart plot" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(label)}">`,
    ...across,
    ...along,
    `<line class="axis" x1="${left}" x2="${edge}" y1="${floor}" y2="${floor}"/>`,
    ...marks,
    `<text x="${edge}" y="${height - 6}" text-anchor="end">${escapeHtml(x.title)}</text>`,
    `<text x="4" y="${top - 10}">${escapeHtml(y.title)}</text>`,
    '</svg>',
  ].join('\n');
}

export type Shape = 'circle' | 'square' | 'diamond' | 'triangle' | 'star' | 'cross';

/** so many lines of one chart can be told apart */
export const SHAPES: readonly Shape[] = ['circle', 'square', 'diamond', 'triangle', 'star', 'cross'];

const OUTLINES: Readonly<Record<Shape, (r: number) => string>> = {
  circle: (r) => `M${-r},0A${r},${r} 0 1,0 ${r},0A${r},${r} 0 1,0 ${-r},0Z`,
  square: (r) => `M${-r},${-r}H${r}V${r}H${-r}Z`,
  diamond: (r) => `M0,${-1.3 * r}L${1.3 * r},0L0,${1.3 * r}L${-1.3 * r},0Z`,
  triangle: (r) => `M0,${-1.2 * r}L${1.1 * r},${0.9 * r}H${-1.1 * r}Z`,
  star: (r) => `${starPoints(1.7 * r)}Z`,
  cross: (r) => `M${-r},${-r}L${r},${r}M${-r},${r}L${r},${-r}`,
};

function starPoints(size: number): string {
  const corners = Array.from({ length: 10 }, (_, corner) => {
    const angle = (Math.PI * corner) / 5 - Math.PI / 2;
    const radius = corner % 2 === 0 ? size : size * 0.45;
    return `${px(radius * Math.cos(angle))},${px(radius * Math.sin(angle))}`;
  });
  return `M${corners.join('L')}`;
}

/** `title` is its tooltip; `className` gives the colour. */
export function point(shape: Shape, x: number, y: number, className: string, title: string, radius = 5): string {
  const stroke = shape === 'cross' ? ' open' : '';
  return `<path class="point${stroke} ${className}" transform="translate(${px(x)},${px(y)})" d="${OUTLINES[shape](radius)}"><title>${escapeHtml(title)}</title></path>`;
}

/** An interval around a point, along one of the axes. */
export function whisker(from: readonly [number, number], to: readonly [number, number], className: string): string {
  const [[x1, y1], [x2, y2]] = [from, to];
  const cap = x1 === x2 ? [4, 0] : [0, 4];
  const stroke = (x: number, y: number) => `M${px(x - cap[0])},${px(y - cap[1])}L${px(x + cap[0])},${px(y + cap[1])}`;
  return `<path class="whisker ${className}" d="M${px(x1)},${px(y1)}L${px(x2)},${px(y2)}${stroke(x1, y1)}${stroke(x2, y2)}"/>`;
}

export function line(points: readonly (readonly [number, number])[], className: string): string {
  if (points.length < 2) return '';
  return `<path class="line ${className}" d="M${points.map(([x, y]) => `${px(x)},${px(y)}`).join('L')}"/>`;
}

/** The key of a legend, as the mark looks. */
export function keyOf(shape: Shape, className: string): string {
  return `<svg class="point-key" viewBox="-8 -8 16 16" aria-hidden="true">${`<path class="point${shape === 'cross' ? ' open' : ''} ${className}" d="${OUTLINES[shape](5)}"/>`}</svg>`;
}
