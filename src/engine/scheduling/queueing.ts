/** Tasks come into their job's queues and leave them; jobs with queued tasks stand as candidates of their pool. */
import { POOL } from '../../batch/lifecycles/pool.ts';
import { touch } from '../autoscale/pool-counts.ts';
import { reviewBusy } from '../availability.ts';
import type { Job } from '../jobs.ts';
import { JOB_ACTIVE } from '../log.ts';
import { HAS_RUN, IS_BLOCKED, IS_EXPIRED, IS_GANG, IS_MANAGER, IS_QUEUED } from '../tasks.ts';
import type { World } from '../world.ts';
import { gangClass, managerClass, ORDINARY_CLASS, queueOf } from './candidates.ts';
import { TaskQueue } from './queue.ts';

const POOL_ACTIVE = POOL.code('active');

/** The class of candidates that a task belongs to. */
export function classKey(world: World, job: Job, task: number): number {
  const flags = world.tasks.flags(task);
  if ((flags & (IS_MANAGER | IS_GANG)) === 0) return ORDINARY_CLASS;
  if ((flags & IS_GANG) !== 0) return gangClass(world.taskSpec(task).numberOfInstances);
  const manager = job.spec.jobManagerTask!;
  return managerClass(!manager.allowLowPriorityNode, manager.runExclusive, (flags & HAS_RUN) !== 0);
}

/** An active task may be placed from now on, unless it waits for others or its lifetime is over. */
export function enqueue(world: World, job: Job, task: number, isNew: boolean): void {
  if ((world.tasks.flags(task) & (IS_BLOCKED | IS_EXPIRED)) !== 0) return;
  world.tasks.set(task, IS_QUEUED);
  const key = classKey(world, job, task);
  const queue = queueOrNew(job, key);
  if (isNew) queue.append(task);
  else queue.putBack(task);
  job.queued++;
  countQueued(world, job, task, 1);
  if (queue.count === 1 && isServable(job)) job.pool!.candidates.add(job, key);
  if (job.queued === 1) reviewBusy(world, job);
  if (job.pool !== null) world.markDirty(job.pool);
}

/** It has been assigned, or may not be placed any more. */
export function dequeue(world: World, job: Job, task: number): void {
  if (!world.tasks.has(task, IS_QUEUED)) return;
  world.tasks.clear(task, IS_QUEUED);
  const key = classKey(world, job, task);
  const queue = queueOf(job, key)!;
  queue.count--;
  job.queued--;
  countQueued(world, job, task, -1);
  if (queue.count === 0 && job.pool !== null) job.pool.candidates.remove(job, key);
  if (job.queued === 0) reviewBusy(world, job);
}

/** The job's tasks may be placed on its pool from now on: it is active and the pool exists. */
export function serve(world: World, job: Job): void {
  if (isServable(job)) {
    const candidates = job.pool!.candidates;
    if (job.queue.count > 0) candidates.add(job, ORDINARY_CLASS);
    for (const [key, queue] of job.queues) if (queue.count > 0) candidates.add(job, key);
    world.markDirty(job.pool!);
  }
  reviewBusy(world, job);
}

/** They may not be placed any more. Call while the job still knows its pool. */
export function unserve(world: World, job: Job): void {
  if (job.pool !== null) {
    job.pool.candidates.remove(job, ORDINARY_CLASS);
    for (const key of job.queues.keys()) job.pool.candidates.remove(job, key);
  }
  reviewBusy(world, job);
}

/** What formulas see of the queue. */
function countQueued(world: World, job: Job, task: number, change: 1 | -1): void {
  const weight = taskWeight(world, task) * change;
  job.queuedWeight += weight;
  if (job.pool === null) return;
  job.pool.counts.active += weight;
  touch(world, job.pool);
}

/** A multi-instance task counts as its instances (L-418). */
export function taskWeight(world: World, task: number): number {
  return world.tasks.has(task, IS_GANG) ? world.taskSpec(task).numberOfInstances : 1;
}

function isServable(job: Job): boolean {
  return job.state === JOB_ACTIVE && job.pool !== null && job.pool.state === POOL_ACTIVE;
}

function queueOrNew(job: Job, key: number): TaskQueue {
  let queue = queueOf(job, key);
  if (queue === undefined) {
    queue = new TaskQueue();
    job.queues.set(key, queue);
  }
  return queue;
}
