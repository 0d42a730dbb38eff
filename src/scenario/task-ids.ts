/** Ids of the tasks of a job: well-formed in files, different from each other and from the ids of the job's own tasks. */
import { fillPattern, hasPattern } from '../batch/body/patterns.ts';
import type { ErrorCode } from '../batch/errors.ts';
import type { JobSpec, Texts } from '../batch/model.ts';
import { IdSieve } from './id-sieve.ts';
import type { KnownJobs } from './known-jobs.ts';
import type { Located } from './located.ts';
import { isFreed, type Parts } from './parts.ts';
import type { Complaints } from './shape.ts';
import { fault } from './surroundings.ts';
import type { PlacedTaskEntry } from './task-entry.ts';
import { TextColumn } from './text-column.ts';

/** Whether an entry of more tasks has an id of another entry is left to the run. */
const MOST_IDS = 2_000_000;
/** as for all ids of the service (L-345) */
const ID = /^[A-Za-z0-9_-]{1,64}$/;
const LONGEST_ID = 64;
/** After so many bad rows of one file the rest is not listed. */
const MOST_ROWS = 50;

export function checkTaskIds(parts: Parts, known: KnownJobs, complaints: Complaints): readonly Located[] {
  const rows: Located[] = [];
  for (const { tasks, template } of parts.jobs) {
    const job = { specs: [template], freed: isTaskFreed(parts, template.id) };
    checkJob(job, [], tasks, complaints, rows);
  }
  const byJob = new Map<string, PlacedTaskEntry[]>();
  for (const entry of parts.tasks) {
    const key = entry.value.jobId.toLowerCase();
    const list = byJob.get(key);
    if (list) list.push(entry);
    else byJob.set(key, [entry]);
  }
  for (const [id, entries] of byJob) {
    const specs = known.named(id);
    // the tasks that come with the job are there first, and have been looked at
    const own = parts.jobs.filter(({ template }) => specs.includes(template)).flatMap(({ tasks }) => tasks);
    checkJob({ specs, freed: isTaskFreed(parts, id) }, own, entries, complaints, rows);
  }
  return rows;
}

/** A job of which tasks are added, or all that may have its id. */
interface JobOfTasks {
  readonly specs: readonly JobSpec[];
  /** whether something deletes tasks of it, so that a later one may have their ids */
  readonly freed: boolean;
}

function isTaskFreed({ requests }: Parts, jobId: string): boolean {
  return isFreed(requests, ['deleteTask', 'deleteJob'], jobId);
}

interface Taken {
  readonly code: ErrorCode;
  readonly what: string;
  readonly rule: string;
}

const TASK: Taken = { code: 'TaskExists', what: 'a task of the job', rule: 'L-345' };

/** Complains of the ids of `entries`; those of `earlier` are there already. */
function checkJob(
  job: JobOfTasks,
  earlier: readonly PlacedTaskEntry[],
  entries: readonly PlacedTaskEntry[],
  complaints: Complaints,
  rows: Located[],
): void {
  const taken = takenByJob(job.specs);
  const all = [...earlier, ...entries];
  const meeting = idsThatMayMeet(all, [...taken.keys()]);
  const sieve = sieveOf(all.map(meeting));
  /** of the ids that may stand twice those that came up */
  const seen = new Set<string>();
  for (const entry of earlier) {
    const ids = meeting(entry);
    for (let row = 0; row < ids.length; row += 1) {
      if (mayRepeat(sieve, ids, row)) seen.add(ids.at(row)!.toLowerCase());
    }
  }
  for (const entry of entries) {
    const { path, table, value } = entry;
    const again = job.freed && !(value.arrival.kind === 'at' && value.arrival.at === 0);
    let complained = 0;
    const ids = meeting(entry);
    for (let row = 0; row < ids.length; row += 1) {
      const repeats = mayRepeat(sieve, ids, row);
      if (taken.size === 0 && !repeats && (table === null || isWellFormed(ids, row))) continue;
      const id = ids.at(row)!;
      const key = id.toLowerCase();
      const holder = taken.get(key) ?? (repeats && seen.has(key) && !again ? TASK : undefined);
      if (repeats) seen.add(key);
      if (holder === undefined && (table === null || ID.test(id))) continue;
      const message = holder
        ? `the id "${id}" is that of ${holder.what}`
        : `"${id}" is no id: 1-64 letters, digits, - and _`;
      const { code, rule } = holder ?? { code: 'InvalidPropertyValue' as const, rule: 'L-345' };
      const issue = fault([...path, 'task', 'id'], code, message, rule);
      if (table) rows.push(table.locate(row, 'error', `${message} (${issue.status} ${issue.code})`));
      else complaints.issues.push(issue);
      complained += 1;
      // one is enough of a pattern; beyond some rows a file is another file
      if (complained >= (table ? MOST_ROWS : 1)) break;
    }
  }
}

function sieveOf(lists: readonly Texts[]): IdSieve {
  const sieve = new IdSieve(lists.reduce((sum, { length }) => sum + length, 0));
  for (const ids of lists) {
    for (let row = 0; row < ids.length; row += 1) {
      if (ids instanceof TextColumn) sieve.add(ids.text, ids.start(row), ids.end(row));
      else sieve.add(ids.at(row)!, 0, ids.at(row)!.length);
    }
  }
  return sieve;
}

/** The ids of files are looked at where they stand: a million strings would be made for nothing. */
function mayRepeat(sieve: IdSieve, ids: Texts, row: number): boolean {
  if (ids instanceof TextColumn) return sieve.mayRepeat(ids.text, ids.start(row), ids.end(row));
  const id = ids.at(row)!;
  return sieve.mayRepeat(id, 0, id.length);
}

function isWellFormed(ids: Texts, row: number): boolean {
  if (!(ids instanceof TextColumn)) return ID.test(ids.at(row)!);
  const [start, end] = [ids.start(row), ids.end(row)];
  if (end - start > LONGEST_ID || end === start) return false;
  for (let at = start; at < end; at += 1) if (!isIdCharacter(ids.text.charCodeAt(at))) return false;
  return true;
}

function isIdCharacter(code: number): boolean {
  const letter = code | 32;
  return (letter >= 97 && letter <= 122) || (code >= 48 && code <= 57) || code === 45 || code === 95;
}

/**
 * The ids of an entry by row. A pattern's ids are left out where its text before and behind {n} keeps them apart from those of
 * all other entries: within an entry they differ anyway.
 */
function idsThatMayMeet(
  entries: readonly PlacedTaskEntry[],
  taken: readonly string[],
): (entry: PlacedTaskEntry) => Texts {
  // only where there is a pattern: a file may have a million rows
  const patterns = entries.some(({ value }) => value.rows === null && hasPattern(value.template.id));
  const others: readonly Frame[] = patterns
    ? [...entries.flatMap(framesOf), ...taken.map((id) => frameOf(id, null))]
    : [];
  return (entry) => {
    const { rows, template, count } = entry.value;
    if (rows?.id) return rows.id;
    if (!hasPattern(template.id)) return [template.id];
    const [frame] = framesOf(entry);
    const meets = others.some((other) => other.entry !== entry && mayMeet(frame!, other));
    return meets && count <= MOST_IDS ? { length: count, at: (row) => fillPattern(template.id, row + 1) } : [];
  };
}

/** What an id begins and ends with, in lower case; of a fixed id both are all of it. */
interface Frame {
  readonly before: string;
  readonly behind: string;
  readonly entry: PlacedTaskEntry | null;
}

function framesOf(entry: PlacedTaskEntry): readonly Frame[] {
  const { rows, template } = entry.value;
  if (rows?.id) {
    const ids = rows.id;
    return Array.from({ length: ids.length }, (_, row) => frameOf(ids.at(row)!, entry));
  }
  const id = template.id.toLowerCase();
  if (!hasPattern(id)) return [frameOf(id, entry)];
  return [{ before: id.slice(0, id.indexOf('{n')), behind: id.slice(id.lastIndexOf('}') + 1), entry }];
}

function frameOf(id: string, entry: PlacedTaskEntry | null): Frame {
  const key = id.toLowerCase();
  return { before: key, behind: key, entry };
}

function mayMeet(one: Frame, other: Frame): boolean {
  return (
    (one.before.startsWith(other.before) || other.before.startsWith(one.before)) &&
    (one.behind.endsWith(other.behind) || other.behind.endsWith(one.behind))
  );
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
