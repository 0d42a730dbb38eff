/**
 * Why a transition happened: the closed list of reason tokens. A reason is the name of an edge of a lifecycle table, so the log, the
 * explanations and the docs read the same tables as the engine; the run and its requests have the few reasons below.
 */
import { JOB, JOB_SCHEDULE } from '../batch/lifecycles/job.ts';
import { NODE } from '../batch/lifecycles/node.ts';
import { JOB_PREPARATION, JOB_RELEASE, START_TASK } from '../batch/lifecycles/node-tasks.ts';
import { ALLOCATION, POOL } from '../batch/lifecycles/pool.ts';
import { TASK } from '../batch/lifecycles/task.ts';

/** Reasons of lines that are no entity's transition: text and rules. */
export const RUN_REASONS = {
  scenario: { when: 'the scenario itself', rules: ['S-3'] },
  quiescent: { when: 'nothing that is pending can change anything any more', rules: ['S-1'] },
  horizon: { when: "the scenario's end is reached", rules: ['S-1'] },
  limit: { when: 'a limit of the run is reached', rules: ['S-2', 'S-25'] },
  accepted: { when: 'the service accepts the request', rules: ['S-3'] },
  rejected: { when: 'the service rejects the request', rules: ['S-3'] },
  evaluated: { when: 'an autoscale formula was evaluated', rules: ['L-095', 'L-096'] },
} as const;

/** Every lifecycle table by the entity of the event log that lives it. */
export const LIFECYCLES = {
  pool: POOL,
  allocation: ALLOCATION,
  node: NODE,
  startTask: START_TASK,
  jobSchedule: JOB_SCHEDULE,
  job: JOB,
  jobPreparation: JOB_PREPARATION,
  jobRelease: JOB_RELEASE,
  task: TASK,
} as const;

type EdgesOf<L> = L extends { readonly edges: Readonly<Record<infer E, unknown>> } ? E & string : never;
export type Reason = EdgesOf<(typeof LIFECYCLES)[keyof typeof LIFECYCLES]> | keyof typeof RUN_REASONS;
