/** A job schedule: when its next job is due, and which of its jobs is active. */

import { JOB_SCHEDULE } from '../batch/lifecycles/job.ts';
import type { JobScheduleSpec, JobSpec, ScheduleSpec } from '../batch/model.ts';
import type { SimTime } from '../kernel/clock.ts';
import type { Job } from './jobs.ts';
import type { Pool } from './pools.ts';

export class Schedule {
  readonly index: number;
  readonly id: string;
  readonly key: string;
  readonly createdAt: SimTime;
  state = JOB_SCHEDULE.code(null);
  seq = 0;
  schedule: ScheduleSpec;
  jobSpecification: JobSpec;
  /** the number of the next job (S-21) */
  nextNumber = 1;
  activeJob: Job | null = null;
  /** all jobs that exist */
  readonly jobs = new Set<Job>();
  /** the occurrence that is due but waits for the previous job, or NaN */
  pendingSince: SimTime = Number.NaN;
  /** the last occurrence, whether it had its job or not; NaN before the first */
  lastDue: SimTime = Number.NaN;
  /** another occurrence stands on the calendar */
  hasNext = false;
  serial = 0;
  /** the pool of poolLifetimeOption jobschedule (L-337) */
  autoPool: Pool | null = null;

  constructor(index: number, spec: JobScheduleSpec, createdAt: SimTime) {
    this.index = index;
    this.id = spec.id;
    this.key = spec.id.toLowerCase();
    this.createdAt = createdAt;
    this.schedule = spec.schedule;
    this.jobSpecification = spec.jobSpecification;
  }
}
