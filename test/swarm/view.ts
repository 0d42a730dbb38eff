/**
 * The world as somebody sees it who trusts no bookkeeping: who is assigned where, and which nodes are open, found by looking at every
 * task and every node.
 */
import { JOB } from '../../src/batch/lifecycles/job.ts';
import { NODE } from '../../src/batch/lifecycles/node.ts';
import { POOL } from '../../src/batch/lifecycles/pool.ts';
import { TASK } from '../../src/batch/lifecycles/task.ts';
import type { Job } from '../../src/engine/jobs.ts';
import { NO_DRAIN } from '../../src/engine/nodes.ts';
import type { Pool } from '../../src/engine/pools.ts';
import { IS_BLOCKED, IS_EXPIRED, RUNNING } from '../../src/engine/tasks.ts';
import type { World } from '../../src/engine/world.ts';

export interface Assignment {
  readonly task: number;
  /** the primary first */
  readonly nodes: readonly number[];
  /** when it began to run, NaN while it does not */
  readonly startedAt: number;
}

const ACTIVE_TASK = TASK.code('active');
const ACTIVE_JOB = JOB.code('active');
const ACTIVE_POOL = POOL.code('active');
const LEAVING = NODE.code('leavingpool');

/** What the attempts row of a task says. */
export function assignmentOf(world: World, task: number, attempt: number): Assignment {
  const { attempts } = world;
  return {
    task,
    nodes: attempts.gangs.get(attempt) ?? [attempts.node(attempt)],
    startedAt: attempts.phase(attempt) >= RUNNING ? attempts.startedAt(attempt) : Number.NaN,
  };
}

export class View {
  readonly world: World;
  readonly #bars: ReadonlySet<string>;
  readonly assigned = new Map<number, Assignment>();
  readonly onNode = new Map<number, Assignment[]>();

  /** `bars`: job and node where a preparation has failed; `stopped`: attempts that count as if they still held their slots */
  constructor(world: World, bars: ReadonlySet<string>, stopped: readonly Assignment[] = []) {
    this.world = world;
    this.#bars = bars;
    for (const assignment of stopped) this.#note(assignment);
    for (let task = 0; task < world.tasks.count; task++) {
      const attempt = world.tasks.attempt(task);
      if (attempt >= 0 && world.tasks.state(task) >= 0) this.#note(assignmentOf(world, task, attempt));
    }
  }

  #note(assignment: Assignment): void {
    this.assigned.set(assignment.task, assignment);
    for (const node of assignment.nodes) {
      const list = this.onNode.get(node);
      if (list === undefined) this.onNode.set(node, [assignment]);
      else list.push(assignment);
    }
  }

  /** tasks of a job that exist, in the order of their creation */
  tasksOf(job: Job): number[] {
    const { tasks } = this.world;
    const found: number[] = [];
    for (let task = 0; task < tasks.count; task++)
      if (this.world.jobOf(task) === job && tasks.state(task) >= 0) found.push(task);
    return found;
  }

  /** Whether the task could be placed as far as it and its job are concerned (L-427). */
  isWaiting(task: number): boolean {
    const { tasks } = this.world;
    return tasks.state(task) === ACTIVE_TASK && !this.assigned.has(task) && !tasks.has(task, IS_BLOCKED | IS_EXPIRED);
  }

  assignedOf(job: Job): number {
    let count = 0;
    for (const { task } of this.assigned.values()) if (this.world.jobOf(task) === job) count++;
    return count;
  }

  servedJobs(pool: Pool): Job[] {
    if (pool.state !== ACTIVE_POOL) return [];
    return this.world.jobs.filter((job) => job.state === ACTIVE_JOB && this.poolOf(job) === pool);
  }

  /** the pool that the job names, if it exists */
  poolOf(job: Job): Pool | null {
    return this.world.poolsByKey.get(job.poolId.toLowerCase()) ?? null;
  }

  /** nodes of the pool that are not gone, in the order of their numbers */
  nodesOf(pool: Pool): number[] {
    const { nodes } = this.world;
    const found: number[] = [];
    for (let node = 0; node < nodes.count; node++)
      if (nodes.pool(node) === pool.index && nodes.state(node) >= 0) found.push(node);
    return found.sort((a, b) => nodes.number(a) - nodes.number(b));
  }

  used(node: number): number {
    return this.onNode.get(node)?.length ?? 0;
  }

  /** Whether a manager has the node for itself (L-251). */
  isExclusive(node: number): boolean {
    return (this.onNode.get(node) ?? []).some(({ task }) => {
      const job = this.world.jobOf(task);
      return job.manager === task && job.spec.jobManagerTask!.runExclusive;
    });
  }

  /** Works, is enabled and does not drain (L-428). */
  isReady(node: number): boolean {
    const { nodes } = this.world;
    return nodes.up(node) === 1 && nodes.enabled.data[node] === 1 && nodes.drain(node) === NO_DRAIN;
  }

  isBarred(job: Job, node: number): boolean {
    return this.#bars.has(`${job.index}/${node}`);
  }

  /** Whether the node could take the task in some state: its kind fits, and no failed preparation bars it. */
  mayTake(node: number, job: Job, task: number): boolean {
    const { nodes } = this.world;
    if (nodes.state(node) === LEAVING) return false;
    if (job.manager === task && !job.spec.jobManagerTask!.allowLowPriorityNode && nodes.kind(node) !== 0) return false;
    return !this.isBarred(job, node);
  }
}
