/** What accepted jobs and job schedules compile to, their defaults applied. */
import type { z } from 'zod';
import { durationMs, parseTime } from '../durations.ts';
import { PREPARATION_TASK_ID, RELEASE_TASK_ID, RELEASE_WALL_CLOCK_DEFAULT } from '../limits.ts';
import type {
  Account,
  AutoPoolSpec,
  JobConstraints,
  JobManagerSpec,
  JobPreparationSpec,
  JobReleaseSpec,
  JobScheduleSpec,
  JobSpec,
  PoolInfo,
  ScheduleSpec,
} from '../model.ts';
import { autoPoolCreationError } from './account-references.ts';
import { lowerCase } from './fields.ts';
import type {
  AutoPoolSpecificationBody,
  JobConstraintsBody,
  JobManagerTaskBody,
  JobPreparationTaskBody,
  JobReleaseTaskBody,
  JobScheduleBody,
  JobSpecificationBody,
  PoolInfoBody,
  ScheduleBody,
} from './job-schema.ts';
import { compilePool } from './pool-compile.ts';
import { compileResourceFiles, limitOf, userNameOf } from './shared.ts';
import { compileTask } from './task-compile.ts';

export function compileJob(id: string, body: JobSpecificationBody, account: Account): JobSpec {
  return {
    id,
    displayName: body.displayName ?? null,
    priority: body.priority ?? 0, // L-179
    constraints: compileJobConstraints(body.constraints),
    jobManagerTask: body.jobManagerTask === undefined ? null : compileManager(body.jobManagerTask),
    jobPreparationTask: body.jobPreparationTask === undefined ? null : compilePreparation(body.jobPreparationTask),
    jobReleaseTask: body.jobReleaseTask === undefined ? null : compileRelease(body.jobReleaseTask),
    poolInfo: compilePoolInfo(body.poolInfo, account),
    usesTaskDependencies: body.usesTaskDependencies ?? false, // L-182
    onAllTasksComplete: lowerCase<JobSpec['onAllTasksComplete']>(body.onAllTasksComplete ?? 'noaction'), // L-219
    onTaskFailure: lowerCase<JobSpec['onTaskFailure']>(body.onTaskFailure ?? 'noaction'), // L-227
  };
}

/** No limit of time and no retries by default (L-184, L-187). */
export function compileJobConstraints(body: z.infer<typeof JobConstraintsBody> | undefined): JobConstraints {
  return { maxWallClockTime: limitOf(body?.maxWallClockTime), maxTaskRetryCount: body?.maxTaskRetryCount ?? 0 };
}

function compileManager(body: z.infer<typeof JobManagerTaskBody>): JobManagerSpec {
  return {
    task: compileTask(body),
    killJobOnCompletion: body.killJobOnCompletion ?? true, // L-254
    runExclusive: body.runExclusive ?? true, // L-251
    allowLowPriorityNode: body.allowLowPriorityNode ?? false, // L-250
  };
}

function compilePreparation(body: z.infer<typeof JobPreparationTaskBody>): JobPreparationSpec {
  return {
    id: body.id ?? PREPARATION_TASK_ID,
    commandLine: body.commandLine,
    resourceFiles: compileResourceFiles(body.resourceFiles),
    maxTaskRetryCount: body.constraints === undefined ? null : (body.constraints.maxTaskRetryCount ?? 0), // L-263, S-29
    maxWallClockTime: limitOf(body.constraints?.maxWallClockTime),
    waitForSuccess: body.waitForSuccess ?? true, // L-277
    rerunOnNodeRebootAfterSuccess: body.rerunOnNodeRebootAfterSuccess ?? true, // L-282
    userName: userNameOf(body.userIdentity),
  };
}

function compileRelease(body: z.infer<typeof JobReleaseTaskBody>): JobReleaseSpec {
  return {
    id: body.id ?? RELEASE_TASK_ID,
    commandLine: body.commandLine,
    resourceFiles: compileResourceFiles(body.resourceFiles),
    maxWallClockTime:
      body.maxWallClockTime === undefined ? RELEASE_WALL_CLOCK_DEFAULT : durationMs(body.maxWallClockTime), // L-305
    userName: userNameOf(body.userIdentity),
  };
}

export function compilePoolInfo(body: PoolInfoBody, account: Account): PoolInfo {
  if (body.autoPoolSpecification === undefined) return { poolId: body.poolId as string };
  return { autoPool: compileAutoPool(body.autoPoolSpecification, account) };
}

function compileAutoPool(body: AutoPoolSpecificationBody, account: Account): AutoPoolSpec {
  return {
    autoPoolIdPrefix: body.autoPoolIdPrefix ?? '',
    poolLifetimeOption: lowerCase<AutoPoolSpec['poolLifetimeOption']>(body.poolLifetimeOption),
    keepAlive: body.keepAlive ?? false, // L-313
    pool: compilePool('', body.pool, account),
    creationError: autoPoolCreationError(body.pool, account),
  };
}

export function compileJobSchedule(body: JobScheduleBody, account: Account, start: number): JobScheduleSpec {
  return {
    id: body.id,
    displayName: body.displayName ?? null,
    schedule: compileSchedule(body.schedule, start),
    jobSpecification: compileJob('', body.jobSpecification, account),
  };
}

export function compileSchedule(body: ScheduleBody, start: number): ScheduleSpec {
  return {
    doNotRunUntil: body.doNotRunUntil === undefined ? null : timeOf(body.doNotRunUntil) - start,
    doNotRunAfter: body.doNotRunAfter === undefined ? Number.POSITIVE_INFINITY : timeOf(body.doNotRunAfter) - start, // L-327
    startWindow: limitOf(body.startWindow), // L-330
    recurrenceInterval: body.recurrenceInterval === undefined ? null : durationMs(body.recurrenceInterval), // L-329
  };
}

function timeOf(text: string): number {
  const quantity = parseTime(text);
  if (!quantity.ok) throw new Error(`unchecked time ${text}`);
  return quantity.value;
}
