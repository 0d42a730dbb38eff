/** Entries of `tasks:` and `jobs:`: one body, how often, and when. */
import * as z from 'zod';
import { checkJob } from '../batch/body/job.ts';
import { fillPattern, hasPattern, instantiate } from '../batch/body/patterns.ts';
import { checkTask } from '../batch/body/task.ts';
import { serviceError } from '../batch/errors.ts';
import type { Checked, Issue, Path } from '../batch/issue.ts';
import type { Account, JobEntry, JobSpec, Request, Runs, TaskEntry, TaskSpec } from '../batch/model.ts';
import { AT_ONCE, arrival } from './arrival.ts';
import { DEFAULTS } from './defaults.ts';
import type { DoubtfulJobs } from './doubtful-jobs.ts';
import { withFormulaChecked } from './formulas.ts';
import { beyond, type Limits } from './limits.ts';
import { runs } from './program.ts';
import { count } from './quantities.ts';
import { UNREAD } from './references.ts';
import { type Complaints, checkShape, kindOf, refuse } from './shape.ts';
import type { TaskTable } from './task-table.ts';

/** What entries need to know of the scenario around them. */
export interface Surroundings {
  readonly account: Account;
  /** the scenario's time zero, milliseconds since 1970 */
  readonly start: number;
  readonly limits: Limits;
  readonly complaints: Complaints;
  /** The rows of a task file; `null` where they could not be read, which has been complained about. */
  readonly table: (ref: string, path: Path) => TaskTable | null;
  /** The acts of a program, which are requests. */
  readonly acts: (raw: readonly unknown[], path: Path, complaints: Complaints) => Runs['then'];
  readonly doubtful: DoubtfulJobs;
  /** tasks of all entries so far */
  readonly total: { tasks: number };
}

/** A body that stands in an entry; the schema of the manual puts the body's own in its place. */
export const body = (kind: 'pool' | 'job' | 'jobSchedule' | 'task') => z.unknown().meta({ body: kind });

const taskEntryFields = {
  count: count.prefault(DEFAULTS.entry.count),
  arrival: arrival.prefault(DEFAULTS.arrival),
  task: body('task').optional(),
  runs: runs.optional().describe("these tasks' own program instead of a match in programs"),
  file: z.string().min(1).optional().describe('a CSV or NDJSON file with one task a row'),
};

/** as under `tasks:` of a scenario */
export const taskEntry = z.strictObject({ jobId: z.string().min(1), ...taskEntryFields });
/** as under `tasks:` of a job entry */
export const ownTaskEntry = z.strictObject(taskEntryFields);
/** as in the operation addTasks */
export const addedTaskEntry = z.strictObject({ jobId: z.string().min(1).optional(), ...taskEntryFields });

export const jobEntry = z.strictObject({
  count: count.prefault(DEFAULTS.entry.count),
  arrival: arrival.prefault(DEFAULTS.arrival),
  job: body('job'),
  tasks: z.array(z.unknown()).prefault([]).describe('added at the instant of the creation of each job'),
});

/** A compiled entry and where it stands. */
export interface Placed<T> {
  readonly value: T;
  readonly path: Path;
}

export interface PlacedTaskEntry extends Placed<TaskEntry> {
  readonly table: TaskTable | null;
}

export interface PlacedJobEntry extends Placed<JobEntry> {
  /** the job with {n} not filled in */
  readonly template: JobSpec;
  readonly bodyPath: Path;
  readonly tasks: readonly PlacedTaskEntry[];
}

type Shape = { readonly jobId?: string | undefined } & z.output<typeof ownTaskEntry>;

/** One entry of a list of tasks; `jobId` where the entry names none itself. */
export function compileTaskEntry(
  raw: unknown,
  path: Path,
  around: Surroundings,
  kind: { readonly shape: z.ZodType<Shape>; readonly jobId: string },
): PlacedTaskEntry | undefined {
  const { complaints } = around;
  const shape = checkShape(kind.shape, raw, path, complaints);
  const entry = (typeof raw === 'object' && raw !== null ? raw : {}) as Readonly<Record<string, unknown>>;
  if (shape !== undefined) countTasks(shape, path, around);
  // the body has its say even where the rest of the entry is ill
  const repeat = shape?.count ?? DEFAULTS.entry.count;
  const from = typeof entry.file === 'string' ? entry.file : undefined;
  const compiled =
    from === undefined ? compileBody(entry, path, repeat, around) : compileRows(entry, from, path, around);
  const acts = around.acts(thenOf(entry.runs), [...path, 'runs', 'then'], complaints);
  if (shape === undefined || compiled === undefined) return undefined;
  return {
    path,
    table: compiled.table,
    value: {
      jobId: shape.jobId ?? kind.jobId,
      arrival: shape.arrival,
      runs: shape.runs === undefined ? null : { ...shape.runs, then: acts },
      count: compiled.table ? compiled.table.rows.id.length : shape.count,
      template: compiled.template,
      isPattern: compiled.isPattern,
      task: compiled.task,
      rows: compiled.table?.rows ?? null,
    },
  };
}

/** What stands under `then` of a program, as far as it is a list. */
export function thenOf(program: unknown): readonly unknown[] {
  const acts =
    typeof program === 'object' && program !== null ? (program as Readonly<Record<string, unknown>>).then : undefined;
  return Array.isArray(acts) ? acts : [];
}

interface CompiledBody {
  readonly template: TaskSpec;
  readonly isPattern: boolean;
  readonly task: (n: number) => TaskSpec;
  readonly table: TaskTable | null;
}

function countTasks(shape: Shape, path: Path, around: Surroundings): void {
  if (shape.file !== undefined) return;
  const { total, limits, complaints } = around;
  const before = total.tasks;
  total.tasks += shape.count;
  if (total.tasks <= limits.tasks || before > limits.tasks) return;
  refuse(
    complaints,
    [...path, 'count'],
    beyond(`with this entry there are ${total.tasks.toLocaleString('en-US')} tasks`, 'tasks', limits.tasks),
  );
}

function compileBody(
  entry: Readonly<Record<string, unknown>>,
  path: Path,
  repeat: number,
  around: Surroundings,
): CompiledBody | undefined {
  const { complaints } = around;
  const bodyPath = [...path, 'task'];
  if (entry.task === undefined || entry.task === UNREAD) {
    if (entry.task === undefined)
      refuse(complaints, path, '"task" is missing: the body of the tasks (or "file", with a task a row)', 'object');
    return undefined;
  }
  if (refuseFixedPatterns(entry.task, bodyPath, complaints)) return undefined;
  const template = accept(checkTask(entry.task, { count: Math.max(1, repeat) }), bodyPath, complaints);
  if (template === undefined) return undefined;
  if (repeat > 1 && !hasPattern(template.id)) {
    complaints.issues.push(
      fault(
        [...bodyPath, 'id'],
        'TaskExists',
        `all ${repeat} tasks would have the id "${template.id}": write {n} in it`,
        'L-345',
      ),
    );
  }
  const isPattern = hasPattern(template);
  return { template, isPattern, task: instantiate(template), table: null };
}

/** Stands for what a row will give while the rest of the body is checked. */
const ROW_ID = 'row';

function compileRows(
  entry: Readonly<Record<string, unknown>>,
  file: string,
  path: Path,
  around: Surroundings,
): CompiledBody | undefined {
  const { complaints, total, limits } = around;
  const bodyPath = [...path, 'task'];
  const given = entry.task ?? {};
  if (given === UNREAD) return undefined;
  if ('count' in entry)
    refuse(complaints, [...path, 'count'], 'the number of tasks is that of the rows of the file', 'key');
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    refuse(complaints, bodyPath, `task: expected a mapping, found ${kindOf(given)}`);
    return undefined;
  }
  if ('id' in given) refuse(complaints, [...bodyPath, 'id'], 'the ids come from the file', 'key');
  const table = around.table(file, [...path, 'file']);
  if (table === null) return undefined;
  const { rows, commandLine, dependsOn } = table;
  if (rows.id.length === 0) {
    refuse(complaints, [...path, 'file'], `${file} has no rows`);
    return undefined;
  }
  total.tasks += rows.id.length;
  if (total.tasks > limits.tasks) {
    refuse(
      complaints,
      [...path, 'file'],
      beyond(`with this file there are ${total.tasks.toLocaleString('en-US')} tasks`, 'tasks', limits.tasks),
    );
  }
  if (refuseFixedPatterns(given, bodyPath, complaints)) return undefined;
  const { id: _, ...rest } = given as Readonly<Record<string, unknown>>;
  // where every row has a command line the body need not have one
  const stand =
    'commandLine' in rest || !commandLine?.every((line) => line !== '') ? {} : { commandLine: commandLine[0] };
  const checked = accept(checkTask({ id: ROW_ID, ...rest, ...stand }, { count: rows.id.length }), bodyPath, complaints);
  if (checked === undefined) return undefined;
  // the file's name keys the random streams as the id pattern of other entries does
  const template: TaskSpec = { ...checked, id: file };
  const ofRow = instantiate<TaskSpec>({ ...template, id: '' });
  return {
    template,
    isPattern: true,
    table,
    task: (n) => {
      const row = n - 1;
      const task = ofRow(n);
      const taskIds = dependsOn?.[row];
      return {
        ...task,
        id: rows.id[row]!,
        commandLine: commandLine?.[row] || task.commandLine,
        dependsOn: taskIds && taskIds.length > 0 ? { taskIds, taskIdRanges: [] } : task.dependsOn,
      };
    },
  };
}

/** An entry of `jobs:`: the body of a job, or a stream of jobs. */
export function compileJobEntry(raw: unknown, path: Path, around: Surroundings): PlacedJobEntry | undefined {
  const { account, complaints } = around;
  if (!isStream(raw)) {
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
  const template =
    raw.job === undefined || raw.job === UNREAD ? undefined : compileJobBody(raw.job, bodyPath, repeat, around);
  const tasks = (Array.isArray(raw.tasks) ? (raw.tasks as unknown[]) : []).flatMap((entry, index) => {
    const before = around.total.tasks;
    const compiled = compileTaskEntry(entry, [...path, 'tasks', index], around, {
      shape: ownTaskEntry,
      jobId: template?.id ?? '',
    });
    around.total.tasks += (around.total.tasks - before) * Math.max(0, repeat - 1);
    return compiled ? [compiled] : [];
  });
  if (around.total.tasks > around.limits.tasks && repeat > 1) {
    refuse(
      complaints,
      path,
      beyond(
        `with this entry there are ${around.total.tasks.toLocaleString('en-US')} tasks`,
        'tasks',
        around.limits.tasks,
      ),
    );
  }
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

/** The id of a body, if it has one. */
export function idIn(body: unknown): unknown {
  return typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>).id : undefined;
}

function isStream(raw: unknown): raw is Readonly<Record<string, unknown>> {
  if (typeof raw !== 'object' || raw === null) return false;
  return ['job', 'count', 'arrival', 'tasks'].some((key) => Object.hasOwn(raw, key));
}

/** Elements that are no free text: they are the same in every body of an entry. */
const FIXED = new Set([
  'maxWallClockTime',
  'retentionTime',
  'resizeTimeout',
  'autoScaleEvaluationInterval',
  'vmSize',
  'autoScaleFormula',
]);

function refuseFixedPatterns(raw: unknown, path: Path, complaints: Complaints): boolean {
  if (typeof raw !== 'object' || raw === null) return false;
  let found = false;
  for (const [key, value] of Object.entries(raw)) {
    const at = [...path, Array.isArray(raw) ? Number(key) : key];
    if (FIXED.has(key) && hasPattern(value)) {
      refuse(complaints, at, `{n} cannot stand in ${key}, which is the same for all of an entry`);
      found = true;
    } else if (refuseFixedPatterns(value, at, complaints)) found = true;
  }
  return found;
}

/** The value of a checked body; what was found wrong with it is added to the complaints, under `path`. */
export function accept<T>(checked: Checked<T>, path: Path, complaints: Complaints): T | undefined {
  const within = (issue: Issue): Issue => ({ ...issue, path: [...path, ...issue.path] });
  complaints.warnings.push(...checked.warnings.map(within));
  if (checked.ok) return checked.value;
  complaints.issues.push(...checked.issues.map(within));
  return undefined;
}

/** What the service would answer to something that is well-formed in itself. */
export function fault(path: Path, code: Parameters<typeof serviceError>[0], message: string, rule: string): Issue {
  return { path, at: 'value', message, status: serviceError(code).status, code, rules: [rule] };
}

/** The requests of all acts of an entry's own program. */
export function requestsOf(entry: TaskEntry): readonly Request[] {
  return entry.runs?.then.map(({ request }) => request) ?? [];
}
