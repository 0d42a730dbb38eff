/** The compiled pieces of a scenario with their places, as the checks across them see them. */
import type { Arrival, JobScheduleSpec, OperationName, PoolSpec } from '../batch/model.ts';
import type { PlacedRequest } from './actions.ts';
import type { DoubtfulJobs } from './doubtful-jobs.ts';
import type { PlacedJobEntry } from './job-entry.ts';
import type { Limits } from './limits.ts';
import type { Placed } from './surroundings.ts';
import type { PlacedTaskEntry } from './task-entry.ts';

export interface Parts {
  readonly pools: readonly Placed<PoolSpec>[];
  readonly jobs: readonly PlacedJobEntry[];
  readonly jobSchedules: readonly Placed<JobScheduleSpec>[];
  readonly tasks: readonly PlacedTaskEntry[];
  /** the jobs that entries of `tasks:` name, those of entries that could not be compiled too */
  readonly jobsNamed: readonly Placed<string>[];
  /** of actions and of programs */
  readonly requests: readonly PlacedRequest[];
  readonly doubtful: DoubtfulJobs;
  readonly end: number;
  readonly limits: Limits;
}

/** Whether an arrival is at the very beginning, before anything can have been deleted. */
export function isAtStart(arrival: Arrival): boolean {
  return (arrival.kind === 'at' && arrival.at === 0) || (arrival.kind === 'every' && arrival.from === 0);
}

/** Whether some request is of this kind and about this id; then an id may be free again later. */
export function isFreed(requests: readonly PlacedRequest[], names: readonly OperationName[], id: string): boolean {
  return requests.some(({ request }) => {
    if (!request.ok || !names.includes(request.operation.name)) return false;
    const { operation } = request;
    const about = 'jobId' in operation ? operation.jobId : 'jobScheduleId' in operation ? operation.jobScheduleId : '';
    // an empty id is that of whatever job the program runs in
    return about === '' || about.toLowerCase() === id.toLowerCase();
  });
}
