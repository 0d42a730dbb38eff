/** Lines of a log as steps of a comparison, and how they are named. */
import { edgeOf, type Fact, factOfLine, factOfNode, factOfTask } from '../explain/facts.ts';
import type { Subject } from '../explain/subject.ts';
import {
  ABSENT,
  type Directory,
  type Line,
  NODE_STATES,
  TASK_STATES,
  type TaskTransition,
} from '../trace/vocabulary.ts';
import type { Renamed, Step } from './comparison.ts';
import { type RawLine, textOf } from './raw-line.ts';
import type { Renames } from './renames.ts';

export function stepOf(line: RawLine): Step {
  const fact = factOf(line);
  const { seq, at: atMs, what, from, to, reason, more } = fact;
  return { seq, atMs, what, from, to, reason, when: edgeOf(fact).when, more };
}

/** `task j/t1` */
export function whatOf(line: RawLine): string {
  return factOf(line).what;
}

/** A raw line is one of the log's, or the reader would refuse it; what is told of it is text in any case. */
function factOf(line: RawLine): Fact {
  const { seq, at } = line;
  const cause = line.cause ?? 0;
  const reason = line.reason as TaskTransition['reason'];
  const states: readonly string[] = line.entity === 'task' ? TASK_STATES : NODE_STATES;
  const [from, to] = [line.from, line.to].map((state) => (state === null ? ABSENT : states.indexOf(state)));
  const place = textOf(line, 'nodeId') === null ? -1 : 0;
  if (line.entity === 'node') {
    const isDedicated = line.isDedicated === true;
    return factOfNode({ seq, at, node: 0, pool: 0, from, to, reason, cause, isDedicated }, namesOf(line));
  }
  if (line.entity !== 'task') return factOfLine(line as unknown as Line);
  const { nodeIds, retryCount = -1, requeueCount = -1, exitCode = Number.NaN, failureInfo = null } = line;
  const { dependsOn = null } = line;
  const details = { retryCount, requeueCount, exitCode, failureInfo, dependsOn } as Pick<
    TaskTransition,
    'retryCount' | 'requeueCount' | 'exitCode' | 'failureInfo' | 'dependsOn'
  >;
  const nodes = Array.isArray(nodeIds) ? nodeIds.map((_, node) => node) : null;
  const own = { seq, at, task: 0, job: 0, from, to, reason, cause, pool: place, node: place, nodes };
  return factOfTask({ ...own, ...details, result: null, waited: null }, namesOf(line));
}

/** The names on one line, behind handles that count within it. */
function namesOf(line: RawLine): Directory {
  const id = (key: string) => textOf(line, key) ?? '';
  const nodes: readonly unknown[] = Array.isArray(line.nodeIds) ? line.nodeIds : [id('nodeId')];
  return {
    poolId: () => id('poolId'),
    nodeId: (node) => String(nodes[node]),
    jobId: () => id('jobId'),
    taskId: () => id('taskId'),
    scheduleId: () => id('jobScheduleId'),
  };
}

/** `task j/t1 completed: it exits with 0 [exit code 0]` */
export function stepText({ what, from, to, when, more }: Step): string {
  const state = to === null ? 'gone' : from === to ? `${to} again` : to;
  const head = what.endsWith(` ${state}`) ? what : `${what} ${state}`;
  return `${head}: ${when}${more === '' ? '' : ` [${more}]`}`;
}

/** What a line is about, as `explain` is asked about it, by the names of the other run; null: nothing that has a story. */
export function subjectOf(line: RawLine, renames: Renames, into: 'a' | 'b'): Subject | null {
  const named = (kind: Renamed['kind'], key: string, ownerKey?: string) => {
    const owner = ownerKey === undefined ? '' : (textOf(line, ownerKey) ?? '');
    const id = textOf(line, key) ?? '';
    return into === 'b' ? renames.inB(kind, owner, id) : renames.inA(kind, owner, id);
  };
  switch (line.entity) {
    case 'task':
      return { kind: 'task', owner: named('job', 'jobId'), member: named('task', 'taskId', 'jobId') };
    case 'node':
    case 'startTask':
    case 'jobPreparation':
    case 'jobRelease':
      return { kind: 'node', owner: named('pool', 'poolId'), member: named('node', 'nodeId', 'poolId') };
    case 'pool':
    case 'allocation':
    case 'autoscale':
      return { kind: 'pool', owner: named('pool', 'poolId'), member: '' };
    case 'job':
      return { kind: 'job', owner: named('job', 'jobId'), member: '' };
    case 'jobSchedule':
      return { kind: 'schedule', owner: named('schedule', 'jobScheduleId'), member: '' };
    default:
      return null;
  }
}
