/**
 * Attempts take their slots and give them back. Whatever ends an attempt goes through `releaseSlots`, so slots, the job's and the
 * pool's counts and the calendar cannot part.
 */

import { countLoad, touch } from './autoscale/pool-counts.ts';
import { reviewBusy, slotFreed, slotTaken } from './availability.ts';
import type { Job } from './jobs.ts';
import { JOB_ACTIVE } from './log.ts';
import { NO_DRAIN } from './nodes.ts';
import type { Pool } from './pools.ts';
import { taskWeight } from './scheduling/queueing.ts';
import { DISPATCHING, PREPARING, RUNNING } from './tasks.ts';
import type { World } from './world.ts';

/** The task holds a slot on the node, or on each node of its gang, from now on. `nodes` is null for an ordinary task. */
export function takeSlots(
  world: World,
  job: Job,
  task: number,
  node: number,
  nodes: readonly number[] | null,
  exclusive: boolean,
): number {
  const { attempts, tasks } = world;
  const attempt = attempts.add(task, node);
  tasks.setAttempt(task, attempt);
  job.assigned++;
  const pool = world.poolOf(node);
  pool.assigned++;
  if (job.assigned === 1) reviewBusy(world, job);
  pool.candidates.reorder(job);
  if (nodes !== null) {
    attempts.gangs.set(attempt, nodes);
    for (const member of nodes) {
      world.nodes.setGang(member, attempt);
      occupy(world, member, 1);
    }
    return attempt;
  }
  link(world, node, attempt);
  if (exclusive) world.nodes.setExclusive(node, attempt);
  occupy(world, node, 1);
  return attempt;
}

/** The attempt is over; `seq` is the line that says so. Its row may be reused at once. */
export function releaseSlots(world: World, job: Job, attempt: number, seq: number): void {
  const { attempts, tasks, nodes } = world;
  const task = attempts.task(attempt);
  tasks.setAttempt(task, -1);
  const primary = attempts.node(attempt);
  const pool = world.poolOf(primary);
  const gang = attempts.gangs.size > 0 ? attempts.gangs.get(attempt) : undefined;
  if (attempts.phase(attempt) === RUNNING && attempts.endsAt(attempt) > world.now) world.calendar.noteCancelled();
  countReleased(world, pool, task, attempts.phase(attempt));
  if (world.loads.size > 0) releaseLoad(world, pool, attempt);
  if (attempts.phase(attempt) === PREPARING) forgetWaiting(world, job, attempt, gang ?? [primary]);
  if (world.acts.size > 0) world.acts.delete(attempt);
  if (gang !== undefined) {
    for (const member of gang) {
      nodes.setGang(member, -1);
      nodes.setOpenSeq(member, seq);
      occupy(world, member, -1);
    }
  } else {
    unlink(world, primary, attempt);
    if (nodes.exclusive(primary) === attempt) nodes.setExclusive(primary, -1);
    nodes.setOpenSeq(primary, seq);
    occupy(world, primary, -1);
  }
  attempts.remove(attempt);
  job.assigned--;
  pool.assigned--;
  if (job.assigned === 0) reviewBusy(world, job);
  pool.candidates.reorder(job);
  if (job.state !== JOB_ACTIVE) world.jobsToCheck.add(job);
}

/** What formulas see: one running task less, or one less that is still being dispatched. */
function countReleased(world: World, pool: Pool, task: number, phase: number): void {
  if (phase >= RUNNING) pool.counts.running--;
  else if (phase === DISPATCHING) pool.counts.active -= taskWeight(world, task);
  touch(world, pool);
}

/** The resources of the scenario's model that its program used are free again. */
function releaseLoad(world: World, pool: Pool, attempt: number): void {
  const runs = world.loads.get(attempt);
  if (runs === undefined) return;
  countLoad(world, pool, runs, -1);
  world.loads.delete(attempt);
}

/** All attempts on a node, in the order they were assigned. */
export function attemptsOn(world: World, node: number): number[] {
  const gang = world.nodes.gang(node);
  const found: number[] = [];
  for (let attempt = world.nodes.firstAttempt(node); attempt >= 0; attempt = world.attempts.nextOnNode(attempt))
    found.push(attempt);
  found.reverse();
  if (gang >= 0) found.push(gang);
  return found;
}

function occupy(world: World, node: number, change: 1 | -1): void {
  const nodes = world.nodes;
  const before = nodes.occupied(node);
  nodes.setOccupied(node, before + change);
  if (change > 0) slotTaken(world, node);
  else slotFreed(world, node);
  // between idle and running only the first and the last task make a difference
  if (before === 0 || before + change === 0) world.markUnsettled(node);
  if (change < 0 && nodes.occupied(node) === 0 && nodes.drain(node) !== NO_DRAIN) world.nodesToCheck.push(node);
}

function link(world: World, node: number, attempt: number): void {
  const { nodes } = world;
  world.attempts.link(attempt, nodes.firstAttempt(node));
  nodes.setFirstAttempt(node, attempt);
}

function unlink(world: World, node: number, attempt: number): void {
  const { nodes } = world;
  nodes.setFirstAttempt(node, world.attempts.unlink(attempt, nodes.firstAttempt(node)));
}

/** An attempt that waited for the preparation of its nodes does so no more. */
function forgetWaiting(_world: World, job: Job, attempt: number, nodes: readonly number[]): void {
  for (const node of nodes) {
    const waiting = job.records.get(node)?.waiting;
    const place = waiting?.indexOf(attempt) ?? -1;
    if (place >= 0) waiting!.splice(place, 1);
  }
}

/** Whether a job manager runs or prepares on the node. */
export function hasManager(world: World, node: number): boolean {
  for (const attempt of attemptsOn(world, node)) {
    const task = world.attempts.task(attempt);
    if (world.jobOf(task).manager === task) return true;
  }
  return false;
}
