/**
 * The folder of a run. Its files appear together: whoever looks after a kill at any moment finds the complete earlier set or, after
 * `settleExchange`, the complete new one.
 *
 * New files are written beside the old ones, in `.batchlab/` and with `.part` behind their names. When all are there and safe on
 * disk, one small file, the order of exchange, appears: from then on the new set counts. Carrying the order out can be repeated by
 * anybody from any point on. Old files go before new ones come, and `summary.json` goes first and comes last: even a reader who knows
 * nothing of this sees no mixture, and a summary only beside the files it belongs to.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Refusal } from './exit.ts';
import { describeSystemError, isSystemError } from './failure.ts';
import { FolderLock, type Holder, isAlive, LOCK, removeIfEmpty } from './folder-lock.ts';
import { makeFolders } from './make-folders.ts';

/** In the order in which they come; they go in the opposite order. */
export const RUN_FILES = [
  'events.ndjson',
  'tasks.csv',
  'nodes.csv',
  'jobs.csv',
  'report.html',
  'summary.json',
] as const;
export type RunFile = (typeof RUN_FILES)[number];

/** What `run --trace` adds, by its name there. They come before all others, and go after them. */
export const TRACE_FILES = {
  perfetto: 'trace.perfetto.json',
  'batch-analytics': 'batch-analytics.ndjson',
  metrics: 'metrics.csv',
} as const;
export type TraceName = keyof typeof TRACE_FILES;
export type TraceFile = (typeof TRACE_FILES)[TraceName];

/** What a study writes beside its `summary.json`. */
export const STUDY_FILES = ['results.csv', 'study.html'] as const;
export type StudyFile = (typeof STUDY_FILES)[number];

type OutputFile = RunFile | TraceFile | StudyFile;
const ALL_FILES: readonly OutputFile[] = [...Object.values(TRACE_FILES), ...STUDY_FILES, ...RUN_FILES];

/** The finished cells of a study: the one file of a folder that takes no part in exchanges, because lines are only added to it. */
export const CELLS_FILE = 'cells.ndjson';
export type Holds = 'run' | 'study';
/** By which a folder is known to hold the other thing; what is in it must not be mixed with this. */
const SIGN_OF_OTHER: Readonly<Record<Holds, string>> = { run: CELLS_FILE, study: 'nodes.csv' };

const WORK = '.batchlab';
const ORDER = 'exchange.json';
const PART = '.part';
/** How long a reader waits for an exchange that is under way: this often, 10 ms each. An exchange takes a few milliseconds. */
const PATIENCE = 500;

interface ExchangeOrder {
  readonly install: readonly OutputFile[];
  readonly remove: readonly OutputFile[];
}

export class OutputFolder {
  readonly directory: string;
  private readonly lock: FolderLock;
  /** the topmost folder that had to be made for this one; null: it was there */
  private readonly made: string | null;
  private readonly staged = new Set<OutputFile>();

  private constructor(directory: string, lock: FolderLock, made: string | null) {
    this.directory = directory;
    this.lock = lock;
    this.made = made;
  }

  /** Makes the folder if need be, takes it for this process, and brings what an earlier one left half-done to its end. */
  static open(directory: string, holds: Holds = 'run'): OutputFolder {
    const made = makeFolders(directory);
    const work = join(directory, WORK);
    const lock = FolderLock.take(work);
    if (!(lock instanceof FolderLock)) throw inUse(directory, lock);
    const folder = new OutputFolder(directory, lock, made);
    try {
      settleAlone(directory);
      refuseOther(directory, holds);
    } catch (error) {
      folder.discard();
      throw error;
    }
    return folder;
  }

  /** Where the new version of a file is to be written; it takes part in the exchange. */
  stage(name: OutputFile): string {
    this.staged.add(name);
    return join(this.directory, WORK, name + PART);
  }

  write(name: OutputFile, text: string): void {
    writeFileSync(this.stage(name), text);
  }

  /** Puts all staged files in place at once, removes those named, and gives the folder back. */
  commit(remove: readonly OutputFile[] = []): void {
    const work = join(this.directory, WORK);
    const install = ALL_FILES.filter((name) => this.staged.has(name));
    for (const name of install) syncPath(join(work, name + PART));
    const order: ExchangeOrder = { install, remove: ALL_FILES.filter((name) => remove.includes(name)) };
    writeFileSync(join(work, ORDER + PART), JSON.stringify(order));
    syncPath(join(work, ORDER + PART));
    renameSync(join(work, ORDER + PART), join(work, ORDER)); // from here on the new set counts
    syncPath(work);
    carryOut(this.directory, order);
    this.lock.release();
  }

  /** Takes everything back that is not in place yet and gives the folder back; folders made for it go too if nothing is in them. */
  discard(): void {
    if (!existsSync(join(this.directory, WORK, ORDER))) sweep(this.directory);
    this.lock.release();
    if (this.made === null) return;
    const top = resolve(this.made);
    for (let folder = resolve(this.directory); folder.length >= top.length; folder = dirname(folder))
      removeIfEmpty(folder);
  }
}

/**
 * The first act of everybody who reads the folder of a run: an exchange that was cut short is finished, one that had not begun to
 * count is discarded. A run that is still at work there is left alone; the earlier set is then still complete.
 */
export function settleExchange(directory: string): void {
  const work = join(directory, WORK);
  for (let attempt = 0; existsSync(work); attempt++) {
    const lock = takeToRead(directory);
    if (lock instanceof FolderLock) {
      try {
        settleAlone(directory);
      } finally {
        lock.release();
      }
      return;
    }
    if (lock === null || !existsSync(join(work, ORDER))) return;
    if (attempt >= PATIENCE) throw inUse(directory, lock);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
}

/** The lock, or who has it; null: the folder may not be written to, and nothing in it waits to be exchanged. */
function takeToRead(directory: string): FolderLock | Holder | null {
  const work = join(directory, WORK);
  try {
    return FolderLock.take(work);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const holder = FolderLock.holder(work);
    if (holder !== null && isAlive(holder)) return holder;
    if (!existsSync(join(work, ORDER))) return null;
    throw new Refusal(
      `error: ${directory}: an earlier command was cut short while it exchanged the files, and this one cannot finish that: ${describeSystemError(error)}`,
    );
  }
}

/** Finishes or discards what is half-done; whoever calls has the lock. */
function settleAlone(directory: string): void {
  let text: string;
  try {
    text = readFileSync(join(directory, WORK, ORDER), 'utf8');
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
    sweep(directory);
    return;
  }
  const order: ExchangeOrder = JSON.parse(text);
  carryOut(directory, order);
}

/** Every step may have been taken before: a new file that is no longer waiting is already in place. */
function carryOut(directory: string, order: ExchangeOrder): void {
  const work = join(directory, WORK);
  const waiting = order.install.filter((name) => existsSync(join(work, name + PART)));
  for (const name of [...ALL_FILES].reverse()) {
    if (waiting.includes(name) || order.remove.includes(name)) rmSync(join(directory, name), { force: true });
  }
  for (const name of waiting) renameSync(join(work, name + PART), join(directory, name));
  syncPath(directory);
  rmSync(join(work, ORDER));
  sweep(directory);
}

/** Removes what was begun and not finished, by this process or by one that is gone; everything there but the lock. */
function sweep(directory: string): void {
  const work = join(directory, WORK);
  for (const name of readdirSync(work)) if (name !== LOCK) rmSync(join(work, name), { recursive: true, force: true });
}

function refuseOther(directory: string, holds: Holds): void {
  if (!existsSync(join(directory, SIGN_OF_OTHER[holds]))) return;
  const other = holds === 'run' ? 'study' : 'run';
  throw new Refusal(`error: ${directory}: the folder holds a ${other}; choose another with --out, or remove it first`);
}

function inUse(directory: string, holder: Holder): Refusal {
  const who = `process ${holder.pid} on ${holder.host}`;
  return new Refusal(
    `error: ${directory}: the folder is in use by another command (${who}); wait for it, or choose another folder with --out`,
  );
}

/** Until this returns, a loss of power may undo what was written. Folders cannot be synced on every system; then it is left to that. */
function syncPath(path: string): void {
  const isFolder = statSync(path).isDirectory();
  let handle: number;
  try {
    handle = openSync(path, isFolder ? 'r' : 'r+');
  } catch (error) {
    if (isFolder && isSystemError(error)) return;
    throw error;
  }
  try {
    fsyncSync(handle);
  } catch (error) {
    if (!isFolder || !isSystemError(error)) throw error;
  } finally {
    closeSync(handle);
  }
}
