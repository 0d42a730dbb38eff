/**
 * Tasks begin to wait, go on waiting for something else, and stop: the bookkeeping that charges every millisecond to one cause.
 *
 * In a queue a task waits by the clocks of its class; assigned, or preparing, it waits for something of its own, and its row number
 * says for what.
 */
import { NODE } from '../../batch/lifecycles/node.ts';
import { Waited } from '../../trace/waited.ts';
import type { Job } from '../jobs.ts';
import { JOB_ACTIVE } from '../log.ts';
import { AT_START, AT_START_TASK, READY, UNAVAILABLE } from '../nodes.ts';
import type { Pool } from '../pools.ts';
import { IS_BLOCKED, IS_EXPIRED, IS_GANG, IS_MANAGER } from '../tasks.ts';
import type { World } from '../world.ts';
import {
  BLOCKED,
  causeCode,
  DEPENDENCY,
  EXPIRED,
  GANG,
  INELIGIBLE,
  JOB_DISABLED,
  MANAGER,
  NO_POOL,
  ORDINARY,
  READY_CAUSE,
  WAIT_CLASSES,
} from './class-clock.ts';

const START_TASK_CAUSE = causeCode('startTask');
const NODE_START = causeCode('nodeStart');
const NODES_UNAVAILABLE = causeCode('nodesUnavailable');
const ALLOCATION_CAUSE = causeCode('allocation');

/** A row below this stands for a cause of the task's own: OWN_CAUSE - cause. */
const OWN_CAUSE = -2;

function classOf(world: World, task: number): number {
  const flags = world.tasks.flags(task);
  if ((flags & (IS_EXPIRED | IS_BLOCKED | IS_MANAGER | IS_GANG)) === 0) return ORDINARY;
  if ((flags & IS_BLOCKED) !== 0) return BLOCKED;
  if ((flags & IS_EXPIRED) !== 0) return EXPIRED;
  return (flags & IS_MANAGER) !== 0 ? MANAGER : GANG;
}

/** A task has become active, or goes on waiting in another class. */
export function enterClass(world: World, job: Job, task: number): void {
  const clock = job.clocks[classOf(world, task)];
  world.log.changedAt = world.now;
  world.tasks.wait(task, world.waitRows.enter(clock, world.now), world.now);
}

/** It leaves what it waited for so far but goes on waiting: call before its flags change. */
export function leaveClass(world: World, job: Job, task: number): void {
  let stash = world.stashedWaits.get(task);
  if (stash === undefined) {
    stash = new Waited();
    world.stashedWaits.set(task, stash);
  }
  addWaited(world, job, task, stash);
}

/** It is assigned and waits for its dispatch or for the preparation of its node. */
export function waitFor(world: World, job: Job, task: number, cause: number): void {
  leaveClass(world, job, task);
  world.tasks.wait(task, OWN_CAUSE - cause, world.now);
}

/** It waits no more; answers the whole of this wait, in a reused record. */
export function endWait(world: World, job: Job, task: number): Waited {
  const waited = world.waited;
  waited.clear();
  const stash = world.stashedWaits.size > 0 ? world.stashedWaits.get(task) : undefined;
  if (stash !== undefined) {
    waited.addAll(stash);
    world.stashedWaits.delete(task);
  }
  addWaited(world, job, task, waited);
  world.tasks.waitNoMore(task);
  return waited;
}

/** What a task that still waits has waited for until now, added to `out`; nothing is changed but the count of a row's users. */
export function addWaited(world: World, job: Job, task: number, out: Waited): void {
  const row = world.tasks.waitRow(task);
  const since = world.tasks.waitSince(task);
  if (row <= OWN_CAUSE) out.add(OWN_CAUSE - row, world.now - since);
  else world.waitRows.leave(job.clocks[classOf(world, task)], row, since, world.now, out);
}

/** Something that decides what the job's tasks wait for may have changed. */
export function refreshClocks(world: World, job: Job): void {
  for (let wanted = 0; wanted < WAIT_CLASSES; wanted++) {
    const clock = job.clocks[wanted];
    const cause = causeOf(world, job, wanted);
    const pool = cause === READY_CAUSE ? job.pool!.clock : null;
    if (clock.cause === cause && clock.pool === pool && clock.priority === job.priority) continue;
    world.waitRows.dropRow(clock);
    clock.change(cause, pool, job.priority, world.now);
    world.log.changedAt = world.now;
  }
}

/** The cause that holds for a class of the job's waiting tasks, in the order of contract 4. */
function causeOf(world: World, job: Job, wanted: number): number {
  if (job.state !== JOB_ACTIVE) return JOB_DISABLED;
  const pool = job.pool;
  if (pool === null) return NO_POOL;
  if (wanted === BLOCKED) return DEPENDENCY;
  if (wanted === EXPIRED) return INELIGIBLE;
  if (wanted === GANG && !(pool.spec.enableInterNodeCommunication && pool.slots === 1)) return INELIGIBLE; // L-407
  const dedicatedOnly = wanted === MANAGER && job.spec.jobManagerTask?.allowLowPriorityNode === false;
  return readinessCause(world, job, pool, dedicatedOnly);
}

function readinessCause(world: World, job: Job, pool: Pool, dedicatedOnly: boolean): number {
  const barred = barredByReadiness(world, job, pool, dedicatedOnly);
  for (let readiness = READY; readiness <= UNAVAILABLE; readiness++) {
    const nodes = pool.readiness[0][readiness] + (dedicatedOnly ? 0 : pool.readiness[1][readiness]);
    if (nodes > barred[readiness]) return CAUSE_BY_READINESS[readiness];
  }
  return obtains(pool, dedicatedOnly) ? ALLOCATION_CAUSE : INELIGIBLE;
}

/** What tasks wait for by the readiest node that may take them. */
const CAUSE_BY_READINESS = causesByReadiness();

function causesByReadiness(): readonly number[] {
  const causes: number[] = [];
  causes[READY] = READY_CAUSE;
  causes[AT_START_TASK] = START_TASK_CAUSE;
  causes[AT_START] = NODE_START;
  causes[UNAVAILABLE] = NODES_UNAVAILABLE;
  return causes;
}

/** Whether nodes of a fitting kind are still to be granted. */
function obtains(pool: Pool, dedicatedOnly: boolean): boolean {
  const resize = pool.resize;
  if (resize === null) return false;
  const dedicated = resize.pending[0] + resize.starved[0];
  return dedicated + (dedicatedOnly ? 0 : resize.pending[1] + resize.starved[1]) > 0;
}

const NONE_BARRED = [0, 0, 0, 0, 0];

function barredByReadiness(world: World, job: Job, pool: Pool, dedicatedOnly: boolean): readonly number[] {
  const barred = job.barred;
  if (barred === null || barred.size === 0) return NONE_BARRED;
  const counts = [0, 0, 0, 0, 0];
  for (let number = barred.first(); number >= 0; number = barred.next(number)) {
    const node = pool.nodes[number - 1];
    if (node < 0 || world.nodes.state(node) === NODE.code(null)) continue;
    if (!dedicatedOnly || world.nodes.kind(node) === 0) counts[world.nodes.readiness(node)]++;
  }
  return counts;
}
