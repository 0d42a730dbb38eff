/** Rules about single tasks, read once more from the rule book. */
import { IS_MANAGER } from '../../src/engine/tasks.ts';
import type { World } from '../../src/engine/world.ts';
import type { TaskTransition } from '../../src/trace/vocabulary.ts';

/** The retry count that holds for a task: its own, an update's, or the job's of when it was added (L-348, L-349, L-263). */
export function retryLimitOf(world: World, task: number): number {
  const given = world.newConstraints.get(task) ?? world.taskSpec(task).constraints;
  if (given.maxTaskRetryCount !== null) return given.maxTaskRetryCount;
  const job = world.jobOf(task);
  const defaults = job.retryDefaults.filter(({ from }) => from <= task);
  return world.tasks.has(task, IS_MANAGER) ? defaults[0].count : defaults[defaults.length - 1].count;
}

/** Whether a task that completes with this line satisfies those that depend on it (L-232 … L-235, L-241, L-404, S-28). */
export function satisfiesDependents(world: World, line: Readonly<TaskTransition>): boolean {
  const conditions = world.taskSpec(line.task).exitConditions;
  const succeeded = line.reason === 'succeeded';
  const byCode =
    conditions?.exitCodes.find(({ code }) => code === line.exitCode)?.exitOptions ??
    conditions?.exitCodeRanges.find(({ start, end }) => start <= line.exitCode && line.exitCode <= end)?.exitOptions;
  const fallback = conditions?.default ?? undefined;
  const options = (() => {
    switch (line.reason) {
      case 'succeeded':
        return byCode;
      case 'failed':
      case 'wallClockExpired':
        return byCode ?? fallback;
      case 'uploadFailed':
        return byCode ?? conditions?.fileUploadError ?? fallback;
      case 'preProcessingFailed':
        return conditions?.preProcessingError ?? fallback;
      default:
        return fallback;
    }
  })();
  return (options?.dependencyAction ?? (succeeded ? 'satisfy' : 'block')) === 'satisfy';
}
