/** The charts over time, each as layers, lines and marks: what the page without scripts shows as pictures and the script brings to life. */
import { NODE_KINDS, type NodeKind } from '../metrics/series.ts';
import type { NodeState } from '../trace/vocabulary.ts';
import type { MarkData, PoolData, ReportData } from './report-data.ts';
import { STATE_WORDS } from './words.ts';

/** One layer of a stacked chart: mean levels by bin. */
export interface Layer {
  /** a CSS class that colours it */
  readonly key: string;
  readonly title: string;
  readonly levels: readonly number[];
}

/** A value that holds until the next one, drawn above the layers. */
export interface Line {
  readonly title: string;
  readonly steps: readonly (readonly [at: number, value: number])[];
}

export interface TimeChart {
  readonly id: string;
  readonly title: string;
  /** of the upright axis */
  readonly unit: string;
  readonly layers: readonly Layer[];
  readonly lines: readonly Line[];
  readonly marks: readonly MarkData[];
}

const KIND_WORDS: Readonly<Record<NodeKind, string>> = {
  dedicated: 'Dedicated nodes',
  lowPriority: 'Low-priority nodes',
};
const SLOT_USES = ['busy', 'preparing', 'lost', 'idle'] as const;
const SLOT_WORDS = {
  busy: 'busy',
  preparing: 'preparing',
  lost: 'lost to a requeue or preemption',
  idle: 'idle',
} as const;

export const MARK_WORDS: Readonly<Record<MarkData['kind'], string>> = {
  resizeError: 'resize error',
  evaluation: 'autoscale evaluation',
  failedEvaluation: 'failed autoscale evaluation',
};

/** `pool`: the index of one pool, or null for all together. Charts of what never was are left out. */
export function timeCharts(data: ReportData, pool: number | null): readonly TimeChart[] {
  const pools = pool === null ? data.pools : [data.pools[pool]];
  const charts = [
    ...NODE_KINDS.map((kind) => nodesChart(kind, pools)),
    slotsChart(pools),
    queueChart(data),
    costChart(pools, data.currency),
  ];
  return charts.filter(({ layers, lines }) => layers.length > 0 || lines.length > 0);
}

/** Nodes by state, the most useful state at the bottom. */
function nodesChart(kind: NodeKind, pools: readonly PoolData[]): TimeChart {
  const layers = (Object.keys(STATE_WORDS) as NodeState[]).flatMap((state): Layer[] => {
    const parts = pools.flatMap(({ nodes }) => nodes[kind][state] ?? []);
    if (parts.length === 0) return [];
    return [{ key: state, title: STATE_WORDS[state], levels: sum(pools.map(({ nodes }) => nodes[kind][state])) }];
  });
  const targets = pools.map((each) => each.targets[kind]);
  const wanted = targets.some((steps) => steps.some(([, nodes]) => nodes > 0));
  return {
    id: kind,
    title: KIND_WORDS[kind],
    unit: 'nodes',
    layers,
    lines: layers.length > 0 || wanted ? [{ title: 'target', steps: sumOfSteps(targets) }] : [],
    marks: layers.length > 0 || wanted ? pools.flatMap((each) => marksOf(each, pools.length > 1)) : [],
  };
}

function marksOf({ id, marks }: PoolData, isNamed: boolean): MarkData[] {
  return marks.map((mark) => (isNamed ? { ...mark, text: `pool ${id}: ${mark.text}` } : mark));
}

function slotsChart(pools: readonly PoolData[]): TimeChart {
  const layers = SLOT_USES.map((use) => ({
    key: `slot-${use}`,
    title: SLOT_WORDS[use],
    levels: sum(pools.map(({ slots }) => slots[use])),
  }));
  return { id: 'slots', title: 'Slots', unit: 'slots', layers: layers.filter(isSomething), lines: [], marks: [] };
}

function queueChart({ queues }: ReportData): TimeChart {
  const layers = queues.map(({ job, levels }, place) => ({
    key: job === null ? 'series-rest' : `series-${place}`,
    title: job ?? 'other jobs',
    levels,
  }));
  return {
    id: 'queue',
    title: 'Tasks waiting, by job',
    unit: 'tasks',
    layers: layers.filter(isSomething),
    lines: [],
    marks: [],
  };
}

function costChart(pools: readonly PoolData[], currency: string): TimeChart {
  const layers = pools.flatMap(({ id, cost }, place): Layer[] =>
    cost === null ? [] : [{ key: `series-${place}`, title: id === '' ? 'other pools' : id, levels: cost }],
  );
  return { id: 'cost', title: 'Cost so far', unit: currency, layers: layers.filter(isSomething), lines: [], marks: [] };
}

const isSomething = ({ levels }: Layer) => levels.some((level) => level > 0);

function sum(parts: readonly (readonly number[] | undefined)[]): number[] {
  const total = new Array<number>(Math.max(0, ...parts.map((part) => part?.length ?? 0))).fill(0);
  for (const part of parts)
    part?.forEach((level, bin) => {
      total[bin] += level;
    });
  return total;
}

/** The sum of values that change at different times. */
function sumOfSteps(parts: readonly Line['steps'][]): Line['steps'] {
  if (parts.length === 1) return parts[0];
  const changes = parts.flatMap((steps) =>
    steps.map(([at, value], place) => [at, value - (steps[place - 1]?.[1] ?? 0)] as const),
  );
  let total = 0;
  const sums = new Map<number, number>();
  for (const [at, change] of [...changes].sort((a, b) => a[0] - b[0])) {
    total += change;
    sums.set(at, total);
  }
  return [...sums];
}

/** Mean levels over at most `rows` equal spans, for a table: `[from, to]` in seconds and a level per layer. */
export function spans(
  { bins, binMs, endMs }: Pick<ReportData, 'bins' | 'binMs' | 'endMs'>,
  layers: readonly Layer[],
  rows: number,
): { from: number; to: number; means: number[] }[] {
  const perSpan = Math.ceil(bins / rows);
  return Array.from({ length: Math.ceil(bins / perSpan) }, (_, span) => {
    const from = (span * perSpan * binMs) / 1000;
    const to = Math.min((span + 1) * perSpan * binMs, endMs) / 1000;
    const means = layers.map(({ levels }) => meanOver(levels, span * perSpan, (span + 1) * perSpan, binMs, endMs));
    return { from, to, means };
  });
}

function meanOver(levels: readonly number[], first: number, last: number, binMs: number, endMs: number): number {
  let [integral, length] = [0, 0];
  for (let bin = first; bin < Math.min(last, levels.length); bin++) {
    const width = Math.min(binMs, endMs - bin * binMs);
    integral += levels[bin] * width;
    length += width;
  }
  return length > 0 ? integral / length : 0;
}
