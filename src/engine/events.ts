/** What the calendar holds: the kinds of events, their classes at one instant (O-01, S-25), and which of them are still meant. */
import { NODE } from '../batch/lifecycles/node.ts';
import type { OperationName, Request } from '../batch/model.ts';
import type { World } from './world.ts';

/** Event classes: the order of what happens at one instant. */
export const ENDS = 1;
export const NODE_CHANGES = 2;
export const CALLS = 3;
export const TIMERS = 4;
export const EVALUATIONS = 5;
export const TIMEOUTS = 6;

const ACTS_OF_THE_CLOUD: ReadonlySet<OperationName> = new Set([
  'preemptNodes',
  'failNode',
  'recoverNode',
  'setCapacity',
]);

/** The class of a request: calls, but acts of the cloud are changes of nodes (S-25). */
export function classOf(request: Request): number {
  return ACTS_OF_THE_CLOUD.has(request.ok ? request.operation.name : request.name) ? NODE_CHANGES : CALLS;
}

/** Kinds. The comment says what `subject` and `stamp` are. */
export const TASK_DISPATCHED = 1; // attempt, serial
export const TASK_ENDED = 2; // attempt, serial
export const START_TASK_ENDED = 3; // node, startSerial
export const PREPARATION_ENDED = 4; // index of the node-task record, serial
export const RELEASE_ENDED = 5; // index of the node-task record, serial
export const NODE_CREATED = 6; // node, epoch
export const NODE_BOOTED = 7; // node, epoch
export const NODE_RESTARTED = 8; // node, epoch
export const NODE_LEFT = 9; // node, epoch
export const NODE_REPLACED = 10; // node, epoch
export const NODE_RECOVERED = 11; // node, epoch
export const NODES_GRANTED = 12; // pool, resize serial
export const NODE_PREEMPTED = 13; // node, machine
export const NODE_FAILED = 14; // node, failures
export const CAPACITY_CHANGED = 15; // index of the step
export const PREEMPTION_TRACED = 16; // index of the trace entry
export const RETENTION_ENDED = 17; // node, epoch
export const ARRIVAL = 18; // lane
export const ACTION = 19; // index of the action
export const PROGRAM_ACT = 20; // attempt, serial; the act stands in World
export const JOB_EXPIRED = 21; // job, expirySerial
export const SCHEDULE_DUE = 22; // schedule, serial
export const SCHEDULE_OVER = 23; // schedule, serial
export const LIFETIME_ENDED = 24; // task, lifetimeSerial
export const POOL_EVALUATED = 25; // pool, autoscale serial
export const RESIZE_TIMED_OUT = 26; // pool, resize serial

const GONE = NODE.code(null);

/** Whether a calendar entry still means something; the others are skipped when they come up. */
export function isLive(world: World, kind: number, subject: number, stamp: number): boolean {
  return kind === TASK_ENDED ? world.attempts.serial(subject) === stamp : isOtherLive(world, kind, subject, stamp);
}

/** on its own, as most of what comes up are ends of tasks: what is seldom done makes no room for itself among what is done always */
function isOtherLive(world: World, kind: number, subject: number, stamp: number): boolean {
  switch (kind) {
    case TASK_DISPATCHED:
    case PROGRAM_ACT:
      return world.attempts.serial(subject) === stamp;
    case START_TASK_ENDED:
      return world.nodes.startSerial.data[subject] === stamp;
    case PREPARATION_ENDED:
      return world.jobRecords[subject].serial === stamp;
    case RELEASE_ENDED:
      return world.jobRecords[subject].releaseSerial === stamp;
    case NODE_CREATED:
    case NODE_BOOTED:
    case NODE_RESTARTED:
    case NODE_LEFT:
    case NODE_REPLACED:
    case NODE_RECOVERED:
    case RETENTION_ENDED:
      return world.nodes.epoch.data[subject] === stamp && world.nodes.state(subject) !== GONE;
    case NODE_PREEMPTED:
      return world.nodes.machine.data[subject] === stamp;
    case NODE_FAILED:
      return world.nodes.failures.data[subject] === stamp;
    case NODES_GRANTED:
    case RESIZE_TIMED_OUT:
      return world.pools[subject].resize?.serial === stamp;
    case JOB_EXPIRED:
      return world.jobs[subject].expirySerial === stamp;
    case SCHEDULE_DUE:
    case SCHEDULE_OVER:
      return world.schedules[subject].serial === stamp;
    case LIFETIME_ENDED:
      return world.lifetimeSerial === stamp;
    case POOL_EVALUATED:
      return world.pools[subject].autoscaleSerial === stamp;
    default:
      return true;
  }
}
