/** Entries of `jobs:`: the body of a job, or a stream of jobs that are alike, each with its tasks. */
import * as z from 'zod';
import { checkJob } from '../batch/body/job.ts';
import { fillPattern, hasPattern, instantiate } from '../batch/body/patterns.ts';
import type { Path } from '../batch/issue.ts';
import type { JobEntry, JobSpec } from '../batch/model.ts';
import { AT_ONCE, arrival } from './arrival.ts';
import { DEFAULTS } from './defaults.ts';
import { refuseFixedPatterns } from './fixed-elements.ts';
import { withFormulaChecked } from './formulas.ts';
import { count } from './quantities.ts';
import { UNREAD } from './references.ts';
import { checkShape } from './shape.ts';
import { accept, fault, idIn, type Placed, type Surroundings } from './surroundings.ts';
import { compileTaskEntry, ownTaskEntry, type PlacedTaskEntry } from './task-entry.ts';

export const jobEntry = z.strictObject({
  count: count.prefault(DEFAULTS.entry.count),
  arrival: arrival.prefault(DEFAULTS.arrival),
  job: z.unknown(),
  tasks: z.array(z.unknown()).prefault([]).describe('added at the instant of the creation of each job'),
});

export interface PlacedJobEntry extends Placed<JobEntry> {
  /** the job with {n} not filled in */
  readonly template: JobSpec;
  readonly bodyPath: Path;
  readonly tasks: readonly PlacedTaskEntry[];
}

/** An entry of `jobs:`: the body of a job, or a stream of jobs. */
export function compileJobEntry(raw: unknown, path: Path, around: Surroundings): PlacedJobEntry | undefined {
  const { account, complaints, tally } = around;
  if (!isStream(raw)) {
    tally.add('jobs', 1, path, complaints);
    const job = accept(checkJob(raw, account), path, complaints);
    if (job === undefined) {
      around.doubtful.addJob(idIn(raw));
      return undefined;
    }
    const template = withFormulaChecked(job);
    const value: JobEntry = { count: 1, arrival: AT_ONCE, job: () => template, tasks: () => [] };
    return { value, path, bodyPath: path, template, tasks: [] };
  }
  const bodyPath = [...path, 'job'];
  const shape = checkShape(jobEntry, raw, path, complaints);
  const repeat = shape?.count ?? DEFAULTS.entry.count;
  tally.add('jobs', repeat, [...path, 'count'], complaints);
  const template =
    raw.job === undefined || raw.job === UNREAD ? undefined : compileJobBody(raw.job, bodyPath, repeat, around);
  const before = tally.tasks;
  const tasks = (Array.isArray(raw.tasks) ? (raw.tasks as unknown[]) : []).flatMap((entry, index) => {
    const kind = { shape: ownTaskEntry, jobId: template?.id ?? '' };
    return compileTaskEntry(entry, [...path, 'tasks', index], around, kind) ?? [];
  });
  tally.add('tasks', (tally.tasks - before) * Math.max(0, repeat - 1), [...path, 'count'], complaints);
  if (shape === undefined || template === undefined) {
    if (raw.job === UNREAD) around.doubtful.addUnknown();
    around.doubtful.addJob(idIn(raw.job));
    return undefined;
  }
  const entries = tasks.map(({ value }) => value);
  const value: JobEntry = {
    count: shape.count,
    arrival: shape.arrival,
    job: instantiate(template),
    tasks: hasPattern(template.id)
      ? (n) => {
          const jobId = fillPattern(template.id, n);
          return entries.map((entry) => ({ ...entry, jobId }));
        }
      : () => entries,
  };
  return { value, path, bodyPath, template, tasks };
}

function compileJobBody(
  raw: unknown,
  path: Path,
  repeat: number,
  { account, complaints }: Surroundings,
): JobSpec | undefined {
  if (refuseFixedPatterns(raw, path, complaints)) return undefined;
  const template = accept(checkJob(raw, account, { count: Math.max(1, repeat) }), path, complaints);
  if (template !== undefined && repeat > 1 && !hasPattern(template.id)) {
    complaints.issues.push(
      fault(
        [...path, 'id'],
        'JobExists',
        `all ${repeat} jobs would have the id "${template.id}": write {n} in it`,
        'L-176',
      ),
    );
  }
  return template && withFormulaChecked(template);
}

function isStream(raw: unknown): raw is Readonly<Record<string, unknown>> {
  if (typeof raw !== 'object' || raw === null) return false;
  return ['job', 'count', 'arrival', 'tasks'].some((key) => Object.hasOwn(raw, key));
}
