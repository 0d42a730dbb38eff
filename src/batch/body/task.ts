/** "Add a task": the rules across elements and what its job must allow. */
import { type ErrorCode, serviceError } from '../errors.ts';
import type { Checked, Issue, Path } from '../issue.ts';
import { DEPENDENCY_IDS_LENGTH } from '../limits.ts';
import type { ExitConditions, ExitOptions, JobSpec, TaskSpec } from '../model.ts';
import { fillPatterns, hasPattern } from './patterns.ts';
import { conclude, isRecord, list, newReport, number, type Raw, type Report, record, refuse, text } from './report.ts';
import { reviewParts } from './shared.ts';
import { checkStructure, tableOrder } from './structure.ts';
import { compileTask } from './task-compile.ts';
import { TaskBody } from './task-schema.ts';

export interface TaskContext {
  /**
   * how many tasks are made of this body; with it, `{n}` in the body's texts is the ordinal and the compiled task keeps the patterns
   * (`instantiate` of patterns.ts fills them in). Absent: braces are ordinary text
   */
  readonly count?: number;
}

/** What a GET returns of a task beside what was asked for. */
export const TASK_READ_ONLY = [
  'url',
  'eTag',
  'lastModified',
  'creationTime',
  'state',
  'stateTransitionTime',
  'previousState',
  'previousStateTransitionTime',
  'executionInfo',
  'nodeInfo',
  'stats',
];

/** The task that this body asks for; whether its job allows it is for {@link checkTaskAgainstJob}. */
export function checkTask(raw: unknown, context: TaskContext = {}): Checked<TaskSpec> {
  const repeated = context.count !== undefined && hasPattern(raw);
  // The first and the last ordinal have the shortest and the longest texts: if both are well-formed, all are.
  const first = checkOneTask(repeated ? fillPatterns(raw, 1) : raw);
  if (!repeated || !first.ok) return first;
  const last = checkOneTask(fillPatterns(raw, context.count as number));
  if (!last.ok) return last;
  return { ...last, value: compileTask(raw as TaskBody) };
}

function checkOneTask(raw: unknown): Checked<TaskSpec> {
  const report = newReport();
  checkStructure(TaskBody, raw, report, { readOnly: TASK_READ_ONLY });
  if (isRecord(raw)) {
    reviewTask(raw, report);
    reviewParts(raw, report, []);
  }
  return conclude(report, tableOrder(TaskBody), () => compileTask(raw as TaskBody));
}

/** The rules across the elements of a task. */
export function reviewTask(task: Raw, report: Report): void {
  reviewDependencies(record(task.dependsOn), report, ['dependsOn']);
  reviewExitConditions(record(task.exitConditions), report, ['exitConditions']);
}

function reviewDependencies(dependsOn: Raw, report: Report, base: Path): void {
  const length = list(dependsOn.taskIds).reduce<number>((total, taskId) => total + (text(taskId)?.length ?? 0), 0);
  if (length > DEPENDENCY_IDS_LENGTH) {
    const message = `taskIds has ${length} characters; ${DEPENDENCY_IDS_LENGTH} are allowed together: use taskIdRanges`;
    refuse(report, [...base, 'taskIds'], 'TaskDependencyListTooLong', message, 'L-397');
  }
  list(dependsOn.taskIdRanges).forEach((range, index) => {
    reviewRange(record(range), report, [...base, 'taskIdRanges', index], 'L-398');
  });
}

function reviewExitConditions(conditions: Raw, report: Report, base: Path): void {
  list(conditions.exitCodeRanges).forEach((range, index) => {
    reviewRange(record(range), report, [...base, 'exitCodeRanges', index], 'L-230');
  });
}

/** Both ends belong to a range, so one that ends before it starts holds nothing. */
function reviewRange(range: Raw, report: Report, path: Path, rule: string): void {
  const start = number(range.start);
  const end = number(range.end);
  if (start === null || end === null || start <= end) return;
  refuse(report, [...path, 'end'], 'InvalidPropertyValue', `end is ${end}, which is before start, ${start}`, rule);
}

// ---------------------------------------------------------------- the job's part

/** Why a job would refuse this task, or `null`; `path` leads to the culprit in the task's body. */
export function checkTaskAgainstJob(
  task: TaskSpec,
  job: Pick<JobSpec, 'usesTaskDependencies' | 'onTaskFailure'>,
): (Issue & { readonly status: number; readonly code: ErrorCode }) | null {
  const options = optionsOf(task.exitConditions);
  if (job.onTaskFailure === 'noaction') {
    const culprit = options.find(([, each]) => each.jobAction !== null);
    const message = 'jobAction is possible only in a job whose onTaskFailure is performexitoptionsjobaction';
    if (culprit !== undefined) return fault([...culprit[0], 'jobAction'], 'InvalidPropertyValue', message, 'L-240');
  }
  if (!job.usesTaskDependencies) {
    const culprit = options.find(([, each]) => each.dependencyAction !== null);
    const message = 'dependencyAction is possible only in a job that uses task dependencies (usesTaskDependencies)';
    if (culprit !== undefined)
      return fault([...culprit[0], 'dependencyAction'], 'InvalidPropertyValue', message, 'L-242');
    if (task.dependsOn !== null) {
      const refusal = 'dependsOn is possible only in a job that uses task dependencies (usesTaskDependencies)';
      return fault(['dependsOn'], 'TaskDependenciesNotSpecifiedOnJob', refusal, 'L-351');
    }
  }
  return null;
}

function fault(path: Path, code: ErrorCode, message: string, rule: string) {
  return { path, at: 'key' as const, message, status: serviceError(code).status, code, rules: [rule] };
}

/** Every exitOptions of a task with its place, in the order of the table. */
function optionsOf(conditions: ExitConditions | null): readonly (readonly [Path, ExitOptions])[] {
  if (conditions === null) return [];
  const places: [Path, ExitOptions | null][] = [
    ...conditions.exitCodes.map((each, index): [Path, ExitOptions] => [
      ['exitCodes', index, 'exitOptions'],
      each.exitOptions,
    ]),
    ...conditions.exitCodeRanges.map((each, index): [Path, ExitOptions] => [
      ['exitCodeRanges', index, 'exitOptions'],
      each.exitOptions,
    ]),
    [['preProcessingError'], conditions.preProcessingError],
    [['fileUploadError'], conditions.fileUploadError],
    [['default'], conditions.default],
  ];
  return places.flatMap(([path, options]) =>
    options === null ? [] : [[['exitConditions', ...path], options] as const],
  );
}
