/** How many tasks and jobs the entries of a scenario come to, against the limits. */
import type { Path } from '../batch/issue.ts';
import { beyond, type Limits } from './limits.ts';
import { type Complaints, refuse } from './shape.ts';

export class Tally {
  readonly #limits: Limits;
  readonly #counts = { tasks: 0, jobs: 0 };

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get tasks(): number {
    return this.#counts.tasks;
  }

  /** Complains, once, of the entry with which there are too many; `path` leads to what asks for so many. */
  add(what: 'tasks' | 'jobs', count: number, path: Path, complaints: Complaints): void {
    const limit = this.#limits[what];
    const before = this.#counts[what];
    this.#counts[what] += count;
    const now = this.#counts[what];
    if (now <= limit || before > limit) return;
    refuse(complaints, path, beyond(`with this entry there are ${now.toLocaleString('en-US')} ${what}`, what, limit));
  }
}
