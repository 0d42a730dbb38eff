/**
 * The summary of a run, `batchlab-summary/1`: what summary.json holds, in the order in which its keys are written.
 *
 * Every number follows from the lines of the log. Seconds are milliseconds / 1000, not rounded any further; `null` says that a
 * figure does not exist (no completed task, no slot, no price), never that it is 0.
 */
import type { NodeState, WaitCause } from '../trace/vocabulary.ts';

export const SUMMARY_FORMAT = 'batchlab-summary/1';

export interface Summary {
  readonly format: typeof SUMMARY_FORMAT;
  readonly scenario: string;
  readonly seed: string;
  readonly version: string;
  /** ISO 8601, UTC: the instant of second 0 */
  readonly start: string;
  readonly endedAtSeconds: number;
  readonly endReason: string;
  /** what was still going on; only where `endReason` is `limit` */
  readonly limit?: string;
  /** lines of the log, written or not */
  readonly events: number;
  /** of events.ndjson, and of it without its first line; null where the log was not written */
  readonly eventsSha256: string | null;
  readonly transitionsSha256: string | null;
  /** from the first creation of a task to the last completion; null without completed tasks */
  readonly makespanSeconds: number | null;
  readonly tasks: TaskSummary;
  /** by id; `id#2` is the second job of that id */
  readonly jobs: Readonly<Record<string, JobSummary>>;
  /** by id; a pool re-created under its id goes on in the same entry */
  readonly pools: Readonly<Record<string, PoolSummary>>;
  /** null if a price is missing */
  readonly cost: number | null;
  /** null if a price is missing or no task was completed */
  readonly costToLastCompletion: number | null;
  readonly requests: { readonly accepted: number; readonly rejected: number };
  readonly unmatchedCommandLines: readonly string[];
  readonly stuck: readonly Stuck[];
  readonly notModelled: readonly string[];
}

/** Work left that can never proceed. */
export interface Stuck {
  readonly entity: string;
  readonly reason: string;
  readonly remedy: string;
}

/** Job managers count, preparation and release tasks do not. */
export interface TaskSummary {
  /** succeeded + failed + active + preparing + running + deleted */
  readonly total: number;
  readonly succeeded: number;
  /** includes `terminated` */
  readonly failed: number;
  readonly terminated: number;
  readonly active: number;
  readonly preparing: number;
  readonly running: number;
  /** removed before completion */
  readonly deleted: number;
  readonly retries: number;
  readonly requeues: number;
  /** attempts lost to preemption */
  readonly preemptions: number;
  /** time in `active` or `preparing`, of every task */
  readonly waitSeconds: Spread;
  /** last attempt of every completed task that ran */
  readonly runSeconds: Spread;
  /** creation to completion of every completed task */
  readonly turnaroundSeconds: Spread;
  /** adds up to `waitSeconds.total` */
  readonly waitByCause: Readonly<Record<WaitCause, number>>;
}

/** Seconds. Quantiles are nearest rank: the smallest x with at least q·count values ≤ x. */
export interface Spread {
  readonly count: number;
  readonly total: number;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

export interface JobSummary {
  /** null: deleted */
  readonly state: string | null;
  readonly terminateReason: string | null;
  /** only of a job whose auto pool could not be created (L-316) */
  readonly schedulingError?: { readonly category: string; readonly code: string; readonly message: string };
  readonly createdSeconds: number;
  /** completed, or deleted without having been completed; null: neither */
  readonly endedSeconds: number | null;
  /** the auto pool of a job that has one */
  readonly pool?: string;
  readonly tasks: TaskSummary;
}

export interface PoolSummary {
  readonly vmSize: string;
  readonly coresPerNode: number | null;
  readonly slotsPerNode: number;
  /** most nodes of both kinds at once, preempted ones not counted */
  readonly peakNodes: number;
  /** nodes preempted */
  readonly preemptions: number;
  readonly nodeSeconds: {
    readonly dedicated: Readonly<Record<NodeState, number>>;
    readonly lowPriority: Readonly<Record<NodeState, number>>;
  };
  readonly slotSeconds: SlotSeconds;
  /** busy / (busy + preparing + idle); null if there were no slots */
  readonly utilization: number | null;
  readonly cost: PoolCost | null;
}

/** Slots exist on nodes that are `idle` or `running`. */
export interface SlotSeconds {
  /** a task runs */
  readonly busy: number;
  /** held by a task that does not run yet: its job preparation, its dispatch */
  readonly preparing: number;
  readonly idle: number;
  /** the part of busy and preparing whose attempt was requeued or preempted */
  readonly lost: number;
}

export interface PoolCost {
  readonly currency: string;
  readonly dedicated: number;
  readonly lowPriority: number;
  readonly total: number;
}

/** The text of summary.json. */
export function summaryText(summary: Summary): string {
  return `${JSON.stringify(summary, null, 2)}\n`;
}
