/**
 * What groups of nodes did over time, for runs with more bars than a page can hold: mean levels over a grid of bounded size. When there
 * are more nodes than rows, neighbours share one, and their number doubles as often as need be.
 */
import type { SimTime } from '../kernel/clock.ts';
import { BINS, Binned } from './binned.ts';

export const ROWS = 256;

/** running tasks, slots held for tasks that do not run yet, nodes on their way into service, nodes out of service, nodes that exist */
export const OCCUPANCY_LAYERS = ['busy', 'preparing', 'starting', 'out', 'present'] as const;
export type OccupancyLayer = (typeof OCCUPANCY_LAYERS)[number];

type Row = Binned[];

export class Occupancy {
  nodesPerRow = 1;
  #rows: Row[] = [];

  /** `weight`: the share of the node; `node`: its place among all nodes */
  add(layer: number, node: number, from: SimTime, to: SimTime, weight: number): void {
    if (to <= from) return;
    while (node >= ROWS * this.nodesPerRow) this.#merge();
    const row = Math.floor(node / this.nodesPerRow);
    this.#rows[row] ??= OCCUPANCY_LAYERS.map(() => new Binned());
    this.#rows[row][layer].add(from, to, weight);
  }

  /** Node-milliseconds by layer, row and bin; all over bins of one width that reach to `end`. */
  integrals(
    end: SimTime,
    nodes: number,
  ): { readonly width: SimTime; readonly rows: readonly (readonly Float64Array[])[] } {
    const empty = new Binned();
    empty.cover(end);
    const rows = Array.from({ length: Math.ceil(nodes / this.nodesPerRow) }, (_, row) =>
      OCCUPANCY_LAYERS.map((_layer, code) => {
        const level = this.#rows[row]?.[code];
        level?.cover(end);
        return level?.integrals() ?? new Float64Array(BINS);
      }),
    );
    return { width: empty.width, rows };
  }

  #merge(): void {
    const narrow = this.#rows;
    this.nodesPerRow *= 2;
    this.#rows = [];
    for (const [place, layers] of narrow.entries()) {
      if (layers === undefined) continue;
      const row = place >> 1;
      if (this.#rows[row] === undefined) this.#rows[row] = layers;
      else for (const [code, level] of layers.entries()) this.#rows[row][code].absorb(level);
    }
  }
}
