/** Everything that the engine counts, counted again from the things themselves, once an instant is settled. */

import { JOB, JOB_SCHEDULE } from '../../src/batch/lifecycles/job.ts';
import { NODE } from '../../src/batch/lifecycles/node.ts';
import { TASK } from '../../src/batch/lifecycles/task.ts';
import { DRAIN_FOR_REMOVAL } from '../../src/engine/nodes.ts';
import type { Pool } from '../../src/engine/pools.ts';
import { IS_BLOCKED, IS_EXPIRED, IS_GANG, IS_QUEUED, SUCCEEDED } from '../../src/engine/tasks.ts';
import type { World } from '../../src/engine/world.ts';
import { Failure } from './failure.ts';
import type { View } from './view.ts';

const ACTIVE = TASK.code('active');
const COMPLETED = TASK.code('completed');
const CLOSED_JOBS = [JOB.code('completed')];
const OPEN_SCHEDULES = (['active', 'disabled', 'terminating'] as const).map((state) => JOB_SCHEDULE.code(state));
const LEAVING = NODE.code('leavingpool');
const PREEMPTED = NODE.code('preempted');
const UP = (['idle', 'running', 'offline'] as const).map((state) => NODE.code(state));

export function checkBooks(view: View): void {
  checkTasks(view);
  checkJobs(view);
  for (const pool of view.world.poolsByKey.values()) checkPool(view, pool);
  checkMachines(view.world);
}

function same(what: string, is: unknown, should: unknown): void {
  if (!Object.is(is, should)) throw new Failure('books', `${what} is ${String(is)}, counted ${String(should)}`);
}
function holds(what: string, condition: boolean): void {
  if (!condition) throw new Failure('books', what);
}

function checkTasks(view: View): void {
  const { world } = view;
  const { tasks, attempts } = world;
  for (let task = 0; task < tasks.count; task++) {
    const name = () => `task ${task}`;
    const attempt = tasks.attempt(task);
    const state = TASK.state(tasks.state(task));
    if (attempt >= 0) {
      same(`attempt's task of ${name()}`, attempts.task(attempt), task);
      holds(`${name()} is assigned and ${state}`, state === 'active' || state === 'preparing' || state === 'running');
    } else holds(`${name()} is ${state} and not assigned`, state !== 'preparing' && state !== 'running');
    if (tasks.state(task) === ACTIVE)
      same(`${name()} queued`, tasks.has(task, IS_QUEUED), attempt < 0 && !tasks.has(task, IS_BLOCKED | IS_EXPIRED));
    else holds(`${name()} is queued but ${state}`, !tasks.has(task, IS_QUEUED));
    if (tasks.has(task, SUCCEEDED))
      same(`state of ${name()}, which succeeded`, state === 'completed' || state === null, true);
  }
}

function checkJobs(view: View): void {
  const { world } = view;
  for (const job of world.jobs) {
    const own = view.tasksOf(job);
    const open = own.filter((task) => world.tasks.state(task) !== COMPLETED);
    const queued = open.filter((task) => view.isWaiting(task));
    const name = `job ${job.id}`;
    same(`tasks of ${name}`, job.tasks, own.length);
    for (const task of own) {
      const id = world.taskId(task);
      same(`task '${id}' of ${name}`, job.ids.find(id.toUpperCase(), world.tasks), task);
    }
    same(`openTasks of ${name}`, job.openTasks, open.length);
    same(`assigned of ${name}`, job.assigned, view.assignedOf(job));
    same(`queued of ${name}`, job.queued, queued.length);
    const weight = (task: number) => (world.tasks.has(task, IS_GANG) ? world.taskSpec(task).numberOfInstances : 1);
    same(
      `queuedWeight of ${name}`,
      job.queuedWeight,
      queued.reduce((sum, task) => sum + weight(task), 0),
    );
    if (CLOSED_JOBS.includes(job.state)) holds(`${name} is completed with open tasks`, open.length === 0);
    if (JOB.state(job.state) === 'disabled') holds(`${name} is disabled with assigned tasks`, job.assigned === 0);
    if (JOB.state(job.state) === 'terminating' || JOB.state(job.state) === 'deleting')
      holds(`${name} is ${JOB.state(job.state)} without a release task`, job.releases > 0 && open.length === 0);
    const releases = [...job.records.values()].filter((record) => record.releaseRunning || record.releaseDue).length;
    same(`releases of ${name}`, job.releases, releases);
    if (!job.isClosed) same(`pool of ${name}`, job.pool, view.poolOf(job));
    for (const record of job.records.values()) {
      holds(`${name} has a record of a node that is gone`, world.nodes.state(record.node) >= 0);
      if (record.running || record.releaseRunning)
        holds(`${name} runs on a node that is down`, world.nodes.up(record.node) === 1);
      for (const attempt of record.waiting) holds(`${name} has a stale waiter`, world.attempts.task(attempt) >= 0);
    }
  }
}

function checkPool(view: View, pool: Pool): void {
  const { world } = view;
  const { nodes } = world;
  const own = view.nodesOf(pool);
  const name = `pool ${pool.id}`;
  const listed = pool.nodes.filter((node) => node >= 0);
  same(`nodes of ${name}`, listed.join(), own.join());
  for (const kind of [0, 1] as const) {
    const ofKind = own.filter((node) => nodes.kind(node) === kind);
    same(`current nodes of kind ${kind} of ${name}`, pool.current[kind], ofKind.length);
    same(
      `leaving nodes of kind ${kind} of ${name}`,
      pool.leaving[kind],
      ofKind.filter((node) => nodes.state(node) === LEAVING || nodes.drain(node) === DRAIN_FOR_REMOVAL).length,
    );
    const isOpen = (node: number) => view.isReady(node) && view.used(node) < pool.slots && !view.isExclusive(node);
    same(`openCount ${kind} of ${name}`, pool.openCount[kind], ofKind.filter(isOpen).length);
    for (let level = 0; level < pool.slots; level++) {
      const there = ofKind.filter((node) => isOpen(node) && view.used(node) === level);
      const set = pool.open[kind][level];
      same(`open nodes at level ${level} of ${name}`, set.size, there.length);
      for (const node of there) holds(`${name} lacks an open node at level ${level}`, set.has(nodes.number(node)));
    }
    for (let readiness = 0; readiness < 4; readiness++)
      same(
        `readiness ${readiness} of ${name}`,
        pool.readiness[kind][readiness],
        ofKind.filter((node) => nodes.readiness(node) === readiness).length,
      );
  }
  for (const node of own) checkNode(view, pool, node);
  same(
    `assigned of ${name}`,
    pool.assigned,
    own.reduce((sum, node) => sum + (view.onNode.get(node) ?? []).filter((each) => each.nodes[0] === node).length, 0),
  );
  same(`preempted of ${name}`, pool.counts.preempted, own.filter((node) => nodes.state(node) === PREEMPTED).length);
  const active = view.world.jobs.filter((job) => view.poolOf(job) === pool && !job.isClosed);
  same(`jobs of ${name}`, [...pool.jobs].sort((a, b) => a - b).join(), active.map(({ index }) => index).join());
  same(`resizing of ${name}`, pool.resize !== null, world.resizingPools.includes(pool));
}

function checkNode(view: View, pool: Pool, node: number): void {
  const { world } = view;
  const { nodes } = world;
  const name = `node ${pool.id}/${world.nodeId(node)}`;
  const state = nodes.state(node);
  const used = view.used(node);
  same(`occupied of ${name}`, nodes.occupied(node), used);
  holds(`${name} has more tasks than slots`, used <= pool.slots);
  same(`up of ${name} (${NODE.state(state)})`, nodes.up(node) === 1, UP.includes(state));
  if (view.isExclusive(node)) holds(`${name} is not exclusive`, used === 1);
  if (used > 0) holds(`${name} has tasks and is ${NODE.state(state)}`, NODE.state(state) === 'running');
  const jobTasks = [...(world.recordsByNode.get(node)?.values() ?? [])].reduce(
    (sum, record) => sum + Number(record.running) + Number(record.releaseRunning),
    0,
  );
  same(`jobTasks of ${name}`, nodes.jobTasks.data[node], jobTasks);
  if (UP.includes(state)) {
    const wanted = nodes.enabled.data[node] === 0 && used === 0 ? 'offline' : used + jobTasks > 0 ? 'running' : 'idle';
    same(`state of ${name}`, NODE.state(state), wanted);
  }
}

/** Machines and cores over all pools. */
function checkMachines(world: World): void {
  const { nodes } = world;
  for (const kind of [0, 1] as const) {
    let held = 0;
    let cores = 0;
    for (let node = 0; node < nodes.count; node++) {
      if (nodes.state(node) < 0 || nodes.kind(node) !== kind) continue;
      cores += world.poolOf(node).spec.cores;
      if (nodes.state(node) === PREEMPTED) same('machine of a preempted node', nodes.hasMachine.data[node], 0);
      held += nodes.hasMachine.data[node];
    }
    same(`machines of kind ${kind}`, world.held[kind], held);
    same(`cores of kind ${kind}`, world.cores[kind], cores);
  }
  same('active jobs and schedules', world.activeJobsAndSchedules, activeCount(world));
}

function activeCount(world: World): number {
  const jobs = world.jobs.filter((job) => !job.isClosed && job.state >= 0).length;
  return jobs + world.schedules.filter((schedule) => OPEN_SCHEDULES.includes(schedule.state)).length;
}
