/**
 * What a log tells of the scenario behind it: its first line, the pools and jobs as they were created, and what users and operators
 * did. Durations, arrivals and the doings of the cloud are not among it.
 */

import type { LogText } from './lockstep.ts';
import { LogLines } from './log-lines.ts';
import { type RawLine, rawLine, textOf } from './raw-line.ts';

/** Of so many things of each kind, the first ones. */
const MOST = 10_000;

/** What a pool or a job is to be called. */
export type Naming = (kind: 'pool' | 'job', id: string) => string;

/** A tree of values, to be compared with that of another log. */
export function factsOfLog(log: LogText, naming: Naming = (_, id) => id): unknown {
  const lines = new LogLines(log.file, log.open());
  const head: Record<string, unknown> = {};
  const pools = new Map<string, Record<string, unknown>>();
  const jobs = new Map<string, Record<string, unknown>>();
  const requests: unknown[] = [];
  try {
    for (let text = lines.next(); text !== null; text = lines.next()) {
      if (!isTelling(text)) continue;
      const line = rawLine(text, log.file, lines.count);
      if (line.entity === 'run' && line.from === null) Object.assign(head, detailsOf(line));
      else if (line.entity === 'pool' && line.from === null) keep(pools, textOf(line, 'poolId'), detailsOf(line));
      else if (line.entity === 'job' && line.from === null) keep(jobs, textOf(line, 'jobId'), detailsOf(line));
      else if (line.reason === 'initialSizing')
        Object.assign(pools.get(textOf(line, 'poolId') ?? '') ?? {}, targetsOf(line));
      else if (line.entity === 'request' && line.cause === 0 && requests.length < MOST)
        requests.push({ atSeconds: line.at / 1000, operation: line.to, ...detailsOf(line) });
    }
  } finally {
    lines.close();
  }
  const named = (kind: 'pool' | 'job', things: ReadonlyMap<string, Record<string, unknown>>) =>
    Object.fromEntries(
      [...things].map(([id, { poolId, ...details }]) => [
        naming(kind, id),
        { ...details, ...(typeof poolId === 'string' ? { poolId: naming('pool', poolId) } : {}) },
      ]),
    );
  return { ...head, pools: named('pool', pools), jobs: named('job', jobs), requests };
}

/** Whether the line is about the run, a pool or a job, or is a request; nearly all lines are about tasks and nodes. */
function isTelling(text: string): boolean {
  const start = text.indexOf(ENTITY) + ENTITY.length;
  return TELLING.some((entity) => text.startsWith(entity, start));
}
const ENTITY = '"entity":"';
const TELLING = ['run"', 'pool"', 'job"', 'allocation"', 'request"'];

function keep(things: Map<string, Record<string, unknown>>, id: string | null, details: Record<string, unknown>): void {
  if (id !== null && things.size < MOST && !things.has(id)) things.set(id, details);
}

const HEAD: ReadonlySet<string> = new Set([
  'seq',
  'at',
  'entity',
  'from',
  'to',
  'reason',
  'cause',
  'format',
  'message',
]);

function detailsOf(line: RawLine): Record<string, unknown> {
  const own = line.entity === 'pool' ? 'poolId' : line.entity === 'job' ? 'jobId' : '';
  return Object.fromEntries(Object.entries(line).filter(([key]) => !HEAD.has(key) && key !== own));
}

function targetsOf({ targetDedicatedNodes, targetLowPriorityNodes }: RawLine): Record<string, unknown> {
  return { targetDedicatedNodes, targetLowPriorityNodes };
}
