/** What a rare line must hold for its readers to rely on it; a line that was read back is checked against this. */
import { refuse } from './log-error.ts';
import type { Line } from './vocabulary.ts';

type Kind = 'string' | 'number' | 'boolean' | 'object' | 'array';
type Shape = Readonly<Record<string, Kind>>;

const OPTIONAL: Readonly<Record<Line['entity'], Shape>> = {
  run: { limit: 'string' },
  request: { code: 'string', message: 'string', nodeIds: 'array', changes: 'object' },
  pool: {},
  allocation: { removing: 'array', resizeErrors: 'array' },
  autoscale: { error: 'object' },
  startTask: { exitCode: 'number', result: 'string', failureInfo: 'object' },
  jobSchedule: {},
  job: { terminateReason: 'string', schedulingError: 'object', jobManager: 'object', isAutoPool: 'boolean' },
  jobPreparation: { exitCode: 'number', result: 'string', failureInfo: 'object' },
  jobRelease: { exitCode: 'number', result: 'string', failureInfo: 'object' },
};

const REQUIRED: Readonly<Record<Line['entity'], Shape>> = {
  run: {},
  request: { to: 'string', status: 'number' },
  pool: { poolId: 'string' },
  allocation: {
    poolId: 'string',
    targetDedicatedNodes: 'number',
    targetLowPriorityNodes: 'number',
    currentDedicatedNodes: 'number',
    currentLowPriorityNodes: 'number',
  },
  autoscale: { poolId: 'string', to: 'string', results: 'string' },
  startTask: { poolId: 'string', nodeId: 'string', retryCount: 'number' },
  jobSchedule: { jobScheduleId: 'string' },
  job: { jobId: 'string' },
  jobPreparation: { jobId: 'string', poolId: 'string', nodeId: 'string', retryCount: 'number' },
  jobRelease: { jobId: 'string', poolId: 'string', nodeId: 'string', retryCount: 'number' },
};

/** besides, on the line that creates the thing */
const FIRST: Readonly<Partial<Record<Line['entity'], Shape>>> = {
  run: {
    scenario: 'string',
    seed: 'string',
    start: 'string',
    version: 'string',
    prices: 'object',
    currency: 'string',
    billing: 'object',
    vmSizes: 'object',
    notModelled: 'array',
  },
  pool: { vmSize: 'string', maxTasksPerNode: 'number', nodeFillType: 'string', isAutoPool: 'boolean' },
  job: { poolId: 'string', priority: 'number' },
};
const LAST_OF_RUN: Shape = { unmatchedCommandLines: 'array', waiting: 'object', stuck: 'array' };

export type RawLine = Readonly<Record<string, unknown>>;

/** Answers the line as what it is, or refuses it. */
export function checkedLine(raw: RawLine): Line {
  const entity = raw.entity as Line['entity'];
  if (!Object.hasOwn(REQUIRED, entity)) refuse(`there is no entity '${String(raw.entity)}'`);
  for (const state of [raw.from, raw.to]) if (state !== null) checkKind('from and to', state, 'string');
  for (const [key, kind] of Object.entries(REQUIRED[entity])) checkKind(key, raw[key], kind);
  for (const [key, kind] of Object.entries(OPTIONAL[entity])) {
    if (raw[key] !== undefined) checkKind(key, raw[key], kind);
  }
  const more = entity === 'run' && raw.from !== null ? LAST_OF_RUN : raw.from === null ? FIRST[entity] : undefined;
  for (const [key, kind] of Object.entries(more ?? {})) checkKind(key, raw[key], kind);
  return raw as unknown as Line;
}

function checkKind(key: string, value: unknown, kind: Kind): void {
  const actual = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  if (actual !== kind) refuse(value === undefined ? `'${key}' is missing` : `'${key}' is not of type ${kind}`);
}
