/** What is wrong with bodies that are well-formed each by itself: ids that clash, ids that name nothing, tasks that their job refuses. */

import { checkTaskAgainstJob } from '../batch/body/task.ts';
import type { ErrorCode } from '../batch/errors.ts';
import type { Issue, Path } from '../batch/issue.ts';
import type { JobSpec, ScheduleSpec } from '../batch/model.ts';
import type { DoubtfulJobs } from './doubtful-jobs.ts';
import type { PlacedJobEntry } from './job-entry.ts';
import { idsOf, KnownJobs } from './known-jobs.ts';
import { beyond } from './limits.ts';
import type { Located } from './located.ts';
import { isAtStart, isFreed, type Parts } from './parts.ts';
import { type Complaints, refuse } from './shape.ts';
import { didYouMean } from './suggestion.ts';
import { fault, type Placed } from './surroundings.ts';
import type { PlacedTaskEntry } from './task-entry.ts';
import { checkTaskIds } from './task-ids.ts';

/** Adds to the complaints; complaints about rows of task files are returned, they have a place of their own. */
export function crossCheck(parts: Parts, complaints: Complaints): readonly Located[] {
  checkPools(parts, complaints);
  const known = new KnownJobs(parts);
  checkJobIds(parts, complaints);
  checkSchedules(parts, complaints);
  for (const jobNamed of parts.jobsNamed) checkJobOfTasks(jobNamed, known, parts.doubtful, complaints);
  const ofJobs = parts.jobs.flatMap(({ tasks, template }) => tasks.map((entry) => ({ entry, jobs: [template] })));
  const ofUser = parts.tasks.map((entry) => ({ entry, jobs: known.named(entry.value.jobId) }));
  for (const { entry, jobs } of [...ofJobs, ...ofUser]) checkAgainstJobs(entry, jobs, complaints);
  return checkTaskIds(parts, known, complaints);
}

// ---------------------------------------------------------------- pools

function checkPools({ pools, limits }: Parts, complaints: Complaints): void {
  const seen = new Map<string, string>();
  let nodes = 0;
  for (const { value: pool, path } of pools) {
    const first = seen.get(pool.id.toLowerCase());
    if (first === undefined) seen.set(pool.id.toLowerCase(), pool.id);
    else complaints.issues.push(clash([...path, 'id'], 'PoolExists', 'pool', pool.id, first, 'L-003'));
    const before = nodes;
    nodes += pool.targetDedicatedNodes + pool.targetLowPriorityNodes;
    if (nodes > limits.nodes && before <= limits.nodes) {
      refuse(
        complaints,
        path,
        beyond(`with this pool there are ${nodes.toLocaleString('en-US')} nodes`, 'nodes', limits.nodes),
        'object',
      );
    }
  }
}

function clash(path: Path, code: ErrorCode, noun: string, id: string, first: string, rule: string): Issue {
  const spelling = id === first ? '' : ` ("${first}": ids are compared without case)`;
  return fault(path, code, `there is a ${noun} "${id}" already${spelling}`, rule);
}

// ---------------------------------------------------------------- jobs and schedules

function checkJobIds({ jobs, jobSchedules, requests }: Parts, complaints: Complaints): void {
  const schedules = new Map(jobSchedules.map(({ value }) => [value.id.toLowerCase(), value.id]));
  const seen = new Map<string, { readonly id: string; readonly entry: PlacedJobEntry }>();
  for (const entry of jobs) {
    const { value, template, bodyPath } = entry;
    const path = [...bodyPath, 'id'];
    for (const id of idsOf(template.id, value.count)) {
      const first = seen.get(id.toLowerCase());
      if (first === undefined) seen.set(id.toLowerCase(), { id, entry });
      else if (
        first.entry !== entry &&
        !(canWait(entry) && isFreed(requests, ['deleteJob', 'deleteJobSchedule'], id))
      ) {
        complaints.issues.push(clash(path, 'JobExists', 'job', id, first.id, 'L-176'));
        break;
      }
      // bodies come in the order pools, jobs, schedules: only a job that arrives later meets the schedule
      const schedule = schedules.get(id.toLowerCase());
      if (schedule !== undefined && !isAtStart(value.arrival) && !isFreed(requests, ['deleteJobSchedule'], id)) {
        complaints.issues.push(clash(path, 'JobScheduleWithSameIdExists', 'job schedule', id, schedule, 'L-177'));
        break;
      }
    }
  }
  for (const { value: schedule, path } of jobSchedules) {
    const job = seen.get(schedule.id.toLowerCase());
    if (job === undefined || !isAtStart(job.entry.value.arrival)) continue;
    complaints.issues.push(clash([...path, 'id'], 'JobWithSameIdExists', 'job', schedule.id, job.id, 'L-177'));
  }
}

function canWait({ value }: PlacedJobEntry): boolean {
  return !(value.arrival.kind === 'at' && value.arrival.at === 0);
}

function checkSchedules({ jobSchedules, requests, end }: Parts, complaints: Complaints): void {
  const seen = new Map<string, string>();
  for (const { value: schedule, path } of jobSchedules) {
    const first = seen.get(schedule.id.toLowerCase());
    if (first === undefined) seen.set(schedule.id.toLowerCase(), schedule.id);
    else
      complaints.issues.push(clash([...path, 'id'], 'JobScheduleExists', 'job schedule', schedule.id, first, 'L-323'));
    checkEnds(schedule.schedule, [...path, 'schedule', 'recurrenceInterval'], end, complaints);
  }
  for (const { path, request } of requests) {
    if (!request.ok) continue;
    const { operation } = request;
    const at = [...path, 'schedule', 'recurrenceInterval'];
    if (operation.name === 'addJobSchedule') checkEnds(operation.jobSchedule.schedule, at, end, complaints);
    if (operation.name === 'patchJobSchedule' && operation.patch.schedule)
      checkEnds(operation.patch.schedule, at, end, complaints);
  }
}

/** Without either end the run would have none (S-2). */
function checkEnds(schedule: ScheduleSpec, path: Path, end: number, complaints: Complaints): void {
  if (schedule.recurrenceInterval === null || Number.isFinite(schedule.doNotRunAfter) || Number.isFinite(end)) return;
  const message = 'this schedule recurs for ever: give it a doNotRunAfter, or the scenario an end';
  complaints.issues.push({ path, at: 'key', message, rules: ['S-2'] });
}

// ---------------------------------------------------------------- the jobs that tasks name

function checkJobOfTasks(
  { value: jobId, path }: Placed<string>,
  known: KnownJobs,
  doubtful: DoubtfulJobs,
  complaints: Complaints,
): void {
  if (known.named(jobId).length > 0 || doubtful.has(jobId)) return;
  const message = `no job "${jobId}" is in the scenario, and nothing creates one${didYouMean(jobId, known.ids)}`;
  complaints.issues.push(fault(path, 'JobNotFound', message, 'S-3'));
}

/** A task is refused only if no job that may have the id would take it. */
function checkAgainstJobs(
  { value, path, table }: PlacedTaskEntry,
  jobs: readonly JobSpec[],
  complaints: Complaints,
): void {
  if (jobs.length === 0) return;
  const objections = jobs.map((job) => checkTaskAgainstJob(value.template, job));
  const objection = objections.every((each) => each !== null) ? objections[0] : null;
  if (objection) complaints.issues.push({ ...objection, path: [...path, 'task', ...objection.path] });
  if (table?.dependsOn && !jobs.some(({ usesTaskDependencies }) => usesTaskDependencies)) {
    const message =
      'the file has a column dependsOn, but the job does not use task dependencies (usesTaskDependencies)';
    complaints.issues.push(fault([...path, 'file'], 'TaskDependenciesNotSpecifiedOnJob', message, 'L-351'));
  }
}
