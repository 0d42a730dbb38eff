/** "Add a job" and "Add a job schedule": the rules across elements and against the account. */
import type { Checked, Path } from '../issue.ts';
import { PREPARATION_TASK_ID, RELEASE_TASK_ID } from '../limits.ts';
import type { Account, JobScheduleSpec, JobSpec } from '../model.ts';
import { compileJob, compileJobSchedule } from './job-compile.ts';
import { JobBody, JobScheduleBody } from './job-schema.ts';
import { fillPatterns, hasPattern } from './patterns.ts';
import { reviewPool } from './pool.ts';
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
import { reviewParts } from './shared.ts';
import { checkStructure, tableOrder } from './structure.ts';

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
