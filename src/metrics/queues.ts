/** How many tasks of each job were waiting (`active` or `preparing`) over time: mean levels over equal spans of time. */
import type { SimTime } from '../kernel/clock.ts';
import { Binned } from './binned.ts';
import { meansOf } from './series.ts';

/** so many jobs have curves of their own, the first ones; the others share one */
const JOBS = 40;

export interface JobQueue {
  /** the job's place among all jobs; -1: all jobs without a curve of their own */
  readonly job: number;
  /** by bin */
  readonly levels: Float64Array;
}

export class Queues {
  readonly #jobs: Binned[] = [];
  #others: Binned | null = null;

  add(job: number, from: SimTime, to: SimTime): void {
    if (job < JOBS) {
      this.#jobs[job] ??= new Binned();
      this.#jobs[job].add(from, to, 1);
    } else {
      this.#others ??= new Binned();
      this.#others.add(from, to, 1);
    }
  }

  /** `end`: the run's, ms; `bins`: those of its series */
  queues(end: SimTime, bins: number): readonly JobQueue[] {
    const own = this.#jobs.flatMap((level, job) =>
      level === undefined ? [] : [{ job, levels: meansOf(level, end, bins) }],
    );
    return this.#others === null ? own : [...own, { job: -1, levels: meansOf(this.#others, end, bins) }];
  }
}
