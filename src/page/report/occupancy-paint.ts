/** The Gantt chart of a run with more bars than a page holds: a line for a group of nodes, its colour mixed from what they did. */

import type { GanttData, OccupancyData } from '../../report/gantt-data.ts';
import { LEVELS } from '../../report/gantt-data.ts';
import { colour, rgb, toPixel } from '../theme.ts';
import type { View } from './gantt-paint.ts';

type Rgb = readonly [number, number, number];
const LAYERS = ['busy', 'preparing', 'starting', 'out'] as const;
const KEYS = { busy: 'c-running', preparing: 'c-held', starting: 'c-starting', out: 'c-preempted' } as const;
const DIGIT = new Map([...LEVELS].map((character, level) => [character, level / 63]));

export interface Cell {
  readonly first: string;
  readonly last: string;
  readonly nodes: number;
  /** shares of the nodes */
  readonly shares: Readonly<Record<(typeof LAYERS)[number] | 'idle' | 'absent', number>>;
}

export class OccupancyPicture {
  readonly rows: number;
  readonly #data: OccupancyData;
  #picture: HTMLCanvasElement | null = null;

  constructor(data: NonNullable<GanttData['occupancy']>) {
    this.#data = data;
    this.rows = data.rows.length;
  }

  cell(row: number, bin: number): Cell {
    const { layers, rows } = this.#data;
    const share = (layer: keyof OccupancyData['layers']) => DIGIT.get(layers[layer][row][bin]) ?? 0;
    const [busy, preparing, starting, out, present] = [...LAYERS, 'present' as const].map(share);
    const idle = Math.max(0, present - busy - preparing - starting - out);
    const [first, last, nodes] = rows[row];
    return { first, last, nodes, shares: { busy, preparing, starting, out, idle, absent: Math.max(0, 1 - present) } };
  }

  binOf(at: number): number {
    return Math.max(0, Math.min(this.#data.bins - 1, Math.floor(at / this.#data.binMs)));
  }

  forgetColours(): void {
    this.#picture = null;
  }

  paint(canvas: CanvasRenderingContext2D, { from, to, left, width, height, topLane, laneHeight }: View): void {
    this.#picture ??= this.#draw();
    const { binMs } = this.#data;
    canvas.fillStyle = colour('paper');
    canvas.fillRect(0, 0, width, height);
    canvas.imageSmoothingEnabled = false;
    const scale = (width - left) / (to - from);
    canvas.save();
    canvas.beginPath();
    canvas.rect(left, 0, width - left, height);
    canvas.clip();
    const picture = this.#picture;
    canvas.drawImage(
      picture,
      left - from * scale,
      -topLane * laneHeight,
      picture.width * binMs * scale,
      this.rows * laneHeight,
    );
    canvas.restore();
    canvas.fillStyle = colour('soft');
    canvas.font = '12px system-ui, sans-serif';
    canvas.textBaseline = 'top';
    let free = 0;
    for (let row = Math.max(0, Math.ceil(topLane)); row < this.rows; row++) {
      const top = (row - topLane) * laneHeight;
      if (top > height - 12) break;
      if (top < free) continue;
      const [name] = this.#data.rows[row];
      canvas.fillText(name.length > 16 ? `${name.slice(0, 7)}…${name.slice(-8)}` : name, 0, top);
      free = top + 15;
    }
  }

  #draw(): HTMLCanvasElement {
    const picture = document.createElement('canvas');
    picture.width = this.#data.bins;
    picture.height = this.rows;
    const canvas = picture.getContext('2d');
    if (canvas === null) return picture;
    const image = canvas.createImageData(picture.width, picture.height);
    const pixels = new Uint32Array(image.data.buffer);
    const [idle, paper] = [rgb(colour('c-idle')), rgb(colour('paper'))];
    const colours = LAYERS.map((layer) => rgb(colour(KEYS[layer])));
    for (let row = 0; row < this.rows; row++) {
      for (let bin = 0; bin < picture.width; bin++) {
        const { shares } = this.cell(row, bin);
        const parts: [number, Rgb][] = LAYERS.map((layer, place) => [shares[layer], colours[place]]);
        pixels[row * picture.width + bin] = toPixel(mixed([...parts, [shares.idle, idle], [shares.absent, paper]]));
      }
    }
    canvas.putImageData(image, 0, 0);
    return picture;
  }
}

function mixed(parts: readonly (readonly [share: number, colour: Rgb])[]): Rgb {
  const total = parts.reduce((sum, [share]) => sum + share, 0) || 1;
  const mix = (channel: 0 | 1 | 2) =>
    Math.round(parts.reduce((sum, [share, of]) => sum + share * of[channel], 0) / total);
  return [mix(0), mix(1), mix(2)];
}
