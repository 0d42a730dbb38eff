/**
 * Follows a run line by line and keeps what the summary and the tables are made of. It knows nothing but the lines: a run and the
 * log of that run leave the same ledger.
 *
 * Time is booked when a stretch ends: a node's time in a state, a slot's time under a task, a task's wait. Whoever draws curves over
 * time listens to the stretches.
 */
import type { SimTime } from '../kernel/clock.ts';
import { EntryNames } from '../trace/entry-names.ts';
import type {
  Directory,
  JobLine,
  Line,
  NodeTransition,
  RunEnded,
  RunStarted,
  TaskTransition,
  TransitionSink,
} from '../trace/vocabulary.ts';
import { JobRecord } from './jobs.ts';
import type { StretchListener } from './listener.ts';
import { known, type NodeRecord, type PoolRecord } from './nodes.ts';
import { PoolBook } from './pool-book.ts';
import { TaskBook } from './task-book.ts';
import type { TaskTable } from './tasks.ts';

export class Ledger implements TransitionSink {
  readonly directory: Directory;
  /** in the order of their first lines */
  readonly jobs: JobRecord[] = [];
  /** of requests */
  accepted = 0;
  rejected = 0;
  /** lines heard */
  events = 0;
  #started: RunStarted | null = null;
  #ended: RunEnded | null = null;
  readonly #listener: StretchListener | null;
  readonly #pools: PoolBook;
  readonly #tasks: TaskBook;
  /** place in `jobs` by handle */
  readonly #jobIndex: number[] = [];
  readonly #names = new EntryNames();

  constructor(directory: Directory, listener: StretchListener | null = null) {
    this.directory = directory;
    this.#listener = listener;
    this.#pools = new PoolBook(listener);
    this.#tasks = new TaskBook(this.#pools, listener);
    listener?.follow?.(this);
  }

  get pools(): readonly PoolRecord[] {
    return this.#pools.pools;
  }
  get nodes(): readonly NodeRecord[] {
    return this.#pools.nodes;
  }
  nodeOf(handle: number): NodeRecord {
    return this.#pools.node(handle);
  }
  get tasks(): TaskTable {
    return this.#tasks.tasks;
  }
  /** NaN: no task was ever created, completed */
  get firstCreation(): SimTime {
    return this.#tasks.firstCreation;
  }
  get lastCompletion(): SimTime {
    return this.#tasks.lastCompletion;
  }

  /** The first line. */
  get started(): RunStarted {
    if (this.#started === null) throw new Error('there is no summary of a run that has not begun');
    return this.#started;
  }
  /** The last line. */
  get ended(): RunEnded {
    if (this.#ended === null) throw new Error('there is no summary of a run that has not ended');
    return this.#ended;
  }

  get hasEnded(): boolean {
    return this.#ended !== null;
  }

  line(line: Line, handle: number): void {
    this.events++;
    switch (line.entity) {
      case 'run':
        if (line.to === 'started') this.#begin(line);
        else this.#close(line);
        break;
      case 'request':
        if (line.status < 400) this.accepted++;
        else this.rejected++;
        break;
      case 'pool':
        if (line.from === null) this.#pools.addPool(line, handle);
        break;
      case 'job':
        this.#job(line, handle);
        break;
    }
    this.#listener?.line?.(line, handle);
  }

  node(transition: Readonly<NodeTransition>): void {
    this.events++;
    this.#pools.move(transition);
  }

  task(transition: Readonly<TaskTransition>): void {
    this.events++;
    const index = known(this.#jobIndex[transition.job], 'job');
    this.#tasks.move(transition, this.jobs[index], index);
  }

  expectTasks(count: number): void {
    this.#tasks.tasks.reserve(count);
  }

  #begin(line: RunStarted): void {
    this.#started = line;
    this.#pools.begin(line);
  }

  #close(line: RunEnded): void {
    this.#ended = line;
    this.#tasks.close(line, this.jobs);
    this.#pools.close(line.at, this.lastCompletion);
  }

  #job(line: JobLine, handle: number): void {
    if (line.from === null) {
      this.#jobIndex[handle] = this.jobs.length;
      this.jobs.push(new JobRecord(this.#names.name(line.jobId), line));
    }
    const job = this.jobs[known(this.#jobIndex[handle], 'job')];
    job.state = line.to;
    if (line.terminateReason !== undefined) job.terminateReason = line.terminateReason;
    if (line.schedulingError !== undefined) job.schedulingError = line.schedulingError;
    if (line.to === 'completed' || (line.to === null && Number.isNaN(job.endedAt))) job.endedAt = line.at;
  }
}
