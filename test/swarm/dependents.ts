/** Which tasks may start as far as their dependencies go: from the history of every parent, by lines of the log (L-396 … L-406, O-77). */
import { JOB } from '../../src/batch/lifecycles/job.ts';
import { TASK } from '../../src/batch/lifecycles/task.ts';
import { IS_BLOCKED } from '../../src/engine/tasks.ts';
import type { World } from '../../src/engine/world.ts';
import type { TaskTransition } from '../../src/trace/vocabulary.ts';
import { Failure } from './failure.ts';
import { satisfiesDependents } from './task-rules.ts';

/** A task satisfied its dependents between these lines. */
interface Span {
  readonly id: string;
  readonly from: number;
  to: number;
}

const COMPLETED = TASK.code('completed');
const ACTIVE = TASK.code('active');

export class Dependents {
  readonly #createdAt = new Map<number, number>();
  readonly #spans = new Map<number, Span[]>();
  /** the span that is open, by task */
  readonly #open = new Map<number, Span>();

  hear(world: World, line: Readonly<TaskTransition>): void {
    if (line.from < 0) this.#createdAt.set(line.task, line.seq);
    const open = this.#open.get(line.task);
    if (open !== undefined) {
      open.to = line.seq;
      this.#open.delete(line.task);
    }
    if (line.to !== COMPLETED || !satisfiesDependents(world, line)) return;
    const span = { id: world.taskId(line.task).toLowerCase(), from: line.seq, to: Infinity };
    this.#open.set(line.task, span);
    const spans = this.#spans.get(line.job);
    if (spans === undefined) this.#spans.set(line.job, [span]);
    else spans.push(span);
  }

  /** Whether everything that the task depends on has been satisfied at some time since it was added. */
  isFree(world: World, task: number): boolean {
    const of = world.taskSpec(task).dependsOn;
    if (of === null) return true;
    const since = this.#createdAt.get(task)!;
    const spans = (this.#spans.get(world.jobOf(task).index) ?? []).filter(({ to }) => to > since);
    const integers = of.taskIdRanges.flatMap(({ start, end }) =>
      Array.from({ length: Math.max(0, end - start + 1) }, (_, nth) => start + nth),
    );
    return (
      of.taskIds.every((id) => spans.some((span) => span.id === id.toLowerCase())) &&
      integers.every((integer) => spans.some(({ id }) => /^-?\d+$/.test(id) && Number(id) === integer))
    );
  }

  /** No active task waits for others that need not, none is free that must wait. */
  check(world: World): void {
    for (let task = 0; task < world.tasks.count; task++) {
      if (world.tasks.state(task) !== ACTIVE || !world.jobOf(task).spec.usesTaskDependencies) continue;
      const [isBlocked, isFree] = [world.tasks.has(task, IS_BLOCKED), this.isFree(world, task)];
      if (isBlocked !== isFree) continue;
      const name = `task ${world.jobOf(task).id}/${world.taskId(task)} (job ${JOB.state(world.jobOf(task).state)})`;
      throw new Failure('dependencies', `${name} ${isBlocked ? 'waits though all is satisfied' : 'does not wait'}`);
    }
  }
}
