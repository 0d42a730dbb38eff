/** The things of a run, the lives each of them has, and the lines of the log that tell of them. */
import { LIFECYCLES } from '../trace/reasons.ts';
import type { Recording } from './recording.ts';

export type Life = keyof typeof LIFECYCLES;

export interface LifeEdge {
  readonly from: readonly (string | null)[];
  readonly to: string | null;
  /** in words that follow "when" */
  readonly when: string;
  readonly rules: readonly string[];
}

/** The tables that the engine lives by, for whoever goes through all of them alike. */
export const LIFE_TABLES: Readonly<
  Record<Life, { readonly states: readonly string[]; readonly edges: Readonly<Record<string, readonly LifeEdge[]>> }>
> = LIFECYCLES;

/** Something of the run that can be pointed at, by its handle. */
export interface Thing {
  readonly kind: 'task' | 'node' | 'pool' | 'job' | 'schedule';
  readonly handle: number;
}

export const sameThing = (one: Thing | null, other: Thing | null): boolean =>
  one?.kind === other?.kind && one?.handle === other?.handle;

/** Its own life first, then those of what belongs to it alone. */
export const LIVES: Readonly<Record<Thing['kind'], readonly Life[]>> = {
  task: ['task'],
  node: ['node', 'startTask'],
  pool: ['allocation', 'pool'],
  job: ['job'],
  schedule: ['jobSchedule'],
};

/** What a line is about; null: the run, or a request. */
export function thingOf(recording: Recording, seq: number): Thing | null {
  const handle = recording.subject(seq);
  switch (recording.kind(seq)) {
    case 'task':
      return { kind: 'task', handle };
    case 'node':
    case 'startTask':
      return { kind: 'node', handle };
    case 'jobPreparation':
    case 'jobRelease':
      return { kind: 'node', handle: recording.place(seq) };
    case 'pool':
    case 'allocation':
    case 'autoscale':
      return { kind: 'pool', handle };
    case 'job':
      return { kind: 'job', handle };
    case 'jobSchedule':
      return { kind: 'schedule', handle };
    default:
      return null;
  }
}

/** `task film/frame-0001`, `node render/tvm-3`, `pool render` */
export function nameOf(recording: Recording, { kind, handle }: Thing): string {
  const { names } = recording;
  switch (kind) {
    case 'task':
      return `${names.jobId(recording.jobOfTask[handle])}/${names.taskId(handle)}`;
    case 'node':
      return `${names.poolId(recording.poolOfNode[handle])}/${names.nodeId(handle)}`;
    case 'pool':
      return names.poolId(handle);
    case 'job':
      return names.jobId(handle);
    case 'schedule':
      return names.scheduleId(handle);
  }
}

/** Every line that tells of it, in order: its lives, and what happens on a node, to a pool or under a job. */
export function linesOf(recording: Recording, thing: Thing): number[] {
  const lines: number[] = [];
  for (let seq = 0; seq < recording.count; seq++) if (tells(recording, seq, thing)) lines.push(seq);
  return lines;
}

function tells(recording: Recording, seq: number, { kind, handle }: Thing): boolean {
  if (kind === 'node' && recording.place(seq) === handle) return true;
  if (recording.subject(seq) !== handle) return kind === 'node' && recording.places(seq).includes(handle);
  switch (recording.kind(seq)) {
    case 'task':
      return kind === 'task';
    case 'node':
    case 'startTask':
      return kind === 'node';
    case 'pool':
    case 'allocation':
    case 'autoscale':
      return kind === 'pool';
    case 'job':
    case 'jobPreparation':
    case 'jobRelease':
      return kind === 'job';
    case 'jobSchedule':
      return kind === 'schedule';
    default:
      return false;
  }
}

/** Of those lines, the transitions of one life. */
export function pathOf(recording: Recording, lines: readonly number[], life: Life, thing: Thing): readonly number[] {
  return lines.filter((seq) => recording.kind(seq) === life && recording.subject(seq) === thing.handle);
}
