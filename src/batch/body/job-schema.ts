/** The bodies of "Add a job" and "Add a job schedule", element by element (section 21.2 of the rules). */
import { z } from 'zod';
import {
  AUTO_POOL_ID_PREFIX_LENGTH,
  PRIORITY_MAX,
  PRIORITY_MIN,
  RECURRENCE_INTERVAL_MIN,
  RELEASE_WALL_CLOCK_MAX,
  START_WINDOW_MIN,
} from '../limits.ts';
import { anyText, displayName, duration, id, int32, ruled, time, word } from './fields.ts';
import { AutoPoolPoolBody } from './pool-schema.ts';
import {
  AuthenticationTokenSettingsBody,
  environmentSettings,
  maxTaskRetryCount,
  metadata,
  OutputFileBody,
  PackageReferenceBody,
  resourceFiles,
  TaskConstraintsBody,
  UserIdentityBody,
} from './shared-schemas.ts';

export const JobConstraintsBody = z.strictObject({
  maxWallClockTime: duration({ rules: ['L-184'] }).optional(),
  maxTaskRetryCount: maxTaskRetryCount().optional(),
});

export const JobManagerTaskBody = z.strictObject({
  id: id('L-246'),
  displayName: displayName().optional(),
  commandLine: ruled(anyText(), 'L-246'),
  resourceFiles: resourceFiles().optional(),
  outputFiles: z.array(OutputFileBody).optional(),
  applicationPackageReferences: z.array(PackageReferenceBody).optional(),
  environmentSettings: environmentSettings().optional(),
  constraints: TaskConstraintsBody.optional(),
  killJobOnCompletion: z.boolean().optional(),
  userIdentity: UserIdentityBody.optional(),
  runExclusive: z.boolean().optional(),
  allowLowPriorityNode: z.boolean().optional(),
  authenticationTokenSettings: AuthenticationTokenSettingsBody.optional(),
});

export const JobPreparationTaskBody = z.strictObject({
  id: id('L-268').optional(),
  commandLine: ruled(anyText(), 'L-268'),
  resourceFiles: resourceFiles().optional(),
  environmentSettings: environmentSettings().optional(),
  constraints: TaskConstraintsBody.optional(),
  waitForSuccess: z.boolean().optional(),
  userIdentity: UserIdentityBody.optional(),
  rerunOnNodeRebootAfterSuccess: z.boolean().optional(),
});

export const JobReleaseTaskBody = z.strictObject({
  id: id('L-293').optional(),
  commandLine: anyText(),
  resourceFiles: resourceFiles().optional(),
  environmentSettings: environmentSettings().optional(),
  maxWallClockTime: duration({ max: RELEASE_WALL_CLOCK_MAX, rules: ['L-305'] }).optional(),
  retentionTime: duration({ rules: ['L-307'] }).optional(),
  userIdentity: UserIdentityBody.optional(),
});

export const AutoPoolSpecificationBody = z.strictObject({
  autoPoolIdPrefix: ruled(
    z
      .string()
      .regex(
        /^[A-Za-z0-9_-]{0,20}$/,
        `may have at most ${AUTO_POOL_ID_PREFIX_LENGTH} letters, digits, hyphens and underscores`,
      ),
    'L-312',
  ).optional(),
  poolLifetimeOption: word(['job', 'jobschedule'], 'L-311'),
  keepAlive: z.boolean().optional(),
  pool: ruled(AutoPoolPoolBody, 'L-314'),
});
export type AutoPoolSpecificationBody = z.infer<typeof AutoPoolSpecificationBody>;

export const PoolInfoBody = z.strictObject({
  poolId: z.string().min(1, 'must not be empty').optional(),
  autoPoolSpecification: AutoPoolSpecificationBody.optional(),
});
export type PoolInfoBody = z.infer<typeof PoolInfoBody>;

/** Of an auto pool an update may change keepAlive alone (L-196), so it need not repeat the rest. */
export const PoolInfoUpdateBody = z.strictObject({
  poolId: PoolInfoBody.shape.poolId,
  autoPoolSpecification: AutoPoolSpecificationBody.partial().optional(),
});
export type PoolInfoUpdateBody = z.infer<typeof PoolInfoUpdateBody>;

export const priority = () => int32({ min: PRIORITY_MIN, max: PRIORITY_MAX, rules: ['L-179'] });
export const onAllTasksComplete = () => word(['noaction', 'terminatejob'], 'L-219');

export const JobSpecificationBody = z.strictObject({
  displayName: displayName().optional(),
  priority: priority().optional(),
  constraints: JobConstraintsBody.optional(),
  jobManagerTask: JobManagerTaskBody.optional(),
  jobPreparationTask: JobPreparationTaskBody.optional(),
  jobReleaseTask: JobReleaseTaskBody.optional(),
  commonEnvironmentSettings: environmentSettings().optional(),
  poolInfo: ruled(PoolInfoBody, 'L-180'),
  usesTaskDependencies: z.boolean().optional(),
  onAllTasksComplete: onAllTasksComplete().optional(),
  onTaskFailure: word(['noaction', 'performexitoptionsjobaction'], 'L-227').optional(),
  metadata: metadata().optional(),
});
export type JobSpecificationBody = z.infer<typeof JobSpecificationBody>;

export const JobBody = z.strictObject({ id: id('L-176'), ...JobSpecificationBody.shape });
export type JobBody = z.infer<typeof JobBody>;

export const ScheduleBody = z.strictObject({
  doNotRunUntil: time('L-325').optional(),
  doNotRunAfter: time('L-326').optional(),
  startWindow: duration({ min: START_WINDOW_MIN, rules: ['L-330'] }).optional(),
  recurrenceInterval: duration({ min: RECURRENCE_INTERVAL_MIN, rules: ['L-328'] }).optional(),
});
export type ScheduleBody = z.infer<typeof ScheduleBody>;

export const JobScheduleBody = z.strictObject({
  id: id('L-323'),
  displayName: displayName().optional(),
  schedule: ScheduleBody,
  jobSpecification: JobSpecificationBody,
  metadata: metadata().optional(),
});
export type JobScheduleBody = z.infer<typeof JobScheduleBody>;
