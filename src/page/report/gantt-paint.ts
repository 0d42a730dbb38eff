/**
 * Painting the Gantt chart. With many bars in view every bar is written into the pixels of one image, which costs a few nanoseconds a
 * bar; with few there is room for gaps and names, and the canvas draws them.
 */
import { colour, pixel, rgb, toPixel } from '../theme.ts';
import { type GanttModel, NO_TASK } from './gantt-model.ts';

/** What is shown where: pixels of the canvas. */
export interface View {
  readonly from: number;
  readonly to: number;
  /** where the bars begin; names of nodes stand before */
  readonly left: number;
  readonly width: number;
  readonly height: number;
  /** the lane at the top edge, with its fraction */
  readonly topLane: number;
  readonly laneHeight: number;
}

/** more bars in view than this are painted as pixels */
const BARS_WITH_GAPS = 5000;
const GAP_FROM = 4;
const NAME_FROM = 11;

export interface Palette {
  readonly css: readonly string[];
  readonly pixels: Uint32Array;
  readonly paper: string;
  readonly paperPixel: number;
  readonly idle: string;
  readonly idlePixel: number;
  readonly held: string;
  readonly heldPixel: number;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  /** ink on a bar of this kind */
  readonly onBar: readonly string[];
}

/** `keys`: of the colours of bars by kind */
export function readPalette(keys: readonly string[]): Palette {
  const css = keys.map((key) => colour(`c-${key}`));
  return {
    css,
    pixels: Uint32Array.from(css, (hex) => toPixel(rgb(hex))),
    paper: colour('paper'),
    paperPixel: pixel('paper'),
    idle: colour('c-idle'),
    idlePixel: pixel('c-idle'),
    held: colour('c-held'),
    heldPixel: pixel('c-held'),
    ink: colour('ink'),
    soft: colour('soft'),
    line: colour('line'),
    onBar: css.map((hex) => (isBright(rgb(hex)) ? '#000' : '#fff')),
  };
}

const isBright = ([red, green, blue]: readonly [number, number, number]) =>
  0.299 * red + 0.587 * green + 0.114 * blue > 110;

/** `kindOf`: the colour of a bar, an index into the palette. Returns how many bars were in view. */
export function paintBars(
  canvas: CanvasRenderingContext2D,
  model: GanttModel,
  view: View,
  palette: Palette,
  kindOf: (bar: number) => number,
): number {
  const { first, last } = lanesIn(model, view);
  const inView = countIn(model, view, first, last);
  if (inView > BARS_WITH_GAPS || view.laneHeight < GAP_FROM) paintPixels(canvas, model, view, palette, kindOf);
  else paintRects(canvas, model, view, palette, kindOf);
  return inView;
}

function lanesIn(model: GanttModel, { topLane, laneHeight, height }: View): { first: number; last: number } {
  return {
    first: Math.max(0, Math.floor(topLane)),
    last: Math.min(model.lanes - 1, Math.ceil(topLane + height / laneHeight)),
  };
}

function countIn(model: GanttModel, { from, to }: View, first: number, last: number): number {
  let count = 0;
  const { firstBar, bars } = model;
  for (let lane = first; lane <= last; lane++) {
    const start = model.firstIn(lane, from);
    let [low, high] = [start, firstBar[lane + 1]];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bars.from[middle] <= to) low = middle + 1;
      else high = middle;
    }
    count += low - start;
  }
  return count;
}

let image: ImageData | null = null;

function paintPixels(
  canvas: CanvasRenderingContext2D,
  model: GanttModel,
  view: View,
  palette: Palette,
  kindOf: (bar: number) => number,
): void {
  const { from, to, left, width, height, topLane, laneHeight } = view;
  const columns = Math.max(1, width - left);
  if (image === null || image.width !== columns || image.height !== height)
    image = canvas.createImageData(columns, height);
  const pixels = new Uint32Array(image.data.buffer);
  pixels.fill(palette.paperPixel);
  const { bars, firstBar, nodeOfLane, topLane: tops } = model;
  const { nodes } = model.data.gantt;
  const { endMs } = model.data;
  const scale = columns / (to - from);
  const { first, last } = lanesIn(model, view);
  for (let lane = first; lane <= last; lane++) {
    const y0 = Math.max(0, Math.round((lane - topLane) * laneHeight));
    const y1 = Math.min(
      height,
      Math.max(y0 + 1, Math.round((lane + 1 - topLane) * laneHeight) - (laneHeight >= GAP_FROM ? 1 : 0)),
    );
    if (y0 >= height) break;
    const row = y0 * columns;
    const node = nodeOfLane[lane];
    // a node that is there and does nothing is idle; where its lanes have no line of pixels each, that is said once for all of them
    const isFirst = tops[node] === lane;
    if (laneHeight >= 1 || isFirst || lane === first) {
      const gone = nodes.gone[node] < 0 ? endMs : nodes.gone[node];
      const start = Math.max(0, Math.round((nodes.granted[node] - from) * scale));
      const end = Math.min(columns, Math.round((gone - from) * scale));
      const bottom = laneHeight >= 1 ? y0 : Math.round((model.bottomLane(node) - topLane) * laneHeight);
      for (
        let y = laneHeight >= 1 ? y0 : Math.ceil((lane - topLane) * laneHeight);
        y <= bottom && y < height && end > start;
        y++
      )
        pixels.fill(palette.idlePixel, y * columns + start, y * columns + end);
    }
    const stop = firstBar[lane + 1];
    for (let bar = model.firstIn(lane, from); bar < stop && bars.from[bar] <= to; bar++) {
      if (bars.to[bar] < from) continue;
      const x0 = Math.max(0, ((bars.from[bar] - from) * scale) | 0);
      const x1 = Math.min(columns, Math.max(x0 + 1, Math.round((bars.to[bar] - from) * scale)));
      if (x0 >= columns) continue;
      const tone = palette.pixels[kindOf(bar)];
      // a call costs as much as a dozen pixels
      if (x1 - x0 > 12) pixels.fill(tone, row + x0, row + x1);
      else for (let at = row + x0; at < row + x1; at++) pixels[at] = tone;
      if (bars.ranFrom[bar] > bars.from[bar]) {
        const held = Math.min(x1, Math.round((bars.ranFrom[bar] - from) * scale));
        if (held > x0) pixels.fill(palette.heldPixel, row + x0, row + held);
      }
    }
    for (let y = y0 + 1; y < y1; y++) pixels.copyWithin(y * columns, row, row + columns);
  }
  canvas.putImageData(image, left, 0);
}

function paintRects(
  canvas: CanvasRenderingContext2D,
  model: GanttModel,
  view: View,
  palette: Palette,
  kindOf: (bar: number) => number,
): void {
  const { from, to, left, width, height, topLane, laneHeight } = view;
  canvas.fillStyle = palette.paper;
  canvas.fillRect(left, 0, width - left, height);
  canvas.save();
  canvas.beginPath();
  canvas.rect(left, 0, width - left, height);
  canvas.clip();
  const { bars, firstBar, nodeOfLane, data } = model;
  const { nodes } = data.gantt;
  const scale = (width - left) / (to - from);
  const x = (at: number) => left + (Math.max(from, Math.min(to, at)) - from) * scale;
  const { first, last } = lanesIn(model, view);
  canvas.textBaseline = 'middle';
  canvas.font = `${Math.min(12, laneHeight - 2)}px system-ui, sans-serif`;
  for (let lane = first; lane <= last; lane++) {
    const top = (lane - topLane) * laneHeight;
    const tall = laneHeight - 1;
    const node = nodeOfLane[lane];
    const gone = nodes.gone[node] < 0 ? data.endMs : nodes.gone[node];
    canvas.fillStyle = palette.idle;
    canvas.fillRect(x(nodes.granted[node]), top, x(gone) - x(nodes.granted[node]), tall);
    const stop = firstBar[lane + 1];
    for (let bar = model.firstIn(lane, from); bar < stop && bars.from[bar] <= to; bar++) {
      if (bars.to[bar] < from) continue;
      const kind = kindOf(bar);
      const [start, ran, end] = [x(bars.from[bar]), x(bars.ranFrom[bar]), x(bars.to[bar])];
      canvas.fillStyle = palette.css[kind];
      canvas.fillRect(start, top, Math.max(1, end - start - (end - start > 3 ? 1 : 0)), tall);
      if (ran > start) {
        canvas.fillStyle = palette.held;
        canvas.fillRect(start, top, ran - start, tall);
      }
      if (laneHeight >= NAME_FROM && end - ran > 34) {
        canvas.fillStyle = palette.onBar[kind];
        canvas.fillText(fitting(labelOf(model, bar), end - ran - 8, laneHeight), ran + 4, top + tall / 2 + 0.5);
      }
    }
  }
  canvas.restore();
}

/** What is written on a bar. */
function labelOf(model: GanttModel, bar: number): string {
  const { bars, attempts, data } = model;
  const attempt = bars.attempt[bar];
  if (attempt !== NO_TASK) return data.gantt.tasks.id[attempts.task[attempt]];
  const kind = bars.kind[bar];
  return data.nodeStates[kind] ?? data.nodeTasks[kind - data.nodeStates.length];
}

/** As much of a text as has room, by the width of a usual letter. */
function fitting(text: string, room: number, height: number): string {
  const letters = Math.floor(room / (Math.min(12, height - 2) * 0.58));
  return text.length <= letters ? text : letters < 3 ? '' : `${text.slice(0, letters - 1)}…`;
}

/** The names of nodes, or of pools where nodes have no room. */
export function paintNames(canvas: CanvasRenderingContext2D, model: GanttModel, view: View, palette: Palette): void {
  const { left, height, topLane, laneHeight } = view;
  canvas.fillStyle = palette.paper;
  canvas.fillRect(0, 0, left, height);
  canvas.textBaseline = 'top';
  canvas.font = '12px system-ui, sans-serif';
  const { nodes, pools } = model.data.gantt;
  let free = 0;
  let pool = -1;
  for (const node of model.order) {
    const top = (model.topLane[node] - topLane) * laneHeight;
    const isFirst = nodes.pool[node] !== pool;
    pool = nodes.pool[node];
    if (top > height - 12) break;
    if (top < -0.5 || top < free) continue;
    canvas.fillStyle = isFirst ? palette.ink : palette.soft;
    const text = isFirst ? `${pools[pool].id} ${nodes.id[node]}` : nodes.id[node];
    canvas.fillText(text.length > 16 ? `${text.slice(0, 7)}…${text.slice(-8)}` : text, 0, top);
    free = top + 15;
  }
}
