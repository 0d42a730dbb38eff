/** Pools are created and deleted, and jobs find them or lose them. */
import { POOL } from '../batch/lifecycles/pool.ts';
import type { PoolSpec } from '../batch/model.ts';
import { FOR_POOL_DELETION, takeOutOfService } from './allocation/drain.ts';
import { beginResize, dropResize } from './allocation/resize.ts';
import { isLeaving } from './allocation/victims.ts';
import { follow, unfollow } from './autoscale/follow.ts';
import { touch } from './autoscale/pool-counts.ts';
import { clearNode } from './endings.ts';
import type { Job } from './jobs.ts';
import { leavePool } from './node-life.ts';
import { restoreBars } from './node-tasks/preparation.ts';
import { Pool } from './pools.ts';
import { Candidates } from './scheduling/candidates.ts';
import { serve, unserve } from './scheduling/queueing.ts';
import { because, moveAllocation, movePool } from './transitions.ts';
import { refreshClocks } from './waiting/waits.ts';
import type { World } from './world.ts';

const DELETING = POOL.code('deleting');

/** Creates a pool and begins its first sizing (L-001, L-055). Whether it may be created is the caller's to know. */
export function createPool(world: World, spec: PoolSpec, isAutoPool: boolean): Pool {
  const key = spec.id.toLowerCase();
  const pool = new Pool(
    world.pools.length,
    spec,
    isAutoPool,
    new Candidates(world.jobs),
    world.scenario.cloud.speed[spec.vmSize.toUpperCase()] ?? 1,
    world.resources,
    world.lastPoolByKey.get(key) ?? null,
  );
  world.pools.push(pool);
  world.poolsByKey.set(key, pool);
  const edge = isAutoPool ? 'createdForJob' : 'added';
  const seq = movePool(world, pool, edge);
  because(world, seq, () => {
    const [dedicated, lowPriority] = pool.targets;
    pool.targets = [0, 0];
    moveAllocation(world, pool, edge);
    for (const job of world.jobsByPoolKey.get(key) ?? []) attach(world, job, pool);
    if (spec.autoScaleFormula !== null)
      follow(world, pool, spec.autoScaleFormula, spec.autoScaleEvaluationInterval); // L-011, O-20
    else if (dedicated + lowPriority > 0) {
      const timeout = spec.resizeTimeout;
      beginResize(world, pool, {
        edge: 'initialSizing',
        targets: [dedicated, lowPriority],
        option: 'requeue',
        timeout,
        named: null,
      });
    }
  });
  return pool;
}

/** Deletes a pool: its tasks are requeued, its nodes leave, then it is gone (L-087, L-088). */
export function deletePool(world: World, pool: Pool, edge: 'deleted' | 'deletedWithJob'): void {
  const seq = movePool(world, pool, edge);
  because(world, seq, () => {
    for (const index of pool.jobs) unserve(world, world.jobs[index]);
    dropResize(world, pool);
    if (pool.formula !== null) unfollow(world, pool);
    pool.targets = [0, 0];
    moveAllocation(world, pool, 'poolDeleted');
    for (const node of pool.nodes) {
      if (node < 0) continue;
      if (!isLeaving(world, node)) takeOutOfService(world, node, FOR_POOL_DELETION, 'requeue');
      else if (world.nodes.up(node) === 1) {
        clearNode(world, node, 'requeue', 'requeuedByPoolDeletion');
        leavePool(world, node, 'poolDeleted');
      }
    }
    for (const index of pool.jobs) refreshClocks(world, world.jobs[index]);
  });
  world.poolsToCheck.add(pool);
}

/** A pool under deletion is gone when its last node is (O-26). */
export function finishDeletion(world: World, pool: Pool): void {
  if (pool.state !== DELETING || pool.nodeCount > 0) return;
  because(world, Math.max(pool.seq, pool.changeSeq), () => {
    moveAllocation(world, pool, 'emptied');
    movePool(world, pool, 'emptied');
  });
  world.poolsByKey.delete(pool.key);
  world.lastPoolByKey.set(pool.key, pool);
  for (const index of [...pool.jobs]) detach(world, world.jobs[index]);
}

/** The job's pool exists: its tasks may be placed there. */
export function attach(world: World, job: Job, pool: Pool): void {
  job.pool = pool;
  pool.jobs.add(job.index);
  restoreBars(world, job);
  pool.counts.active += job.queuedWeight;
  touch(world, pool);
  refreshClocks(world, job);
  serve(world, job);
}

/** The job has no pool (any more): its tasks wait for one (O-27). */
export function detach(world: World, job: Job): void {
  const { pool } = job;
  if (pool === null) return;
  unserve(world, job);
  pool.jobs.delete(job.index);
  pool.counts.active -= job.queuedWeight;
  touch(world, pool);
  pool.jobsWithBars.delete(job.index);
  job.pool = null;
  job.barred = null;
  unserve(world, job);
  refreshClocks(world, job);
}

/** The job names this pool, whether it exists or not (L-181). */
export function namePool(world: World, job: Job, poolId: string): void {
  const key = poolId.toLowerCase();
  job.poolId = poolId;
  let named = world.jobsByPoolKey.get(key);
  if (named === undefined) {
    named = new Set();
    world.jobsByPoolKey.set(key, named);
  }
  named.add(job);
  const pool = world.poolsByKey.get(key);
  if (pool !== undefined) attach(world, job, pool);
}

/** It does not any more. */
export function unnamePool(world: World, job: Job): void {
  detach(world, job);
  world.jobsByPoolKey.get(job.poolId.toLowerCase())?.delete(job);
}
