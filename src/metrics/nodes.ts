/** What the metrics remember of every pool and node. */
import type { SimTime } from '../kernel/clock.ts';
import { NODE_STATES } from '../trace/vocabulary.ts';
import type { NodeAccount } from './billing.ts';

/** An entry of the summary: everything that ever had this pool id. */
export interface PoolRecord {
  readonly id: string;
  /** of the latest pool of this id, as its body spelled it */
  vmSize: string;
  slotsPerNode: number;
  nodes: number;
  peakNodes: number;
  preemptions: number;
  /** slot milliseconds of dispatches that led to no assignment the log shows */
  unplacedPreparingMs: number;
  readonly terms: PoolTerms[];
}

/** One pool that existed under the id: its nodes have its size and its prices. */
export interface PoolTerms {
  readonly pool: PoolRecord;
  readonly slotsPerNode: number;
  readonly dedicated: NodeAccount;
  readonly lowPriority: NodeAccount;
}

export class NodeRecord {
  readonly handle: number;
  /** among all nodes, in the order of their first lines, from 0 */
  readonly place: number;
  readonly terms: PoolTerms;
  readonly isDedicated: boolean;
  readonly grantedAt: SimTime;
  /** codes of NODE_STATES, -1: gone */
  state: number;
  since: SimTime;
  /** NaN: still there */
  goneAt = Number.NaN;
  /** NaN: not paid at present */
  paidSince: SimTime;
  paidMs = 0;
  /** by state code */
  readonly stateMs = new Float64Array(NODE_STATES.length);
  tasksRun = 0;
  /** slot milliseconds */
  busyMs = 0;
  preparingMs = 0;
  lostMs = 0;

  constructor(handle: number, place: number, terms: PoolTerms, isDedicated: boolean, state: number, at: SimTime) {
    this.handle = handle;
    this.place = place;
    this.terms = terms;
    this.isDedicated = isDedicated;
    this.grantedAt = at;
    this.state = state;
    this.since = at;
    this.paidSince = at;
  }

  get account(): NodeAccount {
    return this.isDedicated ? this.terms.dedicated : this.terms.lowPriority;
  }
}

/** What a handle stands for; a line about something that no line has created is a defect of its sender. */
export function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`a line speaks of a ${what} that no line has created`);
  return value;
}
