/**
 * What formulas see of a pool, counted as it happens: tasks by state, and the samples that are taken of them every 30 s.
 *
 * Samples need no events of their own: the counts of an instant hold until the next one at which something changed, so a pool that
 * was touched writes its history once, when the clock moves on.
 */
import { SampleHistory } from '../../autoscale/samples.ts';
import type { SimTime } from '../../kernel/clock.ts';
import type { Pool } from '../pools.ts';
import type { World } from '../world.ts';

/** The metrics that a pool's own state gives, in the order of `PoolCounts.read`. */
const SAMPLED = [
  '$ActiveTasks',
  '$RunningTasks',
  '$PendingTasks',
  '$SucceededTasks',
  '$FailedTasks',
  '$CurrentDedicatedNodes',
  '$CurrentLowPriorityNodes',
  '$PreemptedNodeCount',
  '$UsableNodeCount',
  '$TaskSlotsPerNode',
] as const;

export class PoolCounts {
  /** active tasks whose dependencies are satisfied; a multi-instance task counts its instances (L-098) */
  active = 0;
  running = 0;
  succeeded = 0;
  failed = 0;
  preempted = 0;
  /** whether any of it, or the number of nodes, has changed at this instant */
  isTouched = false;
  /** null while the pool follows no formula */
  history: SampleHistory | null = null;
  /** as the last instant left them */
  private readonly settled = new Float64Array(SAMPLED.length);

  /** Sampling begins, without a past. */
  open(pool: Pool, now: SimTime): void {
    this.history = new SampleHistory(SAMPLED, now);
    this.read(pool);
  }

  close(): void {
    this.history = null;
  }

  /** The samples that were due before `now` get what the last instant left; then the present counts hold. */
  settle(pool: Pool, now: SimTime): void {
    this.catchUp(now);
    this.read(pool);
  }

  /** The samples that were due before `now`. */
  catchUp(now: SimTime): void {
    if (this.history !== null && this.history.nextAt < now) this.history.record(now - 1, this.settled);
  }

  private read(pool: Pool): void {
    const { settled } = this;
    settled[0] = this.active;
    settled[1] = this.running;
    settled[2] = this.active + this.running;
    settled[3] = this.succeeded;
    settled[4] = this.failed;
    settled[5] = pool.current[0];
    settled[6] = pool.current[1];
    settled[7] = this.preempted;
    settled[8] = pool.readiness[0][0] + pool.readiness[1][0];
    settled[9] = pool.slots;
  }
}

/** Something that formulas see of the pool has changed. */
export function touch(world: World, pool: Pool): void {
  const { counts } = pool;
  if (counts.history === null || counts.isTouched) return;
  counts.isTouched = true;
  world.touchedPools.push(pool);
}

/** The instant is over: what it left is what the next samples show. */
export function settleCounts(world: World): void {
  for (const pool of world.touchedPools) {
    pool.counts.isTouched = false;
    pool.counts.settle(pool, world.now);
  }
  world.touchedPools.length = 0;
}
