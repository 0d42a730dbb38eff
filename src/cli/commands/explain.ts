/** `batchlab explain`: why a task waited, a node idled, a pool is not at its target; what a transition was caused by. */
import { join } from 'node:path';
import { parseDuration, parseTime } from '../../batch/durations.ts';
import { explain, type Instant, NoExplanation } from '../../explain/explain.ts';
import { renderExplanation } from '../../explain/render.ts';
import { parseSubject } from '../../explain/subject.ts';
import { LogError } from '../../trace/log-error.ts';
import { EXIT, type ExitStatus, Refusal } from '../exit.ts';
import { logText } from '../log-text.ts';
import { settleExchange } from '../output-folder.ts';
import { say } from '../terminal.ts';
import { refuseWithoutLog } from './report.ts';

export interface ExplainOptions {
  readonly at?: string;
  readonly json?: boolean;
}

export function explainCommand(directory: string, entity: string, options: ExplainOptions): ExitStatus {
  const subjects = parseSubject(entity);
  if (subjects === null)
    throw new Refusal(
      `error: '${entity}' names nothing: write task:JOB/TASK, node:POOL/NODE, job:ID, pool:ID or schedule:ID`,
    );
  const at = options.at === undefined ? null : instantOf(options.at);
  settleExchange(directory);
  const path = join(directory, 'events.ndjson');
  refuseWithoutLog(directory, path);
  try {
    const explanation = explain(path, () => logText(path), subjects, at);
    say(options.json === true ? JSON.stringify(explanation, null, 2) : renderExplanation(explanation).trimEnd());
  } catch (error) {
    if (error instanceof LogError) throw new Refusal(error.message);
    if (error instanceof NoExplanation) throw new Refusal(`error: ${directory}: ${error.message}`);
    throw error;
  }
  return EXIT.done;
}

/** `PT1H30M` after the start, or `2017-05-01T08:00:00Z`. */
function instantOf(text: string): Instant {
  const after = parseDuration(text);
  if (after.ok && Number.isFinite(after.value)) return { after: after.value };
  const time = parseTime(text);
  if (time.ok) return { utc: time.value };
  throw new Refusal(
    `error: --at ${text}: it is neither a duration from the start like PT1H30M nor a UTC time like 2017-05-01T08:00:00Z`,
  );
}
