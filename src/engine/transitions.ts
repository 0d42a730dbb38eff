/**
 * The one place that writes states. Each function moves an entity along a named edge of its lifecycle table and logs the transition,
 * so the log cannot disagree with the world; an edge that does not leave the present state is a defect.
 *
 * All answer the `seq` of the line, for those who want to say what led to what.
 */
import { JOB, JOB_SCHEDULE } from '../batch/lifecycles/job.ts';
import { NODE } from '../batch/lifecycles/node.ts';
import { JOB_PREPARATION, JOB_RELEASE, START_TASK } from '../batch/lifecycles/node-tasks.ts';
import { ALLOCATION, POOL } from '../batch/lifecycles/pool.ts';
import { TASK } from '../batch/lifecycles/task.ts';
import { Defect } from '../kernel/invariant.ts';
import { type Lifecycle, NO_EDGE } from '../kernel/lifecycle.ts';
import type { FailureInfo, JobLine, PoolLine, ResizeError, Result } from '../trace/vocabulary.ts';
import { touch } from './autoscale/pool-counts.ts';
import type { Job, NodeRecord } from './jobs.ts';
import type { Pool } from './pools.ts';
import type { Schedule } from './schedules.ts';
import type { World } from './world.ts';

const PREEMPTED = NODE.code('preempted');

type EdgeOf<L> = L extends Lifecycle<string, infer E> ? E : never;
export type TaskEdge = EdgeOf<typeof TASK>;
export type NodeEdge = EdgeOf<typeof NODE>;

/** The target of an edge, or a defect. */
function target<S extends string, E extends string>(
  table: Lifecycle<S, E>,
  edge: E,
  from: number,
  who: () => string,
): number {
  const to = table.target(edge, from);
  if (to === NO_EDGE) throw new Defect(`${who()} cannot go from ${table.state(from)} along '${edge}'`);
  return to;
}

/** Moves a task along the edge of that index; details stand in `world.log.task` already. */
export function moveTask(world: World, task: number, edge: number): number {
  const { tasks } = world;
  const from = tasks.state(task);
  const to = TASK.targetByIndex(edge, from);
  if (to === NO_EDGE)
    throw new Defect(`task ${world.taskId(task)} cannot go from ${TASK.state(from)} along '${TASK.edgeNames[edge]}'`);
  tasks.setState(task, to);
  const line = world.log.task;
  line.task = task;
  line.job = world.families[tasks.family(task)].job;
  line.from = from;
  line.to = to;
  line.reason = TASK.edgeNames[edge];
  return world.log.emitTask();
}

export function moveNode(world: World, node: number, edge: NodeEdge): number {
  const nodes = world.nodes;
  const from = nodes.state(node);
  const to = target(NODE, edge, from, () => `node ${world.nodeId(node)}`);
  nodes.setState(node, to);
  const pool = world.poolOf(node);
  if (to === PREEMPTED) pool.counts.preempted++;
  else if (from === PREEMPTED) pool.counts.preempted--;
  touch(world, pool);
  const seq = world.log.emitNode(node, nodes.pool(node), from, to, NODE.index(edge), nodes.kind(node) === 0);
  nodes.seq.data[node] = seq;
  return seq;
}

export function movePool(world: World, pool: Pool, edge: EdgeOf<typeof POOL>): number {
  const from = pool.state;
  pool.state = target(POOL, edge, from, () => `pool ${pool.id}`);
  const details: Partial<PoolLine> =
    from >= 0
      ? {}
      : {
          vmSize: pool.spec.vmSize,
          maxTasksPerNode: pool.slots,
          nodeFillType: pool.spec.nodeFillType,
          isAutoPool: pool.isAutoPool,
        };
  pool.seq = world.log.emit(
    { entity: 'pool', poolId: pool.id, from: POOL.state(from), to: POOL.state(pool.state), reason: edge, ...details },
    pool.index,
  );
  return pool.seq;
}

export function moveAllocation(
  world: World,
  pool: Pool,
  edge: EdgeOf<typeof ALLOCATION>,
  details: { readonly removing?: readonly string[]; readonly resizeErrors?: readonly ResizeError[] } = {},
): number {
  const from = pool.allocation;
  pool.allocation = target(ALLOCATION, edge, from, () => `allocation of pool ${pool.id}`);
  pool.allocationSeq = world.log.emit(
    {
      entity: 'allocation',
      poolId: pool.id,
      from: ALLOCATION.state(from),
      to: ALLOCATION.state(pool.allocation),
      reason: edge,
      targetDedicatedNodes: pool.targets[0],
      targetLowPriorityNodes: pool.targets[1],
      currentDedicatedNodes: pool.current[0],
      currentLowPriorityNodes: pool.current[1],
      ...details,
    },
    pool.index,
  );
  return pool.allocationSeq;
}

export function moveJob(world: World, job: Job, edge: EdgeOf<typeof JOB>, details: Partial<JobLine> = {}): number {
  const from = job.state;
  job.state = target(JOB, edge, from, () => `job ${job.id}`);
  job.seq = world.log.emit(
    {
      entity: 'job',
      jobId: job.id,
      from: JOB.state(from),
      to: JOB.state(job.state),
      reason: edge,
      ...details,
    } as JobLine,
    job.index,
  );
  return job.seq;
}

export function moveSchedule(world: World, schedule: Schedule, edge: EdgeOf<typeof JOB_SCHEDULE>): number {
  const from = schedule.state;
  schedule.state = target(JOB_SCHEDULE, edge, from, () => `job schedule ${schedule.id}`);
  schedule.seq = world.log.emit(
    {
      entity: 'jobSchedule',
      jobScheduleId: schedule.id,
      from: JOB_SCHEDULE.state(from),
      to: JOB_SCHEDULE.state(schedule.state),
      reason: edge,
    },
    schedule.index,
  );
  return schedule.seq;
}

/** What a finished run of a start, preparation or release task says of itself. */
export interface RunDetails {
  readonly retryCount: number;
  readonly exitCode?: number;
  readonly result?: Result;
  readonly failureInfo?: FailureInfo;
}

export function moveStartTask(
  world: World,
  node: number,
  edge: EdgeOf<typeof START_TASK>,
  details: RunDetails,
): number {
  const states = world.nodes.startState.data;
  const from = states[node];
  states[node] = target(START_TASK, edge, from, () => `start task of ${world.nodeId(node)}`);
  const seq = world.log.emit(
    {
      entity: 'startTask',
      poolId: world.poolOf(node).id,
      nodeId: world.nodeId(node),
      from: START_TASK.state(from),
      to: START_TASK.state(states[node]),
      reason: edge,
      ...details,
    },
    node,
  );
  world.nodes.startSeq.data[node] = seq;
  return seq;
}

export function movePreparation(
  world: World,
  record: NodeRecord,
  edge: EdgeOf<typeof JOB_PREPARATION>,
  details: RunDetails,
): number {
  const from = record.state;
  record.state = target(JOB_PREPARATION, edge, from, () => `preparation on ${world.nodeId(record.node)}`);
  record.seq = world.log.emit(
    {
      entity: 'jobPreparation',
      jobId: world.jobs[record.job].id,
      poolId: world.poolOf(record.node).id,
      nodeId: world.nodeId(record.node),
      from: JOB_PREPARATION.state(from),
      to: JOB_PREPARATION.state(record.state),
      reason: edge,
      ...details,
    },
    record.node,
  );
  return record.seq;
}

export function moveRelease(
  world: World,
  record: NodeRecord,
  edge: EdgeOf<typeof JOB_RELEASE>,
  details: RunDetails,
): number {
  const from = record.releaseState;
  record.releaseState = target(JOB_RELEASE, edge, from, () => `release on ${world.nodeId(record.node)}`);
  record.releaseSeq = world.log.emit(
    {
      entity: 'jobRelease',
      jobId: world.jobs[record.job].id,
      poolId: world.poolOf(record.node).id,
      nodeId: world.nodeId(record.node),
      from: JOB_RELEASE.state(from),
      to: JOB_RELEASE.state(record.releaseState),
      reason: edge,
      ...details,
    },
    record.node,
  );
  return record.releaseSeq;
}

/** Runs `body` with `seq` as the cause of what it logs. */
export function because<T>(world: World, seq: number, body: () => T): T {
  const outer = world.log.cause;
  world.log.cause = seq;
  const result = body();
  world.log.cause = outer;
  return result;
}
