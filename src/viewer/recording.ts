/**
 * A whole log in memory, in columns: whoever steps through a run, both ways and by leaps, reads its lines here in any order.
 *
 * It listens to a run or to the reader of a log and knows nothing of states between lines. Memory: about 60 bytes a line and 100 a
 * task or node; lines about other things are kept as they come. Beyond `MOST_LINES` it listens no more and says so by `isPartial`.
 */

import type { TaskDependencies } from '../batch/model.ts';
import { Float64Column, Int8Column, Int32Column, Table, Uint8Column } from '../kernel/columns.ts';
import { LIFECYCLES, type Reason } from '../trace/reasons.ts';
import {
  ABSENT,
  type Directory,
  type FailureInfo,
  type JobLine,
  type Line,
  type NodeTransition,
  type PoolLine,
  type TaskTransition,
  type TransitionSink,
} from '../trace/vocabulary.ts';
import { KIND_CODES, KINDS, type Kind, REASON_CODES, REASONS } from './codes.ts';
import { WaitPieces } from './wait-pieces.ts';

/** so many lines can be stepped through: some 250 MB */
export const MOST_LINES = 2_000_000;

const RESULTS = [null, 'success', 'failure'] as const;
const NO_EXIT_CODE = -(2 ** 31);

export class Recording implements TransitionSink {
  readonly names: Directory;
  /** lines heard; a line's `seq` is its place in every column */
  count = 0;
  /** whether the log went on beyond what is kept */
  isPartial = false;

  readonly #at = new Float64Column();
  readonly #cause = new Int32Column(-1);
  readonly #kind = new Uint8Column();
  readonly #reason = new Uint8Column();
  readonly #from = new Int8Column();
  readonly #to = new Int8Column();
  readonly #subject = new Int32Column(-1);
  readonly #place = new Int32Column(-1);
  readonly #retry = new Int32Column(-1);
  readonly #requeue = new Int32Column(-1);
  readonly #exitCode = new Int32Column(NO_EXIT_CODE);
  readonly #result = new Uint8Column();
  /** where what a line says of a wait is kept; -1: it says nothing */
  readonly #waits = new Int32Column(-1);
  readonly #table = new Table([
    this.#at,
    this.#cause,
    this.#kind,
    this.#reason,
    this.#from,
    this.#to,
    this.#subject,
    this.#place,
    this.#retry,
    this.#requeue,
    this.#exitCode,
    this.#result,
    this.#waits,
  ]);
  readonly #waitPieces = new WaitPieces();

  /** by `seq`: lines about other things than tasks and nodes */
  readonly #lines = new Map<number, Line>();
  readonly #failures = new Map<number, FailureInfo>();
  readonly #allNodes = new Map<number, readonly number[]>();
  readonly #dependsOn = new Map<number, TaskDependencies>();
  readonly #jobsById = new Map<string, number>();

  /** first lines, by handle */
  readonly pools: PoolLine[] = [];
  readonly jobs: JobLine[] = [];
  readonly schedules: string[] = [];
  /** handles of all that ever belonged to it, in the order they came; by the owner's handle */
  readonly nodesOfPool: number[][] = [];
  readonly tasksOfJob: number[][] = [];
  /** by the node's, the task's handle */
  readonly poolOfNode: number[] = [];
  readonly jobOfTask: number[] = [];
  readonly isDedicated: boolean[] = [];

  constructor(names: Directory) {
    this.names = names;
  }

  /** virtual milliseconds */
  at(seq: number): number {
    return this.#at.data[seq];
  }
  /** the line that led to it; -1: none */
  cause(seq: number): number {
    return this.#cause.data[seq];
  }
  kind(seq: number): Kind {
    return KINDS[this.#kind.data[seq]];
  }
  reason(seq: number): Reason {
    return REASONS[this.#reason.data[seq]];
  }
  /** codes of the lifecycle's states; -1: absent */
  from(seq: number): number {
    return this.#from.data[seq];
  }
  to(seq: number): number {
    return this.#to.data[seq];
  }
  /**
   * Handle of what the line is about: the task, node or schedule; the pool of pool, allocation and autoscale lines; the node of
   * startTask lines; the job of job, jobPreparation and jobRelease lines; -1 for run and request lines.
   */
  subject(seq: number): number {
    return this.#subject.data[seq];
  }
  /** The node where it happens, if the line says so, else -1. */
  place(seq: number): number {
    return this.#place.data[seq];
  }
  /** All nodes that a task is assigned to by this line. */
  places(seq: number): readonly number[] {
    return this.#allNodes.get(seq) ?? (this.#place.data[seq] < 0 ? [] : [this.#place.data[seq]]);
  }
  result(seq: number): 'success' | 'failure' | null {
    return RESULTS[this.#result.data[seq]];
  }
  /** -1: unchanged */
  retryCount(seq: number): number {
    return this.#retry.data[seq];
  }

  /** The line as its sender said it. */
  taskAt(seq: number): TaskTransition {
    const exitCode = this.#exitCode.data[seq];
    return {
      ...this.#commonAt(seq),
      task: this.subject(seq),
      job: this.jobOfTask[this.subject(seq)],
      pool: this.place(seq) < 0 ? -1 : this.poolOfNode[this.place(seq)],
      node: this.place(seq),
      nodes: this.#allNodes.get(seq) ?? null,
      retryCount: this.#retry.data[seq],
      requeueCount: this.#requeue.data[seq],
      exitCode: exitCode === NO_EXIT_CODE ? Number.NaN : exitCode,
      result: this.result(seq),
      failureInfo: this.#failures.get(seq) ?? null,
      waited: this.#waits.data[seq] < 0 ? null : this.#waitPieces.at(this.#waits.data[seq]),
      dependsOn: this.#dependsOn.get(seq) ?? null,
    };
  }

  nodeAt(seq: number): NodeTransition {
    const node = this.subject(seq);
    return { ...this.#commonAt(seq), node, pool: this.poolOfNode[node], isDedicated: this.isDedicated[node] };
  }

  /** A line about anything but a task or a node. */
  lineAt(seq: number): Line {
    return this.#lines.get(seq) as Line;
  }

  #commonAt(seq: number) {
    const [at, from, to, reason] = [this.at(seq), this.from(seq), this.to(seq), this.reason(seq)];
    return { seq, at, from, to, reason, cause: this.cause(seq) };
  }

  task(line: Readonly<TaskTransition>): void {
    if (!this.#begin(KIND_CODES.task, line)) return;
    const { seq } = line;
    this.#from.data[seq] = line.from;
    this.#to.data[seq] = line.to;
    this.#subject.data[seq] = line.task;
    this.#place.data[seq] = line.node;
    this.#retry.data[seq] = line.retryCount;
    this.#requeue.data[seq] = line.requeueCount;
    if (!Number.isNaN(line.exitCode)) this.#exitCode.data[seq] = line.exitCode;
    this.#result.data[seq] = RESULTS.indexOf(line.result);
    if (line.nodes !== null) this.#allNodes.set(seq, [...line.nodes]);
    if (line.failureInfo !== null) this.#failures.set(seq, line.failureInfo);
    if (line.dependsOn !== null) this.#dependsOn.set(seq, line.dependsOn);
    if (line.waited !== null) this.#waits.data[seq] = this.#waitPieces.add(line.waited);
    if (line.from !== ABSENT) return;
    this.jobOfTask[line.task] = line.job;
    this.tasksOfJob[line.job].push(line.task);
  }

  node(line: Readonly<NodeTransition>): void {
    if (!this.#begin(KIND_CODES.node, line)) return;
    const { seq } = line;
    this.#from.data[seq] = line.from;
    this.#to.data[seq] = line.to;
    this.#subject.data[seq] = line.node;
    this.#place.data[seq] = line.node;
    if (line.from !== ABSENT) return;
    this.poolOfNode[line.node] = line.pool;
    this.isDedicated[line.node] = line.isDedicated;
    this.nodesOfPool[line.pool].push(line.node);
  }

  line(line: Line, handle: number): void {
    if (!this.#begin(KIND_CODES[line.entity], line)) return;
    const { seq } = line;
    this.#lines.set(seq, line);
    this.#subject.data[seq] = handle;
    if (line.entity in LIFECYCLES) {
      const lifecycle: { readonly states: readonly string[] } = LIFECYCLES[line.entity as keyof typeof LIFECYCLES];
      this.#from.data[seq] = line.from === null ? ABSENT : lifecycle.states.indexOf(line.from);
      this.#to.data[seq] = line.to === null ? ABSENT : lifecycle.states.indexOf(line.to);
    }
    this.#note(line, handle);
  }

  #note(line: Line, handle: number): void {
    switch (line.entity) {
      case 'pool':
        if (line.from !== null) break;
        this.pools[handle] = line;
        this.nodesOfPool[handle] = [];
        break;
      case 'job':
        if (line.from !== null) break;
        this.jobs[handle] = line;
        this.tasksOfJob[handle] = [];
        this.#jobsById.set(line.jobId, handle);
        break;
      case 'jobSchedule':
        this.schedules[handle] = line.jobScheduleId;
        break;
      case 'startTask':
        this.#place.data[line.seq] = handle;
        break;
      case 'jobPreparation':
      case 'jobRelease':
        this.#place.data[line.seq] = handle;
        this.#subject.data[line.seq] = this.#jobsById.get(line.jobId) ?? ABSENT;
        break;
    }
  }

  /** The job that had an id latest. */
  jobOf(id: string): number | null {
    return this.#jobsById.get(id) ?? null;
  }

  #begin(kind: number, line: { seq: number; at: number; reason: Reason; cause: number | null }): boolean {
    const { seq } = line;
    if (seq >= MOST_LINES) {
      this.isPartial = true;
      return false;
    }
    this.count = seq + 1;
    this.#table.ensure(this.count);
    this.#at.data[seq] = line.at;
    this.#cause.data[seq] = line.cause ?? -1;
    this.#kind.data[seq] = kind;
    this.#reason.data[seq] = REASON_CODES.get(line.reason) as number;
    return true;
  }
}
