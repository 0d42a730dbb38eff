/**
 * The clocks of one class of a job's waiting tasks: how long each cause of waiting has held for this class so far.
 *
 * Exactly one cause holds at any instant (contract 4). As long as that is a cause of the class itself, the clock runs in `cause`; in
 * `READY_CAUSE` it follows the clocks of the pool (pool-clock.ts). A task that starts to wait notes a row of what the clocks say
 * (wait-rows.ts); what it waited for is the difference when it stops.
 */
import type { SimTime } from '../../kernel/clock.ts';
import { WAIT_CAUSES, type WaitCause } from '../../trace/vocabulary.ts';
import type { PoolClock } from './pool-clock.ts';

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
  private since: SimTime = 0;
  private openSince = 0;
  private slotsSince = 0;

  /** From now on `cause` holds; in READY_CAUSE under the clocks of `pool` at `priority`. */
  change(cause: number, pool: PoolClock | null, priority: number, now: SimTime): void {
    this.read(this.sums, now);
    this.cause = cause;
    this.pool = pool;
    this.priority = priority;
    this.since = now;
    if (cause === READY_CAUSE && pool !== null) {
      this.openSince = pool.openTime(now);
      this.slotsSince = pool.slotsTime(priority, now);
    }
  }

  /** Writes the clocks as they stand now, ms by cause. `out` may be the sums themselves. */
  read(out: Float64Array, now: SimTime): void {
    if (out !== this.sums) out.set(this.sums);
    const elapsed = now - this.since;
    if (elapsed === 0) return;
    if (this.cause !== READY_CAUSE || this.pool === null) {
      out[this.cause] += elapsed;
      return;
    }
    const open = this.pool.openTime(now) - this.openSince;
    const slots = this.pool.slotsTime(this.priority, now) - this.slotsSince;
    out[JOB_MANAGER_CAUSE] += elapsed - open;
    out[HIGHER_PRIORITY] += open - slots;
    out[SLOTS] += slots;
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
