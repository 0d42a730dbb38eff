/**
 * In which order the keys of a rare line stand: `seq, at, entity`, ids, `from, to, reason`, details, `cause`.
 *
 * The records below name every key of every kind of line exactly once; the compiler refuses one that is missing or unknown.
 */
import type { Line } from './vocabulary.ts';

type Head = 'seq' | 'at' | 'entity' | 'from' | 'to' | 'reason' | 'cause';
type Keys<L> = L extends unknown ? Exclude<keyof L, Head> : never;
type LineOf<E extends Line['entity']> = Extract<Line, { entity: E }>;
type Order<E extends Line['entity']> = { readonly [K in Keys<LineOf<E>>]-?: 'id' | 'detail' };

const run: Order<'run'> = {
  format: 'detail',
  scenario: 'detail',
  description: 'detail',
  seed: 'detail',
  start: 'detail',
  version: 'detail',
  prices: 'detail',
  currency: 'detail',
  billing: 'detail',
  vmSizes: 'detail',
  notModelled: 'detail',
  unmatchedCommandLines: 'detail',
  waiting: 'detail',
  stuck: 'detail',
  limit: 'detail',
};
const request: Order<'request'> = {
  poolId: 'id',
  nodeId: 'id',
  nodeIds: 'id',
  jobScheduleId: 'id',
  jobId: 'id',
  taskId: 'id',
  status: 'detail',
  code: 'detail',
  message: 'detail',
  changes: 'detail',
};
const pool: Order<'pool'> = {
  poolId: 'id',
  vmSize: 'detail',
  maxTasksPerNode: 'detail',
  nodeFillType: 'detail',
  isAutoPool: 'detail',
};
const allocation: Order<'allocation'> = {
  poolId: 'id',
  targetDedicatedNodes: 'detail',
  targetLowPriorityNodes: 'detail',
  currentDedicatedNodes: 'detail',
  currentLowPriorityNodes: 'detail',
  removing: 'detail',
  resizeErrors: 'detail',
};
const autoscale: Order<'autoscale'> = { poolId: 'id', results: 'detail', error: 'detail' };
const jobSchedule: Order<'jobSchedule'> = { jobScheduleId: 'id' };
const job: Order<'job'> = {
  jobId: 'id',
  poolId: 'detail',
  isAutoPool: 'detail',
  priority: 'detail',
  jobManager: 'detail',
  terminateReason: 'detail',
  schedulingError: 'detail',
};
const outcome = { retryCount: 'detail', exitCode: 'detail', result: 'detail', failureInfo: 'detail' } as const;
const startTask: Order<'startTask'> = { poolId: 'id', nodeId: 'id', ...outcome };
const jobNodeTask: Order<'jobPreparation' | 'jobRelease'> = { jobId: 'id', poolId: 'id', nodeId: 'id', ...outcome };

const ORDERS: { readonly [E in Line['entity']]: Readonly<Record<string, 'id' | 'detail'>> } = {
  run,
  request,
  pool,
  allocation,
  autoscale,
  jobSchedule,
  job,
  startTask,
  jobPreparation: jobNodeTask,
  jobRelease: jobNodeTask,
};

export interface LineKeys {
  /** e.g. `poolId`, `nodeId` */
  readonly ids: readonly string[];
  readonly details: readonly string[];
}

const keysOf = (order: Readonly<Record<string, 'id' | 'detail'>>): LineKeys => ({
  ids: Object.keys(order).filter((key) => order[key] === 'id'),
  details: Object.keys(order).filter((key) => order[key] === 'detail'),
});

/** The ids and the details of every kind of line but those of tasks and nodes, in the order in which they are written. */
export const LINE_KEYS = Object.fromEntries(
  Object.entries(ORDERS).map(([entity, order]) => [entity, keysOf(order)]),
) as {
  readonly [E in Line['entity']]: LineKeys;
};
