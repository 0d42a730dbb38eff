/** A stacked chart of mean levels over time, as inline SVG. Colours come from the page's style sheet. */
import { scaleLinear } from 'd3-scale';
import { escapeHtml } from './html-text.ts';
import type { Layer } from './levels.ts';
import { decimal } from './words.ts';

export interface ChartFrame {
  /** what a reader who does not see the picture is told */
  readonly label: string;
  /** of the upright axis */
  readonly unit: string;
  readonly binSeconds: number;
  readonly endSeconds: number;
}

const WIDTH = 960;
const HEIGHT = 272;
const MARGIN = { top: 24, right: 12, bottom: 40, left: 56 };

/** Units of the time axis: the largest that the run has at least three of. */
const TIME_UNITS = [
  { name: 'days', seconds: 86_400 },
  { name: 'hours', seconds: 3600 },
  { name: 'minutes', seconds: 60 },
  { name: 'seconds', seconds: 1 },
];

export function stackedChart(layers: readonly Layer[], frame: ChartFrame): string {
  const { endSeconds } = frame;
  const unit = TIME_UNITS.find(({ seconds }) => endSeconds >= 3 * seconds) ?? TIME_UNITS[3];
  const highest = tops(layers).reduce((most, level) => Math.max(most, level), 0);
  const x = scaleLinear([0, Math.max(endSeconds, 0.001) / unit.seconds], [MARGIN.left, WIDTH - MARGIN.right]);
  const y = scaleLinear([0, Math.max(highest, 1)], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice(5);
  const place = (bin: number) => x(Math.min(bin * frame.binSeconds, endSeconds) / unit.seconds);
  const across = y.ticks(5).map((tick) => {
    const at = px(y(tick));
    return `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}"/><text x="${MARGIN.left - 8}" y="${at}" dy="0.32em" text-anchor="end">${decimal(tick, 3)}</text>`;
  });
  const along = x.ticks(8).map((tick) => {
    const at = px(x(tick));
    return `<line class="tick" x1="${at}" x2="${at}" y1="${HEIGHT - MARGIN.bottom}" y2="${HEIGHT - MARGIN.bottom + 5}"/><text x="${at}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="middle">${decimal(tick, 3)}</text>`;
  });
  return [
    `<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(frame.label)}">`,
    ...across,
    ...areas(layers, place, y),
    ...along,
    `<text x="${WIDTH - MARGIN.right}" y="${HEIGHT - 4}" text-anchor="end">${unit.name}</text>`,
    `<text x="4" y="12">${escapeHtml(frame.unit)}</text>`,
    '</svg>',
    legend(layers),
  ].join('\n');
}

/** Each layer lies on those before it; a bin is a step, because its level is a mean and not a moment. */
function areas(layers: readonly Layer[], x: (bin: number) => number, y: (level: number) => number): string[] {
  const bins = layers[0]?.levels.length ?? 0;
  const floor = new Float64Array(bins);
  return layers.map(({ key, title, levels }) => {
    const ceiling = floor.map((level, bin) => level + levels[bin]);
    const path = `M${steps(ceiling, x, y, false)}L${steps(floor, x, y, true)}Z`;
    floor.set(ceiling);
    return `<path class="layer ${key}" d="${path}"><title>${escapeHtml(title)}</title></path>`;
  });
}

/** The corners of a stepped line, without those on a straight piece. */
function steps(
  levels: Float64Array,
  x: (bin: number) => number,
  y: (level: number) => number,
  isBackwards: boolean,
): string {
  const corners: string[] = [];
  for (let bin = 0; bin < levels.length; bin++) {
    const isStart = bin === 0 || levels[bin] !== levels[bin - 1];
    const isEnd = bin === levels.length - 1 || levels[bin] !== levels[bin + 1];
    if (isStart) corners.push(`${px(x(bin))} ${px(y(levels[bin]))}`);
    if (isEnd) corners.push(`${px(x(bin + 1))} ${px(y(levels[bin]))}`);
  }
  return (isBackwards ? corners.reverse() : corners).join('L');
}

function tops(layers: readonly Layer[]): Float64Array {
  const tops = new Float64Array(layers[0]?.levels.length ?? 0);
  for (const { levels } of layers) for (let bin = 0; bin < tops.length; bin++) tops[bin] += levels[bin];
  return tops;
}

function legend(layers: readonly Layer[]): string {
  const items = layers.map(({ key, title }) => `<li><span class="key ${key}"></span>${escapeHtml(title)}</li>`);
  return `<ul class="legend">${items.join('')}</ul>`;
}

/** Tenths of a pixel are enough. */
function px(value: number): number {
  return Math.round(value * 10) / 10;
}
