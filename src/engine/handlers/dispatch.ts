/** One calendar entry comes up: whom it concerns and what is done about it. */

import { NODE } from '../../batch/lifecycles/node.ts';
import { TASK } from '../../batch/lifecycles/task.ts';
import { TASK_LIFETIME } from '../../batch/limits.ts';
import { Defect } from '../../kernel/invariant.ts';
import { finishDrain } from '../allocation/drain.ts';
import { grantDue, timeOutResize } from '../allocation/resize.ts';
import { evaluationDue } from '../autoscale/follow.ts';
import { interrupt, kill } from '../endings.ts';
import * as events from '../events.ts';
import { TERMINATE_REASONS, terminateJob } from '../job-life.ts';
import * as life from '../node-life.ts';
import { changeCapacity, preemptable } from '../operations/cloud.ts';
import { perform } from '../operations/perform.ts';
import { scheduleDue } from '../schedule-life.ts';
import { dispatched } from '../scheduling/placement.ts';
import { dequeue } from '../scheduling/queueing.ts';
import { watchLifetime } from '../task-adding.ts';
import { IS_EXPIRED } from '../tasks.ts';
import { enterClass, leaveClass } from '../waiting/waits.ts';
import type { World } from '../world.ts';
import { arrive, watchLane } from './arrivals.ts';
import { preparationEnded, releaseEnded } from './job-task-ends.ts';
import { doActsDueNow, taskEnded } from './task-ends.ts';

const LEAVING = NODE.code('leavingpool');
const PREEMPTED = NODE.code('preempted');
const UNUSABLE = NODE.code('unusable');
const UNKNOWN = NODE.code('unknown');
const ACTIVE = TASK.code('active');
const COMPLETED = TASK.code('completed');

/** Handles the entry that the calendar popped last. */
export function dispatch(world: World, kind: number, subject: number): void {
  const { log, nodes } = world;
  switch (kind) {
    case events.TASK_ENDED:
      return taskEnded(world, subject);
    case events.TASK_DISPATCHED:
      log.cause = world.tasks.seq(world.attempts.task(subject));
      return dispatched(world, subject);
    case events.PROGRAM_ACT:
      return doActsDueNow(world, subject, world.calendar.eventClass);
    case events.START_TASK_ENDED:
      log.cause = nodes.startSeq.data[subject];
      return life.startTaskEnded(world, subject);
    case events.PREPARATION_ENDED:
      return preparationEnded(world, world.jobRecords[subject]);
    case events.RELEASE_ENDED:
      return releaseEnded(world, world.jobRecords[subject]);
    case events.ARRIVAL: {
      const lane = world.lanes[subject]!;
      return watchLane(world, lane, arrive(world, lane));
    }
    case events.ACTION:
      log.cause = 0;
      return perform(world, world.scenario.actions[subject].request, null);
    case events.JOB_EXPIRED: {
      const job = world.jobs[subject];
      log.cause = job.seq;
      return terminateJob(world, job, 'wallClockExpired', TERMINATE_REASONS.wallClockExpired);
    }
    case events.SCHEDULE_DUE:
      return scheduleDue(world, world.schedules[subject]);
    case events.SCHEDULE_OVER:
      world.schedulesToCheck.add(world.schedules[subject]);
      return;
    case events.LIFETIME_ENDED:
      return lifetimesEnded(world);
    case events.NODES_GRANTED:
      return grantDue(world);
    case events.POOL_EVALUATED:
      return evaluationDue(world, world.pools[subject]);
    case events.RESIZE_TIMED_OUT:
      return timeOutResize(world, world.pools[subject]);
    case events.CAPACITY_CHANGED:
      return capacityChanged(world, subject);
    case events.PREEMPTION_TRACED:
      return preemptionTraced(world, subject);
    default:
      log.cause = nodes.seq.data[subject];
      return dispatchNode(world, kind, subject);
  }
}

function dispatchNode(world: World, kind: number, node: number): void {
  const state = world.nodes.state(node);
  switch (kind) {
    case events.NODE_CREATED:
      return life.nodeCreated(world, node);
    case events.NODE_BOOTED:
      return life.nodeBooted(world, node);
    case events.NODE_RESTARTED:
      return life.nodeRestarted(world, node);
    case events.NODE_LEFT:
      return life.endNode(world, node, 'left');
    case events.NODE_RECOVERED:
      return life.recoverNode(world, node, true);
    case events.RETENTION_ENDED:
      return finishDrain(world, node);
    case events.NODE_PREEMPTED:
      if (state !== PREEMPTED) life.preemptNode(world, node, true);
      return;
    case events.NODE_FAILED:
      if (state === LEAVING || state === PREEMPTED || state === UNUSABLE || state === UNKNOWN) return;
      life.failNode(world, node, world.scenario.cloud.failures!.to, true);
      return life.scheduleRecovery(world, node);
    case events.NODE_REPLACED:
      // without capacity it waits its turn, first preempted first replaced (O-37)
      if (world.held[1] < world.capacity[1]) life.replaceNode(world, node);
      else life.awaitReplacement(world, node);
      return;
    default:
      throw new Defect(`the calendar holds an event of unknown kind ${kind}`);
  }
}

/** A step of `cloud.capacity`: even numbers are steps of dedicated nodes, odd ones of low-priority nodes. */
function capacityChanged(world: World, subject: number): void {
  const { capacity } = world.scenario.cloud;
  const steps = (subject & 1) === 0 ? capacity.dedicated : capacity.lowPriority;
  world.log.cause = 0;
  changeCapacity(world, (subject & 1) as 0 | 1, steps[subject >> 1].nodes);
}

/** An entry of `cloud.preemption.trace`: an act of the cloud that is no request. */
function preemptionTraced(world: World, subject: number): void {
  const { preemption } = world.scenario.cloud;
  if (preemption?.kind !== 'trace') return;
  const { poolId, count } = preemption.trace[subject];
  const pool = world.poolsByKey.get(poolId.toLowerCase());
  world.log.cause = 0;
  if (pool === undefined) return;
  for (const node of preemptable(world, pool, count)) life.preemptNode(world, node, false);
}

/** Tasks that are seven days old: a running one is killed, a waiting one runs no more (L-373, O-74). */
function lifetimesEnded(world: World): void {
  const { tasks } = world;
  let task = world.lifetimeCursor;
  world.lifetimePending = false;
  for (; task < tasks.count; task++) {
    const state = tasks.state(task);
    if (state < 0 || state === COMPLETED) continue;
    if (tasks.createdAt(task) + TASK_LIFETIME > world.now) return watchLifetime(world, task);
    if (tasks.has(task, IS_EXPIRED)) continue;
    world.log.cause = tasks.seq(task);
    if (state !== ACTIVE) kill(world, task, 'lifetimeExpired');
    else {
      const attempt = tasks.attempt(task);
      if (attempt >= 0) interrupt(world, attempt, 'lifetimeExpired'); // on its way to a node: it waits again, without a line (S-11)
      expire(world, task);
    }
  }
}

function expire(world: World, task: number): void {
  const job = world.jobOf(task);
  dequeue(world, job, task);
  leaveClass(world, job, task);
  world.tasks.set(task, IS_EXPIRED);
  enterClass(world, job, task);
}
