/** From the curves of pools to the layers of a chart. */
import type { PoolSeries, RunSeries } from '../metrics/series.ts';
import type { NodeState } from '../trace/vocabulary.ts';
import { STATE_WORDS } from './words.ts';

/** One layer of a stacked chart: mean levels by bin. */
export interface Layer {
  /** a CSS class that colours it */
  readonly key: string;
  readonly title: string;
  readonly levels: Float64Array;
}

/** Nodes of both kinds by state, the most useful state at the bottom; states that never occurred are left out. */
export function nodeLayers(pools: readonly PoolSeries[], bins: number): Layer[] {
  return (Object.keys(STATE_WORDS) as NodeState[]).flatMap((state) => {
    const parts = pools.flatMap(({ nodes }) => [nodes.dedicated[state], nodes.lowPriority[state]]);
    const present = parts.filter((part) => part !== undefined);
    if (present.length === 0) return [];
    return [{ key: state, title: STATE_WORDS[state], levels: sum(present, bins) }];
  });
}

export function slotLayers(pools: readonly PoolSeries[], bins: number): Layer[] {
  return (['busy', 'preparing', 'idle'] as const)
    .map((use) => ({
      key: `slot-${use}`,
      title: use,
      levels: sum(
        pools.map((pool) => pool.slots[use]),
        bins,
      ),
    }))
    .filter(({ levels }) => levels.some((level) => level > 0));
}

/** Mean levels over at most `rows` equal spans, for a table: `[from, to]` in seconds and a level per layer. */
export function spans(
  series: RunSeries,
  layers: readonly Layer[],
  rows: number,
): { from: number; to: number; means: number[] }[] {
  const perSpan = Math.ceil(series.bins / rows);
  const { binSeconds, endSeconds } = series;
  return Array.from({ length: Math.ceil(series.bins / perSpan) }, (_, span) => {
    const from = span * perSpan * binSeconds;
    const to = Math.min((span + 1) * perSpan * binSeconds, endSeconds);
    const means = layers.map(({ levels }) =>
      meanOver(levels, span * perSpan, (span + 1) * perSpan, binSeconds, endSeconds),
    );
    return { from, to, means };
  });
}

function meanOver(levels: Float64Array, first: number, last: number, binSeconds: number, endSeconds: number): number {
  let [integral, length] = [0, 0];
  for (let bin = first; bin < Math.min(last, levels.length); bin++) {
    const width = Math.min(binSeconds, endSeconds - bin * binSeconds);
    integral += levels[bin] * width;
    length += width;
  }
  return length > 0 ? integral / length : 0;
}

function sum(parts: readonly Float64Array[], bins: number): Float64Array {
  const total = new Float64Array(bins);
  for (const part of parts) for (let bin = 0; bin < bins; bin++) total[bin] += part[bin];
  return total;
}
