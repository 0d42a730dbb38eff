/**
 * How the nodes and the slots of a run developed over time: mean levels over equal spans of time, for charts. It listens to the
 * stretches that a ledger books, and takes the same memory however long the run is.
 */
import { HOUR, type SimTime } from '../kernel/clock.ts';
import { NODE_STATES, type NodeState } from '../trace/vocabulary.ts';
import { BINS, Binned } from './binned.ts';
import { ATTEMPT_ENDS, type Attempt, type StretchListener } from './listener.ts';
import type { NodeRecord, PoolRecord } from './nodes.ts';

export const NODE_KINDS = ['dedicated', 'lowPriority'] as const;
export type NodeKind = (typeof NODE_KINDS)[number];
export const SLOT_USES = ['busy', 'preparing', 'idle'] as const;
export type SlotUse = (typeof SLOT_USES)[number];

/** Mean levels by bin; what never occurred is absent. */
export interface PoolSeries {
  readonly nodes: Readonly<Record<NodeKind, Readonly<Partial<Record<NodeState, Float64Array>>>>>;
  readonly slots: Readonly<Record<SlotUse, Float64Array>>;
  /** the parts of `busy` and `preparing` whose attempt was requeued or preempted */
  readonly lost: Readonly<Record<'busy' | 'preparing', Float64Array>>;
  /** what was billed up to the end of each bin; null if a price is missing */
  readonly cost: Float64Array | null;
}

export interface RunSeries {
  /** of one bin; the last bin may reach beyond the run's end, its means are over the part before it */
  readonly binSeconds: number;
  readonly endSeconds: number;
  readonly bins: number;
  /** by pool id; a pool that never had a node is absent */
  readonly pools: Readonly<Record<string, PoolSeries>>;
}

interface PoolLevels {
  readonly nodes: Record<NodeKind, (Binned | undefined)[]>;
  /** slots that exist */
  readonly slots: Binned;
  readonly busy: Binned;
  readonly preparing: Binned;
  readonly lostBusy: Binned;
  readonly lostPreparing: Binned;
  /** currency units per millisecond */
  readonly paid: Binned;
  hasPrices: boolean;
}

const REQUEUED = ATTEMPT_ENDS.indexOf('requeued');
const PREEMPTED = ATTEMPT_ENDS.indexOf('preempted');
const IDLE = NODE_STATES.indexOf('idle');
const RUNNING = NODE_STATES.indexOf('running');

export class SeriesFold implements StretchListener {
  readonly #pools = new Map<PoolRecord, PoolLevels>();

  nodeStretch(node: NodeRecord, state: number, from: SimTime, to: SimTime): void {
    const levels = this.#levels(node.terms.pool);
    const states = levels.nodes[node.isDedicated ? 'dedicated' : 'lowPriority'];
    states[state] ??= new Binned();
    states[state].add(from, to, 1);
    if (state === IDLE || state === RUNNING) levels.slots.add(from, to, node.terms.slotsPerNode);
  }

  slotStretch(pool: PoolRecord, use: 'busy' | 'preparing', from: SimTime, to: SimTime): void {
    this.#levels(pool)[use].add(from, to, 1);
  }

  attemptEnded({ node, from, ranFrom, to, end }: Readonly<Attempt>): void {
    if (end !== REQUEUED && end !== PREEMPTED) return;
    const levels = this.#levels(node.terms.pool);
    levels.lostPreparing.add(from, ranFrom, 1);
    levels.lostBusy.add(ranFrom, to, 1);
  }

  /** Time is paid as it passes; what the billing's granularity and minimum add is paid at the end of the stretch. */
  nodePaid(node: NodeRecord, from: SimTime, to: SimTime, paidMs: SimTime): void {
    const levels = this.#levels(node.terms.pool);
    const { price } = node.account;
    if (price === null) {
      levels.hasPrices = false;
      return;
    }
    levels.paid.add(from, to, price / HOUR);
    const instant = Math.max(0, to - 1);
    levels.paid.add(instant, instant + 1, ((paidMs - (to - from)) * price) / HOUR);
  }

  /** `end`: the run's, ms. To be asked when everything is booked. */
  series(end: SimTime): RunSeries {
    const grid = new Binned();
    grid.cover(end);
    const bins = Math.max(1, Math.min(BINS, Math.ceil(end / grid.width)));
    const mean = (level: Binned | undefined) => meansOf(level ?? new Binned(), end, bins);
    const pools = [...this.#pools].map(([pool, levels]): [string, PoolSeries] => {
      const [slots, busy, preparing] = [mean(levels.slots), mean(levels.busy), mean(levels.preparing)];
      const idle = slots.map((existing, bin) => Math.max(0, existing - busy[bin] - preparing[bin]));
      const nodes = { dedicated: statesOf(levels.nodes.dedicated), lowPriority: statesOf(levels.nodes.lowPriority) };
      const lost = { busy: mean(levels.lostBusy), preparing: mean(levels.lostPreparing) };
      const cost = levels.hasPrices ? sumsOf(levels.paid, end, bins) : null;
      return [pool.id, { nodes, slots: { busy, preparing, idle }, lost, cost }];
    });
    return { binSeconds: grid.width / 1000, endSeconds: end / 1000, bins, pools: Object.fromEntries(pools) };

    function statesOf(levels: readonly (Binned | undefined)[]): Partial<Record<NodeState, Float64Array>> {
      const present = NODE_STATES.flatMap((state, code) =>
        levels[code] === undefined ? [] : [[state, mean(levels[code])]],
      );
      return Object.fromEntries(present);
    }
  }

  #levels(pool: PoolRecord): PoolLevels {
    let levels = this.#pools.get(pool);
    if (levels === undefined) {
      const nodes = { dedicated: [], lowPriority: [] };
      levels = {
        nodes,
        slots: new Binned(),
        busy: new Binned(),
        preparing: new Binned(),
        lostBusy: new Binned(),
        lostPreparing: new Binned(),
        paid: new Binned(),
        hasPrices: true,
      };
      this.#pools.set(pool, levels);
    }
    return levels;
  }
}

/** The level's integral up to the end of each bin. */
function sumsOf(level: Binned, end: SimTime, bins: number): Float64Array {
  level.cover(end);
  let sum = 0;
  return level
    .integrals()
    .subarray(0, bins)
    .map((integral) => {
      sum += integral;
      return sum;
    });
}

/** Means over the bins of a run of `end` ms; the last bin is only as wide as the run. */
export function meansOf(level: Binned, end: SimTime, bins: number): Float64Array {
  level.cover(end);
  const { width } = level;
  return level
    .integrals()
    .subarray(0, bins)
    .map((integral, bin) => {
      const span = Math.min(width, end - bin * width);
      return span > 0 ? integral / span : 0;
    });
}
