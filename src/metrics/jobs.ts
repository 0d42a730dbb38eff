/** What the metrics remember of every job. */
import type { SimTime } from '../kernel/clock.ts';
import { ExactSum } from '../kernel/exact.ts';
import { type JobLine, WAIT_CAUSES } from '../trace/vocabulary.ts';
import { OUTCOMES } from './tasks.ts';

export class JobRecord {
  /** the id, or `id#2` for the second job of that id */
  readonly name: string;
  readonly poolId: string;
  readonly isAutoPool: boolean;
  readonly priority: number;
  readonly createdAt: SimTime;
  /** null: deleted */
  state: string | null;
  terminateReason: string | null = null;
  /** why its auto pool could not be created */
  schedulingError: JobLine['schedulingError'] | null = null;
  /** NaN: goes on */
  endedAt = Number.NaN;
  /** tasks by code of OUTCOMES, counted when the run has ended */
  readonly outcomes = new Float64Array(OUTCOMES.length);
  retries = 0;
  requeues = 0;
  preemptions = 0;
  /** milliseconds by code of WAIT_CAUSES */
  readonly waitByCause: readonly ExactSum[] = WAIT_CAUSES.map(() => new ExactSum());

  /** `line`: the job's first */
  constructor(name: string, line: JobLine) {
    this.name = name;
    this.poolId = line.poolId ?? '';
    this.isAutoPool = line.isAutoPool === true;
    this.priority = line.priority ?? 0;
    this.state = line.to;
    this.createdAt = line.at;
  }
}
