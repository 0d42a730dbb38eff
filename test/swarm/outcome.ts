/** What must hold once a run is over: nothing is lost, what is stuck is stuck for the reason given, and the log alone tells the same end. */
import { JOB, JOB_SCHEDULE } from '../../src/batch/lifecycles/job.ts';
import { NODE } from '../../src/batch/lifecycles/node.ts';
import { JOB_PREPARATION, JOB_RELEASE, START_TASK } from '../../src/batch/lifecycles/node-tasks.ts';
import { ALLOCATION, POOL } from '../../src/batch/lifecycles/pool.ts';
import { TASK } from '../../src/batch/lifecycles/task.ts';
import type { Job } from '../../src/engine/jobs.ts';
import { IS_GANG } from '../../src/engine/tasks.ts';
import type { World } from '../../src/engine/world.ts';
import type { Summary } from '../../src/metrics/summary.ts';
import { cost, type LogLine } from '../metrics/oracle.ts';
import type { Dependents } from './dependents.ts';
import { Failure } from './failure.ts';
import type { View } from './view.ts';

const COMPLETED = TASK.code('completed');
const ACTIVE = TASK.code('active');
const SEVEN_DAYS = 7 * 86_400_000;
const PASSING: readonly (string | null)[] = ['creating', 'starting', 'rebooting', 'reimaging', 'leavingpool'];

export function checkSums({ tasks }: Summary, world: World): void {
  const { total, succeeded, failed, active, preparing, running, deleted, waitSeconds, waitByCause } = tasks;
  if (total !== world.tasks.count || total !== succeeded + failed + active + preparing + running + deleted)
    throw new Failure('summary', `of ${world.tasks.count} tasks ${JSON.stringify(tasks)}`);
  const sum = Object.values(waitByCause).reduce((all, seconds) => all + Math.round((seconds ?? 0) * 1000), 0);
  if (sum !== Math.round(waitSeconds.total * 1000))
    throw new Failure('summary', `causes add up to ${sum} ms of ${waitSeconds.total} s of waiting`);
}

/** Nodes are paid for as long as they are there. */
export function checkCost(summary: Summary, lines: readonly LogLine[]): void {
  const counted = cost(lines);
  if (Math.abs((summary.cost ?? 0) - counted) > 1e-6)
    throw new Failure('cost', `the cost is ${summary.cost}, counted ${counted}`);
}

/** Whoever still waits in a run that has come to rest is reported, and nothing that was under way has been forgotten. */
export function checkRest(view: View, { stuck }: Summary, dependents: Dependents): void {
  const { world } = view;
  for (let task = 0; task < world.tasks.count; task++) {
    const state = world.tasks.state(task);
    if (state < 0 || state === COMPLETED) continue;
    const job = world.jobOf(task);
    const name = `task ${job.id}/${world.taskId(task)}`;
    if (state !== ACTIVE) throw new Failure('end', `the run is over, but ${name} is ${TASK.state(state)}`);
    const reasons = stuck
      .filter(({ entity }) => entity === `task:${job.id}/${world.taskId(task)}` || entity === `job:${job.id}`)
      .map(({ reason }) => reason.replace(/^\d+ tasks: /, ''));
    if (reasons.length === 0) throw new Failure('end', `${name} waits and is not reported as stuck`);
    if (isHoped(view, task))
      throw new Failure('end', `the run is over, but a node for ${name} is to be replaced (S-1)`);
    if (!reasons.some((reason) => holds(view, dependents, task, reason)))
      throw new Failure('end', `${name} is said to be stuck, but not so: ${reasons.join('; ')}`);
  }
  for (let node = 0; node < world.nodes.count; node++) {
    const state = NODE.state(world.nodes.state(node));
    if (PASSING.includes(state) && world.nodes.background.data[node] === 0)
      throw new Failure('end', `the run is over, but node ${world.nodeId(node)} is ${state}`);
  }
}

/** Whether the task waits for nothing but nodes, and one of those that may take it is gone only until it is replaced. */
function isHoped(view: View, task: number): boolean {
  const { world } = view;
  const job = world.jobOf(task);
  const pool = view.poolOf(job);
  if (pool === null || JOB.state(job.state) !== 'active' || !view.isWaiting(task)) return false;
  if (world.tasks.has(task, IS_GANG) && !(pool.spec.enableInterNodeCommunication && pool.slots === 1)) return false;
  return view
    .nodesOf(pool)
    .some((node) => NODE.state(world.nodes.state(node)) === 'preempted' && mayUse(world, job, task, node));
}

/** Whether a node is of a kind that the task may use (L-250). */
function mayUse(world: World, job: Job, task: number, node: number): boolean {
  return world.nodes.kind(node) === 0 || job.manager !== task || job.spec.jobManagerTask!.allowLowPriorityNode === true;
}

/** Whether the reason is true of the task and keeps it from starting. */
function holds(view: View, dependents: Dependents, task: number, reason: string): boolean {
  const { world } = view;
  const job = world.jobOf(task);
  const state = /^the job is (\w+)$/.exec(reason)?.[1];
  if (state !== undefined) return state !== 'active' && JOB.state(job.state) === state;
  if (reason.includes('older than seven days')) return world.now - world.tasks.createdAt(task) >= SEVEN_DAYS;
  const pool = view.poolOf(job);
  if (pool === null) return reason.startsWith('there is no pool');
  if (reason.includes('that it depends on')) return !dependents.isFree(world, task);
  const nodes = view.nodesOf(pool);
  const fitting = nodes.filter((node) => mayUse(world, job, task, node));
  const free = fitting.filter((node) => !view.isBarred(job, node));
  const ready = free.filter((node) => view.isReady(node));
  if (world.tasks.has(task, IS_GANG)) {
    if (reason.startsWith('a multi-instance task needs'))
      return !(pool.spec.enableInterNodeCommunication && pool.slots === 1);
    const { numberOfInstances } = world.taskSpec(task);
    const said = `it needs ${numberOfInstances} idle nodes at once; the pool has ${nodes.length} nodes`;
    return reason === said && ready.length < numberOfInstances;
  }
  if (nodes.length === 0) return reason.endsWith('has no nodes');
  if (fitting.length === 0) return reason.startsWith('the job manager may run on dedicated nodes only');
  if (free.length === 0) return reason.startsWith('the job preparation task has failed on every node');
  return reason.startsWith('no node can take it: ') && ready.length === 0;
}

/** The states that the lines of a log leave behind are those of the world. */
export function checkReplayedWorld(world: World, lines: readonly LogLine[]): void {
  const told = new Map<string, string>();
  for (const line of lines) {
    const ids = [line.jobScheduleId, line.jobId, line.taskId, line.poolId, line.nodeId];
    if (line.entity === 'task') ids.splice(3); // its node is no name of it
    if (line.entity === 'job') ids.splice(2);
    const name = [line.entity, ...ids.filter((id) => id !== undefined)].join(' ');
    if (line.to === null) told.delete(name);
    else if (!['run', 'request', 'autoscale'].includes(line.entity)) told.set(name, line.to);
  }
  const [is, should] = [statesOf(world), told].map((states) =>
    [...states].map(([name, state]) => `${name} is ${state}`).sort(),
  );
  const odd = [...is.filter((each) => !should.includes(each)), ...should.filter((each) => !is.includes(each))];
  if (odd.length > 0) throw new Failure('replay', `world and log do not agree: ${odd.join('; ')}`);
}

/** A pool that follows a formula goes for what its last evaluation resulted in (L-097). */
export function checkFollowing(lines: readonly LogLine[]): void {
  const results = new Map<unknown, string>();
  for (const line of lines) {
    if (line.entity === 'autoscale') results.set(line.poolId, String(line.results));
    if (line.entity !== 'allocation' || line.reason !== 'autoscaled') continue;
    const wanted = `$TargetDedicatedNodes=${line.targetDedicatedNodes};$TargetLowPriorityNodes=${line.targetLowPriorityNodes};`;
    if (!results.get(line.poolId)?.startsWith(wanted))
      throw new Failure(
        'autoscale',
        `line ${line.seq}: pool ${line.poolId} goes for ${wanted} not ${results.get(line.poolId)}`,
      );
  }
}

/** The states of all that exists, by entity and ids. */
function statesOf(world: World): Map<string, string> {
  const states = new Map<string, string>();
  const put = (name: string, state: string | null) => {
    if (state !== null) states.set(name, state);
  };
  for (const pool of world.pools) {
    put(`pool ${pool.id}`, POOL.state(pool.state));
    put(`allocation ${pool.id}`, ALLOCATION.state(pool.allocation));
  }
  for (const schedule of world.schedules) put(`jobSchedule ${schedule.id}`, JOB_SCHEDULE.state(schedule.state));
  for (const job of world.jobs) {
    put(`job ${job.id}`, JOB.state(job.state));
    for (const record of job.records.values()) {
      const where = `${job.id} ${world.poolOf(record.node).id} ${world.nodeId(record.node)}`;
      put(`jobPreparation ${where}`, JOB_PREPARATION.state(record.state));
      put(`jobRelease ${where}`, JOB_RELEASE.state(record.releaseState));
    }
  }
  for (let node = 0; node < world.nodes.count; node++) {
    const where = `${world.poolOf(node).id} ${world.nodeId(node)}`;
    put(`node ${where}`, NODE.state(world.nodes.state(node)));
    put(`startTask ${where}`, START_TASK.state(world.nodes.startState.data[node]));
  }
  for (let task = 0; task < world.tasks.count; task++)
    put(`task ${world.jobOf(task).id} ${world.taskId(task)}`, TASK.state(world.tasks.state(task)));
  return states;
}
