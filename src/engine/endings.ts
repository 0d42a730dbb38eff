/**
 * How tasks stop: they complete, they go back to the queue, they are killed, they are deleted.
 *
 * Nothing here reacts to a completion beyond the task's own dependents: what it means for the job is noted in `World.completions` and
 * done when the event that caused it has been dealt with (reactions.ts).
 */
import { TASK } from '../batch/lifecycles/task.ts';
import type { FailureInfo, Result } from '../trace/vocabulary.ts';
import { attemptsOn, releaseSlots } from './attempts.ts';
import { touch } from './autoscale/pool-counts.ts';
import { constraintsOf, killedExitCode } from './execution.ts';
import { type Ending, exitActions } from './exit-conditions.ts';
import type { Job } from './jobs.ts';
import { keepDirectory } from './retention.ts';
import { dequeue, enqueue } from './scheduling/queueing.ts';
import { ENDING, HAS_RUN, IS_BLOCKED, IS_MANAGER, RUNNING, SUCCEEDED } from './tasks.ts';
import { moveTask, type TaskEdge } from './transitions.ts';
import { endWait, enterClass, leaveClass } from './waiting/waits.ts';
import type { World } from './world.ts';

const ACTIVE = TASK.code('active');
const RUNNING_STATE = TASK.code('running');
const COMPLETED = TASK.code('completed');

/** Of failures that no exit code names (L-367, L-379, O-65). */
export const TASK_ENDED_BY_USER: FailureInfo = { category: 'UserError', code: 'TaskEnded' };
export const FAILURE_EXIT_CODE: FailureInfo = { category: 'UserError', code: 'FailureExitCode' };

const SUCCESS: Ending = { kind: 'exit', code: 0 };
const KILLED: Ending = { kind: 'killed' };
const PRE_PROCESSING_ERROR: Ending = { kind: 'preProcessingError' };
const SUCCEEDED_EDGE = TASK.index('succeeded');

/** A task completes for good along the edge of that index. `exitCode` NaN: its process never ran. */
function complete(
  world: World,
  task: number,
  edge: number,
  ending: Ending,
  result: Result,
  exitCode: number,
  failureInfo: FailureInfo | null,
): number {
  const job = world.jobOf(task);
  const line = world.log.task;
  if (world.tasks.state(task) !== RUNNING_STATE) {
    line.waited = endWait(world, job, task);
    dequeue(world, job, task);
  }
  line.result = result;
  line.exitCode = exitCode;
  line.failureInfo = failureInfo;
  const seq = moveTask(world, task, edge);
  leaveNode(world, job, task, seq);
  job.openTasks--;
  job.completionSeq = seq;
  world.tasksCompleted++;
  countCompleted(world, job, ending === SUCCESS);
  if (ending === SUCCESS) noteSuccess(world, job, task, seq);
  else noteEnding(world, job, task, seq, ending);
  return seq;
}

/** A task has succeeded: what that means for others. */
export function noteSuccess(world: World, job: Job, task: number, seq: number): void {
  world.tasks.set(task, SUCCEEDED);
  if (job.reactsToSuccess) noteEnding(world, job, task, seq, SUCCESS);
  else {
    if (world.replays.size > 0) world.replays.delete(task);
    if (job.onAllTasksComplete === 'terminatejob') world.jobsToTest.add(job);
  }
}

function noteEnding(world: World, job: Job, task: number, seq: number, ending: Ending): void {
  if (world.replays.size > 0) world.replays.delete(task);
  const actions = exitActions(world.taskSpec(task).exitConditions, ending);
  if (actions.dependencyAction === 'satisfy') satisfyDependents(world, job, task, seq);
  world.completions.push({ task, jobAction: actions.jobAction, seq });
}

/** What formulas see of completed tasks. */
function countCompleted(world: World, job: Job, success: boolean): void {
  const { pool } = job;
  if (pool === null) return;
  if (success) pool.counts.succeeded++;
  else pool.counts.failed++;
  touch(world, pool);
}

/** The process of a running attempt exited with 0. */
export function succeed(world: World, task: number): number {
  return complete(world, task, SUCCEEDED_EDGE, SUCCESS, 'success', 0, null);
}

/** It exited with another code, or was killed by its wall clock, and has no retry left. */
export function fail(world: World, task: number, edge: 'failed' | 'wallClockExpired', exitCode: number): number {
  const failure = edge === 'wallClockExpired' ? TASK_ENDED_BY_USER : FAILURE_EXIT_CODE;
  return complete(world, task, TASK.index(edge), { kind: 'exit', code: exitCode }, 'failure', exitCode, failure);
}

/** Something that it needs before its command could not be had: the command never ran (L-376). */
export function failBeforeCommand(world: World, task: number, failure: FailureInfo): number {
  return complete(world, task, TASK.index('preProcessingFailed'), PRE_PROCESSING_ERROR, 'failure', Number.NaN, failure);
}

/** The upload of an output file failed: a failure whatever the exit code (L-386). */
export function failUpload(world: World, task: number, exitCode: number): number {
  const failure: FailureInfo = { category: 'UserError', code: 'FileUploadMiscError' };
  return complete(
    world,
    task,
    TASK.index('uploadFailed'),
    { kind: 'fileUploadError', code: exitCode },
    'failure',
    exitCode,
    failure,
  );
}

/** Somebody ends an active, preparing or running task; it does not run again (L-368). */
export function kill(world: World, task: number, edge: TaskEdge): number {
  const attempt = world.tasks.attempt(task);
  const isRunning = attempt >= 0 && world.attempts.phase(attempt) >= RUNNING;
  const exitCode = isRunning ? killedExitCode(world.poolOf(world.attempts.node(attempt))) : Number.NaN; // O-64
  return complete(world, task, TASK.index(edge), KILLED, 'failure', exitCode, TASK_ENDED_BY_USER);
}

/** The attempt failed and the task has a retry left (L-360). */
export function retry(world: World, task: number, edge: TaskEdge): void {
  const job = world.jobOf(task);
  const count = world.tasks.retries(task) + 1;
  world.tasks.retryCount.set(task, count);
  world.log.task.retryCount = count;
  const seq = moveTask(world, task, TASK.index(edge));
  leaveNode(world, job, task, seq);
  backToQueue(world, job, task, seq);
}

/** The attempt is lost through no fault of the task, which runs it again (L-076, L-147, L-205 …). */
export function interrupt(world: World, attempt: number, edge: TaskEdge): void {
  const { attempts, tasks } = world;
  const task = attempts.task(attempt);
  const job = world.jobOf(task);
  if (tasks.state(task) === ACTIVE) return takeBack(world, job, task);
  if (attempts.phase(attempt) >= RUNNING) {
    world.replays.set(task, { nominal: attempts.nominal(attempt), exitCode: attempts.nominalExit(attempt) });
  } else leaveClass(world, job, task);
  if (COUNTED.has(edge)) {
    const count = (tasks.requeueCount.get(task) ?? 0) + 1;
    tasks.requeueCount.set(task, count);
    world.log.task.requeueCount = count;
  }
  const seq = moveTask(world, task, TASK.index(edge));
  leaveNode(world, job, task, seq);
  backToQueue(world, job, task, seq);
}

/** Requeues "as a result of a user request" (L-383, O-36, S-20); the others move no counter (L-153, L-113, L-260, L-274). */
const COUNTED = new Set<TaskEdge>([
  'requeuedByResize',
  'requeuedByRemoval',
  'requeuedByPoolDeletion',
  'requeuedByReboot',
  'requeuedByReimage',
  'requeuedByDisableScheduling',
  'requeuedByDisable',
]);

/** An attempt that is still being dispatched has left no line: the task just waits again. */
function takeBack(world: World, job: Job, task: number): void {
  leaveClass(world, job, task);
  leaveNode(world, job, task, world.log.cause);
  backToQueue(world, job, task, world.log.cause);
}

/** A task vanishes (L-369, L-216). */
export function remove(world: World, task: number, edge: TaskEdge): number {
  const { tasks } = world;
  const job = world.jobOf(task);
  const state = tasks.state(task);
  if (state !== RUNNING_STATE && state !== COMPLETED) world.log.task.waited = endWait(world, job, task);
  dequeue(world, job, task);
  const seq = moveTask(world, task, TASK.index(edge));
  leaveNode(world, job, task, seq);
  if (state !== COMPLETED) job.openTasks--;
  job.tasks--;
  job.completionSeq = seq;
  world.replays.delete(task);
  const id = world.taskId(task);
  job.ids.remove(id);
  job.dependencies?.forget(id);
  return seq;
}

/** Tasks that had only this one to wait for may be placed now. */
function satisfyDependents(world: World, job: Job, task: number, seq: number): void {
  if (job.dependencies === null) return;
  for (const dependent of job.dependencies.satisfy(world.taskId(task))) {
    if (world.tasks.state(dependent) !== ACTIVE) {
      world.tasks.clear(dependent, IS_BLOCKED);
      continue;
    }
    leaveClass(world, job, dependent);
    world.tasks.clear(dependent, IS_BLOCKED);
    world.tasks.setSeq(dependent, seq);
    enterClass(world, job, dependent);
    enqueue(world, job, dependent, false);
  }
}

function backToQueue(world: World, job: Job, task: number, seq: number): void {
  world.tasks.setSeq(task, seq);
  enterClass(world, job, task);
  enqueue(world, job, task, false);
}

/** Gives back the slots of the task's attempt, if it has one, and notes what stays on the node. */
function leaveNode(world: World, job: Job, task: number, seq: number): void {
  const attempt = world.tasks.attempt(task);
  if (attempt < 0) return;
  const { attempts } = world;
  if (world.tasks.has(task, IS_MANAGER) && attempts.phase(attempt) >= RUNNING) world.tasks.set(task, HAS_RUN);
  if (world.tracksLastNodes) world.lastNodes.set(task, attempts.node(attempt));
  if (world.tracksRetention && attempts.phase(attempt) >= RUNNING) {
    const nodes = attempts.gangs.get(attempt) ?? [attempts.node(attempt)];
    keepDirectory(world, task, nodes, constraintsOf(world, task).retentionTime);
  }
  releaseSlots(world, job, attempt, seq);
}

/** Every task on a node stops, by interruption or for good; one whose normal end is being dealt with just ends (S-25, S-33). */
export function clearNode(world: World, node: number, how: 'requeue' | 'terminate', edge: TaskEdge): void {
  for (const attempt of attemptsOn(world, node)) {
    if (world.attempts.phase(attempt) !== ENDING) stopAttempt(world, attempt, how, edge, 'terminatedWithNode');
  }
}

/** An attempt stops by the option of a request. Only what runs or prepares is completed: one on its way waits again (L-206, S-11). */
export function stopAttempt(
  world: World,
  attempt: number,
  how: 'requeue' | 'terminate',
  requeued: TaskEdge,
  terminated: TaskEdge,
): void {
  const task = world.attempts.task(attempt);
  if (how === 'terminate' && world.tasks.state(task) !== ACTIVE) kill(world, task, terminated);
  else interrupt(world, attempt, requeued);
}
