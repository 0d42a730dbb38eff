/** Numbers for the kinds of lines and for reasons, so that a recording can keep them in columns. */
import { LIFECYCLES, type Reason, RUN_REASONS } from '../trace/reasons.ts';

/** What a line is about, by the code in `Recording.kind`. */
export const KINDS = [
  'run',
  'request',
  'pool',
  'allocation',
  'autoscale',
  'node',
  'startTask',
  'jobSchedule',
  'job',
  'jobPreparation',
  'jobRelease',
  'task',
] as const;
export type Kind = (typeof KINDS)[number];

/** Every reason, by its code in `Recording.reason`. */
export const REASONS = [
  ...new Set<string>([
    ...Object.keys(RUN_REASONS),
    ...Object.values(LIFECYCLES).flatMap((lifecycle): readonly string[] => lifecycle.edgeNames),
  ]),
] as readonly Reason[];
export const REASON_CODES: ReadonlyMap<string, number> = new Map(REASONS.map((reason, code) => [reason, code]));
export const KIND_CODES = Object.fromEntries(KINDS.map((kind, code) => [kind, code])) as Readonly<Record<Kind, number>>;
