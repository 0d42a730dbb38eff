/**
 * Whether two lines of two logs say the same: whether they are the same step, at the same instant, of the same thing, and if so what
 * else on them differs.
 */
import type { Patch, Renamed } from './comparison.ts';
import { differencesOf } from './documents.ts';
import { ID_KEYS, type RawLine, STEP_KEYS, textOf } from './raw-line.ts';
import type { Renames } from './renames.ts';

type Kind = Renamed['kind'];

const KINDS: Readonly<Record<string, { readonly kind: Kind; readonly owner: string | null }>> = {
  poolId: { kind: 'pool', owner: null },
  nodeId: { kind: 'node', owner: 'poolId' },
  jobScheduleId: { kind: 'schedule', owner: null },
  jobId: { kind: 'job', owner: null },
  taskId: { kind: 'task', owner: 'jobId' },
};

/** The id that a line brings into the world, by entity. */
const CREATED: Readonly<Record<string, string>> = {
  pool: 'poolId',
  node: 'nodeId',
  jobSchedule: 'jobScheduleId',
  job: 'jobId',
  task: 'taskId',
};
/** The same by operation. */
const CREATING: Readonly<Record<string, string>> = {
  addPool: 'poolId',
  addJobSchedule: 'jobScheduleId',
  addJob: 'jobId',
  addTask: 'taskId',
};

/** Learns what is called otherwise from lines that create things. The pool of a job is a detail of it, not part of the step. */
export function isSameStep(a: RawLine, b: RawLine, renames: Renames): boolean {
  if (STEP_KEYS.some((key) => a[key] !== b[key])) return false;
  const created = a.from === null ? (a.entity === 'request' ? CREATING[a.to ?? ''] : CREATED[a.entity]) : undefined;
  for (const key of ID_KEYS) {
    if (a.entity === 'job' && key === 'poolId') continue;
    if (key === 'nodeIds') {
      if (!areSameNodes(a, b, renames)) return false;
    } else if (!isSameId(a, b, key, renames, key === created)) return false;
  }
  return true;
}

function isSameId(a: RawLine, b: RawLine, key: string, renames: Renames, isCreated: boolean): boolean {
  const [idA, idB] = [textOf(a, key), textOf(b, key)];
  if (idA === null || idB === null) return idA === idB;
  const { kind, owner } = KINDS[key];
  const owners = owner === null ? (['', ''] as const) : ([textOf(a, owner) ?? '', textOf(b, owner) ?? ''] as const);
  if (renames.isSame(kind, owners, idA, idB)) return true;
  return isCreated && renames.add(kind, owners, idA, idB);
}

function areSameNodes(a: RawLine, b: RawLine, renames: Renames): boolean {
  return sameList(a.nodeIds, b.nodeIds, (one, other) =>
    renames.isSame('node', [textOf(a, 'poolId') ?? '', textOf(b, 'poolId') ?? ''], one, other),
  );
}

function sameList(a: unknown, b: unknown, isSame: (one: string, other: string) => boolean): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((each, place) => isSame(String(each), String(b[place])));
}

/** Names stand in these texts, and things that are called otherwise change them. */
const TEXTS: ReadonlySet<string> = new Set(['message', 'waiting', 'stuck', 'unmatchedCommandLines', 'changes']);

/** What differs on two lines of the same step. */
export function detailsOf(a: RawLine, b: RawLine, renames: Renames): Patch[] {
  const ids: ReadonlySet<string> = new Set([...STEP_KEYS, ...ID_KEYS, 'seq']);
  const isAutoPool = a.isAutoPool === true && b.isAutoPool === true;
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => {
    if (a.entity === 'job' && key === 'poolId')
      return !isAutoPool && !renames.isSame('pool', ['', ''], textOf(a, key) ?? '', textOf(b, key) ?? '');
    if (key === 'removing') return !areSameRemoved(a, b, renames);
    if (key === 'dependsOn') return !areSameDependencies(a, b, renames);
    return !ids.has(key) && !(renames.count > 0 && TEXTS.has(key));
  });
  return keys.flatMap((key) => differencesOf({ [key]: a[key] }, { [key]: b[key] }));
}

function areSameRemoved(a: RawLine, b: RawLine, renames: Renames): boolean {
  const owners = [textOf(a, 'poolId') ?? '', textOf(b, 'poolId') ?? ''] as const;
  return sameList(a.removing, b.removing, (one, other) => renames.isSame('node', owners, one, other));
}

function areSameDependencies(a: RawLine, b: RawLine, renames: Renames): boolean {
  const owners = [textOf(a, 'jobId') ?? '', textOf(b, 'jobId') ?? ''] as const;
  const [one, other] = [a.dependsOn, b.dependsOn] as readonly (Readonly<Record<string, unknown>> | undefined)[];
  return (
    sameList(one?.taskIds, other?.taskIds, (id, otherId) => renames.isSame('task', owners, id, otherId)) &&
    differencesOf(one?.taskIdRanges, other?.taskIdRanges).length === 0
  );
}

/** `"entity":…,ids,"from":…,"to":…`: how any line about the same step looks in the other log, as the log is written. */
export function stepText(line: RawLine, renames: Renames, into: 'a' | 'b'): string {
  const step: Record<string, unknown> = { entity: line.entity };
  const isTask = line.entity === 'task';
  for (const key of ID_KEYS) {
    const id = textOf(line, key);
    // where a task runs, and the pool of a job, are details of the step
    if (id === null || (isTask && (key === 'poolId' || key === 'nodeId'))) continue;
    if (line.entity === 'job' && key === 'poolId') continue;
    const { kind, owner } = KINDS[key];
    const ownerId = owner === null ? '' : (textOf(line, owner) ?? '');
    step[key] = into === 'b' ? renames.inB(kind, ownerId, id) : renames.inA(kind, ownerId, id);
  }
  const isPreparation = line.entity === 'jobPreparation' || line.entity === 'jobRelease';
  const { entity, jobId, ...rest } = step;
  const ordered = isPreparation ? { entity, jobId, ...rest } : step;
  return `${JSON.stringify({ ...ordered, from: line.from, to: line.to }).slice(1, -1)},`;
}
