/**
 * The ordinary attempt, from its start to its success, in two functions that do all of it: no second node, no dispatch to wait for,
 * nothing to prepare, download, install or upload, a program that does nothing but take its time. Nearly every attempt is one.
 *
 * What is done is what `place` (placement.ts) and `succeed` (endings.ts) do, step by step and in the same order. They call many that
 * know of everything that may be; their code does not fit into the first cache of a processor, and an attempt alone on its instant
 * would load all of it anew. A test runs everything both ways and compares the logs.
 */
import { TASK } from '../../batch/lifecycles/task.ts';
import type { Runs } from '../../batch/model.ts';
import { draw } from '../../kernel/distribution.ts';
import { touch } from '../autoscale/pool-counts.ts';
import { reviewBusy, slotFreed, slotTaken } from '../availability.ts';
import { noteSuccess } from '../endings.ts';
import { ENDS, TASK_ENDED } from '../events.ts';
import { atSpeed, drawExitCode } from '../execution.ts';
import type { Family } from '../families.ts';
import type { Job } from '../jobs.ts';
import { JOB_ACTIVE } from '../log.ts';
import { NO_DRAIN } from '../nodes.ts';
import type { Pool } from '../pools.ts';
import { IS_QUEUED } from '../tasks.ts';
import { moveTask } from '../transitions.ts';
import { endWait } from '../waiting/waits.ts';
import type { World } from '../world.ts';
import { ORDINARY_CLASS } from './candidates.ts';

const STARTED = TASK.index('started');
const SUCCEEDED_EDGE = TASK.index('succeeded');

/** The program of an attempt of the task if that attempt will be an ordinary one, else null. The task stands in its job's ordinary queue. */
export function ordinaryProgram(world: World, job: Job, family: Family, task: number): Runs | null {
  if (!world.hasOrdinary || job.spec.jobPreparationTask !== null) return null;
  if (world.replays.size > 0 && world.replays.has(task)) return null;
  if (family.ordinary === undefined) family.ordinary = programOf(world, family);
  return family.ordinary;
}

/** What all members run, if that is all they do. */
function programOf(world: World, family: Family): Runs | null {
  if (!family.isPlain) return null;
  const runs = family.runs ?? world.programs.of(family.spec(1).commandLine);
  return runs.then.length === 0 && runs.perNode === null ? runs : null;
}

/** Starts the task on the node. */
export function startOrdinary(world: World, pool: Pool, job: Job, task: number, node: number, runs: Runs): void {
  const { tasks, attempts, nodes, now } = world;
  const { counts } = pool;
  // it leaves its queue
  const { queue } = job;
  tasks.clear(task, IS_QUEUED);
  queue.count--;
  job.queued--;
  job.queuedWeight--;
  counts.active--;
  if (queue.count === 0) pool.candidates.remove(job, ORDINARY_CLASS);
  // it takes its slot
  const attempt = attempts.add(task, node);
  tasks.setAttempt(task, attempt);
  job.assigned++;
  pool.assigned++;
  if (job.assigned === 1 || job.queued === 0) reviewBusy(world, job);
  pool.candidates.reorder(job);
  attempts.link(attempt, nodes.firstAttempt(node));
  nodes.setFirstAttempt(node, attempt);
  const occupied = nodes.occupied(node);
  nodes.setOccupied(node, occupied + 1);
  slotTaken(world, node);
  if (occupied === 0) world.markUnsettled(node);
  // it runs
  counts.running++;
  touch(world, pool);
  const family = world.families[tasks.family(task)];
  const ordinal = tasks.ordinal(task);
  const retry = tasks.retries(task);
  const row = family.rowDuration(ordinal);
  const nominal = row >= 0 ? row : durationOf(runs, family, ordinal, retry);
  const rowExit = family.rowExitCode(ordinal);
  const { exitCode } = runs;
  let exits = rowExit;
  if (Number.isNaN(rowExit))
    exits = exitCode.kind === 'constant' ? exitCode.code : drawExitCode(runs, family, ordinal, retry);
  const end = now + atSpeed(pool, nominal, 1);
  const changed = world.newConstraints.size > 0 ? world.newConstraints.get(task) : undefined;
  const limit = (changed ?? family.spec(ordinal).constraints).maxWallClockTime;
  const endsAt = attempts.startOrdinary(attempt, now, nominal, exits, end, limit);
  const line = world.log.task;
  line.node = node;
  line.pool = pool.index;
  line.waited = endWait(world, job, task);
  tasks.setSeq(task, moveTask(world, task, STARTED));
  world.calendar.schedule(endsAt, ENDS, TASK_ENDED, attempt, attempts.serial(attempt));
}

function durationOf(runs: Runs, family: Family, ordinal: number, retry: number): number {
  const { duration } = runs;
  return duration.kind === 'constant' ? duration.value : draw(duration, family.draw(ordinal, 'duration', retry));
}

/** Whether the attempt, whose end has come, is an ordinary one that exits with 0. */
export function endsOrdinarily(world: World, attempt: number): boolean {
  return world.hasOrdinary && world.attempts.isOrdinary(attempt) && world.attempts.naturalExit(attempt) === 0;
}

/** Its process has exited with 0. */
export function succeedOrdinary(world: World, attempt: number): void {
  const { tasks, attempts, nodes, log } = world;
  const task = attempts.task(attempt);
  const node = attempts.node(attempt);
  const job = world.jobOf(task);
  const pool = world.poolOf(node);
  const { counts } = pool;
  const line = log.task;
  log.cause = tasks.seq(task);
  line.result = 'success';
  line.exitCode = 0;
  const seq = moveTask(world, task, SUCCEEDED_EDGE);
  // it gives back its slot
  tasks.setAttempt(task, -1);
  nodes.setFirstAttempt(node, attempts.unlink(attempt, nodes.firstAttempt(node)));
  nodes.setOpenSeq(node, seq);
  const occupied = nodes.occupied(node) - 1;
  nodes.setOccupied(node, occupied);
  slotFreed(world, node);
  if (occupied === 0) {
    world.markUnsettled(node);
    if (nodes.drain(node) !== NO_DRAIN) world.nodesToCheck.push(node);
  }
  attempts.remove(attempt);
  pool.assigned--;
  job.assigned--;
  if (job.assigned === 0) reviewBusy(world, job);
  pool.candidates.reorder(job);
  if (job.state !== JOB_ACTIVE) world.jobsToCheck.add(job);
  // it is completed
  job.openTasks--;
  job.completionSeq = seq;
  world.tasksCompleted++;
  counts.running--;
  counts.succeeded++;
  touch(world, pool);
  noteSuccess(world, job, task, seq);
}
