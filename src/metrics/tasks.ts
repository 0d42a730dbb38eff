/**
 * What the metrics remember of every task: a few typed columns, about 70 bytes a task. The columns of what seldom happens (retries,
 * preparation) stay empty until it does.
 */

import type { SimTime } from '../kernel/clock.ts';
import { Float64Column, Int32Column, Table, Uint8Column } from '../kernel/columns.ts';

/** Where a task stands, the way the summary counts it. The index is the code; 0 is a row that no line has mentioned yet. */
export const OUTCOMES = [
  'none',
  'active',
  'preparing',
  'running',
  'succeeded',
  'failed',
  'terminated',
  'deleted',
] as const;
export const NONE = 0;
export const ACTIVE = 1;
export const PREPARING = 2;
export const RUNNING = 3;
export const SUCCEEDED = 4;
/** by itself; */
export const FAILED = 5;
/** because something ended it from outside */
export const TERMINATED = 6;
/** removed before completion */
export const DELETED = 7;

/** bits of `flags` */
export const HAS_EXIT_CODE = 1;
/** completed, and removed since */
export const GONE = 2;

export class TaskTable {
  /** codes of OUTCOMES */
  readonly outcome = new Uint8Column();
  readonly flags = new Uint8Column();
  readonly job = new Int32Column();
  /** of the latest attempt; -1: never assigned */
  readonly node = new Int32Column(-1);
  readonly exitCode = new Int32Column();
  readonly created = new Float64Column();
  /** since when it is in its present state */
  readonly since = new Float64Column();
  /** milliseconds waited in stretches that are over */
  readonly waited = new Float64Column();
  /** start of the latest attempt that ran, and its milliseconds; NaN: never ran, or still runs */
  readonly started = new Float64Column(Number.NaN);
  readonly ran = new Float64Column(Number.NaN);
  /** NaN: not completed */
  readonly ended = new Float64Column(Number.NaN);

  readonly retryCount = new RareCounts();
  readonly requeueCount = new RareCounts();
  readonly preemptions = new RareCounts();
  /** milliseconds in `preparing` since the present wait began */
  readonly prepared = new RareSpans();
  /** milliseconds for which the latest attempt held its slot before it ran */
  readonly attemptPrepared = new RareSpans();

  /** the nodes of the multi-instance tasks that hold some */
  readonly gangs = new Map<number, readonly number[]>();

  readonly #table = new Table([
    this.outcome,
    this.flags,
    this.job,
    this.node,
    this.exitCode,
    this.created,
    this.since,
    this.waited,
    this.started,
    this.ran,
    this.ended,
  ]);
  /** handles in the order of the tasks' first lines, once that is not simply 0, 1, 2, … */
  #order: number[] | null = null;
  #rows = 0;

  /** Makes room for `more` tasks at once. */
  reserve(more: number): void {
    this.#table.ensure(this.#rows + more);
  }

  /** A task's first line. */
  add(task: number, job: number, at: SimTime): void {
    this.#table.ensure(task + 1);
    if (this.#order === null && task !== this.#rows) this.#order = Array.from({ length: this.#rows }, (_, row) => row);
    this.#order?.push(task);
    this.#rows++;
    this.job.data[task] = job;
    this.created.data[task] = at;
  }

  /** how many tasks there have been */
  get rows(): number {
    return this.#rows;
  }

  /** By handle, the number under which the task was created. */
  rowsByHandle(): Int32Array {
    const rows = new Int32Array(this.#order === null ? this.#rows : this.outcome.data.length);
    for (let row = 0; row < this.#rows; row++) rows[this.at(row)] = row;
    return rows;
  }

  /** Handle of the task that was created as number `row`, from 0. */
  at(row: number): number {
    return this.#order === null ? row : this.#order[row];
  }
}

/** A column that is 0 nearly everywhere, no longer than up to its last other value. */
class RareCounts extends Int32Column {
  get(task: number): number {
    return this.data[task] ?? 0;
  }
  set(task: number, count: number): void {
    makeRoom(this, task);
    this.data[task] = count;
  }
}

class RareSpans extends Float64Column {
  get(task: number): SimTime {
    return this.data[task] ?? 0;
  }
  set(task: number, span: SimTime): void {
    if (span === 0 && task >= this.data.length) return;
    makeRoom(this, task);
    this.data[task] = span;
  }
}

function makeRoom(column: Int32Column | Float64Column, task: number): void {
  if (task >= column.data.length) column.grow(Math.max(task + 1, 2 * column.data.length, 1024));
}
