/** Ids of the tasks of a job: well-formed in files, different from each other and from the ids of the job's own tasks. */
import { fillPattern, hasPattern } from '../batch/body/patterns.ts';
import type { ErrorCode } from '../batch/errors.ts';
import type { JobSpec } from '../batch/model.ts';
import type { PlacedRequest } from './actions.ts';
import { fault, type PlacedTaskEntry } from './entries.ts';
import type { KnownJobs } from './known-jobs.ts';
import type { Located } from './located.ts';
import { isFreed, type Parts } from './parts.ts';
import type { Complaints } from './shape.ts';

/** Beyond so many ids of entries that share a job, whether two are equal is left to the run. */
const MOST_IDS = 2_000_000;
/** as for all ids of the service (L-345) */
const ID = /^[A-Za-z0-9_-]{1,64}$/;
/** After so many bad rows of one file the rest is not listed. */
const MOST_ROWS = 50;

export function checkTaskIds(parts: Parts, known: KnownJobs, complaints: Complaints): readonly Located[] {
  const rows: Located[] = [];
  for (const { tasks, template } of parts.jobs)
    checkJob(tasks, [template], template.id, parts.requests, complaints, rows);
  const byJob = new Map<string, PlacedTaskEntry[]>();
  for (const entry of parts.tasks) {
    const key = entry.value.jobId.toLowerCase();
    const list = byJob.get(key);
    if (list) list.push(entry);
    else byJob.set(key, [entry]);
  }
  for (const [jobId, entries] of byJob) {
    // the tasks that come with the job are there first
    const own = parts.jobs.filter(({ template }) => template.id.toLowerCase() === jobId).flatMap(({ tasks }) => tasks);
    checkJob([...own, ...entries], known.named(jobId), jobId, parts.requests, complaints, rows);
  }
  return rows;
}

interface Taken {
  readonly code: ErrorCode;
  readonly what: string;
  readonly rule: string;
}

const TASK: Taken = { code: 'TaskExists', what: 'a task of the job', rule: 'L-345' };

function checkJob(
  entries: readonly PlacedTaskEntry[],
  jobs: readonly JobSpec[],
  jobId: string,
  requests: readonly PlacedRequest[],
  complaints: Complaints,
  rows: Located[],
): void {
  const taken = takenByJob(jobs);
  const sharing = entries.length > 1 && entries.reduce((sum, { value }) => sum + value.count, 0) <= MOST_IDS;
  const seen = new Set<string>();
  for (const entry of entries) {
    const again =
      isFreed(requests, ['deleteTask', 'deleteJob'], jobId) &&
      !(entry.value.arrival.kind === 'at' && entry.value.arrival.at === 0);
    let complained = 0;
    const collide = (id: string, row: number | null): void => {
      const key = id.toLowerCase();
      const holder = taken.get(key) ?? (seen.has(key) && !again ? TASK : undefined);
      if (row !== null || sharing) seen.add(key);
      const bad = row !== null && !ID.test(id);
      if ((holder === undefined && !bad) || complained >= (row === null ? 1 : MOST_ROWS)) return;
      complained += 1;
      const { path, table } = entry;
      const message = holder
        ? `the id "${id}" is that of ${holder.what}`
        : `"${id}" is no id: 1-64 letters, digits, - and _`;
      const { code, rule } = holder ?? { code: 'InvalidPropertyValue' as const, rule: 'L-345' };
      const issue = fault([...path, 'task', 'id'], code, message, rule);
      if (row === null) complaints.issues.push(issue);
      else if (table) rows.push(table.locate(row, 'error', `${message} (${issue.status} ${issue.code})`));
    };
    const { value } = entry;
    if (value.rows) value.rows.id.forEach(collide);
    else if (!hasPattern(value.template.id)) collide(value.template.id, null);
    else if (sharing || taken.size > 0) {
      for (let n = 1; n <= Math.min(value.count, MOST_IDS) && complained === 0; n += 1)
        collide(fillPattern(value.template.id, n), null);
    }
  }
}

/** Ids of a job's own tasks; where several jobs may have the job's id, only those that all of them take. */
function takenByJob(jobs: readonly JobSpec[]): ReadonlyMap<string, Taken> {
  const [first, ...others] = jobs.map(ownTasks);
  if (first === undefined) return new Map();
  return new Map([...first].filter(([id]) => others.every((other) => other.has(id))));
}

function ownTasks({ jobManagerTask, jobPreparationTask, jobReleaseTask }: JobSpec): Map<string, Taken> {
  const taken = new Map<string, Taken>();
  const take = (id: string | undefined, of: Taken) => {
    if (id !== undefined) taken.set(id.toLowerCase(), of);
  };
  take(jobManagerTask?.task.id, { code: 'TaskExists', what: 'the job manager task', rule: 'O-78' });
  take(jobReleaseTask?.id, { code: 'TaskIdSameAsJobReleaseTask', what: 'the job release task', rule: 'L-293' });
  take(jobPreparationTask?.id, {
    code: 'TaskIdSameAsJobPreparationTask',
    what: 'the job preparation task',
    rule: 'L-269',
  });
  return taken;
}
