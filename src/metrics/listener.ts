/**
 * Whoever draws curves, bars and stories listens to the books of a run: it is told of a stretch of time when the stretch is over, in
 * no particular order, and of the few lines that are no stretches. Times are milliseconds of virtual time.
 */
import type { SimTime } from '../kernel/clock.ts';
import type { Directory, Line, RunEnded, RunStarted } from '../trace/vocabulary.ts';
import type { Waited } from '../trace/waited.ts';
import type { JobRecord } from './jobs.ts';
import type { NodeRecord, PoolRecord } from './nodes.ts';
import type { TaskTable } from './tasks.ts';

/** What a listener may look things up in. */
export interface Books {
  readonly directory: Directory;
  /** the first and the last line; they throw before they were heard */
  readonly started: RunStarted;
  readonly ended: RunEnded;
  readonly jobs: readonly JobRecord[];
  readonly pools: readonly PoolRecord[];
  readonly nodes: readonly NodeRecord[];
  readonly tasks: TaskTable;
}

/** How an attempt of a task ended; `cut`: by the end of the run. */
export const ATTEMPT_ENDS = [
  'succeeded',
  'failed',
  'terminated',
  'retried',
  'requeued',
  'preempted',
  'deleted',
  'cut',
] as const;
export type AttemptEnd = (typeof ATTEMPT_ENDS)[number];

/** One attempt of a task on one of its nodes. The record is used again: whoever keeps something of it copies it. */
export interface Attempt {
  task: number;
  /** the place of its job among all jobs */
  job: number;
  node: NodeRecord;
  /** whether this is the attempt's first node */
  isFirst: boolean;
  /** from when its slot was held */
  from: SimTime;
  /** from when it ran; equal to `to` if it never did */
  ranFrom: SimTime;
  to: SimTime;
  /** code of ATTEMPT_ENDS */
  end: number;
}

export interface StretchListener {
  /** the books that the listener follows, before anything else */
  follow?(books: Books): void;
  /** a node was in one state (a code of NODE_STATES) */
  nodeStretch(node: NodeRecord, state: number, from: SimTime, to: SimTime): void;
  /** one slot was held by a task */
  slotStretch(pool: PoolRecord, use: 'busy' | 'preparing', from: SimTime, to: SimTime): void;
  /** a task of the job at this place among all jobs was `active` or `preparing` */
  waitStretch?(job: number, from: SimTime, to: SimTime): void;
  /** a wait is over, and its causes are known */
  waitEnded?(task: number, waited: Waited): void;
  attemptEnded?(attempt: Readonly<Attempt>): void;
  /** a task was completed, or deleted before that; what the books say of it holds from now on */
  taskEnded?(task: number): void;
  /** `paidMs` were billed for an unbroken stretch of a node */
  nodePaid?(node: NodeRecord, from: SimTime, to: SimTime, paidMs: SimTime): void;
  /** any line but those of tasks and nodes */
  line?(line: Line, handle: number): void;
}
