/** What the end of a task means for its job and for those that depend on it: the resolution of exitConditions (L-229 … L-244, S-28). */
import type { DependencyAction, ExitConditions, ExitOptions, JobAction } from '../batch/model.ts';

/** How a task ended, as its exit conditions see it. */
export type Ending =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'preProcessingError' }
  | { readonly kind: 'fileUploadError'; readonly code: number }
  /** killed by a user, a node operation, a job or its lifetime: only `default` can name it */
  | { readonly kind: 'killed' };

export interface ExitActions {
  readonly jobAction: JobAction;
  readonly dependencyAction: DependencyAction;
}

/** L-236, L-241: the built-in defaults. */
const ON_SUCCESS: ExitActions = { jobAction: 'none', dependencyAction: 'satisfy' };
const ON_FAILURE: ExitActions = { jobAction: 'terminate', dependencyAction: 'block' };

export function exitActions(conditions: ExitConditions | null, ending: Ending): ExitActions {
  const defaults = ending.kind === 'exit' && ending.code === 0 ? ON_SUCCESS : ON_FAILURE;
  const options = conditions === null ? null : matchingOptions(conditions, ending);
  return {
    jobAction: options?.jobAction ?? defaults.jobAction,
    dependencyAction: options?.dependencyAction ?? defaults.dependencyAction,
  };
}

function matchingOptions(conditions: ExitConditions, ending: Ending): ExitOptions | null {
  switch (ending.kind) {
    case 'exit':
      return byCode(conditions, ending.code) ?? (ending.code === 0 ? null : conditions.default); // L-232, L-233
    case 'preProcessingError':
      return conditions.preProcessingError ?? conditions.default; // L-234
    case 'fileUploadError':
      return byCode(conditions, ending.code) ?? conditions.fileUploadError ?? conditions.default; // L-235
    case 'killed':
      return conditions.default; // L-404, S-28
  }
}

function byCode(conditions: ExitConditions, code: number): ExitOptions | null {
  const exact = conditions.exitCodes.find((entry) => entry.code === code);
  if (exact !== undefined) return exact.exitOptions;
  return conditions.exitCodeRanges.find(({ start, end }) => start <= code && code <= end)?.exitOptions ?? null; // L-230
}
