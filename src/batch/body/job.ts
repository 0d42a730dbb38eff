/** "Add a job" and "Add a job schedule": the rules across elements and what accepted bodies compile to. */
import type { z } from 'zod';
import { durationMs, parseTime } from '../durations.ts';
import type { Checked, Path } from '../issue.ts';
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
import {
  type AutoPoolSpecificationBody,
  JobBody,
  type JobConstraintsBody,
  type JobManagerTaskBody,
  type JobPreparationTaskBody,
  type JobReleaseTaskBody,
  JobScheduleBody,
  type JobSpecificationBody,
  type PoolInfoBody,
  type ScheduleBody,
} from './job-schema.ts';
import { fillPatterns, hasPattern } from './patterns.ts';
import { compilePool, reviewPool } from './pool.ts';
import {
  conclude,
  isRecord,
  newReport,
  type Raw,
  type Report,
  record,
  refuse,
  refuseKey,
  refuseMissing,
  text,
  warn,
} from './report.ts';
import { compileResourceFiles, limitOf, reviewParts, userNameOf } from './shared.ts';
import { checkStructure, tableOrder } from './structure.ts';
import { compileTask } from './task.ts';

/** What a GET returns of a job or a job schedule beside what was asked for. */
export const JOB_READ_ONLY = [
  'url',
  'eTag',
  'lastModified',
  'creationTime',
  'state',
  'stateTransitionTime',
  'previousState',
  'previousStateTransitionTime',
  'executionInfo',
  'stats',
];

export interface JobContext {
  /** how many jobs are made of this body; with it, `{n}` in its texts is the ordinal (see TaskContext of task.ts) */
  readonly count?: number;
}

/** The job that this body asks for, or everything for which the service would refuse it. */
export function checkJob(raw: unknown, account: Account, context: JobContext = {}): Checked<JobSpec> {
  const repeated = context.count !== undefined && hasPattern(raw);
  const first = checkOneJob(repeated ? fillPatterns(raw, 1) : raw, account);
  if (!repeated || !first.ok) return first;
  const last = checkOneJob(fillPatterns(raw, context.count as number), account);
  if (!last.ok) return last;
  return { ...last, value: compileJob((raw as JobBody).id, raw as JobBody, account) };
}

function checkOneJob(raw: unknown, account: Account): Checked<JobSpec> {
  const report = newReport();
  checkStructure(JobBody, raw, report, { readOnly: JOB_READ_ONLY });
  if (isRecord(raw)) {
    reviewJobSpecification(raw, report, [], account, false);
    reviewParts(raw, report, []);
  }
  return conclude(report, tableOrder(JobBody), () => compileJob((raw as JobBody).id, raw as JobBody, account));
}

/** The schedule that this body asks for; `start` is the scenario's time zero in milliseconds since 1970. */
export function checkJobSchedule(raw: unknown, account: Account, start: number): Checked<JobScheduleSpec> {
  const report = newReport();
  checkStructure(JobScheduleBody, raw, report, { readOnly: JOB_READ_ONLY });
  if (isRecord(raw)) {
    reviewJobSpecification(record(raw.jobSpecification), report, ['jobSpecification'], account, true);
    reviewParts(raw, report, []);
  }
  return conclude(report, tableOrder(JobScheduleBody), () =>
    compileJobSchedule(raw as JobScheduleBody, account, start),
  );
}

export function reviewJobSpecification(
  job: Raw,
  report: Report,
  base: Path,
  account: Account,
  ofSchedule: boolean,
): void {
  if ('jobReleaseTask' in job && !('jobPreparationTask' in job)) {
    const message = 'jobReleaseTask is possible only together with a jobPreparationTask';
    refuseKey(report, [...base, 'jobReleaseTask'], 'InvalidPropertyValue', message, 'L-292');
  }
  reviewTaskIds(job, report, base);
  if (isRecord(job.poolInfo)) reviewPoolInfo(job.poolInfo, report, [...base, 'poolInfo'], account, ofSchedule);
}

/** Manager, preparation and release are tasks of one job, so their ids differ (L-269, L-293, O-78). */
function reviewTaskIds(job: Raw, report: Report, base: Path): void {
  const manager = text(record(job.jobManagerTask).id)?.toLowerCase();
  const preparation =
    'jobPreparationTask' in job ? (text(record(job.jobPreparationTask).id) ?? PREPARATION_TASK_ID).toLowerCase() : null;
  const release =
    'jobReleaseTask' in job ? (text(record(job.jobReleaseTask).id) ?? RELEASE_TASK_ID).toLowerCase() : null;
  if (manager !== undefined && manager === preparation) {
    const message = 'the id of jobManagerTask is that of the job preparation task';
    refuse(report, [...base, 'jobManagerTask', 'id'], 'TaskIdSameAsJobPreparationTask', message, 'L-269');
  }
  if (manager !== undefined && manager === release) {
    const message = 'the id of jobManagerTask is that of the job release task';
    refuse(report, [...base, 'jobManagerTask', 'id'], 'TaskIdSameAsJobReleaseTask', message, 'L-293');
  }
  if (preparation !== null && preparation === release) {
    const message = 'the id of jobReleaseTask is that of the job preparation task';
    const element = 'id' in record(job.jobReleaseTask) ? ['jobReleaseTask', 'id'] : ['jobReleaseTask'];
    refuse(report, [...base, ...element], 'TaskIdSameAsJobPreparationTask', message, 'L-269');
  }
}

export function reviewPoolInfo(poolInfo: Raw, report: Report, base: Path, account: Account, ofSchedule: boolean): void {
  const named = 'poolId' in poolInfo;
  const automatic = 'autoPoolSpecification' in poolInfo;
  if (named && automatic) {
    const message = 'poolInfo may have only one of poolId and autoPoolSpecification';
    refuseKey(report, [...base, 'autoPoolSpecification'], 'InvalidPropertyValue', message, 'L-180');
  }
  if (!named && !automatic) {
    refuseMissing(report, [...base, 'poolId'], 'poolInfo needs a poolId or an autoPoolSpecification', 'L-180');
  }
  if (!isRecord(poolInfo.autoPoolSpecification)) return;
  const specification = poolInfo.autoPoolSpecification;
  const path = [...base, 'autoPoolSpecification'];
  if (!ofSchedule && text(specification.poolLifetimeOption)?.toLowerCase() === 'jobschedule') {
    const message = 'poolLifetimeOption jobschedule is possible only for the jobs of a job schedule';
    refuse(report, [...path, 'poolLifetimeOption'], 'InvalidPropertyValue', message, 'L-311');
  }
  if (isRecord(specification.pool)) reviewAutoPool(specification.pool, report, [...path, 'pool'], account);
}

function reviewAutoPool(pool: Raw, report: Report, base: Path, account: Account): void {
  if ('enableCommunication' in pool) {
    warn(
      report,
      [...base, 'enableCommunication'],
      'enableCommunication is taken for enableInterNodeCommunication',
      'L-314',
    );
  }
  reviewPool(pool, report, base, account, true);
  if ('virtualMachineConfiguration' in pool && 'applicationPackageReferences' in pool) {
    const message = 'applicationPackageReferences is not possible on auto pools with a virtualMachineConfiguration';
    refuseKey(report, [...base, 'applicationPackageReferences'], 'InvalidPropertyValue', message, 'L-045');
  }
}

// ---------------------------------------------------------------- compiling

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
