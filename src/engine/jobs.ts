/** A job: its settings, its tasks by id, its queue, and what it has done to nodes. */

import { JOB } from '../batch/lifecycles/job.ts';
import type { JobConstraints, JobSpec, PoolInfo } from '../batch/model.ts';
import { RankSet } from '../kernel/bitset.ts';
import type { SimTime } from '../kernel/clock.ts';
import type { Dependencies } from './dependencies.ts';
import type { Pool } from './pools.ts';
import type { Schedule } from './schedules.ts';
import { TaskQueue } from './scheduling/queue.ts';
import type { TaskIds } from './task-ids.ts';
import { ClassClock, WAIT_CLASSES } from './waiting/class-clock.ts';

/** What a job knows of one node: its preparation and release tasks there (L-288). */
export interface NodeRecord {
  /** its place in World.jobRecords, which calendar entries name */
  readonly index: number;
  readonly job: number;
  readonly node: number;
  /** codes of NODE_TASK_STATES, -1: none */
  state: number;
  seq: number;
  serial: number;
  retries: number;
  series: number;
  exitCode: number;
  /** tasks may run here: it completed (with success, or where that does not matter), and nothing since has undone it */
  prepared: boolean;
  /** it failed for good: no task of the job here until the node has a new disk (L-275) */
  barred: boolean;
  running: boolean;
  /** a task of the job has run on this disk (L-296) */
  hasRunTask: boolean;
  /** assigned tasks in `preparing` */
  readonly waiting: number[];
  releaseState: number;
  releaseSeq: number;
  releaseSerial: number;
  releaseRunning: boolean;
  /** the release task waits for the node to be up again (S-29) */
  releaseDue: boolean;
}

export class Job {
  readonly index: number;
  readonly spec: JobSpec;
  readonly id: string;
  readonly key: string;
  readonly schedule: Schedule | null;
  readonly createdAt: SimTime;
  state = JOB.code(null);
  seq = 0;
  // settings that may change (L-192)
  priority: number;
  constraints: JobConstraints;
  poolInfo: PoolInfo;
  onAllTasksComplete: JobSpec['onAllTasksComplete'];
  /** the id of its pool, the auto pool's included; the pool itself while it exists */
  poolId = '';
  pool: Pool | null = null;
  terminateReason: string | null = null;
  /** the tasks that are not completed and not deleted, and all that exist */
  openTasks = 0;
  tasks = 0;
  /** the rows of its tasks, in order: first and last of each run of rows that belong to no other job */
  readonly taskRows: number[] = [];
  /** the last line that completed or removed one of them */
  completionSeq = 0;
  /** tasks that hold a slot: dispatching, preparing or running */
  assigned = 0;
  /** tasks that wait for a slot */
  queued = 0;
  /** the same, multi-instance tasks by their instances (L-418) */
  queuedWeight = 0;
  /** the priority under which the pool's clock counts it as busy, NaN when it does not */
  busyAt = Number.NaN;
  busyPool: Pool | null = null;
  readonly queue = new TaskQueue();
  /** the other queues: of the manager and of multi-instance tasks, by candidate class */
  readonly queues = new Map<number, TaskQueue>();
  manager = -1;
  readonly ids: TaskIds;
  readonly dependencies: Dependencies | null;
  /** numbers of the nodes of its pool where its preparation failed for good (L-275) */
  barred: RankSet | null = null;
  readonly records = new Map<number, NodeRecord>();
  /** release tasks still to end */
  releases = 0;
  releasesStarted = false;
  readonly clocks: readonly ClassClock[] = Array.from({ length: WAIT_CLASSES }, () => new ClassClock());
  /** how the running tasks are stopped while `disabling` */
  disableTasks: 'requeue' | 'terminate' | 'wait' = 'wait';
  expirySerial = 0;
  /** whether its release tasks have already run: deleting it later does not run them again (L-217) */
  wasTerminated = false;
  /** completed, with whatever that entails: it counts no more */
  isClosed = false;
  /** its auto pool goes with it */
  autoPool: Pool | null = null;

  /** retry counts for tasks that give none of their own: from which task on which count holds (L-194, L-349) */
  readonly retryDefaults: { readonly from: number; readonly count: number }[];

  constructor(
    index: number,
    spec: JobSpec,
    createdAt: SimTime,
    schedule: Schedule | null,
    ids: TaskIds,
    dependencies: Dependencies | null,
  ) {
    this.index = index;
    this.spec = spec;
    this.id = spec.id;
    this.key = spec.id.toLowerCase();
    this.createdAt = createdAt;
    this.schedule = schedule;
    this.priority = spec.priority;
    this.constraints = spec.constraints;
    this.poolInfo = spec.poolInfo;
    this.onAllTasksComplete = spec.onAllTasksComplete;
    this.ids = ids;
    this.dependencies = dependencies;
    this.retryDefaults = [{ from: 0, count: spec.constraints.maxTaskRetryCount }];
  }

  /** Whether the success of a task may mean something to the job or to other tasks. */
  get reactsToSuccess(): boolean {
    return this.dependencies !== null || this.manager >= 0 || this.spec.onTaskFailure !== 'noaction';
  }

  /** The retry count of a task without constraints of its own. */
  retryDefault(task: number): number {
    for (let at = this.retryDefaults.length - 1; at > 0; at--) {
      if (task >= this.retryDefaults[at].from) return this.retryDefaults[at].count;
    }
    return this.retryDefaults[0].count;
  }

  bar(number: number): void {
    this.barred ??= new RankSet();
    this.barred.add(number);
  }
}

/** A fresh record of a node that a job has not used. */
export function newRecord(index: number, job: number, node: number): NodeRecord {
  return {
    index,
    job,
    node,
    state: -1,
    seq: 0,
    serial: 0,
    retries: 0,
    series: 0,
    exitCode: 0,
    prepared: false,
    barred: false,
    running: false,
    hasRunTask: false,
    waiting: [],
    releaseState: -1,
    releaseSeq: 0,
    releaseSerial: 0,
    releaseRunning: false,
    releaseDue: false,
  };
}
