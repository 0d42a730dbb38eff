/**
 * How things stand after a line of the log. A thing's state is the line that brought it there: `Recording` says what the line says.
 *
 * A plain value that is never changed; one stage shares with the next what has not moved. Things are listed by their handles.
 */
import { type Chunks, chunksOf } from './chunks.ts';
import type { Recording } from './recording.ts';

export interface Stage {
  /** the latest line; -1: nothing has happened yet */
  readonly seq: number;
  /** the latest line of each, -1: none yet */
  readonly tasks: Chunks<number>;
  readonly nodes: Chunks<number>;
  readonly schedules: Chunks<number>;
  /** of each node's start task */
  readonly startTasks: Chunks<number>;
  /** by node: tasks that hold a slot of it, in the order they came */
  readonly aboard: Chunks<readonly number[]>;
  /** by node: lines of the preparation and release tasks that run there */
  readonly jobTasks: Chunks<readonly number[]>;
  readonly pools: Chunks<PoolStage>;
  readonly jobs: Chunks<JobStage>;
}

export interface PoolStage {
  /** latest lines, -1: none */
  readonly latest: number;
  readonly allocation: number;
  readonly evaluation: number;
  /** nodes that exist */
  readonly nodes: number;
}

export interface JobStage {
  readonly latest: number;
  readonly priority: number;
  readonly poolId: string;
  /** tasks that exist, by their state */
  readonly active: number;
  readonly preparing: number;
  readonly running: number;
  readonly completed: number;
  /** completed ones, by result */
  readonly succeeded: number;
  readonly failed: number;
}

const NOTHING: readonly number[] = [];

/** Before the first line. */
export function emptyStage(recording: Recording): Stage {
  const nodes = recording.poolOfNode.length;
  return {
    seq: -1,
    tasks: chunksOf(recording.jobOfTask.length, -1),
    nodes: chunksOf(nodes, -1),
    schedules: chunksOf(recording.schedules.length, -1),
    startTasks: chunksOf(nodes, -1),
    aboard: chunksOf(nodes, NOTHING),
    jobTasks: chunksOf(nodes, NOTHING),
    pools: chunksOf<PoolStage>(recording.pools.length, { latest: -1, allocation: -1, evaluation: -1, nodes: 0 }),
    jobs: chunksOf<JobStage>(recording.jobs.length, {
      latest: -1,
      priority: 0,
      poolId: '',
      active: 0,
      preparing: 0,
      running: 0,
      completed: 0,
      succeeded: 0,
      failed: 0,
    }),
  };
}
