/** How a run begins and ends: its first line and the bodies of the file, its last line and what is left over. */

import { TASK } from '../batch/lifecycles/task.ts';
import type { Scenario } from '../batch/model.ts';
import { isConstant } from '../kernel/distribution.ts';
import { FORMAT, WAIT_CAUSES } from '../trace/vocabulary.ts';
import { Waited } from '../trace/waited.ts';
import { ACTION, CAPACITY_CHANGED, classOf, NODE_CHANGES, PREEMPTION_TRACED } from './events.ts';
import { arrive, nextArrival, openJobLane, openTaskLane, watchLane } from './handlers/arrivals.ts';
import type { Lane } from './lanes.ts';
import { addPoolRefusal, addScheduleRefusal } from './operations/job-rules.ts';
import { perform } from './operations/perform.ts';
import { createPool } from './pool-life.ts';
import { react } from './reactions.ts';
import { createSchedule } from './schedule-life.ts';
import { mayStillStart } from './still.ts';
import { findStuck } from './stuck.ts';
import { addWaited } from './waiting/waits.ts';
import type { World } from './world.ts';

/** Actions come after the arrivals of their instant (S-25). */
const AFTER_ARRIVALS = 2 ** 31;
const COMPLETED = TASK.code('completed');

/** The first line, then pools, jobs, schedules and tasks of the file, in this order (S-25). */
export function beginRun(world: World, version: string): void {
  const { scenario } = world;
  logStart(world, version);
  world.tracksRetention = mentions(scenario, 'retaineddata');
  world.tracksLastNodes = mentions(scenario, 'affinityId');
  const { dispatch } = scenario.cloud;
  world.hasOrdinary =
    isConstant(dispatch) &&
    dispatch.value === 0 &&
    world.resources.length === 0 &&
    !world.tracksRetention &&
    !world.tracksLastNodes;
  watchCloud(world);
  for (const pool of scenario.pools) {
    const refusal = addPoolRefusal(world, pool);
    if (refusal === null) createPool(world, pool, false);
    else perform(world, { ok: false, name: 'addPool', ...refusal, ids: { poolId: pool.id } }, null); // S-3
  }
  const jobLanes = scenario.jobs.map((entry) => openJobLane(world, entry));
  const taskLanes = scenario.tasks.map((entry) => openTaskLane(world, entry, 0));
  for (const lane of jobLanes) beginLane(world, lane);
  for (const schedule of scenario.jobSchedules) {
    const refusal = addScheduleRefusal(world, schedule);
    world.log.cause = 0;
    if (refusal === null) createSchedule(world, schedule);
    else perform(world, { ok: false, name: 'addJobSchedule', ...refusal, ids: { jobScheduleId: schedule.id } }, null);
  }
  for (const lane of taskLanes) beginLane(world, lane);
  scenario.actions.forEach(({ at, request }, index) => {
    world.calendar.scheduleOrdered(at, classOf(request), AFTER_ARRIVALS + index, ACTION, index, 0);
  });
  react(world);
}

/** What arrives at time zero is there from the start. */
function beginLane(world: World, lane: Lane): void {
  const first = nextArrival(lane);
  watchLane(world, lane, first === 0 ? arrive(world, lane) : first);
}

function logStart(world: World, version: string): void {
  const { scenario } = world;
  const { cloud } = scenario;
  world.log.emitStart({
    entity: 'run',
    from: null,
    to: 'started',
    reason: 'scenario',
    format: FORMAT,
    scenario: scenario.name,
    ...(scenario.description === '' ? {} : { description: scenario.description }),
    seed: scenario.seed,
    start: new Date(scenario.start).toISOString().replace('.000Z', 'Z'),
    version,
    prices: cloud.prices,
    currency: cloud.currency,
    billing: cloud.billing,
    vmSizes: usedSizes(scenario),
    notModelled: scenario.notModelled,
  });
}

/** Cores of the sizes that any pool of the scenario may have, in UPPER CASE. */
function usedSizes(scenario: Scenario): Record<string, number> {
  const sizes = new Set<string>();
  const see = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('vmSize' in value && typeof value.vmSize === 'string') sizes.add(value.vmSize.toUpperCase());
    for (const member of Object.values(value)) see(member);
  };
  see(scenario.pools);
  see(scenario.jobSchedules);
  see(scenario.actions);
  see(scenario.programs);
  for (const entry of scenario.jobs) see(entry.job(1));
  const cores = [...sizes].sort().map((size): [string, number] => [size, scenario.account.vmSizes[size]?.cores ?? 0]);
  return Object.fromEntries(cores);
}

/** Whether a word occurs anywhere in what users of the scenario say. */
function mentions(scenario: Scenario, word: string): boolean {
  const { pools, actions, programs, jobs, jobSchedules } = scenario;
  const entries = [...scenario.tasks, ...jobs.flatMap((entry) => entry.tasks(1))];
  const bodies = [jobs.map((entry) => entry.job(1)), entries.map(({ template, runs }) => ({ template, runs }))];
  const text = JSON.stringify([pools, actions, programs, bodies, jobSchedules]);
  if (word === 'affinityId') return /"affinityId":"/.test(text);
  return text.includes(word);
}

/** Capacity by time and the preemptions of a trace. */
function watchCloud(world: World): void {
  const { capacity, preemption } = world.scenario.cloud;
  [capacity.dedicated, capacity.lowPriority].forEach((steps, kind) => {
    steps.forEach(({ at, nodes }, index) => {
      if (at === 0) world.capacity[kind] = nodes;
      else world.calendar.schedule(at, NODE_CHANGES, CAPACITY_CHANGED, 2 * index + kind, 0);
    });
  });
  if (preemption?.kind !== 'trace') return;
  preemption.trace.forEach(({ at }, index) => {
    world.calendar.schedule(at, NODE_CHANGES, PREEMPTION_TRACED, index, 0);
  });
}

/** The last line. */
export function endRun(world: World, reason: 'quiescent' | 'horizon' | 'limit', limit?: string): void {
  // whatever is still pending may yet help: only a run that has come to rest knows what is stuck
  const isAtRest = !world.calendar.hasForeground() && !mayStillStart(world);
  const stuck = isAtRest ? findStuck(world) : [];
  world.log.cause = Math.max(0, world.log.count - 1);
  world.log.emit(
    {
      entity: 'run',
      from: 'started',
      to: 'ended',
      reason,
      unmatchedCommandLines: [...world.programs.unmatched],
      waiting: stillWaiting(world),
      stuck,
      ...(limit === undefined ? {} : { limit }),
    },
    -1,
  );
}

/** What the tasks that still wait have waited for in their present wait, by job and cause. */
function stillWaiting(world: World): Record<string, Record<string, number>> {
  const { tasks } = world;
  const byJob = new Map<number, Waited>();
  for (let task = 0; task < tasks.count; task++) {
    if (tasks.waitRow(task) === -1 || tasks.state(task) < 0 || tasks.state(task) === COMPLETED) continue;
    const job = world.jobOf(task);
    let sums = byJob.get(job.index);
    if (sums === undefined) {
      sums = new Waited();
      byJob.set(job.index, sums);
    }
    const stash = world.stashedWaits.get(task);
    if (stash !== undefined) sums.addAll(stash);
    addWaited(world, job, task, sums);
  }
  const names = jobNames(world);
  return Object.fromEntries(
    [...byJob].map(([job, sums]) => [
      names[job],
      Object.fromEntries(
        WAIT_CAUSES.map((cause, code): [string, number] => [cause, sums.ms[code]]).filter(([, ms]) => ms > 0),
      ),
    ]),
  );
}

/** `id`, and `id#2` for the second job of that id. */
function jobNames(world: World): string[] {
  const seen = new Map<string, number>();
  return world.jobs.map((job) => {
    const nth = (seen.get(job.key) ?? 0) + 1;
    seen.set(job.key, nth);
    return nth === 1 ? job.id : `${job.id}#${nth}`;
  });
}
