/** Job schedules: when they create jobs, and how they end (section 12 of the rules). */
import { JOB, JOB_SCHEDULE } from '../batch/lifecycles/job.ts';
import type { JobScheduleSpec } from '../batch/model.ts';
import type { SimTime } from '../kernel/clock.ts';
import { SCHEDULE_DUE, SCHEDULE_OVER, TIMERS } from './events.ts';
import { createJob, deleteJob, TERMINATE_REASONS, terminateJob } from './job-life.ts';
import type { Job } from './jobs.ts';
import { SCHEDULE_ACTIVE } from './log.ts';
import { deletePool } from './pool-life.ts';
import { freeQuota, isQuotaReached, takeQuota } from './quota.ts';
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
  takeQuota(world);
  moveSchedule(world, schedule, 'added');
  plan(world, schedule, firstDue(schedule, world.now));
  return schedule;
}

/** The schedule has changed: the next job comes by the new grid, what is there goes on, and no occurrence comes twice (L-334, L-342). */
export function replan(world: World, schedule: Schedule): void {
  const { doNotRunUntil } = schedule.schedule;
  if (doNotRunUntil !== null && doNotRunUntil > world.now) schedule.pendingSince = Number.NaN;
  const wasDueNow = schedule.lastDue === world.now;
  const hasBegun = !Number.isNaN(schedule.lastDue);
  plan(
    world,
    schedule,
    hasBegun ? pointFrom(schedule, world.now + (wasDueNow ? 1 : 0)) : firstDue(schedule, world.now),
  );
  world.schedulesToCheck.add(schedule);
}

/** The first job comes at doNotRunUntil, or now if that is past; the grid starts there in any case (L-325, O-85). */
function firstDue(schedule: Schedule, now: SimTime): SimTime {
  return Math.max(now, schedule.schedule.doNotRunUntil ?? now);
}

/** The first point of the grid at `from` or later; `Infinity` when there is none any more (L-334). */
function pointFrom(schedule: Schedule, from: SimTime): SimTime {
  const { doNotRunUntil, recurrenceInterval } = schedule.schedule;
  const anchor = doNotRunUntil ?? schedule.createdAt;
  if (from <= anchor) return anchor;
  if (recurrenceInterval === null) return Infinity;
  return anchor + Math.ceil((from - anchor) / recurrenceInterval) * recurrenceInterval;
}

/** Puts the schedule's end and its next occurrence on the calendar, in place of what stands there. */
function plan(world: World, schedule: Schedule, due: SimTime): void {
  const { doNotRunAfter } = schedule.schedule;
  schedule.serial++;
  if (doNotRunAfter < Infinity) {
    const over = Math.max(world.now, doNotRunAfter + 1); // strictly after it (S-21)
    world.calendar.schedule(over, TIMERS, SCHEDULE_OVER, schedule.index, schedule.serial);
  }
  planDue(world, schedule, due);
}

function planDue(world: World, schedule: Schedule, due: SimTime): void {
  schedule.hasNext = due < Infinity && due <= schedule.schedule.doNotRunAfter; // O-82
  if (schedule.hasNext) world.calendar.schedule(due, TIMERS, SCHEDULE_DUE, schedule.index, schedule.serial);
}

/** A job is due; one that was still pending is lost (L-332, L-333). */
export function scheduleDue(world: World, schedule: Schedule): void {
  schedule.lastDue = world.now;
  schedule.pendingSince = world.now;
  planDue(world, schedule, pointFrom(schedule, world.now + 1));
  createDueJob(world, schedule, schedule.seq);
}

/** Creates the pending job if nothing stands in its way (L-330, L-331, O-80 … O-84); `cause` is what has cleared the way. */
export function createDueJob(world: World, schedule: Schedule, cause: number): void {
  if (Number.isNaN(schedule.pendingSince) || schedule.state !== SCHEDULE_ACTIVE || schedule.activeJob !== null) return;
  if (isTooLate(world, schedule)) {
    schedule.pendingSince = Number.NaN;
    return;
  }
  if (isQuotaReached(world)) {
    world.schedulesOverQuota.add(schedule);
    return;
  }
  schedule.pendingSince = Number.NaN;
  const id = `${schedule.id}:job-${schedule.nextNumber++}`;
  const job = because(world, cause, () => createJob(world, { ...schedule.jobSpecification, id }, schedule));
  schedule.jobs.add(job);
  if (!job.isClosed) schedule.activeJob = job;
}

/** Whether the pending occurrence is lost: its window is over, the next is due, or it is past doNotRunAfter (O-80, O-82, O-83). */
function isTooLate(world: World, schedule: Schedule): boolean {
  const { startWindow, recurrenceInterval, doNotRunAfter } = schedule.schedule;
  const delay = world.now - schedule.pendingSince;
  return delay > startWindow || delay >= (recurrenceInterval ?? Infinity) || world.now > doNotRunAfter;
}

/** A job of it has ended, or the schedule has changed: another job may be due, or the schedule may be over. */
export function reviewSchedule(world: World, schedule: Schedule): void {
  const last = schedule.activeJob;
  if (last?.isClosed) schedule.activeJob = null;
  const cause = Math.max(schedule.seq, last?.seq ?? 0);
  createDueJob(world, schedule, cause);
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
  const isOnce = schedule.schedule.recurrenceInterval === null;
  return isOnce && !schedule.hasNext && schedule.nextNumber > 1 && Number.isNaN(schedule.pendingSince);
}

function completeSchedule(world: World, schedule: Schedule): void {
  moveSchedule(world, schedule, 'jobsFinished');
  freeQuota(world);
  closeSchedule(world, schedule);
}

function closeSchedule(world: World, schedule: Schedule): void {
  schedule.serial++;
  world.schedulesOverQuota.delete(schedule);
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
  if (schedule.state !== COMPLETED) freeQuota(world);
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
