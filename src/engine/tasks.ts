/**
 * Tasks and their attempts, in columns: one row per task ever added, one row per attempt that holds a slot now.
 *
 * Rows of tasks are numbered in the order of creation, which is also their order within a job (O-43). Rows of attempts are reused;
 * `serial` tells two users of a row apart, and calendar entries carry it as their stamp.
 */
import { Float64Column, Int8Column, Int32Column, Table, Uint8Column, Uint32Column } from '../kernel/columns.ts';

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

export class Tasks {
  count = 0;
  readonly job = new Int32Column(-1);
  /** code of TASK, -1 when deleted */
  readonly state = new Int8Column(-1);
  readonly flags = new Uint8Column();
  /** the family it comes from, see families.ts */
  readonly family = new Int32Column(-1);
  /** its number n within the family, 1-based */
  readonly ordinal = new Int32Column();
  readonly createdAt = new Float64Column();
  /** since when it waits in its present phase, and the row of the wait clocks it entered at (waiting.ts) */
  readonly waitSince = new Float64Column();
  readonly waitRow = new Int32Column(-1);
  /** the line that led to its present situation: made it eligible, or started it */
  readonly seq = new Uint32Column();
  /** its row in Attempts while it is assigned, else -1 */
  readonly attempt = new Int32Column(-1);
  /** the next of its job's queue */
  readonly next = new Int32Column(-1);
  /** the numbers that are 0 for nearly all tasks */
  readonly retryCount = new Map<number, number>();
  readonly requeueCount = new Map<number, number>();
  private readonly table = new Table([
    this.job,
    this.state,
    this.flags,
    this.family,
    this.ordinal,
    this.createdAt,
    this.waitSince,
    this.waitRow,
    this.seq,
    this.attempt,
    this.next,
  ]);

  /** makes room for `more` tasks at once */
  reserve(more: number): void {
    this.table.ensure(this.count + more);
  }

  add(job: number, family: number, ordinal: number, createdAt: number, flags: number): number {
    const task = this.count++;
    this.table.ensure(this.count);
    this.job.data[task] = job;
    this.family.data[task] = family;
    this.ordinal.data[task] = ordinal;
    this.createdAt.data[task] = createdAt;
    this.flags.data[task] = flags;
    return task;
  }

  has(task: number, flag: number): boolean {
    return (this.flags.data[task] & flag) !== 0;
  }
  set(task: number, flag: number): void {
    this.flags.data[task] |= flag;
  }
  clear(task: number, flag: number): void {
    this.flags.data[task] &= ~flag;
  }
  retries(task: number): number {
    return this.retryCount.get(task) ?? 0;
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

export class Attempts {
  readonly task = new Int32Column(-1);
  /** the node, of a multi-instance task its primary */
  readonly node = new Int32Column(-1);
  readonly phase = new Uint8Column();
  readonly startedAt = new Float64Column();
  /** when its program begins: after downloads and coordination */
  readonly programStart = new Float64Column();
  /** when and how it would end by itself */
  readonly naturalEnd = new Float64Column();
  readonly naturalOutcome = new Uint8Column();
  readonly naturalExit = new Int32Column();
  /** when and how it ends under the wall clock that holds now */
  readonly endsAt = new Float64Column();
  readonly outcome = new Uint8Column();
  readonly exitCode = new Int32Column();
  /** what its program takes at speed 1, ms, and exits with: kept so that a requeued run repeats its attempt (S-13) */
  readonly nominal = new Float64Column();
  readonly nominalExit = new Int32Column();
  readonly serial = new Uint32Column();
  /** the list of the attempts on one node */
  readonly nextOnNode = new Int32Column(-1);
  readonly previousOnNode = new Int32Column(-1);
  /** the nodes of multi-instance attempts */
  readonly gangs = new Map<number, readonly number[]>();
  /** failure codes of attempts that end by FAILS_… */
  readonly failures = new Map<number, { readonly category: 'UserError' | 'ServerError'; readonly code: string }>();
  private rows = 0;
  private readonly free: number[] = [];
  private readonly table = new Table([
    this.task,
    this.node,
    this.phase,
    this.startedAt,
    this.programStart,
    this.naturalEnd,
    this.naturalOutcome,
    this.naturalExit,
    this.endsAt,
    this.outcome,
    this.exitCode,
    this.nominal,
    this.nominalExit,
    this.serial,
    this.nextOnNode,
    this.previousOnNode,
  ]);

  add(task: number, node: number): number {
    let attempt = this.free.pop();
    if (attempt === undefined) {
      attempt = this.rows++;
      this.table.ensure(this.rows);
    }
    this.task.data[attempt] = task;
    this.node.data[attempt] = node;
    this.phase.data[attempt] = DISPATCHING;
    this.serial.data[attempt]++;
    return attempt;
  }

  /** The row may be reused; whatever the calendar still holds for it is stale. */
  remove(attempt: number): void {
    this.serial.data[attempt]++;
    this.task.data[attempt] = -1;
    if (this.gangs.size > 0) this.gangs.delete(attempt);
    if (this.failures.size > 0) this.failures.delete(attempt);
    this.free.push(attempt);
  }
}
