/**
 * The vocabulary of the event log: which entities there are, which states they have, and what one line says.
 *
 * Every line is a state transition of one named thing (contract "batchlab-events/1"). Tasks and nodes make nearly all lines, so
 * theirs travel as one reused record of numbers (`TaskTransition`, `NodeTransition`); all others are plain objects (`Line`).
 * Whoever receives a record reads it at once and keeps nothing of it. The writer, the metrics and the viewer are all receivers; the
 * engine and the log reader are the two senders, and a receiver cannot tell which one it hears.
 */
import type { JobScheduleState, JobState } from '../batch/lifecycles/job.ts';
import type { NodeTaskState } from '../batch/lifecycles/node-tasks.ts';
import type { AllocationState, PoolState } from '../batch/lifecycles/pool.ts';
import type { TaskDependencies } from '../batch/model.ts';
import type { SimTime } from '../kernel/clock.ts';
import type { Reason } from './reasons.ts';
import type { Waited } from './waited.ts';

export const FORMAT = 'batchlab-events/1';

/** States in the order of their codes; code -1 is `null`: the thing does not exist. */
export { JOB_SCHEDULE_STATES, JOB_STATES, type JobScheduleState, type JobState } from '../batch/lifecycles/job.ts';
export { NODE_STATES, type NodeState } from '../batch/lifecycles/node.ts';
export { NODE_TASK_STATES, type NodeTaskState } from '../batch/lifecycles/node-tasks.ts';
export { ALLOCATION_STATES, type AllocationState, POOL_STATES, type PoolState } from '../batch/lifecycles/pool.ts';
export { TASK_STATES, type TaskState } from '../batch/lifecycles/task.ts';

/** The state code that stands for `null`. */
export const ABSENT = -1;

/** What a task can wait for, in the order in which an instant of waiting is charged (contract 4). The index is the cause's code. */
export const WAIT_CAUSES = [
  'dispatch',
  'jobPreparation',
  'jobDisabled',
  'noPool',
  'dependency',
  'ineligible',
  'jobManager',
  'higherPriority',
  'slots',
  'startTask',
  'nodeStart',
  'nodesUnavailable',
  'allocation',
] as const;
export type WaitCause = (typeof WAIT_CAUSES)[number];

export type Result = 'success' | 'failure';
export interface FailureInfo {
  readonly category: 'UserError' | 'ServerError';
  readonly code: string;
}
export interface ResizeError {
  readonly code: string;
  readonly message: string;
}

/** One line about a task. Handles are the sender's numbers; `Directory` names them. */
export interface TaskTransition {
  seq: number;
  at: SimTime;
  task: number;
  job: number;
  /** codes into TASK_STATES or ABSENT */
  from: number;
  to: number;
  reason: Reason;
  cause: number;
  /** where the task is assigned, on lines to `preparing` and `running`; else -1 */
  pool: number;
  node: number;
  /** all nodes of a multi-instance task (its first is `node`), else null */
  nodes: readonly number[] | null;
  /** new values, or -1 when unchanged */
  retryCount: number;
  requeueCount: number;
  /** NaN: none */
  exitCode: number;
  result: Result | null;
  failureInfo: FailureInfo | null;
  /** on the line that ends a wait: what it waited for; else null */
  waited: Waited | null;
  /** on the first line of a task that has dependencies; else null */
  dependsOn: TaskDependencies | null;
}

/** A record of a task's line with nothing said yet; whoever sends lines makes one, and uses it for all of them. */
export function blankTask(): TaskTransition {
  return {
    seq: 0,
    at: 0,
    task: 0,
    job: 0,
    from: ABSENT,
    to: ABSENT,
    reason: 'added',
    cause: 0,
    pool: -1,
    node: -1,
    nodes: null,
    retryCount: -1,
    requeueCount: -1,
    exitCode: Number.NaN,
    result: null,
    failureInfo: null,
    waited: null,
    dependsOn: null,
  };
}

/** One line about a node. */
export interface NodeTransition {
  seq: number;
  at: SimTime;
  node: number;
  pool: number;
  /** codes into NODE_STATES or ABSENT */
  from: number;
  to: number;
  reason: Reason;
  cause: number;
  /** said on the first line only, but always set */
  isDedicated: boolean;
}

interface LineBase {
  readonly seq: number;
  readonly at: SimTime;
  readonly reason: Reason;
  /** null on the first line of a log only */
  readonly cause: number | null;
}

export interface RunStarted extends LineBase {
  readonly entity: 'run';
  readonly from: null;
  readonly to: 'started';
  readonly format: typeof FORMAT;
  readonly scenario: string;
  /** what the scenario's author says about it; absent: nothing */
  readonly description?: string;
  readonly seed: string;
  /** ISO 8601, UTC */
  readonly start: string;
  readonly version: string;
  readonly prices: Readonly<Record<string, { readonly dedicated: number | null; readonly lowPriority: number | null }>>;
  readonly currency: string;
  /** milliseconds */
  readonly billing: { readonly granularity: SimTime; readonly minimum: SimTime };
  /** the sizes that the scenario's pools use, in UPPER CASE: cores */
  readonly vmSizes: Readonly<Record<string, number>>;
  readonly notModelled: readonly string[];
}
export interface RunEnded extends LineBase {
  readonly entity: 'run';
  readonly from: 'started';
  readonly to: 'ended';
  readonly unmatchedCommandLines: readonly string[];
  /** milliseconds by job id (`id#2` for a second job of that id) and cause, of the tasks still waiting */
  readonly waiting: Readonly<Record<string, Readonly<Partial<Record<WaitCause, number>>>>>;
  /** what can never proceed, why, and what would help */
  readonly stuck: readonly { readonly entity: string; readonly reason: string; readonly remedy: string }[];
  /** only with reason `limit`: what was still going on */
  readonly limit?: string;
}
export interface RequestLine extends LineBase {
  readonly entity: 'request';
  readonly poolId?: string;
  readonly nodeId?: string;
  readonly nodeIds?: readonly string[];
  readonly jobScheduleId?: string;
  readonly jobId?: string;
  readonly taskId?: string;
  readonly from: null;
  /** the operation's name */
  readonly to: string;
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  /** the changed fields of an accepted update, or other details */
  readonly changes?: Readonly<Record<string, unknown>>;
}
export interface PoolLine extends LineBase {
  readonly entity: 'pool';
  readonly poolId: string;
  readonly from: PoolState | null;
  readonly to: PoolState | null;
  /** on the first line */
  readonly vmSize?: string;
  readonly maxTasksPerNode?: number;
  readonly nodeFillType?: 'pack' | 'spread';
  readonly isAutoPool?: boolean;
}
export interface AllocationLine extends LineBase {
  readonly entity: 'allocation';
  readonly poolId: string;
  readonly from: AllocationState | null;
  readonly to: AllocationState | null;
  readonly targetDedicatedNodes: number;
  readonly targetLowPriorityNodes: number;
  readonly currentDedicatedNodes: number;
  readonly currentLowPriorityNodes: number;
  readonly removing?: readonly string[];
  readonly resizeErrors?: readonly ResizeError[];
}
export interface AutoScaleLine extends LineBase {
  readonly entity: 'autoscale';
  readonly poolId: string;
  readonly from: null;
  readonly to: 'evaluated' | 'failed';
  readonly results: string;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly values?: readonly { readonly name: string; readonly value: string }[];
  };
}
export interface StartTaskLine extends LineBase {
  readonly entity: 'startTask';
  readonly poolId: string;
  readonly nodeId: string;
  readonly from: NodeTaskState | null;
  readonly to: NodeTaskState | null;
  readonly retryCount: number;
  readonly exitCode?: number;
  readonly result?: Result;
  readonly failureInfo?: FailureInfo;
}
export interface JobScheduleLine extends LineBase {
  readonly entity: 'jobSchedule';
  readonly jobScheduleId: string;
  readonly from: JobScheduleState | null;
  readonly to: JobScheduleState | null;
}
export interface JobLine extends LineBase {
  readonly entity: 'job';
  readonly jobId: string;
  readonly from: JobState | null;
  readonly to: JobState | null;
  /** on the first line; `isAutoPool` only where true */
  readonly poolId?: string;
  readonly isAutoPool?: true;
  readonly priority?: number;
  readonly jobManager?: {
    readonly taskId: string;
    readonly runExclusive: boolean;
    readonly allowLowPriorityNode: boolean;
  };
  readonly terminateReason?: string;
  readonly schedulingError?: { readonly category: string; readonly code: string; readonly message: string };
}
export interface JobNodeTaskLine extends LineBase {
  readonly entity: 'jobPreparation' | 'jobRelease';
  readonly jobId: string;
  readonly poolId: string;
  readonly nodeId: string;
  readonly from: NodeTaskState | null;
  readonly to: NodeTaskState | null;
  readonly retryCount: number;
  readonly exitCode?: number;
  readonly result?: Result;
  readonly failureInfo?: FailureInfo;
}

/** Any line but a task's or a node's. */
export type Line =
  | RunStarted
  | RunEnded
  | RequestLine
  | PoolLine
  | AllocationLine
  | AutoScaleLine
  | StartTaskLine
  | JobScheduleLine
  | JobLine
  | JobNodeTaskLine;

/**
 * Who listens to a run. Lines come in the order of `seq`, without gaps.
 *
 * `handle` is the sender's number of the entity: the pool of pool, allocation and autoscale lines, the job of job lines, the node of
 * startTask, jobPreparation and jobRelease lines, the schedule of jobSchedule lines, -1 for run and request lines.
 */
export interface TransitionSink {
  line(line: Line, handle: number): void;
  node(transition: Readonly<NodeTransition>): void;
  task(transition: Readonly<TaskTransition>): void;
  /** so many tasks come next: whoever keeps something of each may make room for them at once */
  expectTasks?(count: number): void;
}

/** The names behind the handles. A handle is never reused; a pool or job id used again has a handle of its own. */
export interface Directory {
  poolId(pool: number): string;
  /** within its pool, e.g. `tvm-3` */
  nodeId(node: number): string;
  jobId(job: number): string;
  taskId(task: number): string;
  scheduleId(schedule: number): string;
}

/** Passes every line on to each of several listeners. */
export function tee(sinks: readonly TransitionSink[]): TransitionSink {
  if (sinks.length === 1) return sinks[0];
  return {
    line: (line, handle) => {
      for (const sink of sinks) sink.line(line, handle);
    },
    node: (transition) => {
      for (const sink of sinks) sink.node(transition);
    },
    task: (transition) => {
      for (const sink of sinks) sink.task(transition);
    },
    expectTasks: (count) => {
      for (const sink of sinks) sink.expectTasks?.(count);
    },
  };
}
