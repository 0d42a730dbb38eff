/** What `explain` answers about one thing of a run. All times are milliseconds of virtual time. */
import type { SimTime } from '../kernel/clock.ts';
import type { RunEnded, WaitCause } from '../trace/vocabulary.ts';

export const EXPLANATION_FORMAT = 'batchlab-explanation/1';

export interface Explanation {
  readonly format: typeof EXPLANATION_FORMAT;
  readonly scenario: string;
  /** `task:j/t1`, `node:p/tvm-1`, `job:j`, `pool:p`, `schedule:s`, spelled as in the log */
  readonly entity: string;
  /** the instant that is explained */
  readonly atMs: SimTime;
  /** whether that is the end of the run */
  readonly isEnd: boolean;
  /** sentences: how things stand at that instant, and why */
  readonly situation: readonly string[];
  /** what can never proceed, from the run's last line; empty before the end */
  readonly stuck: RunEnded['stuck'];
  /** up to that instant */
  readonly history: readonly Moment[];
  /** of a task */
  readonly waits?: readonly Wait[];
  /** of a node: the times in which it was idle, and why */
  readonly idle?: readonly Stretch[];
  /** the rules that are cited: number and sentence */
  readonly rules: Readonly<Record<string, string>>;
}

/** One transition of the thing, or of what belongs to it. */
export interface Moment {
  readonly seq: number;
  readonly atMs: SimTime;
  /** what moved: `task j/t1` */
  readonly what: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string;
  /** the reason in words */
  readonly when: string;
  /** what else the line says, in words; empty: nothing */
  readonly more: string;
  readonly rules: readonly string[];
  /** what led to it, the direct cause first, up to the scenario or to an earlier moment of this history */
  readonly because: readonly Because[];
  /** causes between the last two of `because` that are left out */
  readonly omitted: number;
}

export interface Because {
  readonly seq: number;
  readonly atMs: SimTime;
  readonly text: string;
}

/** A time that a task spent `active` or `preparing` without a break. */
export interface Wait {
  readonly fromMs: SimTime;
  /** where it ended, or the instant that is explained */
  readonly toMs: SimTime;
  readonly isOver: boolean;
  /** milliseconds by cause, from the line that ended the wait; null: it is not over, or not yet */
  readonly causesMs: Readonly<Partial<Record<WaitCause, number>>> | null;
  readonly stretches: readonly Stretch[];
}

export interface Stretch {
  readonly fromMs: SimTime;
  readonly toMs: SimTime;
  /** what was waited for; several: one of these at a time, and the lines do not tell which. Empty for a node */
  readonly causes: readonly WaitCause[];
  readonly text: string;
  /** whether all stretches of these causes in this wait add up to the milliseconds that the log has for them */
  readonly addsUp: boolean;
}
