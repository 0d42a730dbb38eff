/**
 * What the service must answer, from nothing but the lines of the log before: who exists, in which state. Where an answer depends on what
 * the log does not say (a formula, a drain, a quota), all answers that are possible then are allowed.
 */
import type { LogLine } from '../metrics/oracle.ts';
import { Failure } from './failure.ts';

type Ids = 'poolId' | 'nodeId' | 'jobId' | 'taskId' | 'jobScheduleId';

const POOL_OPERATIONS = new Set([
  ...['deletePool', 'patchPool', 'updatePoolProperties', 'resizePool', 'stopResize', 'removeNodes'],
  ...['enableAutoScale', 'disableAutoScale', 'evaluateAutoScale'],
  ...['rebootNode', 'reimageNode', 'disableScheduling', 'enableScheduling'],
]);
const CLOUD_ACTS = new Set(['preemptNodes', 'failNode', 'recoverNode']);
const JOB_OPERATIONS = new Set([
  'patchJob',
  'updateJob',
  'disableJob',
  'enableJob',
  'terminateJob',
  'addTask',
  'addTasks',
]);
const TASK_OPERATIONS = new Set(['updateTask', 'terminateTask', 'deleteTask', 'reactivateTask']);
const SCHEDULE_OPERATIONS = new Set([
  'patchJobSchedule',
  'disableJobSchedule',
  'enableJobSchedule',
  'terminateJobSchedule',
]);

/** what a state of a job, or of a schedule, that takes no changes any more is answered with */
const CLOSED: Readonly<Record<string, string>> = {
  terminating: 'BeingTerminated',
  completed: 'Completed',
  deleting: 'BeingDeleted',
};
/** L-114; a node that has just booted may be up before its line says so (S-6) */
const NOT_UP: Readonly<Record<string, string>> = {
  creating: 'NodeBeingCreated',
  rebooting: 'NodeBeingRebooted',
  reimaging: 'NodeBeingReimaged',
  unusable: 'NodeStateUnusable',
  unknown: 'OperationInvalidForCurrentState',
  preempted: 'OperationInvalidForCurrentState',
  starttaskfailed: 'OperationInvalidForCurrentState',
  leavingpool: 'OperationInvalidForCurrentState',
};
const BROKEN = ['unusable', 'unknown'];
const BEYOND_FAILURE = ['leavingpool', 'preempted', ...BROKEN];

export function checkAnswers(lines: readonly LogLine[]): void {
  const known = new Known();
  for (const line of lines) {
    if (line.entity !== 'request') known.hear(line);
    else if (line.status !== 400) check(line, known);
  }
}

function check(line: LogLine, known: Known): void {
  const operation = String(line.to);
  const said = line.reason === 'accepted' ? 'accepted' : String(line.code);
  const must = mustAnswer(operation, line, known);
  if (must !== null && said !== must)
    throw new Failure('answers', `line ${line.seq}: ${operation} is answered ${said}, must be ${must}`);
  // an answer that says what is not so
  const exact = /NotFound$|BeingDeleted$|BeingTerminated$|Completed$|Exists$|^TaskSucceeded$/;
  if (must === null && exact.test(said))
    throw new Failure('answers', `line ${line.seq}: ${operation} is answered ${said}, for no reason to be seen`);
}

/** The only answer that is possible, `accepted` or a code; null where there are several. */
function mustAnswer(operation: string, line: LogLine, known: Known): string | null {
  if (POOL_OPERATIONS.has(operation) || CLOUD_ACTS.has(operation)) return ofPool(operation, line, known);
  if (JOB_OPERATIONS.has(operation)) return ofJob(operation, line, known);
  if (TASK_OPERATIONS.has(operation)) return ofTask(operation, line, known);
  if (SCHEDULE_OPERATIONS.has(operation)) return ofSchedule(operation, line, known);
  const job = known.state('job', line, 'jobId');
  const schedule = known.state('jobSchedule', line, 'jobScheduleId');
  switch (operation) {
    case 'deleteJob':
      return job === null ? 'JobNotFound' : job === 'deleting' ? 'JobBeingDeleted' : 'accepted';
    case 'deleteJobSchedule':
      return schedule === null
        ? 'JobScheduleNotFound'
        : schedule === 'deleting'
          ? 'JobScheduleBeingDeleted'
          : 'accepted';
    case 'addPool': {
      const pool = known.state('pool', line, 'poolId');
      return pool === null ? null : pool === 'active' ? 'PoolExists' : 'PoolBeingDeleted';
    }
    case 'addJob':
      return job === null ? null : job === 'deleting' ? 'JobBeingDeleted' : 'JobExists';
    case 'addJobSchedule':
      return schedule === null ? null : 'JobScheduleExists';
    case 'setCapacity':
      return 'accepted';
    default:
      return null;
  }
}

function ofPool(operation: string, line: LogLine, known: Known): string | null {
  const pool = known.state('pool', line, 'poolId');
  if (pool === null) return 'PoolNotFound';
  if (pool === 'deleting' && !CLOUD_ACTS.has(operation)) return 'PoolBeingDeleted';
  const allocation = known.state('allocation', line, 'poolId');
  if (operation === 'stopResize') return allocation === 'resizing' ? 'accepted' : 'OperationInvalidForCurrentState';
  if (operation === 'removeNodes' && allocation !== 'steady') return 'PoolBeingResized';
  const nodeIds = (line.nodeIds as readonly string[] | undefined) ?? (line.nodeId === undefined ? [] : [line.nodeId]);
  const states = nodeIds.map((nodeId) => known.state('node', { ...line, nodeId }, 'poolId', 'nodeId'));
  if (states.includes(null)) return 'NodeNotFound';
  const [node] = states as (string | undefined)[];
  switch (operation) {
    case 'deletePool':
    case 'patchPool':
    case 'updatePoolProperties':
    case 'disableAutoScale':
    case 'removeNodes':
    case 'preemptNodes':
      return 'accepted';
    case 'rebootNode':
      return NOT_UP[node!] ?? null;
    case 'disableScheduling':
    case 'enableScheduling':
      return node === 'leavingpool' ? 'OperationInvalidForCurrentState' : null;
    case 'failNode':
      return BEYOND_FAILURE.includes(node!) ? 'OperationInvalidForCurrentState' : 'accepted';
    case 'recoverNode':
      return BROKEN.includes(node!) ? 'accepted' : 'OperationInvalidForCurrentState';
    default:
      return null;
  }
}

function ofJob(operation: string, line: LogLine, known: Known): string | null {
  const state = known.state('job', line, 'jobId');
  if (state === null) return 'JobNotFound';
  if (state in CLOSED) return `Job${CLOSED[state]}`;
  if (operation === 'addTask') return known.state('task', line, 'jobId', 'taskId') === null ? null : 'TaskExists';
  return operation === 'patchJob' || operation === 'updateJob' ? null : 'accepted';
}

function ofTask(operation: string, line: LogLine, known: Known): string {
  const job = known.state('job', line, 'jobId');
  if (job === null) return 'JobNotFound';
  if (job === 'deleting') return 'JobBeingDeleted';
  const task = known.state('task', line, 'jobId', 'taskId');
  if (task === null) return 'TaskNotFound';
  if (operation === 'deleteTask') return 'accepted';
  if (operation !== 'reactivateTask') return task === 'completed' ? 'TaskCompleted' : 'accepted';
  if (job in CLOSED) return `Job${CLOSED[job]}`;
  if (task !== 'completed') return 'TaskNotCompleted';
  return known.succeeded(line) ? 'TaskSucceeded' : 'accepted';
}

function ofSchedule(operation: string, line: LogLine, known: Known): string {
  const state = known.state('jobSchedule', line, 'jobScheduleId');
  if (state === null) return 'JobScheduleNotFound';
  if (state in CLOSED) return `JobSchedule${CLOSED[state]}`;
  return operation === 'disableJobSchedule' && state === 'disabled' ? 'JobScheduleDisabled' : 'accepted';
}

/** States by entity and ids, ids without case. */
class Known {
  readonly #states = new Map<string, string>();
  readonly #results = new Map<string, unknown>();

  hear(line: LogLine): void {
    const name = nameOf(line.entity, line, IDS[line.entity] ?? []);
    if (line.to === null) this.#states.delete(name);
    else this.#states.set(name, String(line.to));
    if (line.entity === 'task') this.#results.set(name, line.result);
  }
  state(entity: string, line: LogLine, ...ids: readonly Ids[]): string | null {
    return this.#states.get(nameOf(entity, line, ids)) ?? null;
  }
  succeeded(line: LogLine): boolean {
    return this.#results.get(nameOf('task', line, ['jobId', 'taskId'])) === 'success';
  }
}

const IDS: Readonly<Record<string, readonly Ids[]>> = {
  pool: ['poolId'],
  allocation: ['poolId'],
  node: ['poolId', 'nodeId'],
  jobSchedule: ['jobScheduleId'],
  job: ['jobId'],
  task: ['jobId', 'taskId'],
};

const nameOf = (entity: string, line: LogLine, ids: readonly Ids[]): string =>
  [entity, ...ids.map((id) => String(line[id]).toLowerCase())].join(' ');
