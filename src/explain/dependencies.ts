/** Follows the tasks that one task depends on: which of them are not done, and which was the last. */
import type { TaskDependencies } from '../batch/model.ts';
import { TASK_STATES, type TaskTransition } from '../trace/vocabulary.ts';

const COMPLETED = TASK_STATES.indexOf('completed');
/** so many are named */
const NAMED = 3;

export class DependencyWatch {
  readonly #of: TaskDependencies;
  readonly #satisfied = new Set<string>();
  readonly #failed = new Set<string>();
  /** the id of the last task that was done; empty: none yet */
  last = '';

  constructor(of: TaskDependencies) {
    this.#of = of;
  }

  /** A line about a task of the job. */
  task(id: string, line: Readonly<TaskTransition>): void {
    const keys = this.#keysOf(id);
    if (keys.length === 0 || line.to !== COMPLETED) return;
    const isSatisfied = line.result === 'success';
    for (const key of keys) {
      if (isSatisfied) this.#satisfied.add(key);
      else this.#failed.add(key);
    }
    this.last = id;
  }

  /** What is missing, in words; empty: nothing. A failed task counts as missing: whether it satisfies is not in the log. */
  missing(): string {
    const ids = [...this.#wanted(NAMED + 1)];
    if (ids.length === 0) return '';
    const named = ids.slice(0, NAMED).map((id) => (this.#failed.has(id) ? `${id} (failed)` : id));
    return `${named.join(', ')}${ids.length > NAMED ? ' and others' : ''}`;
  }

  *#wanted(limit: number): Generator<string> {
    let found = 0;
    for (const id of this.#of.taskIds) {
      if (found < limit && !this.#satisfied.has(id.toLowerCase())) {
        found++;
        yield id.toLowerCase();
      }
    }
    for (const { start, end } of this.#of.taskIdRanges) {
      for (let number = start; number <= end && found < limit; number++) {
        if (this.#satisfied.has(`#${number}`)) continue;
        found++;
        yield String(number);
      }
    }
  }

  /** Under which names the task is depended on: its id, and `#4` for the integer 4 (L-398, L-399). */
  #keysOf(id: string): string[] {
    const keys: string[] = [];
    const key = id.toLowerCase();
    if (this.#of.taskIds.some((each) => each.toLowerCase() === key)) keys.push(key);
    const number = /^-?\d{1,64}$/.test(id) ? Number(id) : Number.NaN;
    if (this.#of.taskIdRanges.some(({ start, end }) => number >= start && number <= end)) keys.push(`#${number}`);
    return keys;
  }
}
