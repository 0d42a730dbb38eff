/**
 * What a scenario compiles to: every body of the Batch API with its defaults applied and its units converted.
 *
 * Durations and instants are integer milliseconds of virtual time (`SimTime`), absent limits are `Infinity`, enum values are lower
 * case. Nothing in here is optional for the engine's sake: `null` says "not given and it matters", everything else has its default.
 * The types know nothing of files, positions or YAML; `scenario/` makes them, `engine/` runs them.
 */
export type * from './model/cloud.ts';
export type * from './model/job.ts';
export type * from './model/operation.ts';
export type * from './model/pool.ts';
export type * from './model/program.ts';
export type * from './model/scenario.ts';
export type * from './model/task.ts';
