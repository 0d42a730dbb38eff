/**
 * What formulas see of a pool, counted as it happens: tasks by state, and the samples that are taken of them every 30 s.
 *
 * Samples need no events of their own: the counts of an instant hold until the next one at which something changed, so a pool that
 * was touched writes its history once, when the clock moves on.
 */
import { SampleHistory } from '../../autoscale/samples.ts';
import type { Runs, Scenario } from '../../batch/model.ts';
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
  /** what running tasks add up to, by metric of the scenario's model of resources */
  readonly load: Float64Array;
  /** null while the pool follows no formula */
  history: SampleHistory | null = null;
  /** as the last instant left them */
  private readonly settled: Float64Array;
  private readonly resources: readonly string[];

  /** `resources`: the metrics of the scenario's model */
  constructor(resources: readonly string[]) {
    this.resources = resources;
    this.load = new Float64Array(resources.length);
    this.settled = new Float64Array(SAMPLED.length + resources.length);
  }

  /** Sampling begins, without a past. */
  open(pool: Pool, now: SimTime): void {
    this.history = new SampleHistory([...SAMPLED, ...this.resources], now);
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
    // averages over the nodes that work; a share of the processor is at most all of it
    for (let metric = 0; metric < this.load.length; metric++) {
      const average = settled[8] === 0 ? 0 : this.load[metric] / settled[8];
      settled[SAMPLED.length + metric] = this.resources[metric] === '$CPUPercent' ? Math.min(1, average) : average;
    }
  }
}

/** A task begins (+1) or ends (-1) to use the resources that the scenario's model gives its program. */
export function countLoad(world: World, pool: Pool, runs: Runs, change: 1 | -1): void {
  const { metrics } = world.scenario.cloud;
  world.resources.forEach((name, index) => {
    pool.counts.load[index] += change * (runs.metrics[name] ?? metrics[name] ?? 0);
  });
}

/** The metrics that a scenario's model of resources has. */
export function modelledResources({ cloud, programs, tasks }: Scenario): readonly string[] {
  const named = new Set(Object.keys(cloud.metrics));
  for (const runs of [...programs, ...tasks.map((entry) => entry.runs)])
    for (const name of Object.keys(runs?.metrics ?? {})) named.add(name);
  return [...named].sort();
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
