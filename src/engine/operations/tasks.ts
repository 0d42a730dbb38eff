/** Operations on tasks (section 13 of the rules). */
import { JOB } from '../../batch/lifecycles/job.ts';
import { TASK } from '../../batch/lifecycles/task.ts';
import type { Operation, TaskConstraints } from '../../batch/model.ts';
import { kill, remove } from '../endings.ts';
import { limitAttempt } from '../execution.ts';
import { admitMember, nextArrival, openTaskLane, watchLane } from '../handlers/arrivals.ts';
import type { Job } from '../jobs.ts';
import { removeDirectories } from '../retention.ts';
import { watchEnd } from '../scheduling/placement.ts';
import { enqueue } from '../scheduling/queueing.ts';
import {
  addMember,
  closedBy,
  findJob,
  idRefusal,
  newFamily,
  type Refusal,
  refusalOf,
  resumeLifetime,
} from '../task-adding.ts';
import { RUNNING } from '../tasks.ts';
import { moveTask } from '../transitions.ts';
import { enterClass } from '../waiting/waits.ts';
import type { World } from '../world.ts';
import { type Answer, accept, conflict, notFound } from './answer.ts';
import { constraintChanges } from './changes.ts';

type Of<N extends Operation['name']> = Extract<Operation, { readonly name: N }>;

const COMPLETED = TASK.code('completed');
const REACTIVATED = TASK.index('reactivated');
const DELETING = JOB.code('deleting');

interface Found {
  readonly job: Job;
  readonly task: number;
}

/** The task of those ids; a job that is being deleted answers for none (S-33). */
function find(world: World, jobId: string, taskId: string): Found | Refusal {
  const job = findJob(world, jobId);
  if ('code' in job) return job;
  if (job.state === DELETING) return closedBy(job)!;
  const task = job.ids.find(taskId, world.tasks);
  return task < 0 ? notFound('TaskNotFound', `The job '${job.id}' has no task '${taskId}'`) : { job, task };
}

export function addTask(world: World, { jobId, task }: Of<'addTask'>): Answer {
  const job = findJob(world, jobId);
  if ('code' in job) return job;
  const refusal = refusalOf(job, task) ?? idRefusal(world, job, task.id);
  return refusal ?? accept(201, () => addMember(world, job, newFamily(world, job, task), 1));
}

/** One line for the request, one more for each task that it fails to add (S-3, S-33). */
export function addTasks(world: World, { jobId, entry }: Of<'addTasks'>): Answer {
  const job = findJob(world, jobId);
  if ('code' in job) return job;
  const closed = closedBy(job);
  if (closed !== null) return closed;
  return accept(
    200,
    () => {
      const lane = openTaskLane(world, { ...entry, jobId: job.id }, world.now);
      const first = nextArrival(lane);
      if (first > world.now || entry.arrival.kind !== 'at' || entry.rows !== null) return watchLane(world, lane, first);
      world.lanes[lane.index] = null;
      addAll(world, job, entry);
    },
    { count: entry.count },
  );
}

function addAll(world: World, job: Job, entry: Of<'addTasks'>['entry']): void {
  // streams of tasks added by a program or an action are keyed by their own ids (contract 2.1): each is a family of its own
  for (let n = 1; n <= entry.count; n++) {
    const single =
      entry.runs === null
        ? entry.task(n)
        : { ...entry, count: 1, isPattern: false, template: entry.task(n), task: () => entry.task(n) };
    const family = newFamily(world, job, single);
    const refusal = admitMember(world, job, family, 1);
    if (refusal === null) continue;
    const { status, code, message } = refusal;
    world.log.emit(
      {
        entity: 'request',
        jobId: job.id,
        taskId: entry.task(n).id,
        from: null,
        to: 'addTask',
        reason: 'rejected',
        status,
        code,
        message,
      },
      -1,
    );
  }
}

/** Only constraints can be changed, until the task is completed (L-350). */
export function updateTask(world: World, { jobId, taskId, constraints }: Of<'updateTask'>): Answer {
  const found = find(world, jobId, taskId);
  if ('code' in found) return found;
  if (world.tasks.state(found.task) === COMPLETED) return taskCompleted(taskId);
  return accept(200, () => constrain(world, found.task, constraints), { constraints: constraintChanges(constraints) });
}

/** They hold from now on, for a running attempt too: its wall clock has run since it started (L-364). */
function constrain(world: World, task: number, constraints: TaskConstraints): void {
  world.newConstraints.set(task, { ...constraints, maxTaskRetryCount: constraints.maxTaskRetryCount ?? 0 });
  const { attempts } = world;
  const attempt = world.tasks.attempt(task);
  if (attempt < 0 || attempts.phase(attempt) !== RUNNING) return;
  const before = attempts.endsAt(attempt);
  limitAttempt(world, attempt);
  if (attempts.endsAt(attempt) !== before) watchEnd(world, attempt);
}

export function terminateTask(world: World, { jobId, taskId }: Of<'terminateTask'>): Answer {
  const found = find(world, jobId, taskId);
  if ('code' in found) return found;
  if (world.tasks.state(found.task) === COMPLETED) return taskCompleted(taskId);
  return accept(204, () => kill(world, found.task, 'terminatedByUser'));
}

export function deleteTask(world: World, { jobId, taskId }: Of<'deleteTask'>): Answer {
  const found = find(world, jobId, taskId);
  if ('code' in found) return found;
  return accept(200, () => {
    remove(world, found.task, 'deletedByUser');
    removeDirectories(world, (task) => task === found.task);
    world.jobsToTest.add(found.job);
    world.jobsToCheck.add(found.job);
  });
}

/** A task that completed without success starts anew (L-370 … L-372). */
export function reactivateTask(world: World, { jobId, taskId }: Of<'reactivateTask'>): Answer {
  const job = findJob(world, jobId);
  if ('code' in job) return job;
  const found = find(world, jobId, taskId);
  if ('code' in found) return found;
  const closed = closedBy(job);
  if (closed !== null) return closed;
  const { task } = found;
  if (world.tasks.state(task) !== COMPLETED)
    return conflict('TaskNotCompleted', `The task '${taskId}' is not completed`);
  if (world.succeeded(task)) return conflict('TaskSucceeded', `The task '${taskId}' succeeded`);
  return accept(204, () => {
    world.tasks.retryCount.delete(task);
    job.openTasks++;
    world.tasksCompleted--;
    job.dependencies?.forget(world.taskId(task));
    world.log.task.retryCount = 0;
    world.tasks.setSeq(task, moveTask(world, task, REACTIVATED));
    resumeLifetime(world, task);
    enterClass(world, job, task);
    enqueue(world, job, task, false);
  });
}

function taskCompleted(taskId: string): Refusal {
  return conflict('TaskCompleted', `The task '${taskId}' is completed`);
}
