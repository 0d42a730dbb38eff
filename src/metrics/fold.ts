/** The summary as a fold over the lines of a run: listens like any other sink, and sums up when the last line has been heard. */
import { Ledger } from './ledger.ts';
import { type LogHashes, summarize } from './summarize.ts';
import type { Summary } from './summary.ts';

export class SummaryFold extends Ledger {
  /** To be asked once the run's last line has been heard; throws before. */
  summary(hashes: LogHashes): Summary {
    return summarize(this, hashes);
  }
}
