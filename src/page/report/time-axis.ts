/** The time axis of all charts: ticks at round spans since the run's start. */
import { axisBottom } from 'd3-axis';
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { select } from 'd3-selection';
import { duration } from '../../report/words.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((step) => step * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((step) => step * MINUTE),
  ...[1, 2, 3, 6, 12].map((step) => step * HOUR),
  ...[1, 2, 7, 14, 28, 56, 112, 364].map((step) => step * DAY),
];

/** Pixels beside every chart, the same for all, so that an instant stands at one place down the page. */
export const LEFT = 112;
export const RIGHT = 12;

export type TimeScale = ScaleLinear<number, number>;

export function timeScale(from: number, to: number, left: number, right: number): TimeScale {
  return scaleLinear([from, to], [left, right]);
}

/** Instants of ticks, about one every 110 pixels. */
export function timeTicks(x: TimeScale): number[] {
  const [from, to] = x.domain();
  const [left, right] = x.range();
  const most = Math.max(2, (right - left) / 110);
  const step = STEPS.find((each) => (to - from) / each <= most) ?? STEPS[STEPS.length - 1];
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to && ticks.length < 100; at += step) ticks.push(at);
  return ticks;
}

export function drawTimeAxis(group: SVGGElement, x: TimeScale): void {
  const axis = axisBottom(x)
    .tickValues(timeTicks(x))
    .tickFormat((at) => duration(Number(at) / 1000))
    .tickSizeOuter(0);
  select(group).call(axis);
  // the style sheet decides
  for (const name of ['font-family', 'font-size', 'fill']) group.removeAttribute(name);
}

/** `2017-05-01 20:31:05 UTC`, with milliseconds where they matter. */
export function clockTime(start: string, ms: number): string {
  const text = new Date(Date.parse(start) + ms).toISOString();
  return `${text.slice(0, text.endsWith('.000Z') ? 19 : 23).replace('T', ' ')} UTC`;
}
