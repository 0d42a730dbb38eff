/** Runs cells on threads of this process. Each thread reads the study once; from then on two numbers are sent for a cell. */
import { Piscina } from 'piscina';
import type { Cell } from '../study/study.ts';
import type { Answer } from './cell-worker.ts';
import type { Parcel } from './parcel.ts';
import type { CellOutcome, CellRunner } from './runner.ts';

/**
 * The file that a thread starts with. This file may find itself in dist/cells/ or, bundled, in dist/chunks/. Under a loader of
 * TypeScript, threads need that loader too.
 */
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './cell-worker-dev.mjs' : '../cells/cell-worker.js',
  import.meta.url,
);

export interface ThreadOptions {
  /** how many cells are run at the same time */
  readonly threads: number;
  /** the file that a thread starts with, where it is not found beside this one */
  readonly worker?: URL;
}

export class ThreadRunner implements CellRunner {
  readonly #parcel: Parcel;
  readonly #options: ThreadOptions;
  /** made when the first cell comes: there may be nothing to do */
  #pool: Piscina<Cell, Answer> | null = null;

  constructor(parcel: Parcel, options: ThreadOptions) {
    this.#parcel = parcel;
    this.#options = options;
  }

  async run(cells: readonly Cell[], onOutcome: (outcome: CellOutcome) => void): Promise<void> {
    const queue = cells.values();
    // as many at a time as there are threads, in order: a queue of threads would not keep it
    const lane = async () => {
      for (const cell of queue) onOutcome(await this.runOne(cell));
    };
    await Promise.all(Array.from({ length: this.#options.threads }, lane));
  }

  /** Rejected only when the runner is closed meanwhile. */
  async runOne(cell: Cell): Promise<CellOutcome> {
    this.#pool ??= this.#open();
    const pool = this.#pool;
    let given: Answer;
    try {
      given = await pool.run(cell);
    } catch (error) {
      if (this.#pool !== pool) throw error;
      // the thread is gone, and another takes its place
      return { cell, message: reasonOf(error) };
    }
    return 'failed' in given ? { cell, message: oneLine(given.failed) } : { result: given };
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = null;
    await pool?.destroy();
  }

  #open(): Piscina<Cell, Answer> {
    const { threads, worker } = this.#options;
    return new Piscina<Cell, Answer>({
      filename: (worker ?? WORKER).href,
      name: 'answer',
      minThreads: 1,
      maxThreads: threads,
      idleTimeout: Number.POSITIVE_INFINITY,
      workerData: this.#parcel,
    });
  }
}

/** Why a thread came to its end. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error));
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return 'the memory does not suffice (NODE_OPTIONS=--max-old-space-size=MEGABYTES allows more)';
  return oneLine(error.message);
}

function oneLine(text: string): string {
  return text.split(/\s*\n\s*/).join('; ');
}
