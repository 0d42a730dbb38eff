/**
 * Whether a waiting task or release task can still start by what is background only (S-1): random preemption and failure, and what follows from them.
 *
 * Asked when nothing else is pending, so it may look around.
 */
import { NODE } from '../batch/lifecycles/node.ts';
import { DAY, HOUR, type SimTime } from '../kernel/clock.ts';
import type { Job } from './jobs.ts';
import { JOB_ACTIVE } from './log.ts';
import { DEDICATED, OUT, READY } from './nodes.ts';
import type { Pool } from './pools.ts';
import { isGangClass, needsDedicated, ORDINARY_CLASS } from './scheduling/candidates.ts';
import type { World } from './world.ts';

const PREEMPTED = NODE.code('preempted');

/**
 * Until when pools that follow a formula keep a run alive in which no task runs, prepares or can still start: each until an hour has
 * passed in which no evaluation changed a target, and at most for a day (S-1).
 */
export function followedUntil(world: World): SimTime {
  const quietSince = world.log.tasksMovedAt;
  let until = -Infinity;
  for (const pool of world.followedPools) {
    until = Math.max(until, Math.min(quietSince + DAY, Math.max(quietSince, pool.targetsChangedAt) + HOUR));
  }
  return until;
}

export function mayStillStart(world: World): boolean {
  if (world.releasesDue > 0) return true; // a release task waits for a node that is booting
  for (const pool of world.poolsByKey.values()) {
    for (const index of pool.jobs) {
      const job = world.jobs[index];
      if (job.queued > 0 && job.state === JOB_ACTIVE && hasHope(world, pool, job)) return true;
    }
  }
  return false;
}

function hasHope(world: World, pool: Pool, job: Job): boolean {
  if (job.queue.count > 0 && nodeComes(world, pool, job, ORDINARY_CLASS)) return true;
  for (const [key, queue] of job.queues) if (queue.count > 0 && nodeComes(world, pool, job, key)) return true;
  return false;
}

/** Whether a node that may take such a task is on its way by background transitions, or waits to be replaced. */
function nodeComes(world: World, pool: Pool, job: Job, key: number): boolean {
  if (isGangClass(key) && !(pool.spec.enableInterNodeCommunication && pool.slots === 1)) return false;
  if (pool.formula !== null) return true;
  const { nodes } = world;
  return pool.nodes.some((node) => {
    if (node < 0 || nodes.readiness(node) === OUT || nodes.readiness(node) === READY) return false;
    if (needsDedicated(key) && nodes.kind(node) !== DEDICATED) return false;
    const isPreempted = nodes.state(node) === PREEMPTED;
    if (!isPreempted && job.barred?.has(nodes.number(node))) return false;
    return isPreempted || nodes.background.data[node] === 1;
  });
}
