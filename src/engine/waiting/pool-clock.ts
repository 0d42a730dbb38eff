/**
 * The clocks that all waiting tasks of a pool share while a node that may take them is ready: are they kept off by a job manager, by
 * jobs of higher priority, or by want of slots?
 *
 * Waiting jobs have at most the top priority of those that hold or want a slot, so at any time the jobs at the top wait for slots and
 * all below for a higher priority: only the level on top has a running clock. While a manager keeps free slots of a node to itself,
 * that explains every wait and the other clocks stand still; they run on `open time`, which pauses then.
 */
import { RankSet } from '../../kernel/bitset.ts';
import type { SimTime } from '../../kernel/clock.ts';

/** Priorities are -1000…1000 (L-179). */
const LOWEST = -1000;
const NONE = -Infinity;

export interface Level {
  readonly priority: number;
  /** open time during which this priority was the top one, up to `since` */
  sum: number;
  since: number;
}

export class PoolClock {
  /** counts every change that may alter the cause of a wait */
  regime = 0;
  /** the highest priority of a job that holds a slot or waits for one */
  top = NONE;
  private readonly levels = new Map<number, Level>();
  private readonly busyJobs = new Int32Array(2001);
  private readonly busyLevels = new RankSet();
  /** nodes whose free slots a manager keeps to itself */
  private held = 0;
  private openSum = 0;
  private openSince: SimTime = 0;

  /** A job of this priority now holds or wants a slot. */
  join(priority: number, now: SimTime): void {
    if (this.busyJobs[priority - LOWEST]++ > 0) return;
    this.busyLevels.add(priority - LOWEST);
    if (priority > this.top) this.setTop(priority, now);
  }

  /** It neither holds nor wants one any more. */
  leave(priority: number, now: SimTime): void {
    if (--this.busyJobs[priority - LOWEST] > 0) return;
    this.busyLevels.delete(priority - LOWEST);
    if (priority === this.top) this.setTop(this.busyLevels.size === 0 ? NONE : this.busyLevels.last() + LOWEST, now);
  }

  /** A manager begins (+1) or ends (-1) to keep free slots of a node to itself (L-251). */
  hold(change: 1 | -1, now: SimTime): void {
    const before = this.held;
    this.held += change;
    if (before === 0) this.openSum += now - this.openSince;
    if (before > 0 && this.held === 0) this.openSince = now;
    if ((before === 0) !== (this.held === 0)) this.regime++;
  }

  get isHeld(): boolean {
    return this.held > 0;
  }

  /** Time that passed without a manager's hold. */
  openTime(now: SimTime): number {
    return this.held > 0 ? this.openSum : this.openSum + now - this.openSince;
  }

  levelOf(priority: number): Level {
    let level = this.levels.get(priority);
    if (level === undefined) {
      level = { priority, sum: 0, since: 0 };
      this.levels.set(priority, level);
    }
    return level;
  }

  /** Open time during which the level's priority was the top one. */
  slotsTime(level: Level, now: SimTime): number {
    return level.priority === this.top ? level.sum + this.openTime(now) - level.since : level.sum;
  }

  private setTop(top: number, now: SimTime): void {
    const open = this.openTime(now);
    const old = this.levels.get(this.top);
    if (old !== undefined) old.sum += open - old.since;
    this.top = top;
    this.regime++;
    if (top === NONE) return;
    this.levelOf(top).since = open;
  }
}
