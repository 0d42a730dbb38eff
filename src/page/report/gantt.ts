/** The Gantt chart on the page: one canvas that follows the timeline, scrolls by rows, tells what is under the pointer, and lets tasks be chosen. */
import type { ReportData } from '../../report/report-data.ts';
import { duration, grouped, percent, STATE_WORDS } from '../../report/words.ts';
import type { NodeState } from '../../trace/vocabulary.ts';
import { button, html, svg, type Tooltip } from '../dom.ts';
import { onTheme } from '../theme.ts';
import { type GanttModel, NO_TASK } from './gantt-model.ts';
import { type Palette, paintBars, paintNames, readPalette, type View } from './gantt-paint.ts';
import { OccupancyPicture } from './occupancy-paint.ts';
import { drawTimeAxis, LEFT, RIGHT, timeScale } from './time-axis.ts';
import { type Timeline, timeKey, timeWheel } from './timeline.ts';

const TALLEST = 520;
const LANE = 14;
const SERIES = 12;

export class Gantt {
  readonly element: HTMLElement;
  readonly canvas = html('canvas', { role: 'img', tabindex: '0' });
  readonly #model: GanttModel;
  readonly #data: ReportData;
  readonly #timeline: Timeline;
  readonly #tooltip: Tooltip;
  readonly #context: CanvasRenderingContext2D;
  readonly #axis = svg('g', { class: 'axis' });
  readonly #axisPicture = svg('svg', { class: 'chart', height: 22, 'aria-hidden': 'true' });
  readonly #said = html('span', { class: 'soft' });
  readonly #picture: OccupancyPicture | null;
  readonly #rows: number;
  #palette: Palette;
  #isByJob = false;
  #topLane = 0;
  #laneHeight: number;
  #height: number;
  #width = 0;
  #isVisible = false;
  #chosen: number | null = null;
  /** is told of the task that was chosen */
  onChoose: (task: number) => void = () => {};

  constructor(model: GanttModel, timeline: Timeline, tooltip: Tooltip) {
    this.#model = model;
    this.#data = model.data;
    this.#timeline = timeline;
    this.#tooltip = tooltip;
    const { occupancy } = model.data.gantt;
    this.#picture = occupancy === null ? null : new OccupancyPicture(occupancy);
    this.#rows = Math.max(1, this.#picture?.rows ?? model.lanes);
    this.#height = Math.max(60, Math.min(TALLEST, this.#rows * LANE));
    this.#laneHeight = this.#height / this.#rows;
    const context = this.canvas.getContext('2d', { alpha: false });
    if (context === null) throw new Error('this browser has no canvas');
    this.#context = context;
    this.#palette = this.#readPalette();
    this.canvas.style.height = `${this.#height}px`;
    this.canvas.setAttribute('aria-label', this.#label());
    this.#axisPicture.append(this.#axis);
    this.element = html('div', { class: 'gantt' }, this.#choices(), this.canvas, this.#axisPicture);
    this.#listen();
  }

  paint(): void {
    if (this.#isVisible) this.#draw();
  }

  paintAnyhow(): void {
    this.#measure();
    this.#draw();
  }

  /** Shows the attempts of a task and marks them. */
  choose(task: number, isToBeShown: boolean): void {
    this.#chosen = task;
    const rows = this.#model.attemptsOf[task];
    if (isToBeShown && rows.length > 0) {
      const { attempts } = this.#model;
      const [from, to] = [attempts.from[rows[0]], attempts.to[rows[rows.length - 1]]];
      const span = Math.max(this.#timeline.span / 20, (to - from) * 3, 1000);
      if (from < this.#timeline.from || to > this.#timeline.to || to - from < this.#timeline.span / 100)
        this.#timeline.show((from + to) / 2 - span / 2, (from + to) / 2 + span / 2);
      if (this.#picture === null) this.#reveal(attempts.lane[rows[0]]);
    }
    this.paint();
  }

  // ---------------------------------------------------------------- what stands around it

  #label(): string {
    const { nodeCount, taskCount } = this.#data.gantt;
    const what = this.#picture === null ? 'Gantt chart' : 'Occupancy';
    return `${what} of ${grouped(nodeCount)} nodes and ${grouped(taskCount)} tasks; arrow keys move, plus and minus zoom, page keys scroll, n and p choose the next and previous task`;
  }

  #choices(): HTMLElement {
    const colours = html('select', { 'aria-label': 'Colour of tasks' });
    colours.append(html('option', { value: 'end' }, 'how they ended'), html('option', { value: 'job' }, 'their job'));
    colours.addEventListener('change', () => {
      this.#isByJob = colours.value === 'job';
      this.#palette = this.#readPalette();
      this.paint();
    });
    const rows = [
      button('Rows −', () => this.#scaleRows(1 / 1.6), 'Lower rows'),
      button('Rows +', () => this.#scaleRows(1.6), 'Higher rows'),
      button('All rows', () => this.#allRows()),
    ];
    const label = html('label', {}, 'Tasks coloured by ', colours);
    return html(
      'div',
      { class: 'choices screen-only' },
      ...(this.#picture === null ? [label] : []),
      ...rows,
      this.#said,
    );
  }

  #readPalette(): Palette {
    const series = Array.from({ length: SERIES }, (_, place) => `series-${place}`);
    return readPalette([...this.#model.kinds, ...series]);
  }

  #scaleRows(factor: number): void {
    const middle = this.#topLane + this.#height / this.#laneHeight / 2;
    this.#laneHeight = Math.max(this.#height / this.#rows, Math.min(28, this.#laneHeight * factor));
    this.#scrollTo(middle - this.#height / this.#laneHeight / 2);
  }

  #allRows(): void {
    this.#laneHeight = this.#height / this.#rows;
    this.#scrollTo(0);
  }

  #scrollTo(topLane: number): void {
    this.#topLane = Math.max(0, Math.min(this.#rows - this.#height / this.#laneHeight, topLane));
    this.paint();
  }

  #reveal(lane: number): void {
    this.#laneHeight = Math.max(this.#laneHeight, Math.min(LANE, this.#height));
    this.#scrollTo(lane - this.#height / this.#laneHeight / 2);
  }

  // ---------------------------------------------------------------- input

  #listen(): void {
    const { canvas } = this;
    new ResizeObserver(() => this.paintAnyhow()).observe(this.element);
    new IntersectionObserver((entries) => {
      this.#isVisible = entries.some(({ isIntersecting }) => isIntersecting);
      this.paint();
    }).observe(canvas);
    onTheme(() => {
      this.#palette = this.#readPalette();
      this.#picture?.forgetColours();
      if (this.#width > 0) this.#draw();
    });
    canvas.addEventListener('wheel', (event) => {
      if (event.altKey) {
        this.#scrollTo(this.#topLane + event.deltaY / this.#laneHeight / 2);
        event.preventDefault();
      } else if (timeWheel(this.#timeline, event, this.#timeAt(event))) event.preventDefault();
    });
    canvas.addEventListener('keydown', (event) => this.#key(event));
    let grip: { x: number; y: number; from: number; to: number; topLane: number; hasMoved: boolean } | null = null;
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      const { from, to } = this.#timeline;
      grip = { x: event.clientX, y: event.clientY, from, to, topLane: this.#topLane, hasMoved: false };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (grip !== null) {
        const [dx, dy] = [grip.x - event.clientX, grip.y - event.clientY];
        if (Math.abs(dx) + Math.abs(dy) > 3) grip.hasMoved = true;
        const by = (dx / (this.#width - LEFT - RIGHT)) * (grip.to - grip.from);
        if (grip.hasMoved) {
          this.#timeline.show(grip.from + by, grip.to + by);
          this.#scrollTo(grip.topLane + dy / this.#laneHeight);
        }
      }
      this.#timeline.point(Math.max(0, Math.min(this.#timeline.end, this.#timeAt(event))));
      this.#tooltip.show(event, this.#saidAt(event));
    });
    canvas.addEventListener('pointerup', (event) => {
      if (grip !== null && !grip.hasMoved) this.#click(event);
      grip = null;
    });
    canvas.addEventListener('pointerleave', () => {
      this.#timeline.point(null);
      this.#tooltip.hide();
    });
    canvas.addEventListener('dblclick', () => this.#timeline.whole());
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey) return;
    const page = this.#height / this.#laneHeight;
    if (event.key === 'ArrowDown') this.#scrollTo(this.#topLane + page / 10);
    else if (event.key === 'ArrowUp') this.#scrollTo(this.#topLane - page / 10);
    else if (event.key === 'PageDown') this.#scrollTo(this.#topLane + page);
    else if (event.key === 'PageUp') this.#scrollTo(this.#topLane - page);
    else if (event.key === 'n') this.#chooseNext(1);
    else if (event.key === 'p') this.#chooseNext(-1);
    else if (!timeKey(this.#timeline, event.key)) return;
    event.preventDefault();
  }

  /** In the order in which attempts began; from the first in view if none is chosen. */
  #chooseNext(step: 1 | -1): void {
    const { attempts, attemptsOf } = this.#model;
    if (attempts.count === 0) return;
    const here = this.#chosen === null ? null : attemptsOf[this.#chosen][0];
    const first = attempts.from.findIndex((from) => from >= this.#timeline.from);
    const next = here == null ? Math.max(0, first) : here + step;
    if (next < 0 || next >= attempts.count) return;
    this.choose(attempts.task[next], true);
    this.onChoose(attempts.task[next]);
  }

  #timeAt(event: MouseEvent): number {
    const x = event.clientX - this.canvas.getBoundingClientRect().left;
    return this.#timeline.from + ((x - LEFT) / (this.#width - LEFT - RIGHT)) * this.#timeline.span;
  }

  #rowAt(event: MouseEvent): number {
    const y = event.clientY - this.canvas.getBoundingClientRect().top;
    return Math.floor(this.#topLane + y / this.#laneHeight);
  }

  /** The topmost bar there; a little beside it counts where bars are thin. */
  #barAt(event: MouseEvent): number | null {
    const lane = this.#rowAt(event);
    if (lane < 0 || lane >= this.#model.lanes || this.#picture !== null) return null;
    const at = this.#timeAt(event);
    const slack = (this.#timeline.span / (this.#width - LEFT - RIGHT)) * 1.5;
    const { bars, firstBar } = this.#model;
    let found: number | null = null;
    for (
      let bar = this.#model.firstIn(lane, at - slack);
      bar < firstBar[lane + 1] && bars.from[bar] <= at + slack;
      bar++
    )
      if (bars.to[bar] >= at - slack) found = bar;
    return found;
  }

  #click(event: MouseEvent): void {
    const bar = this.#barAt(event);
    const attempt = bar === null ? NO_TASK : this.#model.bars.attempt[bar];
    if (attempt === NO_TASK) return;
    const task = this.#model.attempts.task[attempt];
    this.choose(task, false);
    this.onChoose(task);
  }

  #saidAt(event: MouseEvent): string[] {
    const row = this.#rowAt(event);
    if (row < 0 || row >= this.#rows) return [];
    const at = this.#timeAt(event);
    if (this.#picture !== null) {
      const { first, last, nodes, shares } = this.#picture.cell(row, this.#picture.binOf(at));
      const parts = Object.entries(shares).filter(([, share]) => share > 0);
      return [
        nodes === 1 ? first : `${first} … ${last}`,
        ...parts.map(([what, share]) => `${what}: ${percent(share)}`),
      ];
    }
    const model = this.#model;
    const node = model.nodeName(model.nodeOfLane[row]);
    const bar = this.#barAt(event);
    if (bar === null) return [node, duration(Math.max(0, at) / 1000)];
    const { bars, attempts, data } = model;
    const times = `${duration(bars.from[bar] / 1000)} to ${duration(bars.to[bar] / 1000)} (${duration((bars.to[bar] - bars.from[bar]) / 1000)})`;
    const attempt = bars.attempt[bar];
    if (attempt !== NO_TASK) {
      const end = data.attemptEnds[attempts.end[attempt]];
      const held = bars.ranFrom[bar] - bars.from[bar];
      const lines = [`${model.taskName(attempts.task[attempt])}: ${endWords(end)}`, node, times];
      return held > 0 ? [...lines, `held its slot for ${duration(held / 1000)} before it ran`] : lines;
    }
    const { nodeBars, jobs } = data.gantt;
    const own = bars.nodeBar[bar];
    const kind = kindWords(data, bars.kind[bar]);
    const job = nodeBars.job[own] >= 0 ? ` of ${jobs[nodeBars.job[own]]}` : '';
    return [`${node}: ${kind}${job}${nodeBars.failed[own] === 1 ? ', failed' : ''}`, times];
  }

  // ---------------------------------------------------------------- drawing

  #measure(): void {
    this.#width = Math.max(320, this.element.clientWidth);
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    this.canvas.width = Math.round(this.#width * ratio);
    this.canvas.height = Math.round(this.#height * ratio);
    this.#axisPicture.setAttribute('width', String(this.#width));
    this.#axisPicture.setAttribute('viewBox', `0 0 ${this.#width} 22`);
  }

  #draw(): void {
    if (this.#width === 0) this.#measure();
    const ratio = this.canvas.width / this.#width;
    const { from, to, cursor } = this.#timeline;
    const view: View = {
      from,
      to,
      left: Math.round(LEFT * ratio),
      width: this.canvas.width - Math.round(RIGHT * ratio),
      height: this.canvas.height,
      topLane: this.#topLane,
      laneHeight: this.#laneHeight * ratio,
    };
    const context = this.#context;
    context.fillStyle = this.#palette.paper;
    context.fillRect(view.width, 0, this.canvas.width - view.width, view.height);
    if (this.#picture !== null) {
      this.#picture.paint(context, view);
      this.#said.textContent = `${grouped(this.#data.gantt.taskCount)} tasks: too many bars for a page, so each line shows what a group of nodes did`;
    } else {
      const count = paintBars(context, this.#model, view, this.#palette, this.#kindOf());
      this.#said.textContent = `${grouped(count)} of ${grouped(this.#model.bars.count)} bars in view`;
      paintNames(context, this.#model, view, this.#palette);
      this.#outline(view);
    }
    if (cursor !== null && cursor >= from && cursor <= to) {
      context.fillStyle = this.#palette.ink;
      context.fillRect(
        Math.round(view.left + ((cursor - from) / (to - from)) * (view.width - view.left)),
        0,
        1,
        view.height,
      );
    }
    drawTimeAxis(this.#axis, timeScale(from, to, LEFT, this.#width - RIGHT));
    this.canvas.dataset.frames = String(Number(this.canvas.dataset.frames ?? 0) + 1);
  }

  #kindOf(): (bar: number) => number {
    const { bars, attempts, data, kinds } = this.#model;
    if (!this.#isByJob) return (bar) => bars.kind[bar];
    const { job } = data.gantt.tasks;
    return (bar) => {
      const attempt = bars.attempt[bar];
      return attempt === NO_TASK ? bars.kind[bar] : kinds.length + (job[attempts.task[attempt]] % SERIES);
    };
  }

  /** The attempts of the chosen task. */
  #outline({ from, to, left, width, topLane, laneHeight }: View): void {
    if (this.#chosen === null) return;
    const { attempts, attemptsOf } = this.#model;
    const scale = (width - left) / (to - from);
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(left, 0, width - left, this.canvas.height);
    context.clip();
    context.strokeStyle = this.#palette.ink;
    context.lineWidth = 2;
    for (const row of attemptsOf[this.#chosen]) {
      const x = left + (attempts.from[row] - from) * scale;
      const y = (attempts.lane[row] - topLane) * laneHeight;
      const wide = Math.max(4, (attempts.to[row] - attempts.from[row]) * scale);
      context.strokeRect(x - 1, y - 1, wide + 2, Math.max(4, laneHeight + 1));
    }
    context.restore();
  }
}

const NODE_TASK_WORDS: Readonly<Record<string, string>> = {
  startTask: 'start task',
  jobPreparation: 'job preparation task',
  jobRelease: 'job release task',
};

/** What a bar of a node stands for, in words. */
export function kindWords({ nodeStates, nodeTasks }: ReportData, kind: number): string {
  const state = nodeStates[kind];
  if (state !== undefined) return STATE_WORDS[state as NodeState];
  const task = nodeTasks[kind - nodeStates.length];
  return NODE_TASK_WORDS[task] ?? task;
}

const END_WORDS: Readonly<Record<string, string>> = {
  retried: 'failed, and was tried again',
  requeued: 'was requeued',
  preempted: 'was lost to preemption',
  cut: 'was still running when the run ended',
};

/** How an attempt ended, in words. */
export function endWords(end: string): string {
  return END_WORDS[end] ?? end;
}
