/** Which jobs a scenario may have at some time, by id. */
import { fillPattern, hasPattern } from '../batch/body/patterns.ts';
import type { JobSpec } from '../batch/model.ts';
import type { Parts } from './parts.ts';

/** All jobs that there may be at some time. */
export class KnownJobs {
  readonly #byId = new Map<string, JobSpec[]>();
  readonly #bySchedule = new Map<string, JobSpec[]>();

  constructor({ jobs, jobSchedules, requests }: Parts) {
    const add = (to: Map<string, JobSpec[]>, id: string, job: JobSpec) => {
      const key = id.toLowerCase();
      const list = to.get(key);
      if (list) list.push(job);
      else to.set(key, [job]);
    };
    for (const { template, value } of jobs)
      for (const id of idsOf(template.id, value.count)) add(this.#byId, id, template);
    for (const { value } of jobSchedules) add(this.#bySchedule, value.id, value.jobSpecification);
    for (const { request } of requests) {
      if (!request.ok) continue;
      const { operation } = request;
      if (operation.name === 'addJob') add(this.#byId, operation.job.id, operation.job);
      if (operation.name === 'addJobSchedule')
        add(this.#bySchedule, operation.jobSchedule.id, operation.jobSchedule.jobSpecification);
    }
  }

  /** Every job that may have this id; jobs of a schedule are `SCHEDULE:job-N` (S-21). */
  named(jobId: string): readonly JobSpec[] {
    const schedule = /^(.+):job-[1-9]\d*$/i.exec(jobId)?.[1];
    const scheduled = schedule === undefined ? undefined : this.#bySchedule.get(schedule.toLowerCase());
    return scheduled ?? this.#byId.get(jobId.toLowerCase()) ?? [];
  }

  get ids(): readonly string[] {
    return [
      ...[...this.#byId.values()].map(([job]) => job!.id),
      ...[...this.#bySchedule.keys()].map((id) => `${id}:job-1`),
    ];
  }
}

/** Every id is looked at while there are no more than this; beyond, the run will tell. */
const MOST_IDS = 200_000;

export function* idsOf(pattern: string, count: number): Generator<string> {
  if (!hasPattern(pattern)) yield pattern;
  else for (let n = 1; n <= Math.min(count, MOST_IDS); n += 1) yield fillPattern(pattern, n);
}
