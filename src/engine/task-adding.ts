/** Tasks come into being: one by one, or as members of a family. Whether they may is asked first (L-345 … L-353). */

import { checkTaskAgainstJob } from '../batch/body/task.ts';
import type { ErrorCode } from '../batch/errors.ts';
import { JOB } from '../batch/lifecycles/job.ts';
import { TASK } from '../batch/lifecycles/task.ts';
import { TASK_LIFETIME } from '../batch/limits.ts';
import type { TaskEntry, TaskSpec } from '../batch/model.ts';
import { LIFETIME_ENDED, TIMERS } from './events.ts';
import { Family } from './families.ts';
import type { Job } from './jobs.ts';
import { JOB_ACTIVE } from './log.ts';
import { enqueue } from './scheduling/queueing.ts';
import { IS_BLOCKED, IS_EXPIRED, IS_GANG, IS_MANAGER } from './tasks.ts';
import { moveTask } from './transitions.ts';
import { enterClass } from './waiting/waits.ts';
import type { World } from './world.ts';

const ADDED = TASK.index('added');
const CREATED_WITH_JOB = TASK.index('createdWithJob');

/** Why the service refuses: a status and a code. */
export interface Refusal {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
}

const CLOSED = new Map<number, Refusal>([
  [JOB.code('completed'), { status: 409, code: 'JobCompleted', message: 'The job is completed' }],
  [JOB.code('terminating'), { status: 409, code: 'JobBeingTerminated', message: 'The job is being terminated' }],
  [JOB.code('deleting'), { status: 409, code: 'JobBeingDeleted', message: 'The job is being deleted' }],
]);

/** Why a job of that state refuses new tasks and updates, or null (L-199, L-200). */
export function closedBy(job: Job): Refusal | null {
  return job.state === JOB_ACTIVE ? null : (CLOSED.get(job.state) ?? null);
}

/** The job of that id, or the refusal of whoever names it. */
export function findJob(world: World, jobId: string): Job | Refusal {
  return (
    world.jobsByKey.get(jobId.toLowerCase()) ?? {
      status: 404,
      code: 'JobNotFound',
      message: `There is no job '${jobId}'`,
    }
  );
}

/** Why the job refuses a task of that body, or null. */
export function refusalOf(job: Job, spec: TaskSpec): Refusal | null {
  return closedBy(job) ?? checkTaskAgainstJob(spec, job.spec);
}

/** Why the job refuses member n of one of its families, or null: bodies that are the same are checked once. */
export function memberRefusal(job: Job, family: Family, n: number): Refusal | null {
  if (!family.isUniform) return refusalOf(job, family.spec(n));
  if (family.mismatch === undefined) family.mismatch = checkTaskAgainstJob(family.spec(n), job.spec);
  return closedBy(job) ?? family.mismatch;
}

/** Why the job refuses a task of that id, or null. */
export function idRefusal(world: World, job: Job, id: string): Refusal | null {
  const same = (other: string | undefined) => other?.toLowerCase() === id.toLowerCase();
  if (same(job.spec.jobPreparationTask?.id)) {
    return {
      status: 409,
      code: 'TaskIdSameAsJobPreparationTask',
      message: `'${id}' is the id of the job preparation task`,
    }; // L-269
  }
  if (same(job.spec.jobReleaseTask?.id)) {
    return { status: 409, code: 'TaskIdSameAsJobReleaseTask', message: `'${id}' is the id of the job release task` }; // L-293
  }
  if (job.ids.find(id, world.tasks) < 0) return null;
  return { status: 409, code: 'TaskExists', message: `The job has a task '${id}' already` };
}

/** A family for the members of an entry, or for a single task; its members are added one by one. */
export function newFamily(world: World, job: Job, of: TaskEntry | TaskSpec): Family {
  const family = new Family(world.families.length, job.index, job.id, world.seed, of);
  world.families.push(family);
  return family;
}

/** Adds member n of a family; its id must be free. */
export function addMember(world: World, job: Job, family: Family, n: number): number {
  const spec = family.spec(n);
  let flags = spec.numberOfInstances > 0 ? IS_GANG : 0;
  const task = world.tasks.add(family.index, n, world.now, flags);
  const { numbering } = family;
  if (numbering !== null && !job.ids.knows(family)) {
    job.ids.addFamily(family, numbering.prefix, numbering.suffix, numbering.width, task);
  }
  if (numbering !== null) job.ids.addMember(family, n, task);
  else job.ids.add(family.id(n), task);
  if (spec.dependsOn && job.dependencies?.add(task, spec.dependsOn)) {
    flags |= IS_BLOCKED;
    world.tasks.set(task, IS_BLOCKED);
  }
  if (spec.dependsOn !== null) world.log.task.dependsOn = spec.dependsOn;
  admit(world, job, task, ADDED);
  return task;
}

/** Adds the job manager task, which comes with its job (L-245). */
export function addManager(world: World, job: Job): void {
  const spec = job.spec.jobManagerTask!.task;
  const family = newFamily(world, job, spec);
  const task = world.tasks.add(family.index, 1, world.now, IS_MANAGER);
  job.manager = task;
  job.ids.add(spec.id, task);
  admit(world, job, task, CREATED_WITH_JOB);
}

function admit(world: World, job: Job, task: number, edge: number): void {
  const { taskRows } = job;
  if (taskRows[taskRows.length - 1] === task - 1) taskRows[taskRows.length - 1] = task;
  else taskRows.push(task, task);
  job.tasks++;
  job.openTasks++;
  world.tasks.setSeq(task, moveTask(world, task, edge));
  enterClass(world, job, task);
  enqueue(world, job, task, true);
  if (!world.lifetimePending) watchLifetime(world, task);
}

/** A task that is active again may be older than those whose lifetimes are watched, or over its own already. */
export function resumeLifetime(world: World, task: number): void {
  if (world.tasks.createdAt(task) + TASK_LIFETIME <= world.now) world.tasks.set(task, IS_EXPIRED);
  else if (!world.lifetimePending || task < world.lifetimeCursor) watchLifetime(world, task);
}

/** The lifetime of the oldest open task is watched; those of younger ones end later (L-373). */
export function watchLifetime(world: World, task: number): void {
  world.lifetimePending = true;
  world.lifetimeCursor = task;
  world.lifetimeSerial++;
  const at = world.tasks.createdAt(task) + TASK_LIFETIME;
  world.calendar.scheduleBackground(at, TIMERS, LIFETIME_ENDED, task, world.lifetimeSerial);
}
