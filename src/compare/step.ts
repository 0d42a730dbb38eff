/** Lines of a log as steps of a comparison, and how they are named. */
import { edgeOf, type Fact, nameOf } from '../explain/facts.ts';
import type { Subject } from '../explain/subject.ts';
import type { Line } from '../trace/vocabulary.ts';
import type { Step } from './comparison.ts';
import { type RawLine, textOf } from './raw-line.ts';
import type { Renames } from './renames.ts';

export function stepOfFact(fact: Fact): Step {
  const { seq, at: atMs, what, from, to, reason, more } = fact;
  return { seq, atMs, what, from, to, reason, when: edgeOf(fact).when, more };
}

/** Says less than a fact: what the details are is left out. */
export function stepOfRaw(line: RawLine): Step {
  const { seq, at, entity, from, to, reason, cause } = line;
  const what = whatOf(line);
  return stepOfFact({ seq, at, entity: entity as Fact['entity'], what, from, to, reason, cause: cause ?? 0, more: '' });
}

/** `task j/t1` */
export function whatOf(line: RawLine): string {
  if (line.entity === 'task') return `task ${textOf(line, 'jobId')}/${textOf(line, 'taskId')}`;
  if (line.entity === 'node') return `node ${textOf(line, 'poolId')}/${textOf(line, 'nodeId')}`;
  return nameOf(line as unknown as Line);
}

/** `task j/t1 completed: it exits with 0 [exit code 0]` */
export function stepText({ what, from, to, when, more }: Step): string {
  const state = to === null ? 'gone' : from === to ? `${to} again` : to;
  const head = what.endsWith(` ${state}`) ? what : `${what} ${state}`;
  return `${head}: ${when}${more === '' ? '' : ` [${more}]`}`;
}

/** What a line is about, as `explain` is asked about it, and as the other run calls it; null: nothing that has a story. */
export function subjectOf(line: RawLine, renames: Renames, into: 'a' | 'b' | 'own'): Subject | null {
  const id = (key: string) => textOf(line, key) ?? '';
  const named = (kind: 'pool' | 'node' | 'job' | 'task' | 'schedule', owner: string, name: string) =>
    into === 'own' ? name : into === 'b' ? renames.inB(kind, owner, name) : renames.inA(kind, owner, name);
  switch (line.entity) {
    case 'task':
      return {
        kind: 'task',
        owner: named('job', '', id('jobId')),
        member: named('task', id('jobId'), id('taskId')),
      };
    case 'node':
    case 'startTask':
    case 'jobPreparation':
    case 'jobRelease':
      return {
        kind: 'node',
        owner: named('pool', '', id('poolId')),
        member: named('node', id('poolId'), id('nodeId')),
      };
    case 'pool':
    case 'allocation':
    case 'autoscale':
      return { kind: 'pool', owner: named('pool', '', id('poolId')), member: '' };
    case 'job':
      return { kind: 'job', owner: named('job', '', id('jobId')), member: '' };
    case 'jobSchedule':
      return { kind: 'schedule', owner: named('schedule', '', id('jobScheduleId')), member: '' };
    default:
      return null;
  }
}
