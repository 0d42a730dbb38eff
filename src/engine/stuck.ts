/**
 * What can never proceed when a run has ended, why, and what would help.
 *
 * Tasks of a job that are stuck for the same reason are one entry: named one by one as long as they are few, else by their job.
 */
import { JOB } from '../batch/lifecycles/job.ts';
import { NODE } from '../batch/lifecycles/node.ts';
import { TASK } from '../batch/lifecycles/task.ts';
import type { Job } from './jobs.ts';
import { JOB_ACTIVE } from './log.ts';
import { DEDICATED } from './nodes.ts';
import type { Pool } from './pools.ts';
import { IS_BLOCKED, IS_EXPIRED, IS_GANG } from './tasks.ts';
import type { World } from './world.ts';

export interface Stuck {
  readonly entity: string;
  readonly reason: string;
  readonly remedy: string;
}
type Why = Omit<Stuck, 'entity'>;

/** So many tasks of a job and reason are named one by one. */
const NAMED = 5;
const COMPLETED = TASK.code('completed');
const PREEMPTED = NODE.code('preempted');

export function findStuck(world: World): Stuck[] {
  const groups = new Map<string, { why: Why; job: Job; tasks: number[]; count: number }>();
  const { tasks } = world;
  for (let task = 0; task < tasks.count; task++) {
    const state = tasks.state(task);
    if (state < 0 || state === COMPLETED || tasks.attempt(task) >= 0) continue;
    const job = world.jobOf(task);
    const why = whyTask(world, job, task);
    const key = `${job.index} ${why.reason}`;
    const group = groups.get(key) ?? { why, job, tasks: [], count: 0 };
    groups.set(key, group);
    group.count++;
    if (group.tasks.length < NAMED) group.tasks.push(task);
  }
  return [...groups.values()].flatMap(({ why, job, tasks: named, count }) =>
    count <= NAMED
      ? named.map((task) => ({ entity: `task:${job.id}/${world.taskId(task)}`, ...why }))
      : [{ entity: `job:${job.id}`, reason: `${count} tasks: ${why.reason}`, remedy: why.remedy }],
  );
}

function whyTask(world: World, job: Job, task: number): Why {
  const flags = world.tasks.flags(task);
  if (job.state !== JOB_ACTIVE) {
    return { reason: `the job is ${JOB.state(job.state)}`, remedy: 'enable the job' };
  }
  if ((flags & IS_EXPIRED) !== 0) {
    return { reason: 'the task is older than seven days and runs no more (L-373)', remedy: 'add the task again' };
  }
  if (job.pool === null) {
    return {
      reason: `there is no pool '${job.poolId}'`,
      remedy: `add a pool '${job.poolId}', or disable the job and give it another pool`,
    };
  }
  if ((flags & IS_BLOCKED) !== 0) {
    return {
      reason: 'a task that it depends on has not completed so that it may start (L-402)',
      remedy: 'reactivate the failed task, or add the missing one',
    };
  }
  return whyNoNode(world, job, job.pool, task);
}

function whyNoNode(world: World, job: Job, pool: Pool, task: number): Why {
  const isManager = job.manager === task;
  const dedicatedOnly = isManager && !job.spec.jobManagerTask!.allowLowPriorityNode;
  const nodes = pool.nodes.filter((node) => node >= 0);
  if ((world.tasks.flags(task) & IS_GANG) !== 0) {
    if (!(pool.spec.enableInterNodeCommunication && pool.slots === 1)) {
      return {
        reason: 'a multi-instance task needs a pool with enableInterNodeCommunication and maxTasksPerNode 1 (L-407)',
        remedy: 'create the pool anew with both',
      };
    }
    const { numberOfInstances } = world.taskSpec(task);
    return {
      reason: `it needs ${numberOfInstances} idle nodes at once; the pool has ${nodes.length} nodes`,
      remedy: `resize the pool to at least ${numberOfInstances} nodes`,
    };
  }
  if (nodes.length === 0) {
    return {
      reason: `the pool '${pool.id}' has no nodes`,
      remedy:
        pool.resizeErrors.length > 0 ? `look at its resize error: ${pool.resizeErrors[0].code}` : 'resize the pool',
    };
  }
  const fitting = dedicatedOnly ? nodes.filter((node) => world.nodes.kind(node) === DEDICATED) : nodes;
  if (fitting.length === 0) {
    return {
      reason: 'the job manager may run on dedicated nodes only and the pool has none (L-250)',
      remedy: 'add a dedicated node, or set allowLowPriorityNode',
    };
  }
  const free = fitting.filter((node) => !job.barred?.has(world.nodes.number(node)));
  if (free.length === 0) {
    return {
      reason: 'the job preparation task has failed on every node that it could use (L-275)',
      remedy: `reimage or replace a node, e.g. ${world.nodeId(fitting[0])}`,
    };
  }
  return whyUnavailable(world, free);
}

function whyUnavailable(world: World, nodes: readonly number[]): Why {
  const states = new Map<string, number>();
  for (const node of nodes) {
    const state = NODE.state(world.nodes.state(node)) ?? 'gone';
    const word =
      state === 'idle' || state === 'running' ? (world.nodes.enabled.data[node] === 0 ? 'disabled' : state) : state;
    states.set(word, (states.get(word) ?? 0) + 1);
  }
  const counts = [...states].map(([state, count]) => `${count} ${state}`).join(', ');
  const first = world.nodeId(nodes[0]);
  const remedy =
    states.has('preempted') || world.nodes.state(nodes[0]) === PREEMPTED
      ? 'raise the capacity of the cloud, or add dedicated nodes'
      : states.has('offline') || states.has('disabled')
        ? `enable scheduling on ${first}`
        : `remove or recover ${first}, or add a node`;
  return { reason: `no node can take it: ${counts}`, remedy };
}
