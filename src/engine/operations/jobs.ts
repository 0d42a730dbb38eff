/** Operations on jobs (section 7 of the rules). */
import { JOB } from '../../batch/lifecycles/job.ts';
import type { AutoPoolSpec, JobPatch, Operation } from '../../batch/model.ts';
import { createJob, deleteJob, disableJob, enableJob, terminateJob, watchWallClock } from '../job-life.ts';
import type { Job } from '../jobs.ts';
import { namePool, unnamePool } from '../pool-life.ts';
import { serve, unserve } from '../scheduling/queueing.ts';
import { closedBy, findJob, type Refusal } from '../task-adding.ts';
import { refreshClocks } from '../waiting/waits.ts';
import type { World } from '../world.ts';
import { type Answer, accept, badRequest, conflict } from './answer.ts';
import { constraintChanges } from './changes.ts';
import { addJobRefusal } from './job-rules.ts';

type Of<N extends Operation['name']> = Extract<Operation, { readonly name: N }>;

const DELETING = JOB.code('deleting');
const DISABLED = JOB.code('disabled');
const ONLY_KEEP_ALIVE = 'Of an auto pool only keepAlive can be updated, and only if it is the pool of a single job'; // L-196

/** The job of that id if it is open to changes (L-199, L-203, L-210). */
function findOpen(world: World, jobId: string): Job | Refusal {
  const job = findJob(world, jobId);
  return 'code' in job ? job : (closedBy(job) ?? job);
}

export function addJob(world: World, { job }: Of<'addJob'>): Answer {
  return addJobRefusal(world, job) ?? accept(201, () => createJob(world, job, null));
}

export function disable(world: World, { jobId, disableTasks }: Of<'disableJob'>): Answer {
  const job = findOpen(world, jobId);
  return 'code' in job ? job : accept(202, () => disableJob(world, job, disableTasks, 'disabled'));
}

export function enable(world: World, { jobId }: Of<'enableJob'>): Answer {
  const job = findOpen(world, jobId);
  return 'code' in job ? job : accept(202, () => enableJob(world, job));
}

export function terminate(world: World, { jobId, terminateReason }: Of<'terminateJob'>): Answer {
  const job = findOpen(world, jobId);
  return 'code' in job ? job : accept(202, () => terminateJob(world, job, 'terminatedByUser', terminateReason));
}

export function removeJob(world: World, { jobId }: Of<'deleteJob'>): Answer {
  const job = findJob(world, jobId);
  if ('code' in job) return job;
  if (job.state === DELETING) return closedBy(job)!; // L-218
  return accept(202, () => deleteJob(world, job, 'deleted'));
}

export function patchJob(world: World, { jobId, patch }: Of<'patchJob'>): Answer {
  return change(world, jobId, patch);
}
export function updateJob(world: World, { jobId, patch }: Of<'updateJob'>): Answer {
  return change(world, jobId, patch);
}

function change(world: World, jobId: string, patch: JobPatch): Answer {
  const job = findOpen(world, jobId);
  if ('code' in job) return job;
  const refusal = patchRefusal(job, patch);
  return refusal ?? accept(200, () => apply(world, job, patch), changesOf(patch));
}

function patchRefusal(job: Job, patch: JobPatch): Refusal | null {
  if (patch.onAllTasksComplete === 'noaction' && job.onAllTasksComplete === 'terminatejob') {
    return badRequest('InvalidPropertyValue', 'onAllTasksComplete cannot be set back to noaction'); // L-197
  }
  if (
    patch.keepAlive !== undefined &&
    !('autoPool' in job.poolInfo && job.poolInfo.autoPool.poolLifetimeOption === 'job')
  ) {
    return conflict('OperationInvalidForCurrentState', ONLY_KEEP_ALIVE);
  }
  return patch.poolInfo === undefined ? null : poolInfoRefusal(job, patch.poolInfo);
}

/** The pool of a job may change while it is disabled, the keepAlive of a job's auto pool at any time (L-195, L-196). */
function poolInfoRefusal(job: Job, poolInfo: NonNullable<JobPatch['poolInfo']>): Refusal | null {
  const before = job.poolInfo;
  if ('autoPool' in before && 'autoPool' in poolInfo) return autoPoolRefusal(before.autoPool, poolInfo.autoPool);
  if ('poolId' in before && 'poolId' in poolInfo && before.poolId.toLowerCase() === poolInfo.poolId.toLowerCase())
    return null;
  if ('autoPool' in before || 'autoPool' in poolInfo) {
    return conflict('OperationInvalidForCurrentState', ONLY_KEEP_ALIVE);
  }
  return job.state === DISABLED
    ? null
    : conflict('OperationInvalidForCurrentState', 'The pool of a job can be changed only while the job is disabled');
}

/** A put repeats the specification; what differs may be keepAlive, where the pool belongs to the job (L-196). */
function autoPoolRefusal(before: AutoPoolSpec, after: AutoPoolSpec): Refusal | null {
  const isSame = (a: AutoPoolSpec, b: AutoPoolSpec) => JSON.stringify(a) === JSON.stringify(b);
  const mayChange = before.poolLifetimeOption === 'job';
  if (isSame(before, mayChange ? { ...after, keepAlive: before.keepAlive } : after)) return null;
  return conflict('OperationInvalidForCurrentState', ONLY_KEEP_ALIVE);
}

function apply(world: World, job: Job, patch: JobPatch): void {
  if (patch.priority !== undefined && patch.priority !== job.priority) {
    unserve(world, job);
    job.priority = patch.priority; // L-198
    refreshClocks(world, job);
    serve(world, job);
  }
  if (patch.onAllTasksComplete !== undefined) job.onAllTasksComplete = patch.onAllTasksComplete;
  if (patch.poolInfo !== undefined) applyPoolInfo(world, job, patch.poolInfo);
  if (patch.keepAlive !== undefined) keepAlive(job, patch.keepAlive);
  if (patch.constraints !== undefined) {
    job.constraints = patch.constraints;
    job.retryDefaults.push({ from: world.tasks.count, count: patch.constraints.maxTaskRetryCount }); // L-194
    watchWallClock(world, job); // O-72
  }
  world.jobsToTest.add(job); // L-222
}

function applyPoolInfo(world: World, job: Job, poolInfo: NonNullable<JobPatch['poolInfo']>): void {
  if ('autoPool' in poolInfo) return keepAlive(job, poolInfo.autoPool.keepAlive);
  job.poolInfo = poolInfo;
  if (poolInfo.poolId.toLowerCase() === job.poolId.toLowerCase()) return;
  unnamePool(world, job);
  namePool(world, job, poolInfo.poolId);
}

function keepAlive(job: Job, value: boolean): void {
  if ('autoPool' in job.poolInfo) job.poolInfo = { autoPool: { ...job.poolInfo.autoPool, keepAlive: value } };
}

/** The changed fields for the log. */
function changesOf(patch: JobPatch): Record<string, unknown> {
  const { poolInfo, constraints, ...rest } = patch;
  return {
    ...rest,
    ...(constraints === undefined ? {} : { constraints: constraintChanges(constraints) }),
    ...(poolInfo === undefined
      ? {}
      : 'poolId' in poolInfo
        ? { poolId: poolInfo.poolId }
        : { keepAlive: poolInfo.autoPool.keepAlive }),
  };
}
