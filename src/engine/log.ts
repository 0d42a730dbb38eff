/**
 * Where transitions leave the engine. It numbers the lines, stamps them with the virtual time and with what led to them, and hands
 * them to whoever listens. It knows nothing of what they mean.
 */
import { JOB, JOB_SCHEDULE } from '../batch/lifecycles/job.ts';
import { NODE } from '../batch/lifecycles/node.ts';
import type { SimTime } from '../kernel/clock.ts';
import {
  blankTask,
  type Line,
  type NodeTransition,
  type TaskTransition,
  type TransitionSink,
} from '../trace/vocabulary.ts';

/** A line without what the log itself adds. */
type Unstamped<L> = L extends Line ? Omit<L, 'seq' | 'at' | 'cause'> : never;
export type NewLine = Unstamped<Line>;

export class Log {
  /** the instant of the last change: of the last line, or since which tasks wait for something else */
  changedAt: SimTime = 0;
  /** the instant of the last line about a task */
  tasksMovedAt: SimTime = 0;
  /** the number of lines so far, and so the next line's `seq` */
  count = 0;
  now: SimTime = 0;
  /** the line that leads to whatever is logged next */
  cause = 0;
  sink: TransitionSink;
  /** the reused record of task lines; callers set what they have to say before `emitTask`, which resets it */
  readonly task: TaskTransition;
  private readonly nodeRecord: NodeTransition;

  constructor(sink: TransitionSink) {
    this.sink = sink;
    this.task = blankTask();
    this.nodeRecord = { seq: 0, at: 0, node: 0, pool: 0, from: 0, to: 0, reason: 'ready', cause: 0, isDedicated: true };
  }

  /** Emits the task record that the caller has filled; answers its seq. */
  emitTask(): number {
    const record = this.task;
    const seq = this.count++;
    this.tasksMovedAt = this.now;
    this.changedAt = this.now;
    record.seq = seq;
    record.at = this.now;
    record.cause = this.cause;
    this.sink.task(record);
    record.pool = -1;
    record.node = -1;
    record.nodes = null;
    record.retryCount = -1;
    record.requeueCount = -1;
    record.exitCode = Number.NaN;
    record.result = null;
    record.failureInfo = null;
    record.waited = null;
    record.dependsOn = null;
    return seq;
  }

  emitNode(node: number, pool: number, from: number, to: number, edge: number, isDedicated: boolean): number {
    const record = this.nodeRecord;
    this.changedAt = this.now;
    record.seq = this.count++;
    record.at = this.now;
    record.cause = this.cause;
    record.node = node;
    record.pool = pool;
    record.from = from;
    record.to = to;
    record.reason = NODE.edgeNames[edge];
    record.isDedicated = isDedicated;
    this.sink.node(record);
    return record.seq;
  }

  /** Any other line; `handle` as `TransitionSink.line` has it. */
  emit(line: NewLine, handle: number): number {
    const seq = this.count++;
    this.changedAt = this.now;
    this.sink.line({ seq, at: this.now, ...line, cause: this.cause } as Line, handle);
    return seq;
  }

  /** The first line, which nothing led to. */
  emitStart(line: NewLine): void {
    this.count++;
    this.sink.line({ seq: 0, at: this.now, ...line, cause: null } as Line, -1);
  }
}

/** Codes of the states that the engine asks for by name. */
export const JOB_ACTIVE = JOB.code('active');
export const SCHEDULE_ACTIVE = JOB_SCHEDULE.code('active');
