/**
 * The clocks of one class of a job's waiting tasks: how long each cause of waiting has held for this class so far.
 *
 * Exactly one cause holds at any instant (contract 4). As long as that is a cause of the class itself, the clock runs in `cause`; in
 * `READY_CAUSE` it follows the clocks of the pool (pool-clock.ts). A task that starts to wait notes a row of what the clocks say
 * (wait-rows.ts); what it waited for is the difference when it stops.
 */
import type { SimTime } from '../../kernel/clock.ts';
import { WAIT_CAUSES, type WaitCause } from '../../trace/vocabulary.ts';
import type { Waited } from '../../trace/waited.ts';
import type { Level, PoolClock } from './pool-clock.ts';

export const CAUSES = WAIT_CAUSES.length;
export const causeCode = (cause: WaitCause): number => WAIT_CAUSES.indexOf(cause);
export const DISPATCH = causeCode('dispatch');
export const JOB_PREPARATION_CAUSE = causeCode('jobPreparation');
export const JOB_DISABLED = causeCode('jobDisabled');
export const NO_POOL = causeCode('noPool');
export const DEPENDENCY = causeCode('dependency');
export const INELIGIBLE = causeCode('ineligible');
export const JOB_MANAGER_CAUSE = causeCode('jobManager');
export const HIGHER_PRIORITY = causeCode('higherPriority');
export const SLOTS = causeCode('slots');
/** the pool's clocks decide: jobManager, higherPriority or slots */
export const READY_CAUSE = CAUSES;

/** The classes of waiting tasks of a job. */
export const ORDINARY = 0;
export const MANAGER = 1;
export const GANG = 2;
export const BLOCKED = 3;
export const EXPIRED = 4;
export const WAIT_CLASSES = 5;

export class ClassClock {
  cause = NO_POOL;
  priority = 0;
  pool: PoolClock | null = null;
  /** the row that tasks entering now may share, -1 if none; valid while `pool.regime` is `rowRegime` */
  row = -1;
  rowRegime = 0;
  private readonly sums = new Float64Array(CAUSES);
  /** the causes that any sum is of, the first `used` of them */
  private readonly causes = new Uint8Array(CAUSES);
  private used = 0;
  /** of `priority` on the pool's clock */
  private level: Level | null = null;
  private since: SimTime = 0;
  private openSince = 0;
  private slotsSince = 0;

  /** From now on `cause` holds; in READY_CAUSE under the clocks of `pool` at `priority`. */
  change(cause: number, pool: PoolClock | null, priority: number, now: SimTime): void {
    this.settle(now);
    this.cause = cause;
    this.pool = pool;
    this.priority = priority;
    this.since = now;
    this.level = null;
    if (cause === READY_CAUSE && pool !== null) {
      this.openSince = pool.openTime(now);
      this.level = pool.levelOf(priority);
      this.slotsSince = pool.slotsTime(this.level, now);
    }
  }

  /** Writes the clocks as they stand now, ms by cause, to `CAUSES` places of `out` from `at` on. */
  write(out: Float64Array, at: number, now: SimTime): void {
    this.settle(now);
    out.set(this.sums, at);
  }

  /** Adds to `out` what has passed since the clocks were written to the places of `sums` from `at` on. */
  addSince(sums: Float64Array, at: number, now: SimTime, out: Waited): void {
    this.settle(now);
    for (let place = 0; place < this.used; place++) {
      const cause = this.causes[place];
      out.add(cause, this.sums[cause] - sums[at + cause]);
    }
  }

  /** Brings the sums up to the present instant. */
  private settle(now: SimTime): void {
    const elapsed = now - this.since;
    if (elapsed === 0) return;
    this.since = now;
    const { pool, level } = this;
    if (this.cause !== READY_CAUSE || pool === null || level === null) return this.add(this.cause, elapsed);
    const openTime = pool.openTime(now);
    const slotsTime = pool.slotsTime(level, now);
    const open = openTime - this.openSince;
    const slots = slotsTime - this.slotsSince;
    this.openSince = openTime;
    this.slotsSince = slotsTime;
    this.add(JOB_MANAGER_CAUSE, elapsed - open);
    this.add(HIGHER_PRIORITY, open - slots);
    this.add(SLOTS, slots);
  }

  private add(cause: number, ms: number): void {
    if (ms === 0) return;
    if (this.sums[cause] === 0) this.causes[this.used++] = cause;
    this.sums[cause] += ms;
  }

  /** The one cause that holds now. */
  resolved(): number {
    if (this.cause !== READY_CAUSE || this.pool === null) return this.cause;
    if (this.pool.isHeld) return JOB_MANAGER_CAUSE;
    return this.pool.top > this.priority ? HIGHER_PRIORITY : SLOTS;
  }

  /** Whether nothing has changed since `row` was written. */
  isRowCurrent(): boolean {
    return this.row >= 0 && (this.cause !== READY_CAUSE || this.pool === null || this.rowRegime === this.pool.regime);
  }
}
