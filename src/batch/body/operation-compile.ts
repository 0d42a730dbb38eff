/** What well-formed operations compile to, with the defaults of their REST pages. */
import { durationMs } from '../durations.ts';
import { RESIZE_TIMEOUT_DEFAULT, TERMINATE_REASON } from '../limits.ts';
import type { Account, JobPatch, NodeDeallocationOption, Operation, OperationName, PoolPatch } from '../model.ts';
import { lowerCase } from './fields.ts';
import {
  compileJob,
  compileJobConstraints,
  compileJobSchedule,
  compilePoolInfo,
  compileSchedule,
} from './job-compile.ts';
import type { PoolInfoBody, PoolInfoUpdateBody } from './job-schema.ts';
import type { OperationBodies } from './operation-schemas.ts';
import { compileCertificates, compilePool, compileStartTask } from './pool-compile.ts';
import { compilePackages, compileTaskConstraints } from './shared.ts';
import { compileTask } from './task-compile.ts';

type BodyName = keyof OperationBodies;
/** An operation with its body, as the structure check has left it. */
type Call = { readonly [Name in BodyName]: { readonly name: Name; readonly body: OperationBodies[Name] } }[BodyName];

export interface CompileContext {
  readonly account: Account;
  readonly start: number;
}

/** `body` has passed the structure check of `name`; `ids` are the ids of its path. */
export function compileOperation(
  name: Exclude<OperationName, 'addTasks'>,
  body: unknown,
  ids: Readonly<Record<string, string>>,
  { account, start }: CompileContext,
): Operation {
  const call = { name, body } as Call;
  const { poolId, nodeId, jobId, taskId, jobScheduleId } = ids;
  switch (call.name) {
    case 'addPool':
      return { name: 'addPool', pool: compilePool(call.body.id, call.body, account) };
    case 'deletePool':
    case 'stopResize':
    case 'disableAutoScale':
      return { name: call.name, poolId };
    case 'patchPool':
      return { name: 'patchPool', poolId, patch: compilePoolPatch(call.body) };
    case 'updatePoolProperties':
      return { name: 'updatePoolProperties', poolId, patch: compilePoolReplacement(call.body) };
    case 'resizePool':
      return {
        name: 'resizePool',
        poolId,
        targetDedicatedNodes: call.body.targetDedicatedNodes ?? null, // O-08
        targetLowPriorityNodes: call.body.targetLowPriorityNodes ?? null, // O-08
        resizeTimeout: resizeTimeoutOf(call.body.resizeTimeout),
        nodeDeallocationOption: drainOf(call.body.nodeDeallocationOption),
      };
    case 'removeNodes':
      return {
        name: 'removeNodes',
        poolId,
        nodeList: call.body.nodeList,
        resizeTimeout: resizeTimeoutOf(call.body.resizeTimeout),
        nodeDeallocationOption: drainOf(call.body.nodeDeallocationOption),
      };
    case 'enableAutoScale': {
      const { autoScaleFormula, autoScaleEvaluationInterval: interval } = call.body;
      return {
        name: 'enableAutoScale',
        poolId,
        autoScaleFormula: autoScaleFormula ?? null,
        autoScaleEvaluationInterval: interval === undefined ? null : durationMs(interval),
      };
    }
    case 'evaluateAutoScale':
      return { name: 'evaluateAutoScale', poolId, autoScaleFormula: call.body.autoScaleFormula };

    case 'rebootNode':
      return { name: 'rebootNode', poolId, nodeId, option: drainOf(call.body.nodeRebootOption) };
    case 'reimageNode':
      return { name: 'reimageNode', poolId, nodeId, option: drainOf(call.body.nodeReimageOption) };
    case 'disableScheduling':
      return {
        name: 'disableScheduling',
        poolId,
        nodeId,
        option: lowerCase<'requeue' | 'terminate' | 'taskcompletion'>(
          call.body.nodeDisableSchedulingOption ?? 'requeue',
        ), // L-123
      };
    case 'enableScheduling':
    case 'recoverNode':
      return { name: call.name, poolId, nodeId };

    case 'addJob':
      return { name: 'addJob', job: compileJob(call.body.id, call.body, account) };
    case 'patchJob':
      return { name: 'patchJob', jobId, patch: compileJobPatch(call.body, account) };
    case 'updateJob':
      return { name: 'updateJob', jobId, patch: compileJobReplacement(call.body, account) };
    case 'disableJob':
      return {
        name: 'disableJob',
        jobId,
        disableTasks: lowerCase<'requeue' | 'terminate' | 'wait'>(call.body.disableTasks),
      };
    case 'enableJob':
    case 'deleteJob':
      return { name: call.name, jobId };
    case 'terminateJob':
      return { name: 'terminateJob', jobId, terminateReason: call.body.terminateReason ?? TERMINATE_REASON }; // L-212

    case 'addJobSchedule':
      return { name: 'addJobSchedule', jobSchedule: compileJobSchedule(call.body, account, start) };
    case 'patchJobSchedule': {
      const { schedule, jobSpecification } = call.body;
      return {
        name: 'patchJobSchedule',
        jobScheduleId,
        patch: {
          ...(schedule !== undefined && { schedule: compileSchedule(schedule, start) }),
          ...(jobSpecification !== undefined && { jobSpecification: compileJob('', jobSpecification, account) }),
        },
      };
    }
    case 'disableJobSchedule':
    case 'enableJobSchedule':
    case 'terminateJobSchedule':
    case 'deleteJobSchedule':
      return { name: call.name, jobScheduleId };

    case 'addTask':
      return { name: 'addTask', jobId, task: compileTask(call.body) };
    case 'updateTask':
      return { name: 'updateTask', jobId, taskId, constraints: compileTaskConstraints(call.body.constraints) };
    case 'terminateTask':
    case 'deleteTask':
    case 'reactivateTask':
      return { name: call.name, jobId, taskId };

    case 'preemptNodes':
      return { name: 'preemptNodes', poolId, count: call.body.count ?? null, nodeIds: call.body.nodeIds ?? null };
    case 'failNode':
      return { name: 'failNode', poolId, nodeId, to: lowerCase<'unusable' | 'unknown'>(call.body.to) };
    case 'setCapacity':
      return {
        name: 'setCapacity',
        dedicated: capacityOf(call.body.dedicated),
        lowPriority: capacityOf(call.body.lowPriority),
      };
  }
}

function resizeTimeoutOf(body: string | undefined): number {
  return body === undefined ? RESIZE_TIMEOUT_DEFAULT : durationMs(body); // L-063
}

/** requeue by default (L-075, L-115, L-120) */
function drainOf(body: string | undefined): NodeDeallocationOption {
  return lowerCase<NodeDeallocationOption>(body ?? 'requeue');
}

/** `null` in a scenario means unlimited; in the model it means unchanged. */
function capacityOf(body: number | null | undefined): number | null {
  return body === undefined ? null : (body ?? Number.POSITIVE_INFINITY);
}

function compilePoolPatch(body: OperationBodies['patchPool']): PoolPatch {
  const { startTask, certificateReferences, applicationPackageReferences, metadata } = body;
  return {
    ...(startTask !== undefined && { startTask: compileStartTask(startTask) }),
    ...(certificateReferences !== undefined && { certificateReferences: compileCertificates(certificateReferences) }),
    ...(applicationPackageReferences !== undefined && {
      applicationPackageReferences: compilePackages(applicationPackageReferences),
    }),
    ...(metadata !== undefined && { metadata }),
  };
}

/** What a replacing update does not name is gone (L-050). */
function compilePoolReplacement(body: OperationBodies['updatePoolProperties']): Required<PoolPatch> {
  return {
    startTask: compileStartTask(body.startTask),
    certificateReferences: compileCertificates(body.certificateReferences),
    applicationPackageReferences: compilePackages(body.applicationPackageReferences),
    metadata: body.metadata ?? [],
  };
}

function compileJobPatch(body: OperationBodies['patchJob'], account: Account): JobPatch {
  const { priority, constraints, poolInfo, onAllTasksComplete } = body;
  return {
    ...(priority !== undefined && { priority }),
    ...(constraints !== undefined && { constraints: compileJobConstraints(constraints) }), // L-193
    ...(poolInfo !== undefined && compilePoolUpdate(poolInfo, account)),
    ...(onAllTasksComplete !== undefined && {
      onAllTasksComplete: lowerCase<'noaction' | 'terminatejob'>(onAllTasksComplete),
    }),
  };
}

/** What a replacing update does not name goes back to its default (L-192, L-197). */
function compileJobReplacement(body: OperationBodies['updateJob'], account: Account): JobPatch {
  return {
    priority: body.priority ?? 0,
    constraints: compileJobConstraints(body.constraints),
    ...compilePoolUpdate(body.poolInfo, account),
    onAllTasksComplete: lowerCase<'noaction' | 'terminatejob'>(body.onAllTasksComplete ?? 'noaction'),
  };
}

/** Of an auto pool keepAlive may be given alone (L-196). */
function compilePoolUpdate(body: PoolInfoUpdateBody, account: Account): Pick<JobPatch, 'poolInfo' | 'keepAlive'> {
  const specification = body.autoPoolSpecification;
  if (specification?.keepAlive !== undefined && specification.pool === undefined)
    return { keepAlive: specification.keepAlive };
  return { poolInfo: compilePoolInfo(body as PoolInfoBody, account) };
}
