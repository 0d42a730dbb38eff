/** One line of a log as an object, for comparisons: what it must have is checked, the rest is taken as it comes. */
import { LogError } from '../trace/log-error.ts';

export interface RawLine extends Readonly<Record<string, unknown>> {
  readonly seq: number;
  readonly at: number;
  readonly entity: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string;
  readonly cause: number | null;
}

/** `number`: of the line, from 1; its `seq` must be one less. */
export function rawLine(text: string, file: string, number: number): RawLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new LogError(file, number, 'the line is no JSON');
  }
  if (!isRawLine(value)) throw new LogError(file, number, 'the line is none of an event log');
  if (value.seq !== number - 1)
    throw new LogError(file, number, `'seq' is ${value.seq} where ${number - 1} has its turn`);
  return value;
}

function isRawLine(value: unknown): value is RawLine {
  if (typeof value !== 'object' || value === null) return false;
  const { seq, at, entity, from, to, reason, cause } = value as Readonly<Record<string, unknown>>;
  const isState = (state: unknown) => state === null || typeof state === 'string';
  return (
    typeof seq === 'number' &&
    typeof at === 'number' &&
    typeof entity === 'string' &&
    isState(from) &&
    isState(to) &&
    typeof reason === 'string' &&
    (cause === null || typeof cause === 'number')
  );
}

/** What a line is about and what became of it. */
export const STEP_KEYS = ['at', 'entity', 'from', 'to', 'reason'] as const;
/** In the order in which lines have them. */
export const ID_KEYS = ['poolId', 'nodeId', 'nodeIds', 'jobScheduleId', 'jobId', 'taskId'] as const;

/** An id of a line. */
export function textOf(line: RawLine, key: string): string | null {
  const value = line[key];
  return typeof value === 'string' ? value : null;
}
