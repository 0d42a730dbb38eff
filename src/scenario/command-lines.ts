/** Every command line that a scenario may run, with its place. */
import type { Path } from '../batch/issue.ts';
import type { JobSpec, PoolSpec, TaskEntry, TaskSpec } from '../batch/model.ts';
import type { Parts } from './parts.ts';

export interface CommandLine {
  /** {n} not filled in */
  readonly text: string;
  readonly path: Path;
}

/** Tasks that bring their own program are left out: theirs is not looked up. */
export function* commandLinesOf({ pools, jobs, jobSchedules, tasks, requests }: Parts): Generator<CommandLine> {
  for (const { value, path } of pools) yield* ofPool(value, path);
  for (const { template, bodyPath, tasks: own } of jobs) {
    yield* ofJob(template, bodyPath);
    for (const { value, path } of own) yield* ofEntry(value, path);
  }
  for (const { value, path } of jobSchedules) yield* ofJob(value.jobSpecification, [...path, 'jobSpecification']);
  for (const { value, path } of tasks) yield* ofEntry(value, path);
  for (const { request, path } of requests) {
    if (!request.ok) continue;
    const { operation } = request;
    if (operation.name === 'addPool') yield* ofPool(operation.pool, path);
    if (operation.name === 'patchPool' || operation.name === 'updatePoolProperties') {
      if (operation.patch.startTask)
        yield { text: operation.patch.startTask.commandLine, path: [...path, 'startTask', 'commandLine'] };
    }
    if (operation.name === 'addJob') yield* ofJob(operation.job, path);
    if (operation.name === 'addJobSchedule')
      yield* ofJob(operation.jobSchedule.jobSpecification, [...path, 'jobSpecification']);
    if (operation.name === 'patchJobSchedule' && operation.patch.jobSpecification) {
      yield* ofJob(operation.patch.jobSpecification, [...path, 'jobSpecification']);
    }
    if (operation.name === 'addTask') yield* ofTask(operation.task, path);
    if (operation.name === 'addTasks') yield* ofEntry(operation.entry, path);
  }
}

function* ofPool({ startTask }: PoolSpec, path: Path): Generator<CommandLine> {
  if (startTask) yield { text: startTask.commandLine, path: [...path, 'startTask', 'commandLine'] };
}

function* ofJob(
  { jobManagerTask, jobPreparationTask, jobReleaseTask, poolInfo }: JobSpec,
  path: Path,
): Generator<CommandLine> {
  if (jobManagerTask) yield { text: jobManagerTask.task.commandLine, path: [...path, 'jobManagerTask', 'commandLine'] };
  if (jobPreparationTask)
    yield { text: jobPreparationTask.commandLine, path: [...path, 'jobPreparationTask', 'commandLine'] };
  if (jobReleaseTask) yield { text: jobReleaseTask.commandLine, path: [...path, 'jobReleaseTask', 'commandLine'] };
  if ('autoPool' in poolInfo)
    yield* ofPool(poolInfo.autoPool.pool, [...path, 'poolInfo', 'autoPoolSpecification', 'pool']);
}

function* ofEntry({ template, runs, rows, count, task }: TaskEntry, path: Path): Generator<CommandLine> {
  if (runs !== null || count === 0) return;
  if (rows === null) yield* ofTask(template, [...path, 'task']);
  else {
    const seen = new Set<string>();
    for (let n = 1; n <= count; n += 1) {
      const text = task(n).commandLine;
      if (seen.has(text)) continue;
      seen.add(text);
      yield { text, path: [...path, 'file'] };
    }
  }
}

/** A task's own command line, and the one that its instances coordinate with. */
function* ofTask({ commandLine, coordinationCommandLine }: TaskSpec, path: Path): Generator<CommandLine> {
  yield { text: commandLine, path: [...path, 'commandLine'] };
  if (coordinationCommandLine === null) return;
  yield { text: coordinationCommandLine, path: [...path, 'multiInstanceSettings', 'coordinationCommandLine'] };
}
