/** Job preparation tasks: started on demand, once per node, and undone by what happens to the node (section 9 of the rules). */
import { ENDS, PREPARATION_ENDED } from '../events.ts';
import type { Job, NodeRecord } from '../jobs.ts';
import { movePreparation } from '../transitions.ts';
import { refreshClocks } from '../waiting/waits.ts';
import type { World } from '../world.ts';
import { countJobTask } from './records.ts';
import { planNodeRun } from './runs.ts';

/** Whether the preparation has to run, or is running, before a task of the job may start on the node (L-281, L-282, L-283). */
export function isUnprepared(record: NodeRecord): boolean {
  return !record.prepared;
}

/** A task of the job is assigned to a node that is not prepared: the preparation starts, if it is not running already. */
export function startPreparation(world: World, job: Job, record: NodeRecord): void {
  if (record.running) return;
  record.running = true;
  record.retries = 0;
  record.series++;
  movePreparation(world, record, 'taskAssigned', { retryCount: 0 });
  countJobTask(world, record.node, 1);
  scheduleRun(world, job, record);
}

/** One run of it, the first or a retry. */
export function scheduleRun(world: World, job: Job, record: NodeRecord): void {
  const task = job.spec.jobPreparationTask!;
  const run = planNodeRun(world, record.node, task, task.maxWallClockTime, record.retries, [
    'preparation',
    job.id,
    record.series,
  ]);
  record.exitCode = run.exitCode;
  record.serial++;
  if (run.ms === 0 && record.retries > 0) world.repeatAtOnce(`preparation task of job ${job.id}`, record.node);
  world.calendar.schedule(world.now + run.ms, ENDS, PREPARATION_ENDED, record.index, record.serial);
}

/** It stops without having completed: the node counts as not prepared (L-284, S-29). No line, unless it will never run again. */
export function stopPreparation(world: World, record: NodeRecord): void {
  if (!record.running) return;
  record.running = false;
  record.serial++;
  world.calendar.noteCancelled();
  countJobTask(world, record.node, -1);
}

/** Preparation has failed for good on the node: no task of this job there until it is reimaged (L-275). */
export function barNode(world: World, job: Job, record: NodeRecord): void {
  record.barred = true;
  if (world.poolOf(record.node) !== job.pool) return;
  job.bar(world.nodes.number(record.node));
  job.pool.jobsWithBars.add(job.index);
  refreshClocks(world, job);
}

/** The node has a new disk: the bar falls (O-55). */
export function unbarNode(world: World, job: Job, record: NodeRecord): void {
  if (!record.barred) return;
  record.barred = false;
  if (world.poolOf(record.node) !== job.pool) return;
  const number = world.nodes.number(record.node);
  job.barred!.delete(number);
  job.pool.candidates.unpark(number);
  if (job.barred!.size === 0) {
    job.barred = null;
    job.pool.jobsWithBars.delete(job.index);
  }
  refreshClocks(world, job);
}

/** The job has come to a pool that it may have used before: the bars on its nodes stand. */
export function restoreBars(world: World, job: Job): void {
  for (const record of job.records.values()) if (record.barred) barNode(world, job, record);
}
