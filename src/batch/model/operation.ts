/** Operations: requests to the service and acts of the cloud. */
import type { SimTime } from '../../kernel/clock.ts';
import type { JobConstraints, JobScheduleSpec, JobSpec, PoolInfo, ScheduleSpec } from './job.ts';
import type { PoolSpec, StartTaskSpec } from './pool.ts';
import type { TaskConstraints, TaskEntry, TaskSpec } from './task.ts';

/** An operation at an instant of virtual time. */
export interface TimedRequest {
  readonly at: SimTime;
  readonly request: Request;
}

/** An operation as the service received it: either well-formed with its body parsed, or refused before its state was looked at. */
export type Request =
  | { readonly ok: true; readonly operation: Operation }
  | {
      readonly ok: false;
      readonly name: OperationName;
      readonly status: number;
      readonly code: string;
      readonly message: string;
      /** the path ids that were given */
      readonly ids: RequestIds;
    };

export interface RequestIds {
  readonly poolId?: string;
  readonly nodeId?: string;
  readonly nodeIds?: readonly string[];
  readonly jobId?: string;
  readonly taskId?: string;
  readonly jobScheduleId?: string;
}

export type NodeDeallocationOption = 'requeue' | 'terminate' | 'taskcompletion' | 'retaineddata';
export type DisableTasks = 'requeue' | 'terminate' | 'wait';

/** Ids are as the caller spelled them; the service compares them without case. */
export type Operation =
  | { readonly name: 'addPool'; readonly pool: PoolSpec }
  | { readonly name: 'deletePool'; readonly poolId: string }
  | { readonly name: 'patchPool'; readonly poolId: string; readonly patch: PoolPatch }
  | { readonly name: 'updatePoolProperties'; readonly poolId: string; readonly patch: Required<PoolPatch> }
  | {
      readonly name: 'resizePool';
      readonly poolId: string;
      /** `null`: unchanged (O-08) */
      readonly targetDedicatedNodes: number | null;
      readonly targetLowPriorityNodes: number | null;
      readonly resizeTimeout: SimTime;
      readonly nodeDeallocationOption: NodeDeallocationOption;
    }
  | { readonly name: 'stopResize'; readonly poolId: string }
  | {
      readonly name: 'removeNodes';
      readonly poolId: string;
      readonly nodeList: readonly string[];
      readonly resizeTimeout: SimTime;
      readonly nodeDeallocationOption: NodeDeallocationOption;
    }
  | {
      readonly name: 'enableAutoScale';
      readonly poolId: string;
      readonly autoScaleFormula: string | null;
      readonly autoScaleEvaluationInterval: SimTime | null;
    }
  | { readonly name: 'disableAutoScale'; readonly poolId: string }
  | { readonly name: 'evaluateAutoScale'; readonly poolId: string; readonly autoScaleFormula: string }
  | {
      readonly name: 'rebootNode';
      readonly poolId: string;
      readonly nodeId: string;
      readonly option: NodeDeallocationOption;
    }
  | {
      readonly name: 'reimageNode';
      readonly poolId: string;
      readonly nodeId: string;
      readonly option: NodeDeallocationOption;
    }
  | {
      readonly name: 'disableScheduling';
      readonly poolId: string;
      readonly nodeId: string;
      readonly option: 'requeue' | 'terminate' | 'taskcompletion';
    }
  | { readonly name: 'enableScheduling'; readonly poolId: string; readonly nodeId: string }
  | { readonly name: 'addJob'; readonly job: JobSpec }
  | { readonly name: 'patchJob'; readonly jobId: string; readonly patch: JobPatch }
  | { readonly name: 'updateJob'; readonly jobId: string; readonly patch: JobPatch }
  | { readonly name: 'disableJob'; readonly jobId: string; readonly disableTasks: DisableTasks }
  | { readonly name: 'enableJob'; readonly jobId: string }
  | { readonly name: 'terminateJob'; readonly jobId: string; readonly terminateReason: string }
  | { readonly name: 'deleteJob'; readonly jobId: string }
  | { readonly name: 'addJobSchedule'; readonly jobSchedule: JobScheduleSpec }
  | { readonly name: 'patchJobSchedule'; readonly jobScheduleId: string; readonly patch: JobSchedulePatch }
  | { readonly name: 'disableJobSchedule'; readonly jobScheduleId: string }
  | { readonly name: 'enableJobSchedule'; readonly jobScheduleId: string }
  | { readonly name: 'terminateJobSchedule'; readonly jobScheduleId: string }
  | { readonly name: 'deleteJobSchedule'; readonly jobScheduleId: string }
  | { readonly name: 'addTask'; readonly jobId: string; readonly task: TaskSpec }
  | { readonly name: 'addTasks'; readonly jobId: string; readonly entry: TaskEntry }
  | {
      readonly name: 'updateTask';
      readonly jobId: string;
      readonly taskId: string;
      readonly constraints: TaskConstraints;
    }
  | { readonly name: 'terminateTask'; readonly jobId: string; readonly taskId: string }
  | { readonly name: 'deleteTask'; readonly jobId: string; readonly taskId: string }
  | { readonly name: 'reactivateTask'; readonly jobId: string; readonly taskId: string }
  // acts of the cloud
  | {
      readonly name: 'preemptNodes';
      readonly poolId: string;
      readonly count: number | null;
      readonly nodeIds: readonly string[] | null;
    }
  | { readonly name: 'failNode'; readonly poolId: string; readonly nodeId: string; readonly to: 'unusable' | 'unknown' }
  | { readonly name: 'recoverNode'; readonly poolId: string; readonly nodeId: string }
  /** `null`: unchanged; `Infinity`: unlimited */
  | { readonly name: 'setCapacity'; readonly dedicated: number | null; readonly lowPriority: number | null };

export type OperationName = Operation['name'];

/** An absent member stays as it is. */
export interface PoolPatch {
  readonly startTask?: StartTaskSpec | null;
  readonly certificateReferences?: PoolSpec['certificateReferences'];
  readonly applicationPackageReferences?: PoolSpec['applicationPackageReferences'];
  readonly metadata?: PoolSpec['metadata'];
}

/** An absent member stays as it is; updateJob comes with all of priority, constraints, poolInfo and onAllTasksComplete (L-192). */
export interface JobPatch {
  readonly priority?: number;
  readonly constraints?: JobConstraints;
  readonly poolInfo?: PoolInfo;
  /** instead of `poolInfo` where keepAlive alone was given a new value inside an autoPoolSpecification (L-196) */
  readonly keepAlive?: boolean;
  readonly onAllTasksComplete?: 'noaction' | 'terminatejob';
}

export interface JobSchedulePatch {
  readonly schedule?: ScheduleSpec;
  readonly jobSpecification?: JobSpec;
}
