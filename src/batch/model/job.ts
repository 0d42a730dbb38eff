/** Jobs: the body of *Add a job*, compiled. */
import type { SimTime } from '../../kernel/clock.ts';
import type { PoolSpec, ResourceFile } from './pool.ts';
import type { Arrival, TaskEntry, TaskSpec } from './task.ts';

export interface JobSpec {
  readonly id: string;
  readonly displayName: string | null;
  readonly priority: number;
  readonly constraints: JobConstraints;
  readonly jobManagerTask: JobManagerSpec | null;
  readonly jobPreparationTask: JobPreparationSpec | null;
  readonly jobReleaseTask: JobReleaseSpec | null;
  readonly poolInfo: PoolInfo;
  readonly usesTaskDependencies: boolean;
  readonly onAllTasksComplete: 'noaction' | 'terminatejob';
  readonly onTaskFailure: 'noaction' | 'performexitoptionsjobaction';
}

export interface JobConstraints {
  readonly maxWallClockTime: SimTime;
  readonly maxTaskRetryCount: number;
}

export type PoolInfo = { readonly poolId: string } | { readonly autoPool: AutoPoolSpec };

export interface AutoPoolSpec {
  readonly autoPoolIdPrefix: string;
  readonly poolLifetimeOption: 'job' | 'jobschedule';
  readonly keepAlive: boolean;
  /** `id` is empty; the engine makes one (O-04) */
  readonly pool: PoolSpec;
  /** why creating the pool will fail: the job then completes with this schedulingError (L-316, L-317) */
  readonly creationError: {
    readonly code: string;
    readonly message: string;
    readonly category: 'UserError' | 'ServerError';
  } | null;
}

export interface JobManagerSpec {
  readonly task: TaskSpec;
  readonly killJobOnCompletion: boolean;
  readonly runExclusive: boolean;
  readonly allowLowPriorityNode: boolean;
}

export interface JobPreparationSpec {
  readonly id: string;
  readonly commandLine: string;
  readonly resourceFiles: readonly ResourceFile[];
  /** `null`: the job's (S-29) */
  readonly maxTaskRetryCount: number | null;
  readonly maxWallClockTime: SimTime;
  readonly waitForSuccess: boolean;
  readonly rerunOnNodeRebootAfterSuccess: boolean;
  readonly userName: string | null;
}

export interface JobReleaseSpec {
  readonly id: string;
  readonly commandLine: string;
  readonly resourceFiles: readonly ResourceFile[];
  readonly maxWallClockTime: SimTime;
  readonly userName: string | null;
}

/** An entry of `jobs:`: one job, or a stream of them. `{n}` in the texts of `template` counts 1…count when `isPattern`. */
export interface JobEntry {
  readonly count: number;
  readonly arrival: Arrival;
  /** the job of ordinal n, 1-based; ids and command lines have {n} filled in */
  readonly job: (n: number) => JobSpec;
  /** entries whose tasks are added to job n at the instant of its creation (their arrivals are relative to it) */
  readonly tasks: (n: number) => readonly TaskEntry[];
}

export interface JobScheduleSpec {
  readonly id: string;
  readonly displayName: string | null;
  readonly schedule: ScheduleSpec;
  /** `id` is empty; the engine makes one (S-21) */
  readonly jobSpecification: JobSpec;
}

export interface ScheduleSpec {
  /** milliseconds of virtual time; `null`: not given. May be negative (before the scenario's start) */
  readonly doNotRunUntil: SimTime | null;
  /** `Infinity`: never */
  readonly doNotRunAfter: SimTime;
  /** `Infinity`: any time */
  readonly startWindow: SimTime;
  /** `null`: not recurring */
  readonly recurrenceInterval: SimTime | null;
}
