/**
 * Reads events.ndjson back: the same calls that the engine made when the log was written, to any sink. It knows nothing of files;
 * text comes in chunks of any size.
 *
 * Nothing is taken on trust. A line that is no JSON, that breaks the numbering, goes back in time or contradicts the lines before it
 * is refused with its position. Memory: the ids of the things that the log names.
 */
import { type Check, integer, isObject, listOf, located, text, wholeNumber } from './checks.ts';
import { checkedLine, dependencies, failureInfo, type RawLine, result } from './line-shapes.ts';
import { LineProblem, LogError, refuse } from './log-error.ts';
import { NameBook } from './name-book.ts';
import { LIFECYCLES, type Reason, RUN_REASONS } from './reasons.ts';
import {
  ABSENT,
  blankTask,
  type Directory,
  FORMAT,
  type Line,
  NODE_STATES,
  type NodeTransition,
  TASK_STATES,
  type TransitionSink,
  WAIT_CAUSES,
} from './vocabulary.ts';
import { Waited } from './waited.ts';

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

/** In characters. The last line of a run with a million waiting jobs is not half as long. */
export const LONGEST_LINE = 100_000_000;

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
  readonly #task = blankTask();
  readonly #waited = new Waited();
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
    this.#begin(text.slice(start));
  }

  /** Takes the beginning of a line, or more of it, unless no line can begin so. To look into what grows would copy it every time. */
  #begin(text: string): void {
    const isIll = this.#rest === '' && text !== '' && text[0] !== '{';
    this.#rest += text;
    if (isIll) throw new LogError(this.#file, this.#lines + 1, 'the line is no JSON object');
    if (this.#rest.length <= LONGEST_LINE) return;
    const most = LONGEST_LINE.toLocaleString('en-US');
    throw new LogError(this.#file, this.#lines + 1, `the line has more than ${most} characters`);
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
    const at = member<number>(raw, 'at', wholeNumber);
    if (at < this.#at) refuse(`time goes back from ${this.#at} to ${at}`);
    this.#at = at;
    if (seq > 0 && member<number>(raw, 'cause', wholeNumber) >= seq)
      refuse(`'cause' is ${String(raw.cause)}, which is no earlier line`);
    if (!REASONS.has(raw.reason as string)) refuse(`there is no reason '${String(raw.reason)}'`);
    if (raw.entity === 'task') this.#takeTask(raw);
    else if (raw.entity === 'node') this.#takeNode(raw);
    else this.#takeLine(checkedLine(raw));
  }

  #takeTask(raw: RawLine): void {
    const record = this.#task;
    const jobId = member<string>(raw, 'jobId', text);
    record.seq = this.#lines;
    record.at = this.#at;
    record.from = code(TASK_CODES, raw.from);
    record.to = code(TASK_CODES, raw.to);
    record.job = this.#names.job(jobId);
    record.task = this.#names.moveTask(jobId, member<string>(raw, 'taskId', text), record.from, record.to);
    record.reason = raw.reason as Reason;
    record.cause = raw.cause as number;
    record.pool = -1;
    record.node = -1;
    record.nodes = null;
    if (raw.poolId !== undefined) {
      const poolId = member<string>(raw, 'poolId', text);
      record.pool = this.#names.pool(poolId);
      record.node = this.#names.node(poolId, member<string>(raw, 'nodeId', text));
      if (raw.nodeIds !== undefined) {
        record.nodes = member<readonly string[]>(raw, 'nodeIds', listOf(text)).map((nodeId) =>
          this.#names.node(poolId, nodeId),
        );
      }
    }
    record.retryCount = memberOr(raw, 'retryCount', wholeNumber, -1);
    record.requeueCount = memberOr(raw, 'requeueCount', wholeNumber, -1);
    record.exitCode = memberOr(raw, 'exitCode', integer, Number.NaN);
    record.result = memberOr(raw, 'result', result, null);
    record.failureInfo = memberOr(raw, 'failureInfo', failureInfo, null);
    record.waited = raw.waited === undefined ? null : this.#causes(raw.waited);
    record.dependsOn = memberOr(raw, 'dependsOn', dependencies, null);
    this.#sink.task(record);
  }

  #causes(waited: unknown): Waited {
    if (!isObject(waited)) refuse("'waited' is no object");
    this.#waited.clear();
    for (const cause in waited) {
      const code = CAUSE_CODES.get(cause) ?? refuse(`there is no cause of waiting '${cause}'`);
      this.#waited.add(code, member(waited, cause, wholeNumber));
    }
    return this.#waited;
  }

  #takeNode(raw: RawLine): void {
    const record = this.#node;
    const poolId = member<string>(raw, 'poolId', text);
    record.seq = this.#lines;
    record.at = this.#at;
    record.from = code(NODE_CODES, raw.from);
    record.to = code(NODE_CODES, raw.to);
    record.pool = this.#names.pool(poolId);
    record.node = this.#names.moveNode(poolId, member<string>(raw, 'nodeId', text), record.from, record.to);
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
  return isObject(value) ? value : refuse('the line is no JSON object');
}

function checkBeginning(raw: RawLine): void {
  if (raw.entity !== 'run' || raw.to !== 'started')
    refuse(`this is no event log: it does not begin with a run's start`);
  if (raw.format !== FORMAT) refuse(`the format is '${String(raw.format)}'; only '${FORMAT}' can be read`);
}

function code(table: ReadonlyMap<unknown, number>, state: unknown): number {
  return table.get(state) ?? refuse(`there is no state '${String(state)}'`);
}

/** The member, if it passes the check; the caller knows what type that makes it. */
function member<T>(raw: RawLine, key: string, check: Check): T {
  const problem = check(raw[key]);
  if (problem !== null) refuse(located(key, problem));
  return raw[key] as T;
}
/** The member, or what stands for its absence. */
function memberOr<T>(raw: RawLine, key: string, check: Check, absent: T): T {
  return raw[key] === undefined ? absent : member<T>(raw, key, check);
}
