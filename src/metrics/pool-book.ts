/** The books of the pools: which nodes they had, in which states for how long, and what was paid for them. */
import type { SimTime } from '../kernel/clock.ts';
import { ABSENT, NODE_STATES, type NodeTransition, type PoolLine, type RunStarted } from '../trace/vocabulary.ts';
import { Cashier, NodeAccount } from './billing.ts';
import type { StretchListener } from './listener.ts';
import { known, NodeRecord, type PoolRecord, type PoolTerms } from './nodes.ts';

const PREEMPTED = NODE_STATES.indexOf('preempted');

export class PoolBook {
  /** in the order of their first lines */
  readonly pools: PoolRecord[] = [];
  readonly nodes: NodeRecord[] = [];
  readonly #listener: StretchListener | null;
  /** by handle */
  readonly #terms: PoolTerms[] = [];
  readonly #nodes: NodeRecord[] = [];
  readonly #byId = new Map<string, PoolRecord>();
  #prices: RunStarted['prices'] = {};
  #cashier = new Cashier({ granularity: 0, minimum: 0 });

  constructor(listener: StretchListener | null) {
    this.#listener = listener;
  }

  begin(line: RunStarted): void {
    this.#prices = line.prices;
    this.#cashier = new Cashier(line.billing);
  }

  /** A pool's first line. A pool of a known id goes on in the old record, under its own terms. */
  addPool(line: PoolLine, handle: number): void {
    const prices = this.#prices[(line.vmSize ?? '').toUpperCase()] ?? { dedicated: null, lowPriority: null };
    const slotsPerNode = line.maxTasksPerNode ?? 1;
    const pool = this.withId(line.poolId) ?? this.#newPool(line.poolId);
    pool.vmSize = line.vmSize ?? '';
    pool.slotsPerNode = slotsPerNode;
    const dedicated = new NodeAccount(prices.dedicated);
    const lowPriority = new NodeAccount(prices.lowPriority);
    this.#terms[handle] = { pool, slotsPerNode, dedicated, lowPriority };
    pool.terms.push(this.#terms[handle]);
  }

  withId(id: string): PoolRecord | undefined {
    return this.#byId.get(id.toLowerCase());
  }

  node(handle: number): NodeRecord {
    return known(this.#nodes[handle], 'node');
  }

  move(transition: Readonly<NodeTransition>): void {
    const { at, to } = transition;
    if (transition.from === ABSENT) {
      const terms = known(this.#terms[transition.pool], 'pool');
      const added = new NodeRecord(transition.node, this.nodes.length, terms, transition.isDedicated, to, at);
      this.#nodes[transition.node] = added;
      this.nodes.push(added);
      enter(terms.pool);
      return;
    }
    const node = this.node(transition.node);
    this.#leaveState(node, at);
    if (to === ABSENT) {
      if (node.state !== PREEMPTED) this.#leavePool(node, at);
      node.goneAt = at;
    } else if (to === PREEMPTED) {
      node.terms.pool.preemptions++;
      this.#leavePool(node, at);
    } else if (node.state === PREEMPTED) {
      node.paidSince = at;
      enter(node.terms.pool);
    }
    node.state = to;
  }

  /** A task was completed: what has been paid so far was paid before the last completion. */
  completion(): void {
    this.#cashier.completion();
  }

  /** The run ends at `at`, its last completion was at `last` (NaN: there was none). */
  close(at: SimTime, last: SimTime): void {
    for (const node of this.nodes) {
      if (node.state === ABSENT) continue;
      this.#leaveState(node, at);
      if (node.state !== PREEMPTED) this.#pay(node, at);
    }
    this.#cashier.close(last);
  }

  /** A preempted node is neither paid nor counted. */
  #leavePool(node: NodeRecord, at: SimTime): void {
    this.#pay(node, at);
    node.paidSince = Number.NaN;
    node.terms.pool.nodes--;
  }

  #pay(node: NodeRecord, at: SimTime): void {
    const ms = this.#cashier.pay(node.account, node.paidSince, at);
    node.paidMs += ms;
    this.#listener?.nodePaid?.(node, node.paidSince, at, ms);
  }

  #leaveState(node: NodeRecord, at: SimTime): void {
    if (at > node.since) {
      node.stateMs[node.state] += at - node.since;
      this.#listener?.nodeStretch(node, node.state, node.since, at);
    }
    node.since = at;
  }

  #newPool(id: string): PoolRecord {
    const pool = {
      id,
      vmSize: '',
      slotsPerNode: 1,
      nodes: 0,
      peakNodes: 0,
      preemptions: 0,
      unplacedPreparingMs: 0,
      terms: [],
    };
    this.#byId.set(id.toLowerCase(), pool);
    this.pools.push(pool);
    return pool;
  }
}

function enter(pool: PoolRecord): void {
  pool.nodes++;
  if (pool.nodes > pool.peakNodes) pool.peakNodes = pool.nodes;
}
