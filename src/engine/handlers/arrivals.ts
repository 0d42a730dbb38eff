/** Tasks and jobs of the file arrive. What the service refuses at that instant is a request line of its own (S-3). */
import type { Arrival, JobEntry, TaskEntry } from '../../batch/model.ts';
import type { SimTime } from '../../kernel/clock.ts';
import { ARRIVAL, CALLS } from '../events.ts';
import type { Family } from '../families.ts';
import { createJob } from '../job-life.ts';
import { Job } from '../jobs.ts';
import { ArrivalTimes, arrivalOrder, type Lane, ownInstants } from '../lanes.ts';
import { addJobRefusal } from '../operations/job-rules.ts';
import { addMember, findJob, idRefusal, memberRefusal, newFamily, type Refusal } from '../task-adding.ts';
import type { World } from '../world.ts';

/** Opens a lane for an entry of tasks; arrivals are relative to `base`. */
export function openTaskLane(world: World, entry: TaskEntry, base: SimTime): Lane {
  return openLane(
    world,
    { tasks: entry, jobs: null },
    entry.count,
    entry.arrival,
    base,
    ['tasks', entry.jobId, entry.template.id],
    ownInstants(entry),
  );
}

export function openJobLane(world: World, entry: JobEntry): Lane {
  return openLane(
    world,
    { tasks: null, jobs: entry },
    entry.count,
    entry.arrival,
    world.now,
    ['jobs', entry.job(1).id],
    null,
  );
}

function openLane(
  world: World,
  of: { readonly tasks: TaskEntry | null; readonly jobs: JobEntry | null },
  count: number,
  arrival: Arrival,
  base: SimTime,
  path: readonly string[],
  at: Float64Array | null,
): Lane {
  const lane: Lane = {
    index: world.lanes.length,
    kind: of.tasks === null ? 'jobs' : 'tasks',
    tasks: of.tasks,
    jobs: of.jobs,
    count,
    times: new ArrivalTimes(arrival, base, world.seed, path),
    next: 1,
    at,
    order: at === null ? null : arrivalOrder(at),
    job: null,
    family: null,
  };
  world.lanes.push(lane);
  return lane;
}

/** The instant of the lane's next member, `Infinity` if it has none left. */
export function nextArrival(lane: Lane): SimTime {
  if (lane.next > lane.count) return Infinity;
  const at = lane.times.next();
  if (lane.at === null) return at;
  const member = lane.order === null ? lane.next : lane.order[lane.next - 1];
  const offset = lane.at[member - 1];
  return Number.isNaN(offset) ? at : at + offset;
}

/** Puts the lane's next arrival on the calendar, in the lane's place among those of an instant (S-25). */
export function watchLane(world: World, lane: Lane, at: SimTime): void {
  if (at === Infinity) world.lanes[lane.index] = null;
  else world.calendar.scheduleOrdered(at, CALLS, lane.index, ARRIVAL, lane.index, 0);
}

/** Everything of the lane that arrives now; answers the instant of what comes next. */
export function arrive(world: World, lane: Lane): SimTime {
  let next: SimTime = world.now;
  if (lane.next === 1 && lane.tasks?.arrival.kind === 'at') {
    world.tasks.reserve(lane.count);
    world.log.sink.expectTasks?.(lane.count);
  }
  const job = lane.tasks === null ? null : jobFor(world, lane, lane.tasks.jobId); // whoever arrives with it does not change that
  while (next === world.now) {
    const member = lane.order === null ? lane.next : lane.order[lane.next - 1];
    lane.next++;
    world.log.cause = 0;
    if (job !== null) arriveTask(world, lane, job, member);
    else arriveJob(world, lane.jobs!, member);
    next = nextArrival(lane);
  }
  return next;
}

/** The job of that id; mostly it is where the last task went. */
function jobFor(world: World, { job }: Lane, jobId: string): Job | Refusal {
  return job !== null && world.jobsByKey.get(job.key) === job ? job : findJob(world, jobId);
}

function arriveTask(world: World, lane: Lane, found: Job | Refusal, member: number): void {
  const entry = lane.tasks!;
  if (!(found instanceof Job))
    return refuse(world, 'addTask', found, { jobId: entry.jobId, taskId: idOf(entry, member) });
  const refusal = addTaskOf(world, found, lane, member);
  if (refusal !== null) refuse(world, 'addTask', refusal, { jobId: found.id, taskId: idOf(entry, member) });
}

/** Adds member n of the lane to the job, or says why not. */
function addTaskOf(world: World, job: Job, lane: Lane, member: number): Refusal | null {
  if (lane.job !== job) {
    lane.job = job;
    lane.family = newFamily(world, job, lane.tasks!);
  }
  return admitMember(world, job, lane.family!, member);
}

/** Adds a member of a family unless the job refuses it; answers the refusal. */
export function admitMember(world: World, job: Job, family: Family, member: number): Refusal | null {
  const refusal = memberRefusal(job, family, member);
  if (refusal !== null) return refusal;
  const reservesIds = job.spec.jobPreparationTask !== null;
  if (family.numbering === null || reservesIds || job.ids.mayClash(family)) {
    const clash = idRefusal(world, job, family.id(member));
    if (clash !== null) return clash;
  }
  addMember(world, job, family, member);
  return null;
}

function idOf(entry: TaskEntry, member: number): string {
  return entry.rows?.id?.at(member - 1) ?? entry.task(member).id;
}

function arriveJob(world: World, entry: JobEntry, member: number): void {
  const spec = entry.job(member);
  const refusal = addJobRefusal(world, spec);
  if (refusal !== null) return refuse(world, 'addJob', refusal, { jobId: spec.id });
  createJob(world, spec, null);
  for (const tasks of entry.tasks(member)) {
    const lane = openTaskLane(world, tasks, world.now);
    watchLane(world, lane, nextArrival(lane));
  }
}

function refuse(
  world: World,
  operation: string,
  refusal: Refusal,
  ids: { readonly jobId: string; readonly taskId?: string },
): void {
  const { status, code, message } = refusal;
  world.log.emit(
    { entity: 'request', ...ids, from: null, to: operation, reason: 'rejected', status, code, message },
    -1,
  );
}
