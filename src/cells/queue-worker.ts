/** Takes cells from the queue and runs them on threads of this process, for whatever studies there are. */
import { WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { ATTEMPTS, type CellJob, type CellJobResult, getParcel, PREFIX, QUEUE } from './queue.ts';
import { connect, hangUp, persistent, type RedisAddress } from './redis.ts';
import { ThreadRunner } from './threads.ts';

export interface QueueWorkerOptions {
  /** how many cells are run at the same time */
  readonly threads: number;
  /** A worker that says nothing for so long is taken to be dead, and its cells go to others; milliseconds. */
  readonly lease: number;
  /** ends when there was nothing to do for so long, milliseconds; null: never */
  readonly idle: number | null;
  /** ends it; cells that are being run go back to the queue */
  readonly signal: AbortSignal;
  /** the file that a thread starts with, where it is not the usual one */
  readonly worker?: URL;
  /** called when it is connected and takes cells */
  readonly onReady: () => void;
  /** told what the user should know, as when the server has gone away */
  readonly onRemark: (text: string) => void;
  /** called when a cell has come to its end, or has failed */
  readonly onCell: (counts: { readonly done: number; readonly failed: number }) => void;
}

/** How long it may take to give cells back, milliseconds; later they are taken back when the lease has run out. */
const FAREWELL = 10_000;

/** What BullMQ says when a cell has come to its end and is not this worker's any more. */
const LATE = /^(?:Missing (?:key|lock) for job|Lock mismatch|Job \S+ is not in the active state)/;

interface InUse {
  readonly runner: ThreadRunner;
  running: number;
}

export class QueueWorker {
  readonly #redis: Redis;
  readonly #options: QueueWorkerOptions;
  /** the threads for each study of which cells are being run, and for the latest */
  readonly #studies = new Map<string, InUse>();
  #done = 0;
  #failed = 0;
  #running = 0;
  #isStopped = false;
  /** what was said last of the server; it is not said again before a cell has come through */
  #remarked = '';
  #stop = () => {};
  #idleTimer: NodeJS.Timeout | null = null;

  private constructor(redis: Redis, options: QueueWorkerOptions) {
    this.#redis = redis;
    this.#options = options;
  }

  /** Works until it is told to stop or has been idle for long enough. Throws `RedisRefusal`. */
  static async serve(address: RedisAddress, options: QueueWorkerOptions): Promise<void> {
    const redis = await connect(address, 'worker');
    const server = new QueueWorker(redis, options);
    try {
      await server.#serve(address);
    } finally {
      redis.disconnect();
    }
  }

  async #serve(address: RedisAddress): Promise<void> {
    const { threads, lease, signal } = this.#options;
    const stopped = new Promise<void>((resolve) => {
      this.#stop = resolve;
    });
    signal.addEventListener('abort', this.#stop);
    if (signal.aborted) this.#stop();
    const worker = new Worker<CellJob, CellJobResult>(
      QUEUE,
      (job, token) => this.#run(job.data, () => job.moveToWait(token)),
      {
        connection: persistent(address.options, () => !this.#isStopped),
        prefix: PREFIX,
        concurrency: threads,
        lockDuration: lease,
        stalledInterval: lease / 2,
        maxStalledCount: ATTEMPTS - 1,
      },
    );
    worker.on('error', (error) => {
      const text = LATE.test(error.message)
        ? 'a run was in vain: its cell is with another worker, or nobody waits for it any more'
        : `${address.shown}: ${error.message || 'the connection is lost'}; trying again`;
      if (text !== this.#remarked) this.#options.onRemark(text);
      this.#remarked = text;
    });
    await worker.waitUntilReady();
    this.#options.onReady();
    this.#rest();
    await stopped;
    signal.removeEventListener('abort', this.#stop);
    this.#isStopped = true;
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    const closed = hangUp(worker, FAREWELL); // from here on it takes no more
    await Promise.all([...this.#studies.values()].map(({ runner }) => runner.close()));
    await closed;
  }

  async #run({ cell, study: id }: CellJob, giveBack: () => Promise<unknown>): Promise<CellJobResult> {
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    this.#running++;
    this.#remarked = '';
    try {
      const study = await this.#enter(id);
      try {
        if (this.#isStopped) throw new Error('the worker has been stopped');
        const outcome = await study.runner.runOne(cell);
        if (!('result' in outcome)) throw new Error(outcome.message);
        this.#done++;
        return outcome.result;
      } finally {
        study.running--;
      }
    } catch (error) {
      if (this.#isStopped) {
        await giveBack();
        throw new WaitingError();
      }
      this.#failed++;
      throw error;
    } finally {
      this.#running--;
      this.#options.onCell({ done: this.#done, failed: this.#failed });
      if (this.#running === 0) this.#rest();
    }
  }

  /** The study's threads, counted as in use. Those of other studies go when nothing runs on them. */
  async #enter(id: string): Promise<InUse> {
    if (!this.#studies.has(id)) {
      const parcel = await getParcel(this.#redis, id);
      if (parcel === null) throw new Error('its study is no longer on the server; start the study again');
      if (!this.#studies.has(id))
        this.#studies.set(id, { runner: new ThreadRunner(parcel, this.#options), running: 0 });
    }
    const study = this.#studies.get(id)!;
    study.running++;
    const unused = [...this.#studies].filter(([, { running }]) => running === 0);
    for (const [other] of unused) this.#studies.delete(other);
    await Promise.all(unused.map(([, { runner }]) => runner.close()));
    return study;
  }

  #rest(): void {
    const { idle } = this.#options;
    if (idle !== null && !this.#isStopped) this.#idleTimer = setTimeout(this.#stop, idle);
  }
}
