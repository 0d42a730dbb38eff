/** One chart over time that follows the page's timeline: layers, lines, marks, and what they say under the pointer. */
import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter } from 'd3-shape';
import { highest, stepLine } from '../../report/chart.ts';
import type { ReportData } from '../../report/report-data.ts';
import { MARK_WORDS, type TimeChart } from '../../report/time-charts.ts';
import { decimal, duration } from '../../report/words.ts';
import { html, svg, type Tooltip } from '../dom.ts';
import { drawTimeAxis, LEFT, RIGHT, type TimeScale, timeScale } from './time-axis.ts';
import { type Timeline, timeKey, timeWheel } from './timeline.ts';

const HEIGHT = 170;
const MARGIN = { top: 18, right: RIGHT, bottom: 22, left: LEFT };
/** pixels within which a mark is under the pointer */
const NEAR = 6;

export class ChartView {
  readonly element: HTMLElement;
  readonly #chart: TimeChart;
  readonly #data: ReportData;
  readonly #timeline: Timeline;
  readonly #tooltip: Tooltip;
  readonly #picture: SVGSVGElement;
  readonly #plot = svg('g');
  readonly #axis = svg('g', { class: 'axis' });
  readonly #levels = svg('g');
  readonly #cursor = svg('line', { class: 'cursor' });
  readonly #clip: SVGRectElement = svg('rect', { y: 0, height: HEIGHT, x: MARGIN.left });
  readonly #top: number;
  #width = 0;
  #isVisible = false;
  #isStale = true;

  constructor(chart: TimeChart, data: ReportData, timeline: Timeline, tooltip: Tooltip) {
    this.#chart = chart;
    this.#data = data;
    this.#timeline = timeline;
    this.#tooltip = tooltip;
    this.#top = highest(chart.layers, chart.lines) || 1;
    const label = `${chart.title} over time; arrow keys move, plus and minus zoom, 0 shows all; the table below has the figures`;
    this.#picture = svg('svg', { class: 'chart live', role: 'img', 'aria-label': label, tabindex: 0, height: HEIGHT });
    const id = `clip-${chart.id}`;
    const clip = svg('clipPath', { id });
    clip.append(this.#clip);
    this.#plot.setAttribute('clip-path', `url(#${id})`);
    this.#picture.append(clip, this.#levels, this.#plot, this.#axis, this.#cursor);
    this.#axis.setAttribute('transform', `translate(0,${HEIGHT - MARGIN.bottom})`);
    this.element = html('div', { class: 'live-chart' }, this.#picture);
    this.#listen();
  }

  paint(): void {
    this.#isStale = true;
    if (this.#isVisible) this.#draw();
  }

  /** Also where it is not on the screen: before printing. */
  paintAnyhow(): void {
    this.#measure();
    this.#draw();
  }

  get #x(): TimeScale {
    return timeScale(this.#timeline.from, this.#timeline.to, MARGIN.left, this.#width - MARGIN.right);
  }

  #listen(): void {
    const picture = this.#picture;
    // of another width, a chart is drawn anew even where it is out of sight: it may be seen on paper
    new ResizeObserver(() => this.paintAnyhow()).observe(this.element);
    new IntersectionObserver((entries) => {
      this.#isVisible = entries.some(({ isIntersecting }) => isIntersecting);
      if (this.#isVisible && this.#isStale) this.#draw();
    }).observe(this.element);
    picture.addEventListener('keydown', (event) => {
      if (!event.ctrlKey && !event.metaKey && timeKey(this.#timeline, event.key)) event.preventDefault();
    });
    const at = (event: MouseEvent) => this.#x.invert(event.clientX - picture.getBoundingClientRect().left);
    picture.addEventListener('wheel', (event) => {
      if (timeWheel(this.#timeline, event, at(event))) event.preventDefault();
    });
    let grip: { x: number; from: number; to: number } | null = null;
    picture.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      grip = { x: event.clientX, from: this.#timeline.from, to: this.#timeline.to };
      picture.setPointerCapture(event.pointerId);
    });
    picture.addEventListener('pointermove', (event) => {
      if (grip !== null) {
        const by = ((grip.x - event.clientX) / (this.#width - MARGIN.left - MARGIN.right)) * (grip.to - grip.from);
        this.#timeline.show(grip.from + by, grip.to + by);
      }
      this.#timeline.point(Math.max(0, Math.min(this.#timeline.end, at(event))));
      this.#tooltip.show(event, this.#said(event));
    });
    picture.addEventListener('pointerup', () => {
      grip = null;
    });
    picture.addEventListener('pointerleave', () => {
      this.#timeline.point(null);
      this.#tooltip.hide();
    });
    picture.addEventListener('dblclick', () => this.#timeline.whole());
  }

  #measure(): void {
    this.#width = Math.max(320, this.element.clientWidth);
    this.#picture.setAttribute('width', String(this.#width));
    this.#picture.setAttribute('viewBox', `0 0 ${this.#width} ${HEIGHT}`);
    this.#clip.setAttribute('width', String(this.#width - MARGIN.left - MARGIN.right));
  }

  // ---------------------------------------------------------------- drawing

  #draw(): void {
    if (this.#width === 0) return;
    this.#isStale = false;
    const x = this.#x;
    const y = scaleLinear([0, this.#top], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice(4);
    const right = this.#width - MARGIN.right;
    const grid = y.ticks(4).flatMap((tick) => {
      const at = y(tick);
      const text = svg('text', { x: MARGIN.left - 8, y: at, dy: '0.32em', 'text-anchor': 'end' });
      text.textContent = decimal(tick, 6);
      return [svg('line', { class: 'grid', x1: MARGIN.left, x2: right, y1: at, y2: at }), text];
    });
    const unit = svg('text', { x: 2, y: MARGIN.top, dy: '0.32em' });
    unit.textContent = this.#chart.unit;
    this.#levels.replaceChildren(...grid, unit);
    this.#plot.replaceChildren(...this.#layers(x, y), ...this.#lines(x, y), ...this.#marks(x));
    drawTimeAxis(this.#axis, x);
    const { cursor } = this.#timeline;
    const at = cursor === null ? -10 : x(cursor);
    const isShown = at >= MARGIN.left && at <= right;
    for (const [name, value] of Object.entries({ x1: at, x2: at, y1: MARGIN.top, y2: HEIGHT - MARGIN.bottom }))
      this.#cursor.setAttribute(name, String(value));
    this.#cursor.style.visibility = isShown ? 'visible' : 'hidden';
  }

  #layers(x: TimeScale, y: (level: number) => number): SVGElement[] {
    const { binMs, bins, endMs } = this.#data;
    const first = Math.max(0, Math.floor(this.#timeline.from / binMs));
    const last = Math.min(bins, Math.ceil(this.#timeline.to / binMs));
    const floor = new Float64Array(last - first + 1);
    // the last corner closes the last step
    const corners = Array.from({ length: last - first + 1 }, (_, place) => place);
    const levelOf = (levels: readonly number[], place: number) => levels[Math.min(first + place, last - 1)];
    return this.#chart.layers.map(({ key, levels }) => {
      const shape = area<number>()
        .curve(curveStepAfter)
        .x((place) => x(Math.min((first + place) * binMs, endMs)))
        .y0((place) => y(floor[place]))
        .y1((place) => y(floor[place] + levelOf(levels, place)));
      const path = svg('path', { class: `layer ${key}`, d: shape(corners) ?? '' });
      for (const place of corners) floor[place] += levelOf(levels, place);
      return path;
    });
  }

  #lines(x: TimeScale, y: (level: number) => number): SVGElement[] {
    return this.#chart.lines.map(({ steps }) =>
      svg('path', { class: 'target', d: stepLine(steps, x, y, this.#data.endMs) }),
    );
  }

  #marks(x: TimeScale): SVGElement[] {
    const { from, to } = this.#timeline;
    return this.#chart.marks
      .filter(({ at }) => at >= from && at <= to)
      .map(({ kind, at }) => svg('line', { class: `mark ${kind}`, x1: x(at), x2: x(at), y1: 2, y2: MARGIN.top - 2 }));
  }

  // ---------------------------------------------------------------- what the pointer says

  #said(event: MouseEvent): (string | HTMLElement)[] {
    const { cursor } = this.#timeline;
    if (cursor === null) return [];
    const { binMs, bins, endMs } = this.#data;
    const bin = Math.min(bins - 1, Math.floor(cursor / binMs));
    const until = Math.min((bin + 1) * binMs, endMs);
    const heading = html('b', {}, `${duration((bin * binMs) / 1000)} to ${duration(until / 1000)}`);
    const { layers, lines, marks, unit } = this.#chart;
    const levels = layers
      .filter((layer) => layer.levels[bin] > 0)
      .map(({ key, title, levels }) =>
        html('span', {}, html('span', { class: `key ${key}` }), `${title}: ${decimal(levels[bin], 2)} ${unit}`),
      )
      .reverse();
    const targets = lines.map(({ title, steps }) => {
      const value = steps.findLast(([at]) => at <= cursor)?.[1];
      return value === undefined ? '' : `${title}: ${decimal(value, 2)}`;
    });
    const x = this.#x;
    const px = event.clientX - this.#picture.getBoundingClientRect().left;
    const near = marks
      .filter(({ at }) => Math.abs(x(at) - px) <= NEAR)
      .slice(0, 3)
      .map(({ kind, at, count, text }) => {
        const more = count === 1 ? '' : ` (and ${count - 1} more nearby)`;
        return `${MARK_WORDS[kind]} at ${duration(at / 1000)}: ${text}${more}`;
      });
    return [heading, ...levels, ...targets.filter((text) => text !== ''), ...near];
  }
}
