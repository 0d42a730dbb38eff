/** Job schedules: when they create jobs, and how they end (section 12 of the rules). */
import { JOB, JOB_SCHEDULE } from '../batch/lifecycles/job.ts';
import type { JobScheduleSpec } from '../batch/model.ts';
import type { SimTime } from '../kernel/clock.ts';
import { SCHEDULE_DUE, SCHEDULE_OVER, TIMERS } from './events.ts';
import { createJob, deleteJob, TERMINATE_REASONS, terminateJob } from './job-life.ts';
import type { Job } from './jobs.ts';
import { SCHEDULE_ACTIVE } from './log.ts';
import { deletePool } from './pool-life.ts';
import { Schedule } from './schedules.ts';
import { because, moveSchedule } from './transitions.ts';
import type { World } from './world.ts';

const TERMINATING = JOB_SCHEDULE.code('terminating');
const COMPLETED = JOB_SCHEDULE.code('completed');
const DELETING = JOB_SCHEDULE.code('deleting');
const JOB_TERMINATING = JOB.code('terminating');
const JOB_DELETING = JOB.code('deleting');

export function createSchedule(world: World, spec: JobScheduleSpec): Schedule {
  const schedule = new Schedule(world.schedules.length, spec, world.now);
  world.schedules.push(schedule);
  world.schedulesByKey.set(schedule.key, schedule);
  world.activeJobsAndSchedules++;
  moveSchedule(world, schedule, 'added');
  planFirst(world, schedule);
  return schedule;
}

/** A changed schedule begins its grid anew; a job that is there goes on (L-342). */
export function replan(world: World, schedule: Schedule): void {
  schedule.pendingSince = Number.NaN;
  schedule.isDone = false;
  planFirst(world, schedule);
}

/** The first job comes at doNotRunUntil, or now if that is past; the grid starts there in any case (L-334, O-85). */
function planFirst(world: World, schedule: Schedule): void {
  const { doNotRunUntil, doNotRunAfter } = schedule.schedule;
  schedule.serial++;
  if (doNotRunAfter < Infinity) {
    // strictly after it (S-21)
    world.calendar.schedule(
      Math.max(world.now, doNotRunAfter + 1),
      TIMERS,
      SCHEDULE_OVER,
      schedule.index,
      schedule.serial,
    );
  }
  schedule.nextDue = Math.max(world.now, doNotRunUntil ?? world.now);
  planNext(world, schedule);
}

function planNext(world: World, schedule: Schedule): void {
  if (schedule.nextDue > schedule.schedule.doNotRunAfter) return;
  world.calendar.schedule(schedule.nextDue, TIMERS, SCHEDULE_DUE, schedule.index, schedule.serial);
}

/** A job is due; one that was still pending is lost (L-332, L-333). */
export function scheduleDue(world: World, schedule: Schedule): void {
  schedule.pendingSince = world.now;
  const { recurrenceInterval, doNotRunUntil } = schedule.schedule;
  if (recurrenceInterval === null) schedule.isDone = true;
  else {
    const anchor = doNotRunUntil ?? schedule.createdAt;
    const steps = Math.floor((world.now - anchor) / recurrenceInterval) + 1;
    schedule.nextDue = anchor + steps * recurrenceInterval;
    planNext(world, schedule);
  }
  createDueJob(world, schedule);
}

/** Creates the pending job if nothing stands in its way (L-330, L-331, O-80 … O-84). */
export function createDueJob(world: World, schedule: Schedule): void {
  const due = schedule.pendingSince;
  if (Number.isNaN(due) || schedule.state !== SCHEDULE_ACTIVE || schedule.activeJob !== null) return;
  const { startWindow, recurrenceInterval, doNotRunAfter } = schedule.schedule;
  const window = Math.min(startWindow, recurrenceInterval ?? Infinity);
  schedule.pendingSince = Number.NaN;
  if (world.now - due > window || world.now > doNotRunAfter) return;
  if (world.activeJobsAndSchedules >= world.scenario.account.activeJobAndJobScheduleQuota) return;
  const id = `${schedule.id}:job-${schedule.nextNumber++}`;
  const job = because(world, schedule.seq, () => createJob(world, { ...schedule.jobSpecification, id }, schedule));
  schedule.jobs.add(job);
  if (!job.isClosed) schedule.activeJob = job;
}

/** A job of it has ended, or the schedule has changed: another job may be due, or the schedule may be over. */
export function reviewSchedule(world: World, schedule: Schedule): void {
  const last = schedule.activeJob;
  if (last?.isClosed) schedule.activeJob = null;
  for (const job of schedule.jobs) if (!world.jobsByKey.has(job.key)) schedule.jobs.delete(job);
  createDueJob(world, schedule);
  const cause = Math.max(schedule.seq, last?.seq ?? 0);
  if (schedule.state === DELETING) {
    if (schedule.jobs.size === 0) because(world, cause, () => vanish(world, schedule));
  } else if (schedule.state !== COMPLETED && schedule.activeJob === null && isOver(world, schedule)) {
    because(world, cause, () => completeSchedule(world, schedule));
  }
}

/** Whether no further job can come (L-326, L-329, L-340). */
function isOver(world: World, schedule: Schedule): boolean {
  if (schedule.state === TERMINATING) return true;
  if (world.now > schedule.schedule.doNotRunAfter) return true;
  return schedule.isDone && schedule.nextNumber > 1 && Number.isNaN(schedule.pendingSince);
}

function completeSchedule(world: World, schedule: Schedule): void {
  moveSchedule(world, schedule, 'jobsFinished');
  world.activeJobsAndSchedules--;
  closeSchedule(world, schedule);
}

function closeSchedule(world: World, schedule: Schedule): void {
  schedule.serial++;
  const pool = schedule.autoPool;
  schedule.autoPool = null;
  const info = schedule.jobSpecification.poolInfo;
  if (pool === null || pool.state !== 0 || ('autoPool' in info && info.autoPool.keepAlive)) return;
  because(world, schedule.seq, () => deletePool(world, pool, 'deletedWithJob')); // L-337
}

function vanish(world: World, schedule: Schedule): void {
  closeSchedule(world, schedule);
  moveSchedule(world, schedule, 'deleted');
  world.schedulesByKey.delete(schedule.key);
}

export function terminateSchedule(world: World, schedule: Schedule): void {
  moveSchedule(world, schedule, 'terminatedByUser');
  const job = schedule.activeJob;
  if (job !== null && job.state < JOB_TERMINATING) {
    because(world, schedule.seq, () =>
      terminateJob(world, job, 'scheduleTerminated', TERMINATE_REASONS.scheduleTerminated),
    );
  }
  world.schedulesToCheck.add(schedule);
}

export function deleteSchedule(world: World, schedule: Schedule): void {
  if (schedule.state !== COMPLETED) world.activeJobsAndSchedules--;
  moveSchedule(world, schedule, 'deleted');
  schedule.serial++;
  because(world, schedule.seq, () => {
    for (const job of schedule.jobs) if (isThere(world, job)) deleteJob(world, job, 'deletedWithSchedule');
  });
  world.schedulesToCheck.add(schedule);
}

function isThere(world: World, job: Job): boolean {
  return world.jobsByKey.get(job.key) === job && job.state !== JOB_DELETING;
}

/** The instant at which a recurring schedule is next due, for texts. */
export function nextRunTime(schedule: Schedule): SimTime {
  return schedule.nextDue;
}
