/**
 * What is open on nodes. After anything that may let a node take tasks or keep it from them, `reviewNode` puts it where it belongs:
 * among the pool's open nodes by the slots in use, and in the pool's count of nodes by readiness.
 */
import { NODE } from '../batch/lifecycles/node.ts';
import type { Job } from './jobs.ts';
import { JOB_ACTIVE } from './log.ts';
import { AT_START, AT_START_TASK, NO_DRAIN, OUT, READY, UNAVAILABLE } from './nodes.ts';
import type { Pool } from './pools.ts';
import { refreshClocks } from './waiting/waits.ts';
import type { World } from './world.ts';

/** How near a node of each state is to taking tasks, when it does not work. */
const READINESS = new Map<number, number>([
  [NODE.code('creating'), AT_START],
  [NODE.code('starting'), AT_START],
  [NODE.code('rebooting'), AT_START],
  [NODE.code('reimaging'), AT_START],
  [NODE.code('waitingforstarttask'), AT_START_TASK],
  [NODE.code('starttaskfailed'), UNAVAILABLE],
  [NODE.code('unusable'), UNAVAILABLE],
  [NODE.code('unknown'), UNAVAILABLE],
  [NODE.code('preempted'), UNAVAILABLE],
  [NODE.code('offline'), UNAVAILABLE],
  [NODE.code('leavingpool'), OUT],
  [NODE.code(null), OUT],
]);

/** Puts a node where it belongs after its state, its drain, its scheduling state or its slots have changed. */
export function reviewNode(world: World, node: number): void {
  const pool = world.poolOf(node);
  reviewReadiness(world, pool, node);
  reviewHold(world, pool, node);
  reviewOpen(world, pool, node);
}

/** As `reviewNode`, where a task has taken a slot. */
export function slotTaken(world: World, node: number): void {
  const pool = world.poolOf(node);
  if (mayHold(world, node)) reviewHold(world, pool, node);
  reviewOpen(world, pool, node);
}

/** Whether a manager may keep the node's free slots, or has kept them until now. */
function mayHold(world: World, node: number): boolean {
  return world.nodes.exclusive(node) >= 0 || world.nodes.held(node) !== 0;
}

/** A task has given one back. Who asks for open nodes is the next pass, so a node that gives back many is put in its place once. */
export function slotFreed(world: World, node: number): void {
  const pool = world.poolOf(node);
  if (mayHold(world, node)) reviewHold(world, pool, node);
  const { nodes } = world;
  if (nodes.freedMark(node) !== 0) return;
  nodes.setFreedMark(node, 1);
  pool.freed.push(node);
  world.markDirty(pool);
}

/** Puts the nodes that have given back slots since the last pass where they belong. */
export function openFreed(world: World, pool: Pool): void {
  const { freed } = pool;
  for (let place = 0; place < freed.count; place++) {
    const node = freed.items[place];
    world.nodes.setFreedMark(node, 0);
    reviewOpen(world, pool, node);
  }
  freed.clear();
}

function readinessOf(world: World, node: number): number {
  const nodes = world.nodes;
  if (nodes.up(node) === 0) return READINESS.get(nodes.state(node)) ?? OUT;
  return nodes.enabled.data[node] === 1 && nodes.drain(node) === NO_DRAIN ? READY : UNAVAILABLE;
}

function reviewReadiness(world: World, pool: Pool, node: number): void {
  const nodes = world.nodes;
  const before = nodes.readiness(node);
  const after = readinessOf(world, node);
  if (before === after) return;
  nodes.setReadiness(node, after);
  // a full node offers nobody a slot, but a restarted manager may displace what runs there (L-257)
  if (after === READY && nodes.occupied(node) > 0) world.markDirty(pool);
  const counts = pool.readiness[nodes.kind(node)];
  if (before !== OUT) counts[before]--;
  if (after !== OUT) counts[after]++;
  // what waiting tasks wait for changes only when a count has come from 0 or gone to it
  if ((before !== OUT && counts[before] === 0) || (after !== OUT && counts[after] === 1)) refreshJobs(world, pool.jobs);
  else if (pool.jobsWithBars.size > 0) refreshJobs(world, pool.jobsWithBars);
}

function refreshJobs(world: World, jobs: ReadonlySet<number>): void {
  for (const job of jobs) refreshClocks(world, world.jobs[job]);
}

/** All jobs of a pool: after the pool's resize has begun, ended or got its last node. */
export function refreshPool(world: World, pool: Pool): void {
  refreshJobs(world, pool.jobs);
}

function reviewHold(world: World, pool: Pool, node: number): void {
  const nodes = world.nodes;
  const holds = nodes.exclusive(node) >= 0 && nodes.readiness(node) === READY && pool.slots > 1 ? 1 : 0;
  if (holds === nodes.held(node)) return;
  nodes.setHeld(node, holds);
  pool.clock.hold(holds === 1 ? 1 : -1, world.now);
}

function reviewOpen(world: World, pool: Pool, node: number): void {
  const nodes = world.nodes;
  const used = nodes.occupied(node);
  const isOpen = used < pool.slots && nodes.readiness(node) === READY && nodes.exclusive(node) < 0;
  const level = isOpen ? used : -1;
  const before = nodes.openLevel(node);
  if (level === before) return;
  nodes.setOpenLevel(node, level);
  const kind = nodes.kind(node);
  const number = nodes.number(node);
  if (before >= 0) pool.open[kind][before].delete(number);
  else pool.openCount[kind]++;
  if (level >= 0) pool.open[kind][level].add(number);
  else pool.openCount[kind]--;
  // more room than before: the pass has something to look at
  if (level >= 0 && (before < 0 || level < before)) {
    if (pool.jobsWithBars.size > 0) pool.candidates.unpark(number);
    world.markDirty(pool);
  }
}

/** Whether the job holds a slot of its pool or wants one, for the causes of others' waiting. */
export function reviewBusy(world: World, job: Job): void {
  const wants = job.assigned > 0 || (job.queued > 0 && job.state === JOB_ACTIVE);
  const at = wants && job.pool !== null ? job.priority : Number.NaN;
  if (at === job.busyAt || (Number.isNaN(at) && Number.isNaN(job.busyAt))) return;
  const clock = job.busyPool?.clock;
  if (!Number.isNaN(job.busyAt)) clock!.leave(job.busyAt, world.now);
  job.busyAt = at;
  job.busyPool = Number.isNaN(at) ? null : job.pool;
  job.busyPool?.clock.join(at, world.now);
}
