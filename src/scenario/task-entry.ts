/** Entries of `tasks:` and the body of addTasks: tasks of one shape, how many, and when they arrive. */
import * as z from 'zod';
import { hasPattern, instantiate } from '../batch/body/patterns.ts';
import { checkTask } from '../batch/body/task.ts';
import type { Path } from '../batch/issue.ts';
import type { TaskEntry, TaskSpec } from '../batch/model.ts';
import { arrival } from './arrival.ts';
import { DEFAULTS } from './defaults.ts';
import { refuseFixedPatterns } from './fixed-elements.ts';
import { runs, thenOf } from './program.ts';
import { count } from './quantities.ts';
import { UNREAD } from './references.ts';
import { checkShape, refuse } from './shape.ts';
import { accept, fault, type Placed, type Surroundings } from './surroundings.ts';
import { compileRows } from './task-rows.ts';
import type { TaskTable } from './task-table.ts';

const taskEntryFields = {
  count: count.prefault(DEFAULTS.entry.count),
  arrival: arrival.prefault(DEFAULTS.arrival),
  task: z.unknown().optional(),
  runs: runs.optional().describe("these tasks' own program instead of a match in programs"),
  file: z.string().min(1).optional().describe('a CSV or NDJSON file with one task a row'),
};

/** as under `tasks:` of a scenario */
export const taskEntry = z.strictObject({ jobId: z.string().min(1), ...taskEntryFields });
/** as under `tasks:` of a job entry */
export const ownTaskEntry = z.strictObject(taskEntryFields);
/** as in the operation addTasks */
export const addedTaskEntry = z.strictObject({ jobId: z.string().min(1).optional(), ...taskEntryFields });

export interface PlacedTaskEntry extends Placed<TaskEntry> {
  readonly table: TaskTable | null;
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
  if (shape !== undefined && shape.file === undefined) {
    around.tally.add('tasks', shape.count, [...path, 'count'], complaints);
  }
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

/** What the body of an entry compiles to. */
export interface CompiledBody {
  readonly template: TaskSpec;
  readonly isPattern: boolean;
  readonly task: (n: number) => TaskSpec;
  readonly table: TaskTable | null;
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
