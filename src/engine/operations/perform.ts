/** The one door to the service: a request comes in, is answered, logged, and done. Scenario, programs and tests all use it. */
import type { Operation, Request, RequestIds } from '../../batch/model.ts';
import { because } from '../transitions.ts';
import type { World } from '../world.ts';
import { type Answer, isRefusal } from './answer.ts';
import * as autoscale from './autoscale.ts';
import * as cloud from './cloud.ts';
import * as schedules from './job-schedules.ts';
import * as jobs from './jobs.ts';
import * as nodes from './nodes.ts';
import * as pools from './pools.ts';
import * as tasks from './tasks.ts';

type Handlers = {
  readonly [N in Operation['name']]: (world: World, operation: Extract<Operation, { readonly name: N }>) => Answer;
};

const HANDLERS: Handlers = {
  addPool: pools.addPool,
  deletePool: pools.removePool,
  patchPool: pools.patchPool,
  updatePoolProperties: pools.updatePoolProperties,
  resizePool: pools.resizePool,
  stopResize: pools.stopResizing,
  removeNodes: pools.removeNodes,
  enableAutoScale: autoscale.enableAutoScale,
  disableAutoScale: autoscale.disableAutoScale,
  evaluateAutoScale: autoscale.evaluateAutoScale,
  rebootNode: nodes.rebootNode,
  reimageNode: nodes.reimageNode,
  disableScheduling: nodes.disableScheduling,
  enableScheduling: nodes.enableScheduling,
  addJob: jobs.addJob,
  patchJob: jobs.patchJob,
  updateJob: jobs.updateJob,
  disableJob: jobs.disable,
  enableJob: jobs.enable,
  terminateJob: jobs.terminate,
  deleteJob: jobs.removeJob,
  addJobSchedule: schedules.addJobSchedule,
  patchJobSchedule: schedules.patchJobSchedule,
  disableJobSchedule: schedules.disableJobSchedule,
  enableJobSchedule: schedules.enableJobSchedule,
  terminateJobSchedule: schedules.terminateJobSchedule,
  deleteJobSchedule: schedules.deleteJobSchedule,
  addTask: tasks.addTask,
  addTasks: tasks.addTasks,
  updateTask: tasks.updateTask,
  terminateTask: tasks.terminateTask,
  deleteTask: tasks.deleteTask,
  reactivateTask: tasks.reactivateTask,
  preemptNodes: cloud.preemptNodes,
  failNode: cloud.failNode,
  recoverNode: cloud.recoverNode,
  setCapacity: cloud.setCapacity,
};

/** Performs a request; `ownJob` is the job of the program that makes it, where it names none. */
export function perform(world: World, request: Request, ownJob: string | null): void {
  if (!request.ok) {
    const { name, status, code, message, ids } = request;
    world.log.emit({ entity: 'request', ...ids, from: null, to: name, reason: 'rejected', status, code, message }, -1);
    return;
  }
  const operation = withOwnJob(request.operation, ownJob);
  const answer = (HANDLERS[operation.name] as (world: World, operation: Operation) => Answer)(world, operation);
  const ids = idsOf(operation);
  if (isRefusal(answer)) {
    const { status, code, message } = answer;
    world.log.emit(
      { entity: 'request', ...ids, from: null, to: operation.name, reason: 'rejected', status, code, message },
      -1,
    );
    return;
  }
  const { status, changes, effect } = answer;
  const line = {
    entity: 'request' as const,
    ...ids,
    from: null,
    to: operation.name,
    reason: 'accepted' as const,
    status,
  };
  const seq = world.log.emit(changes === undefined ? line : { ...line, changes }, -1);
  because(world, seq, effect);
}

function withOwnJob(operation: Operation, ownJob: string | null): Operation {
  return ownJob !== null && 'jobId' in operation && operation.jobId === ''
    ? { ...operation, jobId: ownJob }
    : operation;
}

/** The ids that a request names, for its line. */
function idsOf(operation: Operation): RequestIds {
  switch (operation.name) {
    case 'addPool':
      return { poolId: operation.pool.id };
    case 'addJob':
      return { jobId: operation.job.id };
    case 'addJobSchedule':
      return { jobScheduleId: operation.jobSchedule.id };
    case 'addTask':
      return { jobId: operation.jobId, taskId: operation.task.id };
    case 'removeNodes':
      return { poolId: operation.poolId, nodeIds: operation.nodeList };
    case 'preemptNodes':
      return operation.nodeIds === null
        ? { poolId: operation.poolId }
        : { poolId: operation.poolId, nodeIds: operation.nodeIds };
    case 'setCapacity':
      return {};
    default: {
      const ids: { -readonly [K in keyof RequestIds]: RequestIds[K] } = {};
      if ('poolId' in operation) ids.poolId = operation.poolId;
      if ('nodeId' in operation) ids.nodeId = operation.nodeId;
      if ('jobScheduleId' in operation) ids.jobScheduleId = operation.jobScheduleId;
      if ('jobId' in operation) ids.jobId = operation.jobId;
      if ('taskId' in operation) ids.taskId = operation.taskId;
      return ids;
    }
  }
}
