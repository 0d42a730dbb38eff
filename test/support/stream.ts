/**
 * Hand-made runs for tests: a stream of transitions, told in a few words per line, that can be played to any sink as often as wanted.
 *
 * It fills in what follows from the lines before (`seq`, `from`, handles) and leaves to the test what the test is about.
 */
import { LIFECYCLES, type Reason } from '../../src/trace/reasons.ts';
import {
  ABSENT,
  type AllocationLine,
  type Directory,
  FORMAT,
  type JobLine,
  type Line,
  NODE_STATES,
  type NodeState,
  type NodeTransition,
  type PoolLine,
  type RequestLine,
  type RunEnded,
  type RunStarted,
  TASK_STATES,
  type TaskState,
  type TaskTransition,
  type TransitionSink,
  WAIT_CAUSES,
  type WaitCause,
} from '../../src/trace/vocabulary.ts';
import { Waited as WaitedByCause } from '../../src/trace/waited.ts';

export type Waited = Readonly<Partial<Record<WaitCause, number>>>;
type Details<L> = Partial<Omit<L, 'seq' | 'entity' | 'from' | 'to'>>;
export interface TaskDetails {
  readonly reason?: Reason;
  readonly nodes?: readonly number[];
  readonly retryCount?: number;
  readonly requeueCount?: number;
  readonly exitCode?: number;
  readonly result?: 'success' | 'failure';
  readonly failureInfo?: TaskTransition['failureInfo'];
  readonly waited?: Waited;
  readonly dependsOn?: TaskTransition['dependsOn'];
}

export class Stream implements Directory {
  /** virtual time of the next lines, ms */
  now = 0;
  readonly #calls: ((sink: TransitionSink) => void)[] = [];
  readonly #pools: { id: string; state: PoolLine['to'] }[] = [];
  readonly #jobs: { id: string; state: JobLine['to'] }[] = [];
  readonly #nodes: { id: string; pool: number; state: number; isDedicated: boolean }[] = [];
  readonly #tasks: { id: string; job: number; state: number }[] = [];

  constructor(details: Details<RunStarted> = {}) {
    const started: RunStarted = {
      seq: 0,
      at: 0,
      entity: 'run',
      from: null,
      to: 'started',
      reason: 'scenario',
      format: FORMAT,
      scenario: 'by-hand',
      seed: '1',
      start: '2017-05-01T00:00:00Z',
      version: '0.1.0',
      prices: { STANDARD_D2_V2: { dedicated: 0.1, lowPriority: 0.02 } },
      currency: 'USD',
      billing: { granularity: 1000, minimum: 0 },
      vmSizes: { STANDARD_D2_V2: 2 },
      notModelled: [],
      ...details,
      cause: null,
    };
    this.#line(started, -1);
  }

  play<S extends TransitionSink>(sink: S): S {
    for (const call of this.#calls) call(sink);
    return sink;
  }

  get seq(): number {
    return this.#calls.length;
  }
  poolId(pool: number): string {
    return this.#pools[pool].id;
  }
  nodeId(node: number): string {
    return this.#nodes[node].id;
  }
  jobId(job: number): string {
    return this.#jobs[job].id;
  }
  taskId(task: number): string {
    return this.#tasks[task].id;
  }
  scheduleId(schedule: number): string {
    return `schedule-${schedule}`;
  }
  taskState(task: number): TaskState | null {
    return TASK_STATES[this.#tasks[task].state] ?? null;
  }

  /** Moves the clock to `at` ms. */
  at(at: number): this {
    this.now = at;
    return this;
  }

  pool(id: string, details: Details<PoolLine> = {}): number {
    const handle = this.#pools.push({ id, state: 'active' }) - 1;
    const first = { vmSize: 'Standard_D2_v2', maxTasksPerNode: 1, nodeFillType: 'spread' as const, isAutoPool: false };
    const body: PoolLine = {
      ...this.#stamp('added'),
      entity: 'pool',
      poolId: id,
      from: null,
      to: 'active',
      ...first,
      ...details,
    };
    this.#line(body, handle);
    return handle;
  }
  movePool(pool: number, to: PoolLine['to']): void {
    const known = this.#pools[pool];
    this.#line({ ...this.#stamp('deleted'), entity: 'pool', poolId: known.id, from: known.state, to }, pool);
    known.state = to;
  }
  allocation(
    pool: number,
    from: AllocationLine['from'],
    to: AllocationLine['to'],
    details: Details<AllocationLine> = {},
  ): void {
    const counts = {
      targetDedicatedNodes: 0,
      targetLowPriorityNodes: 0,
      currentDedicatedNodes: 0,
      currentLowPriorityNodes: 0,
    };
    this.#line(
      { ...this.#stamp('resized'), entity: 'allocation', poolId: this.poolId(pool), from, to, ...counts, ...details },
      pool,
    );
  }

  /** A node of the pool, in its first state. */
  node(pool: number, id: string, isDedicated = true, state: NodeState = 'creating'): number {
    const handle = this.#nodes.push({ id, pool, state: ABSENT, isDedicated }) - 1;
    this.moveNode(handle, state);
    return handle;
  }
  moveNode(node: number, to: NodeState | null): void {
    const known = this.#nodes[node];
    const code = to === null ? ABSENT : NODE_STATES.indexOf(to);
    const record: NodeTransition = {
      ...this.#stamp(nodeReason(to)),
      node,
      pool: known.pool,
      from: known.state,
      to: code,
      isDedicated: known.isDedicated,
    };
    known.state = code;
    this.#calls.push((sink) => sink.node(record));
  }

  job(id: string, details: Details<JobLine> = {}): number {
    const handle = this.#jobs.push({ id, state: 'active' }) - 1;
    const first = { poolId: 'p', priority: 0 };
    this.#line(
      { ...this.#stamp('added'), entity: 'job', jobId: id, from: null, to: 'active', ...first, ...details },
      handle,
    );
    return handle;
  }
  moveJob(job: number, to: JobLine['to'], details: Details<JobLine> = {}): void {
    const known = this.#jobs[job];
    this.#line({ ...this.#stamp('deleted'), entity: 'job', jobId: known.id, from: known.state, to, ...details }, job);
    known.state = to;
  }

  /** A task, `active`. */
  task(job: number, id: string, details: TaskDetails = {}): number {
    const handle = this.#tasks.push({ id, job, state: ABSENT }) - 1;
    this.moveTask(handle, 'active', details);
    return handle;
  }
  /** `nodes` in the details: where it is assigned; several make it a multi-instance task. */
  moveTask(task: number, to: TaskState | null, details: TaskDetails = {}): void {
    const known = this.#tasks[task];
    const code = to === null ? ABSENT : TASK_STATES.indexOf(to);
    const nodes = details.nodes ?? [];
    const record: TaskTransition = {
      ...this.#stamp(details.reason ?? taskReason(known.state, to)),
      task,
      job: known.job,
      from: known.state,
      to: code,
      pool: nodes.length > 0 ? this.#nodes[nodes[0]].pool : -1,
      node: nodes[0] ?? -1,
      nodes: nodes.length > 1 ? nodes : null,
      retryCount: details.retryCount ?? -1,
      requeueCount: details.requeueCount ?? -1,
      exitCode: details.exitCode ?? (to === 'completed' && details.result === undefined ? 0 : Number.NaN),
      result: details.result ?? (to === 'completed' ? 'success' : null),
      failureInfo: details.failureInfo ?? null,
      waited: details.waited === undefined ? null : causes(details.waited),
      dependsOn: details.dependsOn ?? null,
    };
    known.state = code;
    this.#calls.push((sink) => sink.task(record));
  }

  request(to: RequestLine['to'], status: number, details: Details<RequestLine> = {}): void {
    const body = { entity: 'request' as const, from: null, to, status, ...details };
    this.#line({ ...this.#stamp(status < 400 ? 'accepted' : 'rejected'), ...body }, -1);
  }
  /** Any other line. */
  other(line: Line, handle: number): void {
    this.#line({ ...line, ...this.#stamp(line.reason) } as Line, handle);
  }

  end(
    waiting: Readonly<Record<string, Waited>> = {},
    details: { reason?: Reason; unmatched?: string[]; limit?: string; stuck?: RunEnded['stuck'] } = {},
  ): this {
    this.#line(
      {
        ...this.#stamp(details.reason ?? 'quiescent'),
        entity: 'run',
        from: 'started',
        to: 'ended',
        unmatchedCommandLines: details.unmatched ?? [],
        waiting,
        stuck: details.stuck ?? [],
        ...(details.limit === undefined ? {} : { limit: details.limit }),
      },
      -1,
    );
    return this;
  }

  #stamp<R extends Reason>(reason: R) {
    return { seq: this.#calls.length, at: this.now, reason, cause: Math.max(0, this.#calls.length - 1) };
  }
  #line(line: Line, handle: number): void {
    this.#calls.push((sink) => sink.line(line, handle));
  }
}

function causes(waited: Waited): WaitedByCause {
  const byCause = new WaitedByCause();
  WAIT_CAUSES.forEach((cause, code) => {
    byCause.add(code, waited[cause] ?? 0);
  });
  return byCause;
}

function taskReason(from: number, to: TaskState | null): Reason {
  const edges = LIFECYCLES.task.edgesFrom(from === ABSENT ? null : TASK_STATES[from]);
  return edges.find((edge) => edge.to === to)?.edge ?? 'added';
}
function nodeReason(to: NodeState | null): Reason {
  return to === 'preempted' ? 'preempted' : to === null ? 'left' : 'ready';
}
