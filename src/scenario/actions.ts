/** Operations of users, operators, programs and the cloud: each stands alone beside the time at which it is made. */
import type { z } from 'zod';
import { checkOperation } from '../batch/body/operation.ts';
import { OPERATION_NAMES } from '../batch/body/operation-schemas.ts';
import type { Checked, Issue, Path } from '../batch/issue.ts';
import type { OperationName, Request, TaskEntry } from '../batch/model.ts';
import { requestWithFormulaChecked } from './formulas.ts';
import { duration } from './quantities.ts';
import { type Complaints, checkShape, kindOf, refuse } from './shape.ts';
import { didYouMean } from './suggestion.ts';
import { accept, idIn, type Surroundings } from './surroundings.ts';
import { addedTaskEntry, compileTaskEntry } from './task-entry.ts';

/** A request of the scenario and where it stands. */
export interface PlacedRequest {
  readonly path: Path;
  /** at which it is made; of a program's act, after the start of each attempt */
  readonly time: number;
  readonly request: Request;
}

/** `{ at: DURATION, OPERATION: … }`, or in a program `{ after: DURATION, OPERATION: … }`. */
export function compileAction(
  raw: unknown,
  path: Path,
  timeKey: 'at' | 'after',
  around: Surroundings,
): PlacedRequest | undefined {
  const { complaints } = around;
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    refuse(complaints, path, `expected { ${timeKey}: DURATION, OPERATION: { … } }, found ${kindOf(raw)}`);
    return undefined;
  }
  const action = raw as Readonly<Record<string, unknown>>;
  const time = timeOf(action, path, timeKey, complaints);
  const name = operationOf(action, path, timeKey, complaints);
  if (name === undefined) return undefined;
  const checked = checkOperation(name, action[name], {
    account: around.account,
    start: around.start,
    ownJob: timeKey === 'after',
    addTasks: (entry, jobId) => compileAddedTasks(entry, [...path, name], jobId, around),
  });
  const request = accept(checked, [...path, name], complaints);
  if (time !== undefined && request !== undefined) {
    return { path: [...path, name], time, request: requestWithFormulaChecked(request) };
  }
  if (name === 'addJob') around.doubtful.addJob(idIn(action[name]));
  if (name === 'addJobSchedule') around.doubtful.addSchedule(idIn(action[name]));
  return undefined;
}

function timeOf(
  action: Readonly<Record<string, unknown>>,
  path: Path,
  timeKey: 'at' | 'after',
  complaints: Complaints,
): number | undefined {
  if (Object.hasOwn(action, timeKey))
    return checkShape(duration as z.ZodType<number>, action[timeKey], [...path, timeKey], complaints);
  // the other one is complained about as an unknown operation
  if (!Object.hasOwn(action, timeKey === 'at' ? 'after' : 'at')) {
    refuse(complaints, path, `"${timeKey}" is missing: the time of the operation`, 'object');
  }
  return undefined;
}

function operationOf(
  action: Readonly<Record<string, unknown>>,
  path: Path,
  timeKey: 'at' | 'after',
  complaints: Complaints,
): OperationName | undefined {
  const keys = Object.keys(action).filter((key) => key !== timeKey);
  const known = keys.filter((key): key is OperationName => (OPERATION_NAMES as readonly string[]).includes(key));
  for (const key of keys) {
    if ((OPERATION_NAMES as readonly string[]).includes(key)) continue;
    const other = timeKey === 'at' ? 'after' : 'at';
    const hint =
      key === other ? `; the time is given as "${timeKey}" here` : didYouMean(key, [...OPERATION_NAMES, timeKey]);
    refuse(complaints, [...path, key], `unknown operation "${key}"${hint}`, 'key');
  }
  if (keys.length === 0) refuse(complaints, path, 'no operation is given', 'object');
  const second = known[1];
  if (second !== undefined)
    refuse(complaints, [...path, second], `"${known[0]}" is given already: one operation each`, 'key');
  return known[0];
}

/** The body of addTasks; its complaints are handed back with paths that start in it. */
function compileAddedTasks(
  raw: Readonly<Record<string, unknown>>,
  path: Path,
  jobId: string,
  around: Surroundings,
): Checked<TaskEntry> {
  const own: Complaints = { issues: [], warnings: [] };
  const entry = compileTaskEntry(raw, path, { ...around, complaints: own }, { shape: addedTaskEntry, jobId });
  const inside = (issue: Issue): Issue => ({ ...issue, path: issue.path.slice(path.length) });
  const warnings = own.warnings.map(inside);
  if (entry && own.issues.length === 0) return { ok: true, value: entry.value, warnings };
  return { ok: false, issues: own.issues.map(inside), warnings };
}
