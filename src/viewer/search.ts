/** Finds lines: by time, by what happens, by what they are about. */

import type { Reason } from '../trace/reasons.ts';
import { KINDS, type Kind } from './codes.ts';
import type { Thing } from './lives.ts';
import type { Recording } from './recording.ts';

/** What happens in a line: `task started`. */
export interface Turn {
  readonly kind: Kind;
  readonly reason: Reason;
  /** lines of the log with it */
  readonly count: number;
}

/** All turns of a log, by kind and in the order they first come. */
export function turnsOf(recording: Recording): Turn[] {
  const counts = new Map<string, { kind: Kind; reason: Reason; count: number }>();
  for (let seq = 0; seq < recording.count; seq++) {
    const [kind, reason] = [recording.kind(seq), recording.reason(seq)];
    const key = `${kind} ${reason}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { kind, reason, count: 1 });
    else known.count++;
  }
  return [...counts.values()].sort((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind));
}

/** The nearest line after (`direction` 1) or before (-1) with that turn; null: there is none. */
export function nearestTurn(
  recording: Recording,
  from: number,
  direction: 1 | -1,
  { kind, reason }: Pick<Turn, 'kind' | 'reason'>,
): number | null {
  for (let seq = from + direction; seq >= 0 && seq < recording.count; seq += direction)
    if (recording.kind(seq) === kind && recording.reason(seq) === reason) return seq;
  return null;
}

/** The nearest element of a sorted list beyond `from`. */
export function nearestOf(lines: readonly number[], from: number, direction: 1 | -1): number | null {
  if (direction === 1) return lines[countUpTo(lines, from)] ?? null;
  return lines[countUpTo(lines, from - 1) - 1] ?? null;
}

/** How many elements of a sorted list are not above a value. */
export function countUpTo(lines: readonly number[], value: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last line that has happened at that virtual time, -1: none yet. */
export function lineAtTime(recording: Recording, at: number): number {
  let low = 0;
  let high = recording.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (recording.at(middle) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** so many things are offered for a text */
const FOUND = 12;

/** Things whose name holds the text; those that begin with it first. */
export function findThings(recording: Recording, text: string, name: (thing: Thing) => string): Thing[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const [first, other]: [Thing[], Thing[]] = [[], []];
  for (const thing of allThings(recording)) {
    const place = name(thing).toLowerCase().indexOf(wanted);
    if (place < 0) continue;
    const list = place === 0 || name(thing)[place - 1] === '/' ? first : other;
    if (list.length < FOUND) list.push(thing);
    if (first.length >= FOUND) break;
  }
  return [...first, ...other].slice(0, FOUND);
}

function* allThings(recording: Recording): Generator<Thing> {
  for (let handle = 0; handle < recording.pools.length; handle++) yield { kind: 'pool', handle };
  for (let handle = 0; handle < recording.schedules.length; handle++) yield { kind: 'schedule', handle };
  for (let handle = 0; handle < recording.jobs.length; handle++) yield { kind: 'job', handle };
  for (let handle = 0; handle < recording.poolOfNode.length; handle++) yield { kind: 'node', handle };
  for (let handle = 0; handle < recording.jobOfTask.length; handle++) yield { kind: 'task', handle };
}
