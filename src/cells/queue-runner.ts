/** Puts cells on the queue and waits for their results, wherever the workers are that take them. */
import { Job, type JobsOptions, Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Cell } from '../study/study.ts';
import { VERSION } from '../version.ts';
import { sha256 } from './keys.ts';
import type { Parcel } from './parcel.ts';
import { ATTEMPTS, type CellJob, type CellJobResult, KEEP, PREFIX, putParcel, QUEUE } from './queue.ts';
import { connect, hangUp, persistent, type RedisAddress, versionsOf } from './redis.ts';
import type { CellOutcome, CellRunner } from './runner.ts';

export interface QueueRunnerOptions {
  /** names the job of a cell; of the same name are only jobs with the same result */
  readonly nameOf: (cell: Cell) => string;
  /** told what the user should know: nobody works, or the server has gone away */
  readonly onRemark: (text: string) => void;
}

/** Between two looks at all that is awaited, milliseconds: results are announced, but an announcement can be missed. */
const LOOK = 2000;
/** So many jobs are put or looked at in one go. */
const GROUP = 200;

export class QueueRunner implements CellRunner {
  readonly #redis: Redis;
  readonly #queue: Queue<CellJob, CellJobResult>;
  readonly #events: QueueEvents;
  readonly #parcel: Parcel;
  readonly #study: string;
  readonly #database: number;
  readonly #shown: string;
  readonly #options: QueueRunnerOptions;
  /** the cells that are on the queue, by the names of their jobs; two variants may come to the same */
  #waiting = new Map<string, Cell[]>();
  /** names of jobs that are said to be at their end, and are to be looked at */
  #announced: string[] = [];
  /** calls back whoever waits for that */
  #wake = () => {};
  #isClosed = false;
  #remarked = '';

  private constructor(redis: Redis, address: RedisAddress, parcel: Parcel, options: QueueRunnerOptions) {
    const connection = persistent(address.options, () => !this.#isClosed);
    this.#redis = redis;
    this.#queue = new Queue(QUEUE, { connection, prefix: PREFIX });
    this.#events = new QueueEvents(QUEUE, { connection, prefix: PREFIX });
    this.#parcel = parcel;
    this.#study = sha256(JSON.stringify([VERSION, parcel]));
    this.#database = connection.db;
    this.#options = options;
    this.#shown = address.shown;
    const onError = (error: Error) =>
      this.#remark(`${address.shown}: ${error.message || 'the connection is lost'}; trying again`);
    this.#queue.on('error', onError);
    this.#events.on('error', onError);
  }

  /** Throws `RedisRefusal`. */
  static async open(address: RedisAddress, parcel: Parcel, options: QueueRunnerOptions): Promise<QueueRunner> {
    const runner = new QueueRunner(await connect(address, 'study'), address, parcel, options);
    await runner.#events.waitUntilReady();
    return runner;
  }

  async run(cells: readonly Cell[], onOutcome: (outcome: CellOutcome) => void): Promise<void> {
    this.#waiting = new Map();
    for (const cell of cells) {
      const id = this.#options.nameOf(cell);
      this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), cell]);
    }
    const onEnd = ({ jobId }: { readonly jobId: string }) => {
      if (!this.#waiting.has(jobId)) return; // of another study
      this.#announced.push(jobId);
      this.#wake();
    };
    this.#events.on('completed', onEnd);
    this.#events.on('failed', onEnd);
    try {
      let ids: readonly string[] = [...this.#waiting.keys()];
      await this.#put(ids);
      for (;;) {
        await this.#look(ids, onOutcome);
        if (this.#waiting.size === 0 || this.#isClosed) return;
        ids = await this.#ended();
      }
    } finally {
      this.#events.off('completed', onEnd);
      this.#events.off('failed', onEnd);
    }
  }

  /** Cells that nobody has begun yet are taken from the queue again. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#wake();
    const withdrawn = [...this.#waiting.keys()];
    this.#waiting = new Map();
    if (this.#redis.status === 'ready') await Promise.allSettled(withdrawn.map((id) => this.#queue.remove(id)));
    this.#redis.disconnect();
    await hangUp(this.#events);
    await hangUp(this.#queue);
  }

  /** A cell that is there already, waiting, running or done, stays as it is. */
  async #put(ids: readonly string[]): Promise<void> {
    await putParcel(this.#redis, this.#study, this.#parcel);
    const kept = { age: KEEP };
    const opts: JobsOptions = { attempts: ATTEMPTS, removeOnComplete: kept, removeOnFail: kept };
    const jobs = ids.map((id) => ({
      name: 'cell',
      data: { cell: this.#waiting.get(id)![0], study: this.#study },
      opts: { ...opts, jobId: id },
    }));
    for (let from = 0; from < jobs.length; from += GROUP) await this.#queue.addBulk(jobs.slice(from, from + GROUP));
  }

  /** Takes what has come to an end. What is known to nobody any more, as after a loss of the server's memory, is put there again. */
  async #look(ids: readonly string[], onOutcome: (outcome: CellOutcome) => void): Promise<void> {
    for (let from = 0; from < ids.length; from += GROUP) {
      const group = ids.slice(from, from + GROUP).filter((id) => this.#waiting.has(id));
      const jobs = await Promise.all(group.map((id) => Job.fromId<CellJob, CellJobResult>(this.#queue, id)));
      if (this.#isClosed) return;
      const lost = group.filter((_id, place) => jobs[place] === undefined);
      if (lost.length > 0) await this.#put(lost);
      const ended = [...jobs.entries()].filter(([, job]) => job?.finishedOn !== undefined);
      for (const [place, job] of ended) {
        const cells = this.#waiting.get(group[place]) ?? [];
        this.#waiting.delete(group[place]);
        for (const cell of cells) onOutcome(outcomeOf(job!, cell));
      }
      await Promise.all(ended.map(([place]) => this.#queue.remove(group[place])));
    }
  }

  /** The names of jobs that are said to be at their end; or all that are awaited, when nothing was heard for a while. */
  async #ended(): Promise<readonly string[]> {
    if (this.#announced.length === 0) {
      await new Promise<void>((resolve) => {
        // looking at very many takes its time too
        const timer = setTimeout(resolve, Math.max(LOOK, this.#waiting.size));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const announced = this.#announced;
    this.#announced = [];
    if (announced.length > 0 || this.#isClosed) return announced;
    await this.#seeWorkers();
    return [...this.#waiting.keys()];
  }

  async #seeWorkers(): Promise<void> {
    const versions = await versionsOf(this.#redis, 'worker', this.#database);
    if (versions.has(VERSION)) this.#remarked = '';
    else
      this.#remark(`no worker takes cells from ${this.#shown}; start some with: batchlab worker --on ${this.#shown}`);
  }

  /** Says a thing once, until something else is to be said. */
  #remark(text: string): void {
    if (this.#remarked === text || this.#isClosed) return;
    this.#remarked = text;
    this.#options.onRemark(text);
  }
}

/** What BullMQ says of a job whose lease has run out too often. */
const VANISHED = 'job stalled more than allowable limit';

function outcomeOf({ returnvalue, failedReason }: Job<CellJob, CellJobResult>, cell: Cell): CellOutcome {
  const result: CellJobResult | null | undefined = returnvalue;
  if (result !== null && result !== undefined) return { result: { ...result, ...cell } };
  return { cell, message: failedReason === VANISHED ? 'whoever ran it vanished, again and again' : failedReason };
}
