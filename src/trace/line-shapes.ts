/** What a rare line must hold for its readers to rely on it; a line that was read back is checked against this. */
import {
  amount,
  anything,
  boolean,
  type Check,
  instant,
  integer,
  listOf,
  mapOf,
  objectOf,
  oneOf,
  optional,
  orNull,
  text,
  wholeNumber,
} from './checks.ts';
import { refuse } from './log-error.ts';
import {
  ALLOCATION_STATES,
  FORMAT,
  JOB_SCHEDULE_STATES,
  JOB_STATES,
  type Line,
  NODE_TASK_STATES,
  POOL_STATES,
  WAIT_CAUSES,
} from './vocabulary.ts';

export const result = oneOf('success', 'failure');
export const failureInfo = objectOf({ category: oneOf('UserError', 'ServerError'), code: text });
export const dependencies = objectOf({
  taskIds: listOf(text),
  taskIdRanges: listOf(objectOf({ start: integer, end: integer })),
});
/** milliseconds by cause of waiting */
export const causes = mapOf(oneOf(...WAIT_CAUSES), wholeNumber);

type Shape = Readonly<Record<string, Check>>;
const codeAndMessage: Shape = { code: text, message: text };
const between = (states: readonly string[]): Shape => ({ from: oneOf(null, ...states), to: oneOf(null, ...states) });
const ids = (...names: readonly string[]): Shape => Object.fromEntries(names.map((name) => [name, text]));

const runOfTask: Shape = {
  ...between(NODE_TASK_STATES),
  retryCount: wholeNumber,
  exitCode: optional(integer),
  result: optional(result),
  failureInfo: optional(failureInfo),
};

const SHAPES: Readonly<Record<Line['entity'], Shape>> = {
  run: { from: oneOf(null, 'started'), to: oneOf('started', 'ended') },
  request: {
    from: oneOf(null),
    to: text,
    status: wholeNumber,
    code: optional(text),
    message: optional(text),
    changes: optional(mapOf(text, anything)),
    nodeIds: optional(listOf(text)),
    ...Object.fromEntries(['poolId', 'nodeId', 'jobScheduleId', 'jobId', 'taskId'].map((id) => [id, optional(text)])),
  },
  pool: { ...ids('poolId'), ...between(POOL_STATES) },
  allocation: {
    ...ids('poolId'),
    ...between(ALLOCATION_STATES),
    targetDedicatedNodes: wholeNumber,
    targetLowPriorityNodes: wholeNumber,
    currentDedicatedNodes: wholeNumber,
    currentLowPriorityNodes: wholeNumber,
    removing: optional(listOf(text)),
    resizeErrors: optional(listOf(objectOf(codeAndMessage))),
  },
  autoscale: {
    ...ids('poolId'),
    from: oneOf(null),
    to: oneOf('evaluated', 'failed'),
    results: text,
    error: optional(objectOf({ ...codeAndMessage, values: optional(listOf(objectOf(ids('name', 'value')))) })),
  },
  startTask: { ...ids('poolId', 'nodeId'), ...runOfTask },
  jobSchedule: { ...ids('jobScheduleId'), ...between(JOB_SCHEDULE_STATES) },
  job: {
    ...ids('jobId'),
    ...between(JOB_STATES),
    terminateReason: optional(text),
    schedulingError: optional(objectOf({ ...codeAndMessage, category: text })),
    isAutoPool: optional(boolean),
    jobManager: optional(objectOf({ taskId: text, runExclusive: boolean, allowLowPriorityNode: boolean })),
  },
  jobPreparation: { ...ids('jobId', 'poolId', 'nodeId'), ...runOfTask },
  jobRelease: { ...ids('jobId', 'poolId', 'nodeId'), ...runOfTask },
};

/** besides, on the line that creates the thing */
const FIRST: Readonly<Partial<Record<Line['entity'], Shape>>> = {
  run: {
    format: oneOf(FORMAT),
    scenario: text,
    description: optional(text),
    seed: text,
    start: instant,
    version: text,
    prices: mapOf(text, objectOf({ dedicated: orNull(amount), lowPriority: orNull(amount) })),
    currency: text,
    billing: objectOf({ granularity: wholeNumber, minimum: wholeNumber }),
    vmSizes: mapOf(text, amount),
    notModelled: listOf(text),
  },
  pool: { vmSize: text, maxTasksPerNode: wholeNumber, nodeFillType: oneOf('pack', 'spread'), isAutoPool: boolean },
  job: { poolId: text, priority: integer },
};

const END_OF_RUN: Shape = {
  unmatchedCommandLines: listOf(text),
  waiting: mapOf(text, causes),
  stuck: listOf(objectOf(ids('entity', 'reason', 'remedy'))),
  limit: optional(text),
};

export type RawLine = Readonly<Record<string, unknown>>;

const CHECKS: ReadonlyMap<unknown, { readonly always: Check; readonly first: Check }> = new Map(
  Object.entries(SHAPES).map(([entity, shape]) => {
    const first = FIRST[entity as Line['entity']] ?? {};
    return [entity, { always: objectOf(shape), first: objectOf(first) }];
  }),
);
const endOfRun = objectOf(END_OF_RUN);

/** Answers the line as what it is, or refuses it. */
export function checkedLine(raw: RawLine): Line {
  const checks = CHECKS.get(raw.entity);
  if (checks === undefined) refuse(`there is no entity '${String(raw.entity)}'`);
  ensure(checks.always(raw));
  if (raw.from === null) ensure(checks.first(raw));
  else if (raw.entity === 'run') ensure(endOfRun(raw));
  return raw as unknown as Line;
}

function ensure(problem: string | null): void {
  if (problem !== null) refuse(problem);
}
