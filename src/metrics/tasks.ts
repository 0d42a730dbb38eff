/**
 * What the metrics remember of every task: a row of 32 bytes, and columns of what seldom happens (retries, preparation) that stay
 * empty until it does.
 */

import type { SimTime } from '../kernel/clock.ts';
import { RareCounts, RareSpans } from '../kernel/rare.ts';
import { Records } from '../kernel/records.ts';

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

/** what stood last before the task was completed or deleted was a run */
export const ENDED_RUN = 4;

/**
 * A row of 32 bytes: the reals 0 created, 1 since, 2 started, then the ints 6 node, 7 the outcome below the flags. What a task has
 * waited and run is not kept: it follows from these three instants, but for what went before the latest attempt.
 */
export class TaskTable extends Records {
  readonly retryCount = new RareCounts();
  readonly requeueCount = new RareCounts();
  readonly preemptions = new RareCounts();
  /** milliseconds in `preparing` since the present wait began */
  readonly prepared = new RareSpans();
  /** milliseconds for which the latest attempt held its slot before it ran */
  readonly attemptPrepared = new RareSpans();
  /** milliseconds since the creation, up to the present wait or the one before the present run, in which it did not wait */
  readonly apart = new RareSpans();
  /** the nodes of the multi-instance tasks that hold some */
  readonly gangs = new Map<number, readonly number[]>();
  readonly #job = new RareCounts();
  readonly #exitCode = new RareCounts();
  /** milliseconds of the latest attempt that ran, and one more, if something came after it */
  readonly #earlierRun = new RareSpans();
  /** handles in the order of the tasks' first lines, once that is not simply 0, 1, 2, … */
  #order: number[] | null = null;
  #rows = 0;

  constructor() {
    super(4);
  }

  /** code of OUTCOMES */
  outcome(task: number): number {
    return this.ints[(task << 3) + 7] & 255;
  }
  flags(task: number): number {
    return this.ints[(task << 3) + 7] >> 8;
  }
  setStatus(task: number, outcome: number, flags: number): void {
    this.ints[(task << 3) + 7] = outcome | (flags << 8);
  }

  /** the place of its job */
  job(task: number): number {
    return this.#job.get(task);
  }
  /** of the latest attempt; -1: never assigned */
  node(task: number): number {
    return this.ints[(task << 3) + 6];
  }
  setNode(task: number, node: number): void {
    this.ints[(task << 3) + 6] = node;
  }
  exitCode(task: number): number {
    return this.#exitCode.get(task);
  }
  setExitCode(task: number, code: number): void {
    this.#exitCode.set(task, code);
  }

  created(task: number): SimTime {
    return this.reals[task << 2];
  }
  /** since when it is in its present state; of a task that was deleted after its completion, when it was completed */
  since(task: number): SimTime {
    return this.reals[(task << 2) + 1];
  }
  setSince(task: number, at: SimTime): void {
    this.reals[(task << 2) + 1] = at;
  }
  /** start of the latest attempt that ran; NaN: none has */
  started(task: number): SimTime {
    return this.reals[(task << 2) + 2];
  }
  /** An attempt runs from now on. */
  start(task: number, at: SimTime): void {
    this.reals[(task << 2) + 2] = at;
    this.#earlierRun.set(task, 0);
  }
  /** The wait is over, and an attempt runs on the node from now on. */
  startRun(task: number, node: number, at: SimTime): void {
    const { reals, ints } = this;
    reals[(task << 2) + 1] = at;
    reals[(task << 2) + 2] = at;
    ints[(task << 3) + 6] = node;
    ints[(task << 3) + 7] = (ints[(task << 3) + 7] & ~255) | RUNNING;
    this.#earlierRun.set(task, 0);
  }
  /** The run is over, and the task completed. */
  endRun(task: number, at: SimTime, outcome: number, hasExitCode: boolean): void {
    const { ints } = this;
    this.reals[(task << 2) + 1] = at;
    const flags = ENDED_RUN | (hasExitCode ? HAS_EXIT_CODE : 0);
    ints[(task << 3) + 7] = (ints[(task << 3) + 7] & ~255) | outcome | (flags << 8);
  }
  /** NaN: not completed */
  ended(task: number): SimTime {
    const outcome = this.outcome(task);
    return outcome >= SUCCEEDED && outcome <= TERMINATED ? this.since(task) : Number.NaN;
  }

  /** milliseconds of the latest attempt that ran; NaN: none has, or it still runs */
  ran(task: number): SimTime {
    if ((this.flags(task) & ENDED_RUN) !== 0) return this.since(task) - this.started(task);
    const ran = this.#earlierRun.get(task);
    return ran === 0 ? Number.NaN : ran - 1;
  }
  /** The task goes on after a run, or after its completion. */
  goOn(task: number, at: SimTime): void {
    const outcome = this.outcome(task);
    const hasRun = outcome === RUNNING || (this.flags(task) & ENDED_RUN) !== 0;
    const from = hasRun ? this.started(task) : this.since(task);
    this.apart.set(task, this.apart.get(task) + at - from);
    if (hasRun) this.#earlierRun.set(task, (outcome === RUNNING ? at : this.since(task)) - from + 1);
  }

  /** milliseconds waited in stretches that are over */
  waited(task: number): SimTime {
    const hasRun = this.outcome(task) === RUNNING || (this.flags(task) & ENDED_RUN) !== 0;
    return (hasRun ? this.started(task) : this.since(task)) - this.created(task) - this.apart.get(task);
  }

  /** Makes room for `more` tasks at once. */
  reserve(more: number): void {
    this.ensure(this.#rows + more);
  }

  /** A task's first line. */
  add(task: number, job: number, at: SimTime): void {
    this.ensure(task + 1);
    if (this.#order === null && task !== this.#rows) this.#order = Array.from({ length: this.#rows }, (_, row) => row);
    this.#order?.push(task);
    this.#rows++;
    this.#job.set(task, job);
    const { reals } = this;
    reals[task << 2] = at;
    reals[(task << 2) + 1] = at;
    reals[(task << 2) + 2] = Number.NaN;
    this.setNode(task, -1);
  }

  /** how many tasks there have been */
  get rows(): number {
    return this.#rows;
  }

  /** By handle, the number under which the task was created. */
  rowsByHandle(): Int32Array {
    const rows = new Int32Array(this.#order === null ? this.#rows : this.capacity);
    for (let row = 0; row < this.#rows; row++) rows[this.at(row)] = row;
    return rows;
  }

  /** Handle of the task that was created as number `row`, from 0. */
  at(row: number): number {
    return this.#order === null ? row : this.#order[row];
  }
}
