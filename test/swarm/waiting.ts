/** What every waiting task waits for, decided anew at each instant from the world as it is, and added up (contract 4). */

import { JOB } from '../../src/batch/lifecycles/job.ts';
import { NODE, type NodeState } from '../../src/batch/lifecycles/node.ts';
import { TASK } from '../../src/batch/lifecycles/task.ts';
import { IS_BLOCKED, IS_EXPIRED, IS_GANG } from '../../src/engine/tasks.ts';
import type { World } from '../../src/engine/world.ts';
import { WAIT_CAUSES, type WaitCause } from '../../src/trace/vocabulary.ts';
import type { View } from './view.ts';

const ACTIVE = TASK.code('active');
const PREPARING = TASK.code('preparing');
const ACTIVE_JOB = JOB.code('active');
const STARTING: readonly (NodeState | null)[] = ['creating', 'starting', 'rebooting', 'reimaging'];

export function causeOf(view: View, task: number): WaitCause {
  const { world } = view;
  const job = world.jobOf(task);
  if (world.tasks.state(task) === PREPARING) return 'jobPreparation';
  if (view.assigned.has(task)) return 'dispatch';
  if (job.state !== ACTIVE_JOB) return 'jobDisabled';
  const pool = view.poolOf(job);
  if (pool === null) return 'noPool';
  if (world.tasks.has(task, IS_BLOCKED)) return 'dependency';
  if (world.tasks.has(task, IS_EXPIRED)) return 'ineligible';
  const isGang = world.tasks.has(task, IS_GANG);
  if (isGang && !(pool.spec.enableInterNodeCommunication && pool.slots === 1)) return 'ineligible';
  const nodes = view.nodesOf(pool).filter((node) => view.mayTake(node, job, task));
  const ready = nodes.filter((node) => view.isReady(node));
  if (ready.length > 0) {
    // of any node of the pool, one that the task could not take included: the pool has one clock for it (docs/fidelity.md)
    const isHeld = view.nodesOf(pool).some((node) => view.isReady(node) && view.isExclusive(node));
    if (pool.slots > 1 && isHeld) return 'jobManager';
    const isOutranked = world.jobs.some(
      (other) =>
        other.priority > job.priority &&
        view.poolOf(other) === pool &&
        (view.assignedOf(other) > 0 ||
          (other.state === ACTIVE_JOB && view.tasksOf(other).some((each) => view.isWaiting(each)))),
    );
    return isOutranked ? 'higherPriority' : 'slots';
  }
  const states = nodes.map((node) => NODE.state(world.nodes.state(node)));
  if (states.includes('waitingforstarttask')) return 'startTask';
  if (states.some((state) => STARTING.includes(state))) return 'nodeStart';
  if (states.length > 0) return 'nodesUnavailable';
  const dedicatedOnly = job.manager === task && !job.spec.jobManagerTask!.allowLowPriorityNode;
  const obtained = ([0, 1] as const).reduce<number>(
    (sum, kind) =>
      sum + (kind === 1 && dedicatedOnly ? 0 : (pool.resize?.pending[kind] ?? 0) + (pool.resize?.starved[kind] ?? 0)),
    0,
  );
  return obtained > 0 ? 'allocation' : 'ineligible';
}

/** Sums of waiting, ms by cause, of the waits that are going on. */
export class WaitSums {
  readonly #sums = new Map<number, Map<WaitCause, number>>();
  #causes = new Map<number, WaitCause>();
  #since = 0;

  /** The instant is settled: these causes hold until time passes. */
  settle(view: View): void {
    const { world } = view;
    this.pass(world.now);
    this.#causes = new Map();
    for (let task = 0; task < world.tasks.count; task++) {
      const state = world.tasks.state(task);
      if (state === ACTIVE || state === PREPARING) this.#causes.set(task, causeOf(view, task));
    }
  }

  /** Time has passed to this instant. */
  pass(now: number): void {
    const elapsed = now - this.#since;
    this.#since = now;
    if (elapsed === 0) return;
    for (const [task, cause] of this.#causes) {
      let sums = this.#sums.get(task);
      if (sums === undefined) {
        sums = new Map();
        this.#sums.set(task, sums);
      }
      sums.set(cause, (sums.get(cause) ?? 0) + elapsed);
    }
  }

  /** What the task has waited for since its wait began, as text: `slots 3000, dispatch 1000`. */
  of(task: number): string {
    return describeWait((cause) => this.#sums.get(task)?.get(cause) ?? 0);
  }
  forget(task: number): void {
    this.#sums.delete(task);
    this.#causes.delete(task);
  }
  /** the sums of all waits of a job that go on at the end */
  ofJob(world: World, job: number): string {
    const tasks = [...this.#sums.keys()].filter((task) => world.jobOf(task).index === job);
    return describeWait((cause) => tasks.reduce((sum, task) => sum + (this.#sums.get(task)!.get(cause) ?? 0), 0));
  }
}

export function describeWait(ms: (cause: WaitCause) => number): string {
  return WAIT_CAUSES.filter((cause) => ms(cause) !== 0)
    .map((cause) => `${cause} ${ms(cause)}`)
    .join(', ');
}
