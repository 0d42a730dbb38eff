/** Directories that tasks leave behind, and the nodes that have to stay for their sake (L-079, S-32): told from the log once more. */
import { NODE } from '../../src/batch/lifecycles/node.ts';
import { TASK } from '../../src/batch/lifecycles/task.ts';
import { NO_DRAIN } from '../../src/engine/nodes.ts';
import type { World } from '../../src/engine/world.ts';
import type { NodeTransition, TaskTransition, TransitionSink } from '../../src/trace/vocabulary.ts';
import { Failure } from './failure.ts';

const RUNNING = TASK.code('running');
/** what a node goes to when it has drained; other ways into these states go on without a drain */
const DRAINED = new Set(['resized', 'removed', 'rebooted', 'reimaged']);
const WIPED = new Set(['reimaging', 'preempted']);

export class Retained implements TransitionSink {
  world: World | null = null;
  readonly #ranOn = new Map<number, readonly number[]>();
  /** until when the directory of a task is kept, by node and task */
  readonly #kept = new Map<number, Map<number, number>>();

  line(): void {}

  task(line: Readonly<TaskTransition>): void {
    const { task } = line;
    if (line.from === RUNNING) this.#keep(task, line.at);
    if (line.to === RUNNING) this.#ranOn.set(task, line.nodes === null ? [line.node] : [...line.nodes]);
    if (line.to < 0) for (const kept of this.#kept.values()) kept.delete(task);
  }

  #keep(task: number, at: number): void {
    const world = this.world!;
    const { retentionTime } = world.newConstraints.get(task) ?? world.taskSpec(task).constraints;
    for (const node of this.#ranOn.get(task) ?? []) {
      const kept = this.#kept.get(node) ?? new Map<number, number>();
      this.#kept.set(node, kept.set(task, at + retentionTime));
    }
  }

  node(line: Readonly<NodeTransition>): void {
    const { node, reason } = line;
    const world = this.world!;
    const state = NODE.state(line.to);
    const retains = world.nodes.drainRetains.data[node] === 1 && NODE.state(line.from) !== 'leavingpool';
    if (retains && DRAINED.has(reason) && !isBroken(NODE.state(line.from)) && this.#until(node) > line.at)
      throw new Failure('retention', `node ${world.nodeId(node)} is ${reason} though data is kept there (L-079)`);
    if (state === null || WIPED.has(state)) this.#kept.delete(node);
  }

  /** Once an instant is over no node drains on for nothing. */
  check(world: World): void {
    const { nodes } = world;
    for (let node = 0; node < nodes.count; node++)
      if (
        nodes.state(node) >= 0 &&
        nodes.drain(node) !== NO_DRAIN &&
        nodes.occupied(node) === 0 &&
        !(nodes.drainRetains.data[node] === 1 && this.#until(node) > world.now)
      )
        throw new Failure('retention', `node ${world.nodeId(node)} drains, and nothing keeps it`);
  }

  #until(node: number): number {
    return Math.max(-Infinity, ...(this.#kept.get(node)?.values() ?? []));
  }
}

/** A node that breaks down while it drains goes at once. */
const isBroken = (state: string | null): boolean =>
  state === 'unusable' || state === 'unknown' || state === 'starttaskfailed';
