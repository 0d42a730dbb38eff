/** The bar that stays in sight: which part of the run is shown, as a window over a small picture of all of it, and the keys for it. */

import type { ReportData } from '../../report/report-data.ts';
import { duration } from '../../report/words.ts';
import { button, html, svg } from '../dom.ts';
import type { Timeline } from './timeline.ts';
import { timeKey } from './timeline.ts';

const HEIGHT = 26;

export class Overview {
  readonly element: HTMLElement;
  readonly #timeline: Timeline;
  readonly #window = svg('rect', { class: 'window', y: 0, height: HEIGHT });
  readonly #text = html('span', { class: 'soft', role: 'status', 'aria-live': 'off' });
  readonly #track: SVGSVGElement;

  constructor(data: ReportData, timeline: Timeline) {
    this.#timeline = timeline;
    this.#track = svg('svg', {
      class: 'track',
      viewBox: `0 0 1000 ${HEIGHT}`,
      preserveAspectRatio: 'none',
      role: 'slider',
      tabindex: 0,
      'aria-label': 'Part of the run that the charts show',
      'aria-valuemin': 0,
      'aria-valuemax': 100,
    });
    this.#track.append(svg('path', { class: 'slot-busy layer', d: skyline(data) }), this.#window);
    const bar = html('div', { class: 'zoom' });
    bar.append(
      button('−', () => timeline.zoom(2), 'Zoom out'),
      button('+', () => timeline.zoom(0.5), 'Zoom in'),
      button('◀', () => timeline.pan(-0.25), 'Earlier'),
      button('▶', () => timeline.pan(0.25), 'Later'),
      button('Whole run', () => timeline.whole()),
      this.#text,
    );
    this.element = html('div', { class: 'overview screen-only' }, this.#track, bar);
    this.#listen();
    this.paint();
  }

  paint(): void {
    const { from, to, end } = this.#timeline;
    this.#window.setAttribute('x', String((from / end) * 1000));
    this.#window.setAttribute('width', String(Math.max(3, ((to - from) / end) * 1000)));
    const text = this.#timeline.isWhole
      ? `the whole run, ${duration(end / 1000)}`
      : `${duration(from / 1000)} to ${duration(to / 1000)}`;
    this.#text.textContent = text;
    this.#track.setAttribute('aria-valuenow', String(Math.round(((from + to) / 2 / end) * 100)));
    this.#track.setAttribute('aria-valuetext', text);
  }

  /** Dragging inside the window moves it; elsewhere it draws a new one. */
  #listen(): void {
    const timeline = this.#timeline;
    const track = this.#track;
    const at = (event: PointerEvent) => {
      const { left, width } = track.getBoundingClientRect();
      return Math.max(0, Math.min(1, (event.clientX - left) / width)) * timeline.end;
    };
    let grip: { readonly at: number; readonly from: number; readonly span: number; readonly isMove: boolean } | null =
      null;
    track.addEventListener('pointerdown', (event) => {
      const start = at(event);
      const isMove = !timeline.isWhole && start >= timeline.from && start <= timeline.to;
      grip = { at: start, from: timeline.from, span: timeline.span, isMove };
      track.setPointerCapture(event.pointerId);
    });
    track.addEventListener('pointermove', (event) => {
      if (grip === null) return;
      const here = at(event);
      if (grip.isMove) timeline.show(grip.from + here - grip.at, grip.from + here - grip.at + grip.span);
      else if (here !== grip.at) timeline.show(Math.min(here, grip.at), Math.max(here, grip.at));
    });
    track.addEventListener('pointerup', () => {
      grip = null;
    });
    track.addEventListener('dblclick', () => timeline.whole());
    track.addEventListener('keydown', (event) => {
      if (timeKey(timeline, event.key)) event.preventDefault();
    });
  }
}

/** Busy slots over the whole run. */
function skyline({ pools, bins, binMs, endMs }: ReportData): string {
  const levels = Array.from({ length: bins }, (_, bin) =>
    pools.reduce((sum, { slots }) => sum + slots.busy[bin] + slots.lost[bin], 0),
  );
  const most = Math.max(...levels, 1e-9);
  const corners = levels.map((level, bin) => {
    const right = Math.min(1, ((bin + 1) * binMs) / Math.max(endMs, 1)) * 1000;
    return `V${(HEIGHT - (level / most) * (HEIGHT - 2)).toFixed(1)}H${right.toFixed(1)}`;
  });
  return `M0 ${HEIGHT}${corners.join('')}V${HEIGHT}Z`;
}
