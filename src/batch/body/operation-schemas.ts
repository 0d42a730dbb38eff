/** What the operations of a scenario take beside the ids of their REST path, by operation. */
import { z } from 'zod';
import { AUTOSCALE_INTERVAL_MAX, AUTOSCALE_INTERVAL_MIN, NODES_PER_REMOVAL, RESIZE_TIMEOUT_MIN } from '../limits.ts';
import type { OperationName } from '../model.ts';
import { anyText, duration, int32, ruled, word } from './fields.ts';
import {
  JobBody,
  JobConstraintsBody,
  JobScheduleBody,
  JobSpecificationBody,
  onAllTasksComplete,
  PoolInfoUpdateBody,
  priority,
  ScheduleBody,
} from './job-schema.ts';
import { certificateReferences, nodeCount, PoolBody, poolPackageReferences, StartTaskBody } from './pool-schema.ts';
import { metadata, TaskConstraintsBody } from './shared-schemas.ts';
import { TaskBody } from './task-schema.ts';

const resizeTimeout = () => duration({ min: RESIZE_TIMEOUT_MIN, rules: ['L-063'] });
const autoScaleEvaluationInterval = () =>
  duration({ min: AUTOSCALE_INTERVAL_MIN, max: AUTOSCALE_INTERVAL_MAX, rules: ['L-018'] });

const DRAINS = ['requeue', 'terminate', 'taskcompletion', 'retaineddata'];
const nodeDeallocationOption = () => word(DRAINS, 'L-075');

const nothing = z.strictObject({});

const PoolPatchBody = z.strictObject({
  startTask: StartTaskBody.optional(),
  certificateReferences: certificateReferences().optional(),
  applicationPackageReferences: poolPackageReferences().optional(),
  metadata: metadata().optional(),
});

const JobPatchBody = z.strictObject({
  priority: priority().optional(),
  constraints: JobConstraintsBody.optional(),
  poolInfo: PoolInfoUpdateBody.optional(),
  onAllTasksComplete: onAllTasksComplete().optional(),
  metadata: metadata().optional(),
});

/** every operation but `addTasks`, whose body is an entry of the scenario file */
export const OPERATION_BODIES = {
  addPool: PoolBody,
  deletePool: nothing,
  patchPool: PoolPatchBody,
  updatePoolProperties: PoolPatchBody,
  resizePool: z.strictObject({
    targetDedicatedNodes: nodeCount().optional(),
    targetLowPriorityNodes: nodeCount().optional(),
    resizeTimeout: resizeTimeout().optional(),
    nodeDeallocationOption: nodeDeallocationOption().optional(),
  }),
  stopResize: nothing,
  removeNodes: z.strictObject({
    nodeList: ruled(
      z
        .array(anyText())
        .min(1, 'must name at least one node')
        .max(NODES_PER_REMOVAL, `may name at most ${NODES_PER_REMOVAL} nodes`),
      'L-081',
    ),
    resizeTimeout: resizeTimeout().optional(),
    nodeDeallocationOption: nodeDeallocationOption().optional(),
  }),
  enableAutoScale: z.strictObject({
    autoScaleFormula: anyText().optional(),
    autoScaleEvaluationInterval: autoScaleEvaluationInterval().optional(),
  }),
  disableAutoScale: nothing,
  evaluateAutoScale: z.strictObject({ autoScaleFormula: anyText() }),

  rebootNode: z.strictObject({ nodeRebootOption: word(DRAINS, 'L-115').optional() }),
  reimageNode: z.strictObject({ nodeReimageOption: word(DRAINS, 'L-120').optional() }),
  disableScheduling: z.strictObject({
    nodeDisableSchedulingOption: word(['requeue', 'terminate', 'taskcompletion'], 'L-123').optional(),
  }),
  enableScheduling: nothing,

  addJob: JobBody,
  patchJob: JobPatchBody,
  updateJob: z.strictObject({ ...JobPatchBody.shape, poolInfo: ruled(PoolInfoUpdateBody, 'L-192') }),
  disableJob: z.strictObject({ disableTasks: word(['requeue', 'terminate', 'wait'], 'L-202') }),
  enableJob: nothing,
  terminateJob: z.strictObject({ terminateReason: anyText().optional() }),
  deleteJob: nothing,

  addJobSchedule: JobScheduleBody,
  patchJobSchedule: z.strictObject({
    schedule: ScheduleBody.optional(),
    jobSpecification: JobSpecificationBody.optional(),
    metadata: metadata().optional(),
  }),
  disableJobSchedule: nothing,
  enableJobSchedule: nothing,
  terminateJobSchedule: nothing,
  deleteJobSchedule: nothing,

  addTask: TaskBody,
  updateTask: z.strictObject({ constraints: TaskConstraintsBody.optional() }),
  terminateTask: nothing,
  deleteTask: nothing,
  reactivateTask: nothing,

  // ---- acts of the cloud
  preemptNodes: z.strictObject({
    count: int32({ min: 0 }).optional(),
    nodeIds: z.array(anyText()).optional(),
  }),
  failNode: z.strictObject({ to: word(['unusable', 'unknown']) }),
  recoverNode: nothing,
  setCapacity: z.strictObject({
    dedicated: int32({ min: 0 }).nullable().optional(),
    lowPriority: int32({ min: 0 }).nullable().optional(),
  }),
} as const satisfies Record<Exclude<OperationName, 'addTasks'>, z.ZodType>;

export type OperationBodies = {
  readonly [Name in keyof typeof OPERATION_BODIES]: z.infer<(typeof OPERATION_BODIES)[Name]>;
};

const POOL = ['poolId'] as const;
const NODE = ['poolId', 'nodeId'] as const;
const JOB = ['jobId'] as const;
const TASK = ['jobId', 'taskId'] as const;
const SCHEDULE = ['jobScheduleId'] as const;

export type PathId = 'poolId' | 'nodeId' | 'jobId' | 'taskId' | 'jobScheduleId';

/** the ids of each operation's REST path */
export const PATH_IDS: Readonly<Record<OperationName, readonly PathId[]>> = {
  addPool: [],
  deletePool: POOL,
  patchPool: POOL,
  updatePoolProperties: POOL,
  resizePool: POOL,
  stopResize: POOL,
  removeNodes: POOL,
  enableAutoScale: POOL,
  disableAutoScale: POOL,
  evaluateAutoScale: POOL,
  rebootNode: NODE,
  reimageNode: NODE,
  disableScheduling: NODE,
  enableScheduling: NODE,
  addJob: [],
  patchJob: JOB,
  updateJob: JOB,
  disableJob: JOB,
  enableJob: JOB,
  terminateJob: JOB,
  deleteJob: JOB,
  addJobSchedule: [],
  patchJobSchedule: SCHEDULE,
  disableJobSchedule: SCHEDULE,
  enableJobSchedule: SCHEDULE,
  terminateJobSchedule: SCHEDULE,
  deleteJobSchedule: SCHEDULE,
  addTask: JOB,
  addTasks: JOB,
  updateTask: TASK,
  terminateTask: TASK,
  deleteTask: TASK,
  reactivateTask: TASK,
  preemptNodes: POOL,
  failNode: NODE,
  recoverNode: NODE,
  setCapacity: [],
};

/** What the provider does; no request of the API, so nothing that the service could refuse with a code. */
export const CLOUD_ACTS: readonly OperationName[] = ['preemptNodes', 'failNode', 'recoverNode', 'setCapacity'];

export const OPERATION_NAMES = Object.keys(PATH_IDS) as readonly OperationName[];
