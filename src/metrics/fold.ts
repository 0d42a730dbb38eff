/** The summary as a fold over the lines of a run: listens like any other sink, and sums up when the last line has been heard. */
import { Ledger } from './ledger.ts';
import { type LogHashes, summarize, type TaskSummaries, taskSummaries } from './summarize.ts';
import type { Summary } from './summary.ts';

export class SummaryFold extends Ledger {
  #taskSummaries: TaskSummaries | null = null;

  /** To be asked once the run's last line has been heard; throws before. */
  summary(hashes: LogHashes): Summary {
    return summarize(this, this.taskSummaries, hashes);
  }

  /** The `tasks` of the run and of each job; throws before the end. */
  get taskSummaries(): TaskSummaries {
    this.#taskSummaries ??= taskSummaries(this);
    return this.#taskSummaries;
  }
}
