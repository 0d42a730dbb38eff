/** Operations on job schedules (section 12 of the rules). */
import { JOB_SCHEDULE } from '../../batch/lifecycles/job.ts';
import type { Operation } from '../../batch/model.ts';
import { createDueJob, createSchedule, deleteSchedule, replan, terminateSchedule } from '../schedule-life.ts';
import type { Schedule } from '../schedules.ts';
import type { Refusal } from '../task-adding.ts';
import { moveSchedule } from '../transitions.ts';
import type { World } from '../world.ts';
import { type Answer, accept, conflict, notFound } from './answer.ts';
import { addScheduleRefusal } from './job-rules.ts';

type Of<N extends Operation['name']> = Extract<Operation, { readonly name: N }>;

const DISABLED = JOB_SCHEDULE.code('disabled');
const TERMINATING = JOB_SCHEDULE.code('terminating');
const COMPLETED = JOB_SCHEDULE.code('completed');
const DELETING = JOB_SCHEDULE.code('deleting');

/** The schedule of that id unless it is being deleted (L-341). */
function find(world: World, id: string): Schedule | Refusal {
  const schedule = world.schedulesByKey.get(id.toLowerCase());
  if (schedule === undefined) return notFound('JobScheduleNotFound', `There is no job schedule '${id}'`);
  return schedule.state === DELETING
    ? conflict('JobScheduleBeingDeleted', `The job schedule '${schedule.id}' is being deleted`)
    : schedule;
}

/** …and unless it is over (L-343). */
function findOpen(world: World, id: string): Schedule | Refusal {
  const schedule = find(world, id);
  if ('code' in schedule) return schedule;
  if (schedule.state === COMPLETED)
    return conflict('JobScheduleCompleted', `The job schedule '${schedule.id}' is completed`);
  if (schedule.state === TERMINATING)
    return conflict('JobScheduleBeingTerminated', `The job schedule '${schedule.id}' is being terminated`);
  return schedule;
}

export function addJobSchedule(world: World, { jobSchedule }: Of<'addJobSchedule'>): Answer {
  return addScheduleRefusal(world, jobSchedule) ?? accept(201, () => createSchedule(world, jobSchedule));
}

export function patchJobSchedule(world: World, { jobScheduleId, patch }: Of<'patchJobSchedule'>): Answer {
  const schedule = findOpen(world, jobScheduleId);
  if ('code' in schedule) return schedule;
  return accept(
    200,
    () => {
      if (patch.jobSpecification !== undefined) schedule.jobSpecification = patch.jobSpecification; // L-342
      if (patch.schedule === undefined) return;
      schedule.schedule = patch.schedule;
      replan(world, schedule);
    },
    { changed: Object.keys(patch) },
  );
}

export function disableJobSchedule(world: World, { jobScheduleId }: Of<'disableJobSchedule'>): Answer {
  const schedule = findOpen(world, jobScheduleId);
  if ('code' in schedule) return schedule;
  if (schedule.state === DISABLED)
    return conflict('JobScheduleDisabled', `The job schedule '${schedule.id}' is disabled`);
  return accept(204, () => {
    moveSchedule(world, schedule, 'disabled');
  });
}

export function enableJobSchedule(world: World, { jobScheduleId }: Of<'enableJobSchedule'>): Answer {
  const schedule = findOpen(world, jobScheduleId);
  if ('code' in schedule) return schedule;
  return accept(204, () => {
    if (schedule.state !== DISABLED) return;
    moveSchedule(world, schedule, 'enabled');
    createDueJob(world, schedule, schedule.seq); // O-81
  });
}

export function terminateJobSchedule(world: World, { jobScheduleId }: Of<'terminateJobSchedule'>): Answer {
  const schedule = findOpen(world, jobScheduleId);
  return 'code' in schedule ? schedule : accept(202, () => terminateSchedule(world, schedule));
}

export function deleteJobSchedule(world: World, { jobScheduleId }: Of<'deleteJobSchedule'>): Answer {
  const schedule = find(world, jobScheduleId);
  return 'code' in schedule ? schedule : accept(202, () => deleteSchedule(world, schedule));
}
