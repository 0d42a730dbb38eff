/** What happens to a job: created, disabled, enabled, terminated, deleted, and how it ends (section 7 of the rules). */
import { JOB } from '../batch/lifecycles/job.ts';
import { JOB_PREPARATION } from '../batch/lifecycles/node-tasks.ts';
import { TASK } from '../batch/lifecycles/task.ts';
import type { DisableTasks, JobSpec } from '../batch/model.ts';
import { guid, stream } from '../kernel/random.ts';
import type { JobLine } from '../trace/vocabulary.ts';
import { reviewBusy } from './availability.ts';
import { Dependencies } from './dependencies.ts';
import { kill, remove, stopAttempt } from './endings.ts';
import { JOB_EXPIRED, TIMERS } from './events.ts';
import { Job } from './jobs.ts';
import { JOB_ACTIVE } from './log.ts';
import { stopPreparation } from './node-tasks/preparation.ts';
import { dropRecord } from './node-tasks/records.ts';
import { startReleases } from './node-tasks/release.ts';
import { createPool, deletePool, namePool, unnamePool } from './pool-life.ts';
import type { Pool } from './pools.ts';
import { freeQuota, takeQuota } from './quota.ts';
import { removeDirectories } from './retention.ts';
import type { Schedule } from './schedules.ts';
import { serve, unserve } from './scheduling/queueing.ts';
import { addManager } from './task-adding.ts';
import { TaskIds } from './task-ids.ts';
import { ENDING } from './tasks.ts';
import { because, moveJob, movePreparation, moveRelease } from './transitions.ts';
import { refreshClocks } from './waiting/waits.ts';
import type { World } from './world.ts';

const DISABLING = JOB.code('disabling');
const DISABLED = JOB.code('disabled');
const TERMINATING = JOB.code('terminating');
const COMPLETED = JOB.code('completed');
const DELETING = JOB.code('deleting');
const PREPARATION_RUNNING = JOB_PREPARATION.code('running');
const TASK_COMPLETED = TASK.code('completed');
const GONE = TASK.code(null);

/** Reasons the service gives for terminating a job (L-215), by the edge. */
export const TERMINATE_REASONS = {
  jobManagerCompleted: 'JMComplete',
  wallClockExpired: 'MaxWallClockTimeExpiry',
  scheduleTerminated: 'TerminateJobSchedule',
  allTasksCompleted: 'AllTasksComplete',
  taskFailed: 'TaskFailed',
} as const;

// ---------------------------------------------------------------- creation

/** Creates a job with its manager and, if it asks for one, its auto pool. Whether it may be created is the caller's to know. */
export function createJob(world: World, spec: JobSpec, schedule: Schedule | null): Job {
  const dependencies = spec.usesTaskDependencies ? new Dependencies() : null;
  const job = new Job(world.jobs.length, spec, world.now, schedule, new TaskIds(), dependencies);
  world.jobs.push(job);
  world.jobsByKey.set(job.key, job);
  takeQuota(world);
  const autoPool = 'autoPool' in spec.poolInfo ? spec.poolInfo.autoPool : null;
  const shared = autoPool?.poolLifetimeOption === 'jobschedule' ? (schedule?.autoPool ?? null) : null;
  const poolId = 'poolId' in spec.poolInfo ? spec.poolInfo.poolId : (shared?.id ?? autoPoolId(world, job));
  const seq = moveJob(world, job, schedule === null ? 'added' : 'scheduled', firstLine(job, poolId, autoPool !== null));
  because(world, seq, () => {
    refreshClocks(world, job);
    if (autoPool !== null && shared === null && !openAutoPool(world, job, poolId)) return;
    namePool(world, job, poolId);
    if (spec.jobManagerTask !== null) addManager(world, job);
    watchWallClock(world, job);
  });
  world.jobsToTest.add(job); // an empty job that ends when all is complete: S-12
  return job;
}

function firstLine(job: Job, poolId: string, isAutoPool: boolean): Partial<JobLine> {
  const manager = job.spec.jobManagerTask;
  return {
    poolId,
    ...(isAutoPool ? { isAutoPool } : {}),
    priority: job.priority,
    ...(manager === null
      ? {}
      : {
          jobManager: {
            taskId: manager.task.id,
            runExclusive: manager.runExclusive,
            allowLowPriorityNode: manager.allowLowPriorityNode,
          },
        }),
  };
}

function autoPoolId(world: World, job: Job): string {
  const autoPool = 'autoPool' in job.spec.poolInfo ? job.spec.poolInfo.autoPool : null;
  return `${autoPool?.autoPoolIdPrefix ?? ''}_${guid(stream(world.seed, 'autoPool', job.id, job.index))}`; // O-04, S-32
}

/** Creates the auto pool of a job; if that fails the job is completed (L-316). */
function openAutoPool(world: World, job: Job, poolId: string): boolean {
  const autoPool = 'autoPool' in job.spec.poolInfo ? job.spec.poolInfo.autoPool : null;
  if (autoPool === null) return false;
  const error =
    world.poolsByKey.size >= world.scenario.account.poolQuota
      ? {
          category: 'UserError',
          code: 'AutoPoolCreationFailedWithQuotaReached',
          message: 'The account holds its quota of pools',
        }
      : autoPool.creationError;
  if (error !== null) {
    const schedulingError = { category: error.category, code: error.code, message: error.message };
    moveJob(world, job, 'autoPoolFailed', { schedulingError });
    closeJob(world, job);
    return false;
  }
  const pool = createPool(world, { ...autoPool.pool, id: poolId }, true);
  if (autoPool.poolLifetimeOption === 'job') job.autoPool = pool;
  else if (job.schedule !== null) job.schedule.autoPool = pool;
  return true;
}

/** Its maxWallClockTime runs from its creation, whatever its state (L-184, L-186, O-72). */
export function watchWallClock(world: World, job: Job): void {
  job.expirySerial++;
  const at = job.createdAt + job.constraints.maxWallClockTime;
  if (at === Infinity) return;
  if (at <= world.now && job.createdAt < world.now)
    terminateJob(world, job, 'wallClockExpired', TERMINATE_REASONS.wallClockExpired);
  else world.calendar.schedule(at, TIMERS, JOB_EXPIRED, job.index, job.expirySerial);
}

// ---------------------------------------------------------------- disable and enable

/** No task starts any more; those that hold a slot are stopped or waited for (L-204 … L-208, O-69). */
export function disableJob(world: World, job: Job, how: DisableTasks, edge: 'disabled' | 'disabledByTask'): void {
  if (job.state === DISABLED) return;
  if (job.state !== DISABLING) {
    moveJob(world, job, edge);
    unserve(world, job);
    refreshClocks(world, job);
  }
  because(world, job.seq, () => {
    if (how === 'wait') return;
    for (const attempt of attemptsOf(world, job))
      stopAttempt(world, attempt, how, 'requeuedByDisable', 'terminatedByDisable');
  });
  world.jobsToCheck.add(job);
}

export function enableJob(world: World, job: Job): void {
  moveJob(world, job, 'enabled');
  because(world, job.seq, () => {
    moveJob(world, job, 'enabled');
    refreshClocks(world, job);
    serve(world, job);
  });
}

/** The attempts of a job's tasks, in the order the tasks were created; those whose normal end is being dealt with excepted (S-33). */
function attemptsOf(world: World, job: Job): number[] {
  const { tasks, attempts } = world;
  const assigned = tasksOf(job, job.assigned, (task) => tasks.attempt(task) >= 0);
  return assigned.map((task) => tasks.attempt(task)).filter((attempt) => attempts.phase(attempt) !== ENDING);
}

/** The job's tasks of which something is true, in the order they were created; there are no more than `count` of them. */
function tasksOf(job: Job, count: number, is: (task: number) => boolean): number[] {
  const found: number[] = [];
  const { taskRows } = job;
  for (let at = 0; at < taskRows.length && found.length < count; at += 2) {
    const last = taskRows[at + 1];
    for (let task = taskRows[at]; task <= last && found.length < count; task++) if (is(task)) found.push(task);
  }
  return found;
}

// ---------------------------------------------------------------- the end

export type TerminateEdge = keyof typeof TERMINATE_REASONS | 'terminatedByUser';

/** Its tasks are stopped, its release tasks run, then it is completed (L-213). */
export function terminateJob(world: World, job: Job, edge: TerminateEdge, reason: string): void {
  moveJob(world, job, edge);
  job.terminateReason = reason;
  job.wasTerminated = true;
  job.expirySerial++;
  unserve(world, job);
  refreshClocks(world, job);
  because(world, job.seq, () => {
    for (const task of openTasks(world, job)) kill(world, task, 'terminatedWithJob');
    for (const record of job.records.values()) {
      if (record.state !== PREPARATION_RUNNING) continue;
      stopPreparation(world, record);
      movePreparation(world, record, 'jobTerminated', { retryCount: record.retries }); // S-16
    }
  });
  world.jobsToCheck.add(job);
}

/** Its tasks vanish at once, it when its release tasks are done (S-10); a terminated job has had them (L-217). */
export function deleteJob(world: World, job: Job, edge: 'deleted' | 'deletedWithSchedule'): void {
  const wasCompleted = job.state === COMPLETED;
  moveJob(world, job, edge);
  job.expirySerial++;
  unserve(world, job);
  refreshClocks(world, job);
  because(world, job.seq, () => {
    for (const task of existingTasks(world, job)) remove(world, task, 'deletedWithJob');
    removeDirectories(world, (task) => world.jobOf(task) === job);
    for (const record of job.records.values()) stopPreparation(world, record);
  });
  if (wasCompleted) job.releasesStarted = true;
  else if (!job.wasTerminated) job.wasTerminated = true;
  world.jobsToCheck.add(job);
}

/** Whether a job that is on its way to another state has got there. */
export function reviewJob(world: World, job: Job): void {
  if (job.assigned > 0) return;
  if (job.state === DISABLING) {
    because(world, Math.max(job.seq, job.completionSeq), () => moveJob(world, job, 'tasksStopped'));
  } else if (job.state === TERMINATING || job.state === DELETING) {
    because(world, job.seq, () => {
      if (!job.releasesStarted) {
        job.releasesStarted = true;
        startReleases(world, job);
      }
      if (job.releases > 0) return;
      if (job.state === TERMINATING) completeJob(world, job);
      else vanish(world, job);
    });
  }
}

function completeJob(world: World, job: Job): void {
  moveJob(world, job, 'released', job.terminateReason === null ? {} : { terminateReason: job.terminateReason });
  because(world, job.seq, () => closeJob(world, job));
}

/** The job is over: it counts no more, and its auto pool goes with it (L-313, L-320). */
function closeJob(world: World, job: Job): void {
  job.isClosed = true;
  freeQuota(world);
  const pool = job.pool;
  unnamePool(world, job);
  reviewBusy(world, job);
  closeAutoPool(world, job, pool);
  if (job.schedule !== null) world.schedulesToCheck.add(job.schedule);
}

function closeAutoPool(world: World, job: Job, pool: Pool | null): void {
  const autoPool = job.autoPool;
  job.autoPool = null;
  if (autoPool === null || autoPool !== pool || !('autoPool' in job.poolInfo) || job.poolInfo.autoPool.keepAlive)
    return;
  if (autoPool.state === 0) deletePool(world, autoPool, 'deletedWithJob');
}

/** The records and the job go, the job last (S-10). */
function vanish(world: World, job: Job): void {
  for (const record of [...job.records.values()]) {
    if (record.state >= 0) movePreparation(world, record, 'jobDeleted', { retryCount: record.retries });
    if (record.releaseState >= 0) moveRelease(world, record, 'jobDeleted', { retryCount: 0 });
    dropRecord(world, record);
  }
  const wasOpen = !job.isClosed;
  moveJob(world, job, 'deleted');
  world.jobsByKey.delete(job.key);
  job.schedule?.jobs.delete(job);
  if (wasOpen) because(world, job.seq, () => closeJob(world, job));
  else if (job.schedule !== null) world.schedulesToCheck.add(job.schedule);
}

/** All tasks completed, and the job is one that ends then (L-220, S-28). */
export function testAllComplete(world: World, job: Job): void {
  if (job.onAllTasksComplete !== 'terminatejob' || job.openTasks > 0 || !isOpen(job)) return;
  because(world, Math.max(job.seq, job.completionSeq), () =>
    terminateJob(world, job, 'allTasksCompleted', TERMINATE_REASONS.allTasksCompleted),
  );
}

/** Whether it can still be terminated: it is neither gone nor on its way. */
function isOpen(job: Job): boolean {
  return job.state >= 0 && job.state < TERMINATING;
}

function openTasks(world: World, job: Job): number[] {
  const { tasks, attempts } = world;
  const open = tasksOf(job, job.openTasks, (task) => {
    const state = tasks.state(task);
    return state !== GONE && state !== TASK_COMPLETED;
  });
  return open.filter((task) => {
    const attempt = tasks.attempt(task);
    return attempt < 0 || attempts.phase(attempt) !== ENDING;
  });
}

function existingTasks(world: World, job: Job): number[] {
  return tasksOf(job, job.tasks, (task) => world.tasks.state(task) !== GONE);
}

/** What a completed task's options and the manager's end mean for the job, in the order of S-17. */
export function reactToCompletion(
  world: World,
  task: number,
  jobAction: 'none' | 'disable' | 'terminate',
  seq: number,
): void {
  const job = world.jobOf(task);
  because(world, seq, () => {
    if (task === job.manager && job.spec.jobManagerTask!.killJobOnCompletion && isOpen(job)) {
      terminateJob(world, job, 'jobManagerCompleted', TERMINATE_REASONS.jobManagerCompleted); // L-254
    }
    if (job.spec.onTaskFailure === 'performexitoptionsjobaction' && job.state === JOB_ACTIVE) {
      if (jobAction === 'terminate')
        terminateJob(world, job, 'taskFailed', TERMINATE_REASONS.taskFailed); // L-239
      else if (jobAction === 'disable') disableJob(world, job, 'requeue', 'disabledByTask'); // L-238
    }
  });
  world.jobsToTest.add(job);
}
