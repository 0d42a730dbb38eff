/**
 * What one event entails beyond itself: jobs react to completed tasks, empty nodes go where they drained for, freed capacity is given
 * away, resizes and jobs reach their ends. Done after every event until nothing is left to do, in a fixed order.
 */

import { NODE } from '../batch/lifecycles/node.ts';
import { finishDrain } from './allocation/drain.ts';
import { grantStarved, reviewResize } from './allocation/resize.ts';
import { reactToCompletion, reviewJob, testAllComplete } from './job-life.ts';
import { replaceNode } from './node-life.ts';
import { finishDeletion } from './pool-life.ts';
import type { Pool } from './pools.ts';
import { reviewSchedule } from './schedule-life.ts';
import { because } from './transitions.ts';
import type { World } from './world.ts';

const PREEMPTED = NODE.code('preempted');

export function react(world: World): void {
  while (reactOnce(world)) {
    // each round of reactions may entail another; all of them move something towards an end
  }
}

/** One thing of the first list that has one; false when all lists are empty. */
function reactOnce(world: World): boolean {
  if (world.completions.length > 0) {
    for (const { task, jobAction, seq } of world.completions.splice(0)) reactToCompletion(world, task, jobAction, seq);
    return true;
  }
  if (world.nodesToCheck.length > 0) {
    for (const node of world.nodesToCheck.splice(0)) reviewDrain(world, node);
    return true;
  }
  if (world.capacityFreed[0] || world.capacityFreed[1]) {
    serveCapacity(world, 0);
    serveCapacity(world, 1);
    return true;
  }
  if (world.poolsToCheck.size > 0) {
    for (const pool of take(world.poolsToCheck)) reviewPool(world, pool);
    return true;
  }
  if (world.jobsToCheck.size > 0) {
    for (const job of take(world.jobsToCheck)) reviewJob(world, job);
    return true;
  }
  if (world.schedulesToCheck.size > 0) {
    for (const schedule of take(world.schedulesToCheck)) reviewSchedule(world, schedule);
    return true;
  }
  return false;
}

// closures live in functions of their own: asked after every event, `reactOnce` must not pay for them

function reviewDrain(world: World, node: number): void {
  because(world, world.nodes.openSeq(node), () => finishDrain(world, node));
}

function reviewPool(world: World, pool: Pool): void {
  because(world, Math.max(pool.allocationSeq, pool.changeSeq), () => reviewResize(world, pool));
  finishDeletion(world, pool);
}

/** Once the calls of the instant are done: jobs that end when all their tasks are complete (S-12, S-28). */
export function testJobs(world: World): void {
  if (world.jobsToTest.size === 0) return;
  for (const job of take(world.jobsToTest)) testAllComplete(world, job);
  react(world);
}

/** Replacements first, oldest first, then resizes in the order they started (contract 2, notes; O-37). */
function serveCapacity(world: World, kind: 0 | 1): void {
  world.capacityFreed[kind] = false;
  if (kind === 1) {
    const waiting = world.awaitingReplacement;
    while (waiting.length > 0 && world.held[1] < world.capacity[1]) {
      const node = waiting.shift()!;
      if (world.nodes.state(node) === PREEMPTED) replaceNode(world, node);
    }
  }
  if (world.starved[kind] === 0) return;
  for (const pool of world.resizingPools) {
    if (world.held[kind] >= world.capacity[kind]) break;
    grantStarved(world, pool, kind);
  }
}

function take<T>(set: Set<T>): T[] {
  const all = [...set];
  set.clear();
  return all;
}
