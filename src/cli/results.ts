/** How a command shows the outcome of runs: a summary for people or one JSON document, and remarks on standard error. */
import type { Summary } from '../metrics/summary.ts';
import { renderText } from '../report/text.ts';
import { complain, say } from './terminal.ts';

export interface ResultOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** One summary is one JSON object, several are an array. */
export function saySummaries(
  summaries: readonly Summary[],
  directories: readonly string[],
  options: ResultOptions,
): void {
  if (options.json) {
    say(JSON.stringify(summaries.length === 1 ? summaries[0] : summaries, null, 2));
    return;
  }
  if (options.quiet) return;
  summaries.forEach((summary, index) => {
    say(`${index > 0 ? '\n' : ''}${renderText(summary).trimEnd()}\n\nwritten to ${directories[index]}`);
  });
}

/** What a user has to know even when nobody looks at the summary. */
export function sayRemarks({ scenario, endReason, limit }: Summary): void {
  if (endReason === 'limit')
    complain(`${scenario}: warning: the run was stopped by a limit${limit === undefined ? '' : `: ${limit}`}`);
}
