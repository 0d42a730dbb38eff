/**
 * Reads events.ndjson back: the same calls that the engine made when the log was written, to any sink. It knows nothing of files;
 * text comes in chunks of any size.
 *
 * Nothing is taken on trust. A line that is no JSON, that breaks the numbering, goes back in time or contradicts the lines before it
 * is refused with its position. Memory: the ids of the things that the log names.
 */
import type { TaskDependencies } from '../batch/model.ts';
import { checkedLine, type RawLine } from './line-shapes.ts';
import { LineProblem, LogError, refuse } from './log-error.ts';
import { NameBook } from './name-book.ts';
import { LIFECYCLES, type Reason, RUN_REASONS } from './reasons.ts';
import {
  ABSENT,
  type Directory,
  type FailureInfo,
  FORMAT,
  type Line,
  NODE_STATES,
  type NodeTransition,
  type Result,
  TASK_STATES,
  type TaskTransition,
  type TransitionSink,
  WAIT_CAUSES,
} from './vocabulary.ts';

/** Reads a whole log; `file` stands in error messages. Throws a `LogError`. */
export function readLog<S extends TransitionSink>(
  file: string,
  chunks: Iterable<string>,
  makeSink: (directory: Directory) => S,
): S {
  const names = new NameBook();
  const sink = makeSink(names);
  const reader = new LogReader(file, names, sink);
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return sink;
}

export class LogReader {
  readonly #file: string;
  readonly #names: NameBook;
  readonly #sink: TransitionSink;
  /** the beginning of a line whose end has not come yet */
  #rest = '';
  /** lines read, and so the next line's `seq` */
  #lines = 0;
  #at = 0;
  #ended = false;
  readonly #task: TaskTransition = {
    seq: 0,
    at: 0,
    task: 0,
    job: 0,
    from: ABSENT,
    to: ABSENT,
    reason: 'added',
    cause: 0,
    pool: -1,
    node: -1,
    nodes: null,
    retryCount: -1,
    requeueCount: -1,
    exitCode: Number.NaN,
    result: null,
    failureInfo: null,
    waited: null,
    dependsOn: null,
  };
  readonly #waited = new Float64Array(WAIT_CAUSES.length);
  readonly #node: NodeTransition = {
    seq: 0,
    at: 0,
    node: 0,
    pool: 0,
    from: ABSENT,
    to: ABSENT,
    reason: 'granted',
    cause: 0,
    isDedicated: true,
  };
  /** by handle */
  readonly #isDedicated: boolean[] = [];

  constructor(file: string, names: NameBook, sink: TransitionSink) {
    this.#file = file;
    this.#names = names;
    this.#sink = sink;
  }

  /** The next piece of the log. */
  push(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const line = this.#rest === '' ? text.slice(start, end) : this.#rest + text.slice(start, end);
      this.#rest = '';
      start = end + 1;
      this.#read(line);
    }
    this.#rest += text.slice(start);
  }

  /** Nothing more comes: the log must have come to its end. */
  end(): void {
    if (this.#ended && this.#rest === '') return;
    const problem =
      this.#lines === 0 && this.#rest === ''
        ? 'the log is empty'
        : this.#rest !== ''
          ? 'the log breaks off in the middle of a line'
          : "the log breaks off: its last line is not the run's end";
    throw new LogError(this.#file, this.#lines + (this.#rest === '' ? 0 : 1), problem);
  }

  #read(text: string): void {
    try {
      this.#take(parsed(text));
    } catch (error) {
      if (error instanceof LineProblem) throw new LogError(this.#file, this.#lines + 1, error.message);
      throw error;
    }
    this.#lines++;
  }

  #take(raw: RawLine): void {
    const seq = this.#lines;
    if (seq === 0) checkBeginning(raw);
    if (this.#ended) refuse("there is a line after the run's end");
    if (raw.seq !== seq)
      refuse(`'seq' is ${String(raw.seq)} where ${seq} has its turn: lines are missing or out of order`);
    const at = wholeNumber(raw, 'at');
    if (at < this.#at) refuse(`time goes back from ${this.#at} to ${at}`);
    this.#at = at;
    if (seq > 0 && wholeNumber(raw, 'cause') >= seq)
      refuse(`'cause' is ${String(raw.cause)}, which is no earlier line`);
    if (!REASONS.has(raw.reason as string)) refuse(`there is no reason '${String(raw.reason)}'`);
    if (raw.entity === 'task') this.#takeTask(raw);
    else if (raw.entity === 'node') this.#takeNode(raw);
    else this.#takeLine(checkedLine(raw));
  }

  #takeTask(raw: RawLine): void {
    const record = this.#task;
    const jobId = text(raw, 'jobId');
    record.seq = this.#lines;
    record.at = this.#at;
    record.from = code(TASK_CODES, raw.from);
    record.to = code(TASK_CODES, raw.to);
    record.job = this.#names.job(jobId);
    record.task = this.#names.moveTask(jobId, text(raw, 'taskId'), record.from, record.to);
    record.reason = raw.reason as Reason;
    record.cause = raw.cause as number;
    record.pool = -1;
    record.node = -1;
    record.nodes = null;
    if (raw.poolId !== undefined) {
      const poolId = text(raw, 'poolId');
      record.pool = this.#names.pool(poolId);
      record.node = this.#names.node(poolId, text(raw, 'nodeId'));
      if (raw.nodeIds !== undefined) {
        record.nodes = texts(raw, 'nodeIds').map((nodeId) => this.#names.node(poolId, nodeId));
      }
    }
    record.retryCount = raw.retryCount === undefined ? -1 : wholeNumber(raw, 'retryCount');
    record.requeueCount = raw.requeueCount === undefined ? -1 : wholeNumber(raw, 'requeueCount');
    record.exitCode = raw.exitCode === undefined ? Number.NaN : exitCode(raw.exitCode);
    record.result = raw.result === undefined ? null : result(raw.result);
    record.failureInfo = raw.failureInfo === undefined ? null : failureInfo(object(raw, 'failureInfo'));
    record.waited = raw.waited === undefined ? null : this.#causes(object(raw, 'waited'));
    record.dependsOn = raw.dependsOn === undefined ? null : dependencies(object(raw, 'dependsOn'));
    this.#sink.task(record);
  }

  #causes(waited: RawLine): Float64Array {
    this.#waited.fill(0);
    for (const cause in waited) {
      const index = CAUSE_CODES.get(cause);
      if (index === undefined) refuse(`there is no cause of waiting '${cause}'`);
      this.#waited[index] = wholeNumber(waited, cause);
    }
    return this.#waited;
  }

  #takeNode(raw: RawLine): void {
    const record = this.#node;
    const poolId = text(raw, 'poolId');
    record.seq = this.#lines;
    record.at = this.#at;
    record.from = code(NODE_CODES, raw.from);
    record.to = code(NODE_CODES, raw.to);
    record.pool = this.#names.pool(poolId);
    record.node = this.#names.moveNode(poolId, text(raw, 'nodeId'), record.from, record.to);
    record.reason = raw.reason as Reason;
    record.cause = raw.cause as number;
    if (record.from === ABSENT) {
      if (typeof raw.isDedicated !== 'boolean') refuse("'isDedicated' is missing");
      this.#isDedicated[record.node] = raw.isDedicated;
    }
    record.isDedicated = this.#isDedicated[record.node];
    this.#sink.node(record);
  }

  #takeLine(line: Line): void {
    if (line.entity === 'run' && line.to === 'ended') this.#ended = true;
    this.#sink.line(line, this.#handle(line));
  }

  #handle(line: Line): number {
    switch (line.entity) {
      case 'pool':
        return this.#names.movePool(line.poolId, line.from, line.to);
      case 'allocation':
        return this.#names.moveAllocation(line.poolId, line.from, line.to);
      case 'job':
        return this.#names.moveJob(line.jobId, line.from, line.to);
      case 'jobSchedule':
        return this.#names.moveSchedule(line.jobScheduleId, line.from, line.to);
      case 'autoscale':
        return this.#names.pool(line.poolId);
      case 'startTask':
      case 'jobPreparation':
      case 'jobRelease':
        return this.#names.node(line.poolId, line.nodeId);
      default:
        return -1;
    }
  }
}

const REASONS: ReadonlySet<string> = new Set([
  ...Object.keys(RUN_REASONS),
  ...Object.values(LIFECYCLES).flatMap((lifecycle): readonly string[] => lifecycle.edgeNames),
]);
const CAUSE_CODES: ReadonlyMap<string, number> = new Map(WAIT_CAUSES.map((cause, index) => [cause, index]));
const codes = (states: readonly string[]): ReadonlyMap<unknown, number> =>
  new Map<unknown, number>([[null, ABSENT], ...states.map((state, index): [string, number] => [state, index])]);
const TASK_CODES = codes(TASK_STATES);
const NODE_CODES = codes(NODE_STATES);

function parsed(text: string): RawLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    refuse(text.trim() === '' ? 'the line is empty' : 'the line is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse('the line is no JSON object');
  return value as RawLine;
}

function checkBeginning(raw: RawLine): void {
  if (raw.entity !== 'run' || raw.to !== 'started')
    refuse(`this is no event log: it does not begin with a run's start`);
  if (raw.format !== FORMAT) refuse(`the format is '${String(raw.format)}'; only '${FORMAT}' can be read`);
}

function code(table: ReadonlyMap<unknown, number>, state: unknown): number {
  return table.get(state) ?? refuse(`there is no state '${String(state)}'`);
}
function text(raw: RawLine, key: string): string {
  const value = raw[key];
  return typeof value === 'string' ? value : refuse(`'${key}' is no text`);
}
function texts(raw: RawLine, key: string): readonly string[] {
  const value = raw[key];
  const fits = Array.isArray(value) && value.every((each) => typeof each === 'string');
  return fits ? value : refuse(`'${key}' is no list of texts`);
}
function wholeNumber(raw: RawLine, key: string): number {
  const value = raw[key];
  return Number.isSafeInteger(value) && (value as number) >= 0
    ? (value as number)
    : refuse(`'${key}' is no whole number`);
}
function exitCode(value: unknown): number {
  return Number.isSafeInteger(value) ? (value as number) : refuse("'exitCode' is no whole number");
}
function result(value: unknown): Result {
  return value === 'success' || value === 'failure' ? value : refuse("'result' is neither success nor failure");
}
function failureInfo(raw: RawLine): FailureInfo {
  if (raw.category !== 'UserError' && raw.category !== 'ServerError') refuse("'failureInfo' has no category");
  return { category: raw.category, code: text(raw, 'code') };
}
function dependencies(raw: RawLine): TaskDependencies {
  if (!Array.isArray(raw.taskIds) || !Array.isArray(raw.taskIdRanges)) refuse("'dependsOn' lacks its lists");
  return raw as unknown as TaskDependencies;
}
function object(raw: RawLine, key: string): RawLine {
  const value = raw[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as RawLine)
    : refuse(`'${key}' is no object`);
}
