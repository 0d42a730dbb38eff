/** An entry whose tasks are the rows of a file: the file gives what differs, the body the rest. */
import { instantiate } from '../batch/body/patterns.ts';
import { checkTask } from '../batch/body/task.ts';
import type { Path } from '../batch/issue.ts';
import type { TaskSpec } from '../batch/model.ts';
import { refuseFixedPatterns } from './fixed-elements.ts';
import { UNREAD } from './references.ts';
import { kindOf, refuse } from './shape.ts';
import { accept, type Surroundings } from './surroundings.ts';
import type { CompiledBody } from './task-entry.ts';
import type { TaskTable } from './task-table.ts';

/** Stands for what a row will give while the rest of the body is checked. */
const ROW_ID = 'row';

/** `entry` is an entry as written, `file` its file. */
export function compileRows(
  entry: Readonly<Record<string, unknown>>,
  file: string,
  path: Path,
  around: Surroundings,
): CompiledBody | undefined {
  const { complaints, tally } = around;
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
  const { rows, commandLine } = table;
  if (rows.id.length === 0) {
    refuse(complaints, [...path, 'file'], `${file} has no rows`);
    return undefined;
  }
  tally.add('tasks', rows.id.length, [...path, 'file'], complaints);
  if (refuseFixedPatterns(given, bodyPath, complaints)) return undefined;
  const { id: _, ...rest } = given as Readonly<Record<string, unknown>>;
  // where every row has a command line the body need not have one
  const stand =
    'commandLine' in rest || commandLine?.given !== rows.id.length ? {} : { commandLine: commandLine.at(0) };
  const checked = accept(checkTask({ id: ROW_ID, ...rest, ...stand }, { count: rows.id.length }), bodyPath, complaints);
  if (checked === undefined) return undefined;
  // the file's name keys the random streams as the id pattern of other entries does
  const template: TaskSpec = { ...checked, id: file };
  return { template, isPattern: true, table, task: taskOfRow(template, table) };
}

/** A function of its own, so that nothing but the columns outlives the loading. */
function taskOfRow(template: TaskSpec, { rows, commandLine, dependsOn }: TaskTable): CompiledBody['task'] {
  const ofRow = instantiate<TaskSpec>({ ...template, id: '' });
  return (n) => {
    const row = n - 1;
    const task = ofRow(n);
    const taskIds = dependsOn?.at(row) || null;
    return {
      ...task,
      id: rows.id.at(row)!,
      commandLine: commandLine?.at(row) || task.commandLine,
      dependsOn: taskIds === null ? task.dependsOn : { taskIds: taskIds.split(' '), taskIdRanges: [] },
    };
  };
}
