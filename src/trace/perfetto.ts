/**
 * A run as Chrome trace-event JSON, which ui.perfetto.dev and chrome://tracing open. Knows nothing of files.
 *
 * A pool is a process; each node has a track of its states and one track per slot with the tasks in it. Start, preparation and release
 * tasks are asynchronous slices of their pool, the states of jobs those of process 0, requests are instants there. Counters show the
 * nodes by state and the waiting tasks. An arrow leads from what made a task start, and from each task it depended on, to its start.
 */
import type { TaskDependencies } from '../batch/model.ts';
import type { SimTime } from '../kernel/clock.ts';
import { SlotBook } from './perfetto-slots.ts';
import {
  ABSENT,
  type Directory,
  type JobLine,
  type Line,
  NODE_STATES,
  type NodeTransition,
  TASK_STATES,
  type TaskTransition,
  type TransitionSink,
} from './vocabulary.ts';

const [ACTIVE, PREPARING, RUNNING, COMPLETED] = TASK_STATES.keys();
/** threads per node: its states, then its slots (L-020 allows 4 per core) */
const TRACKS = 1024;

type Value = string | number | boolean | null | { readonly [key: string]: Value };
type TraceEvent = { readonly [key: string]: Value };

/** where and when a slice begins or ends, µs */
interface Place {
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
}
interface Slice {
  readonly name: string;
  readonly since: SimTime;
  readonly seq: number;
  readonly pool: number;
  readonly node: number;
  /** on each of its nodes */
  readonly tids: readonly number[];
}
interface Open {
  readonly pid: number;
  readonly id: number;
  readonly name: string;
  readonly cat: string;
}

const micro = (at: SimTime) => at * 1000;
const pidOf = (pool: number) => pool + 1;

export class PerfettoTrace implements TransitionSink {
  readonly #names: Directory;
  readonly #emit: (text: string) => void;
  #isFirst = true;
  #flows = 0;
  #now: SimTime = 0;
  readonly #slots = new SlotBook();
  /** by node: its state since when */
  readonly #nodes = new Map<
    number,
    { readonly pool: number; readonly state: number; readonly since: SimTime; readonly seq: number }
  >();
  /** by task: what it does in its slots */
  readonly #slices = new Map<number, Slice>();
  /** asynchronous slices by what they are about */
  readonly #open = new Map<string, Open>();
  /** counters that have changed at this instant, by process and name */
  readonly #changed = new Map<
    string,
    { readonly pid: number; readonly name: string; readonly args: Record<string, number> }
  >();
  readonly #nodesByState: Record<string, number>[] = [];
  /** by job: the counter of the pool that it named first */
  readonly #waiting: { readonly name: string; readonly args: Record<string, number> }[] = [];
  readonly #waitingByPool = new Map<string, Record<string, number>>();
  /** where the lines of this instant that may lead to starts stand, by seq */
  readonly #places = new Map<number, Place>();
  /** dependencies of tasks that have not started, and the ends of tasks that are depended on: `job/id` */
  readonly #dependsOn = new Map<number, TaskDependencies>();
  readonly #wanted = new Map<string, Place | null>();
  readonly #wantedRanges = new Map<
    number,
    { readonly start: number; readonly end: number; readonly ends: Place[] }[]
  >();

  /** `emit` receives the text of the document from front to back. */
  constructor(names: Directory, emit: (text: string) => void) {
    this.#names = names;
    this.#emit = emit;
    emit('{"displayTimeUnit":"ms","traceEvents":[');
    this.#name('process_name', 0, 0, 'account');
  }

  #write(event: TraceEvent): void {
    this.#emit(`${this.#isFirst ? '\n' : ',\n'}${JSON.stringify(event)}`);
    this.#isFirst = false;
  }

  #name(what: 'process_name' | 'thread_name', pid: number, tid: number, name: string): void {
    this.#write({ ph: 'M', name: what, pid, tid, args: { name } });
    const sort = what === 'process_name' ? 'process_sort_index' : 'thread_sort_index';
    this.#write({ ph: 'M', name: sort, pid, tid, args: { sort_index: what === 'process_name' ? pid : tid } });
  }

  // ---------------------------------------------------------------- time

  #reach(at: SimTime): void {
    if (at === this.#now) return;
    for (const { pid, name, args } of this.#changed.values())
      this.#write({ ph: 'C', pid, name, ts: micro(this.#now), args: { ...args } });
    this.#changed.clear();
    this.#places.clear();
    this.#now = at;
  }

  #count(pid: number, name: string, args: Record<string, number>, key: string, change: number): void {
    args[key] = (args[key] ?? 0) + change;
    this.#changed.set(`${pid} ${name}`, { pid, name, args });
  }

  // ---------------------------------------------------------------- nodes

  node(line: Readonly<NodeTransition>): void {
    const { node, pool, at, from, to, seq } = line;
    this.#reach(at);
    this.#nodesByState[pool] ??= {};
    const counts = this.#nodesByState[pool];
    const nodes = 'nodes by state';
    const tid = node * TRACKS;
    if (from === ABSENT) {
      const kind = line.isDedicated ? 'dedicated' : 'low priority';
      this.#name('thread_name', pidOf(pool), tid, `${this.#names.nodeId(node)} (${kind})`);
    } else {
      this.#endState(node, at);
      this.#count(pidOf(pool), nodes, counts, NODE_STATES[from], -1);
    }
    if (to === ABSENT) return;
    this.#nodes.set(node, { pool, state: to, since: at, seq });
    this.#count(pidOf(pool), nodes, counts, NODE_STATES[to], 1);
    this.#places.set(seq, { pid: pidOf(pool), tid, ts: micro(at) });
  }

  #endState(node: number, at: SimTime): void {
    const before = this.#nodes.get(node);
    if (before === undefined) return;
    this.#nodes.delete(node);
    const { pool, state, since, seq } = before;
    const times = { ts: micro(since), dur: micro(at - since) };
    const name = NODE_STATES[state];
    this.#write({ ph: 'X', cat: 'node', name, pid: pidOf(pool), tid: node * TRACKS, ...times, args: { seq } });
  }

  // ---------------------------------------------------------------- tasks

  task(line: Readonly<TaskTransition>): void {
    const { task, job, at, from, to } = line;
    this.#reach(at);
    if (from === ABSENT && line.dependsOn !== null) this.#want(task, job, line.dependsOn);
    const { name, args } = this.#waiting[job];
    if (from === ACTIVE) this.#count(0, name, args, 'tasks', -1);
    if (to === ACTIVE) this.#count(0, name, args, 'tasks', 1);
    const slice = this.#slices.get(task);
    if (slice !== undefined) this.#endSlice(task, slice, line, to === PREPARING || to === RUNNING);
    if (to === PREPARING || to === RUNNING) this.#beginSlice(line, slice);
    if (to === COMPLETED) this.#satisfy(job, this.#names.taskId(task), slice, at);
    if (to === ABSENT) this.#dependsOn.delete(task);
  }

  #beginSlice(line: Readonly<TaskTransition>, before: Slice | undefined): void {
    const { task, job, at, to, seq, pool, cause } = line;
    const nodes = line.nodes ?? [line.node];
    const tids = before?.tids ?? nodes.map((node) => this.#occupy(pool, node));
    const name = `${this.#names.jobId(job)}/${this.#names.taskId(task)}${to === PREPARING ? ' (preparing)' : ''}`;
    this.#slices.set(task, { name, since: at, seq, pool, node: line.node, tids });
    const begin = { pid: pidOf(pool), tid: tids[0], ts: micro(at) };
    const led = this.#places.get(cause);
    if (led !== undefined) this.#flow('cause', led, begin);
    if (to !== RUNNING) return;
    const of = this.#dependsOn.get(task);
    this.#dependsOn.delete(task);
    if (of !== undefined) for (const end of this.#endsOf(job, of)) this.#flow('dependency', end, begin);
  }

  /** The lowest free slot of the node. */
  #occupy(pool: number, node: number): number {
    const { slot, isNew } = this.#slots.occupy(node);
    const tid = node * TRACKS + 1 + slot;
    if (isNew) this.#name('thread_name', pidOf(pool), tid, `${this.#names.nodeId(node)} slot ${slot + 1}`);
    return tid;
  }

  #endSlice(task: number, slice: Slice, line: Readonly<TaskTransition>, goesOn: boolean): void {
    const { at, reason, exitCode } = line;
    this.#slices.delete(task);
    const args = { seq: slice.seq, reason, ...(Number.isNaN(exitCode) ? {} : { exitCode }) };
    this.#writeSlice(slice, at, args);
    if (goesOn) return;
    for (const tid of slice.tids) this.#slots.free(Math.floor(tid / TRACKS), (tid % TRACKS) - 1);
    this.#places.set(line.seq, this.#endOf(slice, at));
  }

  #writeSlice({ name, since, pool, tids }: Slice, at: SimTime, args: TraceEvent): void {
    const times = { ts: micro(since), dur: micro(at - since) };
    for (const tid of tids) this.#write({ ph: 'X', cat: 'task', name, pid: pidOf(pool), tid, ...times, args });
  }

  /** A point inside the end of a slice, where an arrow can begin. */
  #endOf({ pool, tids, since }: Slice, at: SimTime): Place {
    return { pid: pidOf(pool), tid: tids[0], ts: Math.max(micro(since), micro(at) - 1) };
  }

  #flow(name: string, from: Place, to: Place): void {
    const id = ++this.#flows;
    this.#write({ ph: 's', cat: 'cause', name, id, pid: from.pid, tid: from.tid, ts: from.ts });
    this.#write({ ph: 'f', bp: 'e', cat: 'cause', name, id, pid: to.pid, tid: to.tid, ts: to.ts });
  }

  // ---------------------------------------------------------------- dependencies

  #want(task: number, job: number, of: TaskDependencies): void {
    this.#dependsOn.set(task, of);
    for (const id of of.taskIds) {
      const key = `${job}/${id.toLowerCase()}`;
      if (!this.#wanted.has(key)) this.#wanted.set(key, null);
    }
    if (of.taskIdRanges.length === 0) return;
    const ranges = this.#wantedRanges.get(job) ?? [];
    this.#wantedRanges.set(job, ranges);
    for (const { start, end } of of.taskIdRanges) {
      if (!ranges.some((range) => range.start === start && range.end === end)) ranges.push({ start, end, ends: [] });
    }
  }

  #satisfy(job: number, id: string, slice: Slice | undefined, at: SimTime): void {
    if (slice === undefined) return;
    const key = `${job}/${id.toLowerCase()}`;
    if (this.#wanted.has(key)) this.#wanted.set(key, this.#endOf(slice, at));
    const number = /^-?\d{1,64}$/.test(id) ? Number(id) : Number.NaN;
    for (const { start, end, ends } of this.#wantedRanges.get(job) ?? []) {
      if (number >= start && number <= end) ends.push(this.#endOf(slice, at));
    }
  }

  #endsOf(job: number, { taskIds, taskIdRanges }: TaskDependencies): Place[] {
    const named = taskIds.flatMap((id) => this.#wanted.get(`${job}/${id.toLowerCase()}`) ?? []);
    const ranges = (this.#wantedRanges.get(job) ?? []).filter(({ start, end }) =>
      taskIdRanges.some((range) => range.start === start && range.end === end),
    );
    return [...named, ...ranges.flatMap(({ ends }) => ends)];
  }

  // ---------------------------------------------------------------- all else

  line(line: Line, handle: number): void {
    this.#reach(line.at);
    switch (line.entity) {
      case 'pool':
        if (line.from === null) this.#name('process_name', pidOf(handle), 0, `pool ${line.poolId}`);
        break;
      case 'request': {
        const { at, to, status, code } = line;
        const args = { status, ...(code === undefined ? {} : { code }) };
        this.#write({ ph: 'i', s: 'g', cat: 'request', name: to, pid: 0, tid: 0, ts: micro(at), args });
        break;
      }
      case 'allocation':
        this.#async(pidOf(handle), 'allocation', `allocation ${handle}`, line.to === 'steady' ? null : line.to, line);
        break;
      case 'job':
        if (line.from === null) this.#queue(handle, line.poolId ?? '');
        this.#async(0, 'job', `job ${handle}`, jobState(line), line);
        break;
      case 'startTask':
      case 'jobPreparation':
      case 'jobRelease': {
        const pool = this.#nodes.get(handle)?.pool;
        const about = line.entity === 'startTask' ? line.nodeId : `${line.jobId} on ${line.nodeId}`;
        const name = line.to === 'running' ? `${line.entity} ${about}` : null;
        if (pool !== undefined || name === null)
          this.#async(pidOf(pool ?? 0), line.entity, `${line.entity} ${about} ${handle}`, name, line);
        break;
      }
      case 'run':
        if (line.to === 'ended') this.#end(line.at);
        break;
    }
  }

  #queue(job: number, poolId: string): void {
    const args = this.#waitingByPool.get(poolId.toLowerCase()) ?? {};
    this.#waitingByPool.set(poolId.toLowerCase(), args);
    this.#waiting[job] = { name: `tasks that wait for pool ${poolId}`, args };
  }

  /** The thing goes on as another asynchronous slice, or as none. */
  #async(pid: number, cat: string, key: string, name: string | null, { at, seq }: Line): void {
    const before = this.#open.get(key);
    if (before !== undefined) this.#write({ ph: 'e', ...before, ts: micro(at) });
    this.#open.delete(key);
    if (name === null) return;
    const open = { pid, id: seq, name, cat };
    this.#write({ ph: 'b', ...open, ts: micro(at), args: { seq } });
    this.#open.set(key, open);
  }

  /** What goes on when the run ends, ends with it. */
  #end(at: SimTime): void {
    for (const slice of this.#slices.values()) this.#writeSlice(slice, at, { seq: slice.seq, reason: 'the run ended' });
    for (const node of [...this.#nodes.keys()]) this.#endState(node, at);
    for (const open of this.#open.values()) this.#write({ ph: 'e', ...open, ts: micro(at) });
    for (const { pid, name, args } of this.#changed.values())
      this.#write({ ph: 'C', pid, name, ts: micro(at), args: { ...args } });
    this.#emit('\n]}\n');
  }
}

/** A completed job has no slice any more. */
function jobState({ jobId, to }: JobLine): string | null {
  return to === null || to === 'completed' ? null : `${jobId} ${to}`;
}
