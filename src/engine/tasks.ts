/**
 * Tasks and their attempts, in records: one row per task ever added, one row per attempt that holds a slot now.
 *
 * Rows of tasks are numbered in the order of creation, which is also their order within a job (O-43). Rows of attempts are reused;
 * `serial` tells two users of a row apart, and calendar entries carry it as their stamp.
 */
import type { SimTime } from '../kernel/clock.ts';
import { IntList } from '../kernel/intlist.ts';
import { RareSpans } from '../kernel/rare.ts';
import { Records } from '../kernel/records.ts';

/** Bits of `Tasks.flags`. */
export const IS_MANAGER = 1;
export const IS_GANG = 2;
/** stands in its job's queue: active, eligible, not assigned */
export const IS_QUEUED = 4;
/** its lifetime is over (O-74) */
export const IS_EXPIRED = 8;
/** waits for other tasks (L-396) */
export const IS_BLOCKED = 16;
/** a manager that ran before: its next start is a restart (S-18) */
export const HAS_RUN = 32;
/** completed with exit code 0: it cannot be reactivated (L-371) */
export const SUCCEEDED = 64;

/**
 * A row of 32 bytes: the real 0 is `waitSince`, then come the ints 2 family, 3 ordinal, 4 seq, 5 attempt, 6 waitRow, 7 the state above
 * eight bits of flags. The places stand in the code as plain numbers: this is the hottest of all, and a name costs more than a load
 * where a bundler has made a variable of it.
 */
export class Tasks extends Records {
  count = 0;
  /** the numbers that are 0 for nearly all tasks */
  readonly retryCount = new Map<number, number>();
  readonly requeueCount = new Map<number, number>();
  /** ms from its creation to `waitSince` */
  private readonly delay = new RareSpans();

  constructor() {
    super(4);
  }

  /** makes room for `more` tasks at once */
  reserve(more: number): void {
    this.ensure(this.count + more);
  }

  /** A task that does not exist yet: a transition gives it its state. */
  add(family: number, ordinal: number, createdAt: SimTime, flags: number): number {
    const task = this.count++;
    this.ensure(this.count);
    this.reals[task << 2] = createdAt;
    const { ints } = this;
    const row = task << 3;
    ints[row + 2] = family;
    ints[row + 3] = ordinal;
    ints[row + 4] = 0;
    ints[row + 5] = -1;
    ints[row + 6] = -1;
    ints[row + 7] = flags | (-1 << 8);
    return task;
  }

  /** the family it comes from, see families.ts */
  family(task: number): number {
    return this.ints[(task << 3) + 2];
  }
  /** its number n within the family, 1-based */
  ordinal(task: number): number {
    return this.ints[(task << 3) + 3];
  }

  /** code of TASK, -1 when deleted */
  state(task: number): number {
    return this.ints[(task << 3) + 7] >> 8;
  }
  setState(task: number, state: number): void {
    const { ints } = this;
    const at = (task << 3) + 7;
    ints[at] = (ints[at] & 255) | (state << 8);
  }

  flags(task: number): number {
    return this.ints[(task << 3) + 7] & 255;
  }
  has(task: number, flag: number): boolean {
    return (this.ints[(task << 3) + 7] & flag) !== 0;
  }
  set(task: number, flag: number): void {
    this.ints[(task << 3) + 7] |= flag;
  }
  clear(task: number, flag: number): void {
    this.ints[(task << 3) + 7] &= ~flag;
  }

  /** the line that led to its present situation: made it eligible, or started it */
  seq(task: number): number {
    return this.ints[(task << 3) + 4];
  }
  setSeq(task: number, seq: number): void {
    this.ints[(task << 3) + 4] = seq;
  }

  /** its row in Attempts while it is assigned, else -1 */
  attempt(task: number): number {
    return this.ints[(task << 3) + 5];
  }
  setAttempt(task: number, attempt: number): void {
    this.ints[(task << 3) + 5] = attempt;
  }

  createdAt(task: number): SimTime {
    return this.reals[task << 2] - this.delay.get(task);
  }
  /** since when it waits in its present phase, and the row of the wait clocks it entered at, -1 if it does not wait (waits.ts) */
  waitSince(task: number): SimTime {
    return this.reals[task << 2];
  }
  waitRow(task: number): number {
    return this.ints[(task << 3) + 6];
  }
  wait(task: number, row: number, since: SimTime): void {
    const before = this.reals[task << 2];
    if (since !== before) this.postpone(task, since - before);
    this.ints[(task << 3) + 6] = row;
  }
  waitNoMore(task: number): void {
    this.ints[(task << 3) + 6] = -1;
  }
  private postpone(task: number, ms: SimTime): void {
    this.delay.set(task, this.delay.get(task) + ms);
    this.reals[task << 2] += ms;
  }

  retries(task: number): number {
    return this.retryCount.size === 0 ? 0 : (this.retryCount.get(task) ?? 0);
  }
}

/** What an assigned task is doing. */
export const DISPATCHING = 0;
export const PREPARING = 1;
export const RUNNING = 2;
/** its normal end is being dealt with: its own last acts do not stop it any more (S-33) */
export const ENDING = 3;

/** How the running attempt will end, decided when it starts. */
export const EXITS = 0;
export const HITS_WALL_CLOCK = 1;
export const FAILS_BEFORE_COMMAND = 2;
export const FAILS_UPLOAD = 3;

/**
 * A row of 64 bytes: the reals 0 startedAt, 1 naturalEnd, 2 endsAt, 3 nominal, then the ints 8 task, 9 node, 10 serial, 11 next and
 * 12 previous on the node, 13 naturalExit, 14 nominalExit, 15 a byte each of phase, natural outcome, whether the wall clock comes
 * first, and whether it is ordinary.
 */
export class Attempts extends Records {
  /** when the program of the attempt that was planned last begins: after downloads and coordination */
  programStart: SimTime = 0;
  /** the nodes of multi-instance attempts */
  readonly gangs = new Map<number, readonly number[]>();
  /** failure codes of attempts that end by FAILS_… */
  readonly failures = new Map<number, { readonly category: 'UserError' | 'ServerError'; readonly code: string }>();
  private rows = 0;
  private readonly free = new IntList();

  constructor() {
    super(8);
  }

  add(task: number, node: number): number {
    let attempt = this.free.pop();
    if (attempt < 0) {
      attempt = this.rows++;
      this.ensure(this.rows);
    }
    const { ints } = this;
    const row = attempt << 4;
    ints[row + 8] = task;
    ints[row + 9] = node;
    ints[row + 10]++;
    ints[row + 15] = DISPATCHING;
    return attempt;
  }

  /** The row may be reused; whatever the calendar still holds for it is stale. */
  remove(attempt: number): void {
    this.ints[(attempt << 4) + 10]++;
    this.ints[(attempt << 4) + 8] = -1;
    if (this.gangs.size > 0) this.gangs.delete(attempt);
    if (this.failures.size > 0) this.failures.delete(attempt);
    this.free.push(attempt);
  }

  /** -1: the row is free */
  task(attempt: number): number {
    return this.ints[(attempt << 4) + 8];
  }
  /** the node, of a multi-instance task its primary */
  node(attempt: number): number {
    return this.ints[(attempt << 4) + 9];
  }
  serial(attempt: number): number {
    return this.ints[(attempt << 4) + 10];
  }

  phase(attempt: number): number {
    return this.ints[(attempt << 4) + 15] & 255;
  }
  setPhase(attempt: number, phase: number): void {
    const { ints } = this;
    const at = (attempt << 4) + 15;
    ints[at] = (ints[at] & ~255) | phase;
  }

  startedAt(attempt: number): SimTime {
    return this.reals[attempt << 3];
  }
  /** It runs from now on. */
  start(attempt: number, now: SimTime): void {
    this.reals[attempt << 3] = now;
    this.ints[(attempt << 4) + 15] = RUNNING;
  }

  /** what its program takes at speed 1, ms, and exits with: kept so that a requeued run repeats its attempt (S-13) */
  nominal(attempt: number): SimTime {
    return this.reals[(attempt << 3) + 3];
  }
  nominalExit(attempt: number): number {
    return this.ints[(attempt << 4) + 14];
  }
  setNominal(attempt: number, nominal: SimTime, exitCode: number): void {
    this.reals[(attempt << 3) + 3] = nominal;
    this.ints[(attempt << 4) + 14] = exitCode;
  }

  /** when and how it would end by itself */
  naturalEnd(attempt: number): SimTime {
    return this.reals[(attempt << 3) + 1];
  }
  naturalExit(attempt: number): number {
    return this.ints[(attempt << 4) + 13];
  }
  setNaturalEnd(attempt: number, at: SimTime, outcome: number, exitCode: number): void {
    this.reals[(attempt << 3) + 1] = at;
    const { ints } = this;
    const row = attempt << 4;
    ints[row + 13] = exitCode;
    ints[row + 15] = (ints[row + 15] & 255) | (outcome << 8);
  }

  /** when and how it ends under the wall clock that holds now */
  endsAt(attempt: number): SimTime {
    return this.reals[(attempt << 3) + 2];
  }
  outcome(attempt: number): number {
    const status = this.ints[(attempt << 4) + 15];
    return (status & (1 << 16)) === 0 ? (status >> 8) & 255 : HITS_WALL_CLOCK;
  }
  /** It ends at `at`: by itself, or because it is late. */
  setEnd(attempt: number, at: SimTime, isLate: boolean): void {
    this.reals[(attempt << 3) + 2] = at;
    const { ints } = this;
    const status = (attempt << 4) + 15;
    ints[status] = (ints[status] & ~(1 << 16)) | (isLate ? 1 << 16 : 0);
  }

  /** All of it at once, for an attempt that ends by itself with its program (ordinary.ts), or at its limit; answers when. */
  startOrdinary(
    attempt: number,
    now: SimTime,
    nominal: SimTime,
    exitCode: number,
    end: SimTime,
    limit: SimTime,
  ): SimTime {
    const isLate = end - now > limit;
    const endsAt = isLate ? now + limit : end;
    const { reals, ints } = this;
    const real = attempt << 3;
    reals[real] = now;
    reals[real + 1] = end;
    reals[real + 2] = endsAt;
    reals[real + 3] = nominal;
    const row = attempt << 4;
    ints[row + 13] = exitCode;
    ints[row + 14] = exitCode;
    ints[row + 15] = RUNNING | (isLate ? 1 << 16 : 0) | (1 << 24);
    return endsAt;
  }
  /** Whether it was started so and runs to its natural end. */
  isOrdinary(attempt: number): boolean {
    return this.ints[(attempt << 4) + 15] === (RUNNING | (1 << 24));
  }

  /** the next of the list of the attempts on one node */
  nextOnNode(attempt: number): number {
    return this.ints[(attempt << 4) + 11];
  }
  /** Puts it before `first`, the first attempt on its node or -1. */
  link(attempt: number, first: number): void {
    const { ints } = this;
    ints[(attempt << 4) + 11] = first;
    ints[(attempt << 4) + 12] = -1;
    if (first >= 0) ints[(first << 4) + 12] = attempt;
  }
  /** Takes it out; answers the first attempt of the list, which was `first` before. */
  unlink(attempt: number, first: number): number {
    const { ints } = this;
    const next = ints[(attempt << 4) + 11];
    const previous = ints[(attempt << 4) + 12];
    if (next >= 0) ints[(next << 4) + 12] = previous;
    if (previous < 0) return next;
    ints[(previous << 4) + 11] = next;
    return first;
  }
}
