/**
 * Everything about a run that its report draws and the summary does not say: curves over time, the bars of every attempt, marks, the
 * stories of tasks. It listens to the books of the run, keeps numbers in columns, and takes bounded memory: with more bars than a page
 * can hold it goes on with the occupancy of groups of nodes, and with the stories of the tasks that stand out.
 */
import type { SimTime } from '../kernel/clock.ts';
import {
  ABSENT,
  type AllocationLine,
  type AutoScaleLine,
  type JobNodeTaskLine,
  type Line,
  NODE_STATES,
  type RequestLine,
  type StartTaskLine,
} from '../trace/vocabulary.ts';
import type { Waited } from '../trace/waited.ts';
import { BAR_LIMIT, Bars, NODE_TASKS } from './bars.ts';
import type { Attempt, Books, StretchListener } from './listener.ts';
import { Marks, Steps } from './marks.ts';
import type { NodeRecord, PoolRecord } from './nodes.ts';
import { OCCUPANCY_LAYERS, Occupancy } from './occupancy.ts';
import { Queues } from './queues.ts';
import { SeriesFold } from './series.ts';
import { TaskStories } from './task-stories.ts';
import * as outcomes from './tasks.ts';

/** rejected requests that are kept; the others are counted */
const REJECTED_KEPT = 500;
/** characters of what a mark says */
const TEXT = 300;

const [BUSY, PREPARING, STARTING, OUT, PRESENT] = OCCUPANCY_LAYERS.keys();
const IDLE = NODE_STATES.indexOf('idle');
const RUNNING = NODE_STATES.indexOf('running');
const ON_THE_WAY: ReadonlySet<number> = new Set(
  (['creating', 'starting', 'waitingforstarttask', 'rebooting', 'reimaging'] as const).map((state) =>
    NODE_STATES.indexOf(state),
  ),
);

/** What a pool was meant to have, and what happened to it at instants. */
export interface PoolMarks {
  readonly dedicated: Steps;
  readonly lowPriority: Steps;
  readonly resizeErrors: Marks;
  readonly evaluations: Marks;
  readonly failedEvaluations: Marks;
}

interface OpenNodeTask {
  readonly kind: number;
  readonly since: SimTime;
  readonly node: number;
  readonly job: number;
}

export class RunRecord implements StretchListener {
  readonly series = new SeriesFold();
  readonly queues = new Queues();
  /** by pool id in lower case */
  readonly marks = new Map<string, PoolMarks>();
  readonly rejected: RequestLine[] = [];
  rejectedMore = 0;
  #books: Books | null = null;
  readonly #limit: number;
  #bars: Bars | null;
  #occupancy: Occupancy | null = null;
  #stories: TaskStories | null = null;
  /** since when tasks of nodes run, by what they are */
  readonly #nodeTasks = new Map<string, OpenNodeTask>();
  readonly #nodeHandles = new Map<number, NodeRecord>();
  #knownNodes = 0;
  readonly #jobHandles = new Map<string, number>();

  /** `limit`: of bars, and of tasks; more of either are summed */
  constructor(limit = BAR_LIMIT) {
    this.#limit = limit;
    this.#bars = new Bars(limit);
  }

  /** null: there were too many */
  get bars(): Bars | null {
    return this.#bars;
  }
  /** null while all bars are kept */
  get occupancy(): Occupancy | null {
    return this.#occupancy;
  }
  get stories(): TaskStories | null {
    return this.#stories;
  }
  get books(): Books {
    if (this.#books === null) throw new Error('nobody keeps the books that this record is made of');
    return this.#books;
  }

  follow(books: Books): void {
    this.#books = books;
  }

  nodeStretch(node: NodeRecord, state: number, from: SimTime, to: SimTime): void {
    this.series.nodeStretch(node, state, from, to);
    if (state === IDLE || state === RUNNING) return;
    this.#nodeBar(node.place, state, from, to, -1, false);
  }

  slotStretch(pool: PoolRecord, use: 'busy' | 'preparing', from: SimTime, to: SimTime): void {
    this.series.slotStretch(pool, use, from, to);
  }

  waitStretch(job: number, from: SimTime, to: SimTime): void {
    this.queues.add(job, from, to);
  }

  waitEnded(task: number, { ms, causes, count }: Waited): void {
    for (let place = 0; place < count; place++) {
      const cause = causes[place];
      if (this.#bars !== null) this.#bars.causes.add(task, cause, ms[cause]);
      else this.#stories?.waited(task, cause, ms[cause]);
    }
  }

  attemptEnded(attempt: Readonly<Attempt>): void {
    this.series.attemptEnded(attempt);
    if (this.#bars === null) {
      if (attempt.isFirst) this.#stories?.attempt(attempt);
      this.#occupy(attempt.node, attempt.from, attempt.ranFrom, attempt.to);
      return;
    }
    const { attempts } = this.#bars;
    const row = attempts.add();
    attempts.task.data[row] = attempt.task;
    attempts.node.data[row] = attempt.node.place;
    attempts.isFirst.data[row] = attempt.isFirst ? 1 : 0;
    attempts.from.data[row] = attempt.from;
    attempts.ranFrom.data[row] = attempt.ranFrom;
    attempts.to.data[row] = attempt.to;
    attempts.end.data[row] = attempt.end;
    if (this.#bars.isFull) this.#turnToOccupancy();
  }

  taskEnded(task: number): void {
    this.#stories?.close(task);
  }

  nodePaid(node: NodeRecord, from: SimTime, to: SimTime, paidMs: SimTime): void {
    this.series.nodePaid(node, from, to, paidMs);
  }

  line(line: Line, handle: number): void {
    switch (line.entity) {
      case 'run':
        if (line.to === 'ended') this.#close(line.at);
        break;
      case 'request':
        if (line.status < 400) break;
        if (this.rejected.length < REJECTED_KEPT) this.rejected.push(line);
        else this.rejectedMore++;
        break;
      case 'allocation':
        this.#allocation(line);
        break;
      case 'autoscale':
        this.#evaluation(line);
        break;
      case 'job':
        if (line.from === null) this.#jobHandles.set(line.jobId.toLowerCase(), this.books.jobs.length - 1);
        break;
      case 'startTask':
      case 'jobPreparation':
      case 'jobRelease':
        this.#nodeTask(line, handle);
        break;
    }
  }

  /** The run is over: what still goes on ends with it, and a page could not hold more tasks than bars. */
  #close(end: SimTime): void {
    for (const { kind, since, node, job } of this.#nodeTasks.values())
      this.#nodeBar(node, kind, since, end, job, false);
    this.#nodeTasks.clear();
    if (this.books.tasks.rows > this.#limit) this.#turnToOccupancy();
    if (this.#occupancy === null) return;
    for (const node of this.books.nodes) {
      const gone = Number.isNaN(node.goneAt) ? end : node.goneAt;
      this.#occupancy.add(PRESENT, node.place, node.grantedAt, gone, 1);
    }
  }

  // ---------------------------------------------------------------- nodes

  #nodeBar(node: number, kind: number, from: SimTime, to: SimTime, job: number, failed: boolean): void {
    if (this.#bars !== null) {
      this.#bars.nodes.add(node, kind, from, to, job, failed);
      if (this.#bars.isFull) this.#turnToOccupancy();
    } else if (kind < NODE_STATES.length)
      this.#occupancy?.add(ON_THE_WAY.has(kind) ? STARTING : OUT, node, from, to, 1);
  }

  #nodeTask(line: StartTaskLine | JobNodeTaskLine, handle: number): void {
    const jobId = line.entity === 'startTask' ? null : line.jobId.toLowerCase();
    const key = `${line.entity} ${handle} ${jobId ?? ''}`;
    const open = this.#nodeTasks.get(key);
    if (open !== undefined) {
      this.#nodeTasks.delete(key);
      this.#nodeBar(open.node, open.kind, open.since, line.at, open.job, line.result === 'failure');
    }
    if (line.to !== 'running') return;
    const node = this.#nodeOf(handle);
    const kind = NODE_STATES.length + NODE_TASKS.indexOf(line.entity);
    const job = jobId === null ? ABSENT : (this.#jobHandles.get(jobId) ?? ABSENT);
    if (node !== undefined) this.#nodeTasks.set(key, { kind, since: line.at, node: node.place, job });
  }

  #nodeOf(handle: number): NodeRecord | undefined {
    const { nodes } = this.books;
    for (; this.#knownNodes < nodes.length; this.#knownNodes++)
      this.#nodeHandles.set(nodes[this.#knownNodes].handle, nodes[this.#knownNodes]);
    return this.#nodeHandles.get(handle);
  }

  // ---------------------------------------------------------------- pools

  #marksOf(poolId: string): PoolMarks {
    const key = poolId.toLowerCase();
    let marks = this.marks.get(key);
    if (marks === undefined) {
      marks = {
        dedicated: new Steps(),
        lowPriority: new Steps(),
        resizeErrors: new Marks(),
        evaluations: new Marks(),
        failedEvaluations: new Marks(),
      };
      this.marks.set(key, marks);
    }
    return marks;
  }

  #allocation(line: AllocationLine): void {
    const marks = this.#marksOf(line.poolId);
    marks.dedicated.set(line.at, line.to === null ? 0 : line.targetDedicatedNodes);
    marks.lowPriority.set(line.at, line.to === null ? 0 : line.targetLowPriorityNodes);
    for (const { code, message } of line.resizeErrors ?? [])
      marks.resizeErrors.add(line.at, `${code}: ${message}`.slice(0, TEXT));
  }

  #evaluation({ poolId, at, to, results, error }: AutoScaleLine): void {
    const marks = this.#marksOf(poolId);
    if (to === 'evaluated') marks.evaluations.add(at, results.slice(0, TEXT));
    else marks.failedEvaluations.add(at, `${error?.code ?? ''}: ${error?.message ?? ''}`.slice(0, TEXT));
  }

  // ---------------------------------------------------------------- too many bars

  #occupy({ place, terms }: NodeRecord, from: SimTime, ranFrom: SimTime, to: SimTime): void {
    this.#occupancy?.add(PREPARING, place, from, ranFrom, 1 / terms.slotsPerNode);
    this.#occupancy?.add(BUSY, place, ranFrom, to, 1 / terms.slotsPerNode);
  }

  /** From here on bars are summed; those so far are put into the same sums. */
  #turnToOccupancy(): void {
    const bars = this.#bars;
    if (bars === null) return;
    this.#bars = null;
    this.#occupancy = new Occupancy();
    const stories = new TaskStories(this.books);
    this.#stories = stories;
    const { nodes } = bars;
    for (let row = 0; row < nodes.count; row++)
      this.#nodeBar(nodes.node.data[row], nodes.kind.data[row], nodes.from.data[row], nodes.to.data[row], -1, false);
    this.#retell(bars, stories);
  }

  /** Task by task, so that few stories are open at a time. */
  #retell({ attempts, causes }: Bars, stories: TaskStories): void {
    const { nodes, tasks } = this.books;
    const created = tasks.rowsByHandle();
    const waits = rowsByTask(causes.task.data, causes.count, created);
    const tries = rowsByTask(attempts.task.data, attempts.count, created);
    let [wait, attempt] = [0, 0];
    while (wait < waits.length || attempt < tries.length) {
      const waiting = wait < waits.length ? causes.task.data[waits[wait]] : -1;
      const trying = attempt < tries.length ? attempts.task.data[tries[attempt]] : -1;
      const isWaiting = trying < 0 || (waiting >= 0 && created[waiting] <= created[trying]);
      const task = isWaiting ? waiting : trying;
      for (; wait < waits.length && causes.task.data[waits[wait]] === task; wait++)
        stories.waited(task, causes.cause.data[waits[wait]], causes.ms.data[waits[wait]]);
      for (; attempt < tries.length && attempts.task.data[tries[attempt]] === task; attempt++) {
        const row = tries[attempt];
        const node = nodes[attempts.node.data[row]];
        const [from, ranFrom, to] = [attempts.from.data[row], attempts.ranFrom.data[row], attempts.to.data[row]];
        this.#occupy(node, from, ranFrom, to);
        if (attempts.isFirst.data[row] === 1)
          stories.attempt({ task, job: 0, node, isFirst: true, from, ranFrom, to, end: attempts.end.data[row] });
      }
      if (isOver(tasks.outcome(task))) stories.close(task);
    }
  }
}

/** Rows in the order in which their tasks were created; those of one task as they are. */
function rowsByTask(tasks: Int32Array, count: number, created: Int32Array): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => row).sort(
    (a, b) => created[tasks[a]] - created[tasks[b]] || a - b,
  );
}

function isOver(outcome: number): boolean {
  return outcome >= outcomes.SUCCEEDED;
}
