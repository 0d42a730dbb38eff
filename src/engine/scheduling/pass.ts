/**
 * The scheduling pass: gives what is open on a pool's nodes to the tasks that wait, until one of the two is used up.
 *
 * Jobs are served in the order of candidates.ts, one task at a time; each placement changes the order. A class of tasks for which
 * nothing is open is passed over whole.
 */
import { POOL } from '../../batch/lifecycles/pool.ts';
import { openFreed } from '../availability.ts';
import { failBeforeCommand } from '../endings.ts';
import type { Job } from '../jobs.ts';
import type { Pool } from '../pools.ts';
import type { World } from '../world.ts';
import {
  type Candidate,
  instancesOf,
  isGangClass,
  isManagerClass,
  isRestartClass,
  isServedBefore,
  needsDedicated,
  needsEmpty,
  ORDINARY_CLASS,
  queueOf,
} from './candidates.ts';
import { displaceFor } from './displacement.ts';
import { pickNode, smallestOpen } from './fill-policy.ts';
import { ordinaryProgram, startOrdinary } from './ordinary.ts';
import { place } from './placement.ts';

const POOL_ACTIVE = POOL.code('active');

/** What has been freed stands among the pool's open nodes already. */
export function schedulingPass(world: World, pool: Pool): void {
  if (pool.state !== POOL_ACTIVE) return;
  const outer = world.log.cause;
  /** restarted managers that found neither a place nor anybody to displace in this pass */
  let inVain: { readonly job: Job; readonly key: number }[] | null = null;
  for (;;) {
    const candidate = nextCandidate(world, pool);
    if (candidate === null) break;
    const { key } = candidate;
    const job = world.jobs[candidate.jobs.peek()];
    const task = queueOf(job, key)!.peek(world.tasks);
    if (key === ORDINARY_CLASS && placeOrdinary(world, pool, job, task)) continue;
    if (placeTask(world, pool, job, task, key)) continue;
    if (!isRestartClass(key)) pool.candidates.park(job, key);
    else if (isUnfit(world, pool, task) || !displaceFor(world, pool, job, task, key)) {
      pool.candidates.remove(job, key);
      inVain ??= [];
      inVain.push({ job, key });
    } else openFreed(world, pool); // a displaced task may have held more than the manager has taken
  }
  if (inVain !== null) for (const { job, key } of inVain) pool.candidates.add(job, key);
  world.log.cause = outer;
}

/** Starts the task if its attempt will be an ordinary one and a node may take it. */
function placeOrdinary(world: World, pool: Pool, job: Job, task: number): boolean {
  const runs = ordinaryProgram(world, job, world.families[world.tasks.family(task)], task);
  if (runs === null) return false;
  const number = pickNode(pool, pool.fillPolicy, false, job.barred);
  if (number < 0) return false;
  const node = pool.nodes[number - 1];
  world.log.cause = Math.max(world.tasks.seq(task), job.seq, world.nodes.openSeq(node)); // S-27
  startOrdinary(world, pool, job, task, node, runs);
  return true;
}

/** Starts the task if a node, or enough of them, may take it; one that asks for what the pool cannot give fails instead. */
function placeTask(world: World, pool: Pool, job: Job, task: number, key: number): boolean {
  const gang = isGangClass(key) ? pickGang(pool, job, instancesOf(key)) : null;
  const node = isGangClass(key) ? (gang?.[0] ?? -1) : pickNodeFor(world, pool, job, task, key);
  if (node < 0) return false;
  if (isUnfit(world, pool, task)) {
    world.log.cause = Math.max(world.tasks.seq(task), job.seq);
    failBeforeCommand(world, task, { category: 'UserError', code: 'TaskSchedulingConstraintFailed' });
    return true;
  }
  let cause = Math.max(world.tasks.seq(task), job.seq, world.nodes.openSeq(node)); // S-27
  if (gang !== null) for (const member of gang) cause = Math.max(cause, world.nodes.openSeq(member));
  world.log.cause = cause;
  place(world, job, task, node, gang);
  return true;
}

/** Of the classes for which something is open, or might be made so, the one whose first job is served first; null when there is none. */
function nextCandidate(world: World, pool: Pool): Candidate | null {
  let best: Candidate | null = null;
  for (const candidate of pool.candidates.classes) {
    if (candidate.jobs.size === 0) continue;
    if (candidate.key === ORDINARY_CLASS) {
      if (pool.openCount[0] + pool.openCount[1] === 0) continue;
    } else if (!isRestartClass(candidate.key) && !isOpenFor(pool, candidate.key)) continue;
    if (best === null || isBefore(world, candidate, best)) best = candidate;
  }
  return best;
}

/** Whether the first job of class `a` is served before that of class `b`; within one job the manager, then the older task. */
function isBefore(world: World, a: Candidate, b: Candidate): boolean {
  const jobA = world.jobs[a.jobs.peek()];
  const jobB = world.jobs[b.jobs.peek()];
  if (jobA !== jobB) return isServedBefore(jobA, jobB);
  if (isManagerClass(a.key) || isManagerClass(b.key)) return isManagerClass(a.key); // L-248
  return queueOf(jobA, a.key)!.peek(world.tasks) < queueOf(jobB, b.key)!.peek(world.tasks);
}

/** Whether any node is open for a class of tasks, bars of single jobs aside. */
function isOpenFor(pool: Pool, key: number): boolean {
  const dedicatedOnly = needsDedicated(key);
  if (!needsEmpty(key)) return pool.openCount[0] + (dedicatedOnly ? 0 : pool.openCount[1]) > 0;
  if (isGangClass(key) && !(pool.spec.enableInterNodeCommunication && pool.slots === 1)) return false; // L-407
  const empty = pool.open[0][0].size + (dedicatedOnly ? 0 : pool.open[1][0].size);
  return empty >= instancesOf(key); // L-409
}

/** The node for a task of one instance, or -1. */
function pickNodeFor(world: World, pool: Pool, job: Job, task: number, key: number): number {
  const dedicatedOnly = needsDedicated(key);
  const mustBeEmpty = needsEmpty(key);
  if (world.tracksLastNodes) {
    const wanted = affinityNode(world, pool, job, task, dedicatedOnly, mustBeEmpty);
    if (wanted >= 0) return wanted;
  }
  const number = mustBeEmpty
    ? smallestOpen(pool, 0, dedicatedOnly, job.barred)
    : pickNode(pool, pool.fillPolicy, dedicatedOnly, job.barred);
  return number < 0 ? -1 : pool.nodes[number - 1];
}

/** The N empty nodes with the smallest numbers (O-51), or null. */
function pickGang(pool: Pool, job: Job, instances: number): number[] | null {
  const nodes: number[] = [];
  let dedicated = pool.open[0][0].first();
  let lowPriority = pool.open[1][0].first();
  while (nodes.length < instances && (dedicated >= 0 || lowPriority >= 0)) {
    const isDedicated = lowPriority < 0 || (dedicated >= 0 && dedicated < lowPriority);
    const number = isDedicated ? dedicated : lowPriority;
    if (isDedicated) dedicated = pool.open[0][0].next(dedicated);
    else lowPriority = pool.open[1][0].next(lowPriority);
    if (!job.barred?.has(number)) nodes.push(pool.nodes[number - 1]);
  }
  return nodes.length === instances ? nodes : null;
}

/** The node that a task's affinity names, if it can take the task now (L-419, O-46); else -1. */
function affinityNode(
  world: World,
  pool: Pool,
  job: Job,
  task: number,
  dedicatedOnly: boolean,
  mustBeEmpty: boolean,
): number {
  const { affinityId } = world.taskSpec(task);
  if (affinityId === null) return -1;
  const match = /^(?:tvm:)?tvm-(\d+)$/i.exec(affinityId);
  let node = match === null ? -1 : (pool.nodes[Number(match[1]) - 1] ?? -1);
  if (match === null) {
    const other = job.ids.find(affinityId, world.tasks);
    if (other >= 0) node = world.lastNodeOf(other);
  }
  if (node < 0 || world.nodes.pool(node) !== pool.index) return -1;
  const level = world.nodes.openLevel(node);
  if (level < 0 || (mustBeEmpty && level > 0)) return -1;
  if (dedicatedOnly && world.nodes.kind(node) !== 0) return -1;
  return job.barred?.has(world.nodes.number(node)) ? -1 : node;
}

/** Whether a task asks for what its pool can never give (L-167, L-172). */
function isUnfit(world: World, pool: Pool, task: number): boolean {
  const family = world.families[world.tasks.family(task)];
  if (family.isPlain) return false;
  const { applicationPackageReferences, userName } = family.spec(world.tasks.ordinal(task));
  if (applicationPackageReferences.length > 0 && pool.spec.configuration === 'virtualmachine') return true;
  return userName !== null && !pool.spec.userAccounts.includes(userName);
}
