/**
 * One writer at a time in an output folder.
 *
 * The lock is a folder with one file in it that names the holder: process, that process's start time and machine. It is made under
 * another name and then renamed: a rename onto a folder that is not empty fails, so one of several takers succeeds, and whoever sees
 * the lock can read it. A lock whose process is gone is stale and is broken; of several who want to break it, one does, because each
 * announces itself first and gives way to any other announcement.
 */
import { readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isSystemError } from './failure.ts';
import { makeFolders } from './make-folders.ts';

export const LOCK = 'lock';
const HOLDER = 'holder.json';
const BREAKER = 'breaker-';
/** Others that come and go at the very same moment are outwaited this often, a few milliseconds each. */
const ATTEMPTS = 200;

export interface Holder {
  readonly pid: number;
  /** when that process started, in the operating system's own count; null where it cannot be told */
  readonly started: string | null;
  readonly host: string;
}

export class FolderLock {
  private readonly folder: string;
  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Takes the lock in `folder`, which is made if need be; or says who has it. */
  static take(folder: string): FolderLock | Holder {
    const me: Holder = { pid: process.pid, started: startOf(process.pid), host: hostname() };
    const mine = join(folder, `${LOCK}-${process.pid}`);
    let refused: unknown;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        makeFolders(mine);
        writeFileSync(join(mine, HOLDER), JSON.stringify(me));
        renameSync(mine, join(folder, LOCK));
        return new FolderLock(folder);
      } catch (error) {
        rmSync(mine, { recursive: true, force: true });
        if (!isSystemError(error) || !MEETINGS.has(error.code)) throw error;
        refused = error;
      }
      const holder = FolderLock.holder(folder);
      if (holder !== null && isAlive(holder)) return holder;
      if (holder !== null) breakStale(folder);
      pause(attempt);
    }
    throw refused; // nobody is met, so it is the system that does not permit it
  }

  /** Who is named by the lock in `folder`, alive or not; null: nobody. */
  static holder(folder: string): Holder | null {
    try {
      const read: Holder = JSON.parse(readFileSync(join(folder, LOCK, HOLDER), 'utf8'));
      return read;
    } catch (error) {
      if (isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
      if (error instanceof SyntaxError) return NOBODY;
      throw error;
    }
  }

  /** Gives the lock back, and removes the folder if nothing else is in it. */
  release(): void {
    removeLock(this.folder);
    removeIfEmpty(this.folder);
  }
}

/** The lock is there already (each system says it its own way), or whoever was here last removed the folder just now. */
const MEETINGS: ReadonlySet<string> = new Set(['ENOTEMPTY', 'EEXIST', 'EPERM', 'ENOENT']);
/** The holder of a lock that cannot be read: not written by us, so stale. */
const NOBODY: Holder = { pid: 0, started: null, host: hostname() };

/** Whether the holder still runs. One on another machine is taken to be alive: nobody here can know better. */
export function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  if (!(holder.pid > 0)) return false; // 0 and below name groups of processes
  if (holder.pid === process.pid && holder.started === startOf(process.pid)) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return isSystemError(error) && error.code === 'EPERM'; // it lives and belongs to somebody else
  }
  const started = startOf(holder.pid);
  return holder.started === null || started === null ? started !== GONE : started === holder.started;
}

const GONE = 'gone';

/** The start time of a process from Linux's /proc, `gone` for one that is dead and only waits to be collected, null elsewhere. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before it may hold anything
    return fields[0] === 'Z' || fields[0] === 'X' ? GONE : fields[19];
  } catch {
    return null;
  }
}

function breakStale(folder: string): void {
  const announcement = `${BREAKER}${process.pid}`;
  const path = join(folder, announcement);
  try {
    writeFileSync(
      path,
      JSON.stringify({ pid: process.pid, started: startOf(process.pid), host: hostname() } satisfies Holder),
    );
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(BREAKER) || name === announcement) continue;
      const other = Number(name.slice(BREAKER.length));
      if (isAlive({ pid: other, started: null, host: hostname() })) return; // it may be breaking the lock at this moment
      rmSync(join(folder, name), { force: true });
    }
    const holder = FolderLock.holder(folder);
    if (holder !== null && !isAlive(holder)) removeLock(folder);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
  } finally {
    rmSync(path, { force: true });
  }
}

/** In two plain steps: between them another may already have put its lock there, and that one has to stay. */
function removeLock(folder: string): void {
  rmSync(join(folder, LOCK, HOLDER), { force: true });
  removeIfEmpty(join(folder, LOCK));
}

export function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!isSystemError(error)) throw error; // it is not empty, or gone
  }
}

function pause(attempt: number): void {
  // unequal steps, so that two that keep meeting part
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1 + ((process.pid + attempt) % 7));
}
