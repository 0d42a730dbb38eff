/**
 * The queue of cells, as studies and workers both see it. It is BullMQ's, on redis; all that is ours is what stands in a job.
 *
 * A job is named by what its result depends on, so a cell that is put on the queue twice is there once, and a study that is started again finds
 * what was done in the meantime. Results of another version are none, so every version has a queue of its own.
 */
import type { Redis } from 'ioredis';
import type { Cell, CellResult } from '../study/study.ts';
import { VERSION } from '../version.ts';
import type { Parcel } from './parcel.ts';

export const PREFIX = 'batchlab';
export const QUEUE = `cells-${VERSION}`;

export interface CellJob {
  readonly cell: Cell;
  /** under which the parcel of the study is kept */
  readonly study: string;
}

export type CellJobResult = CellResult;

/** How often a cell is tried before it counts as failed; so often, too, may whoever runs it vanish. */
export const ATTEMPTS = 3;
/** How long what nobody fetches stays on the server, seconds. */
export const KEEP = 7 * 24 * 3600;

/** The study of many cells is kept once. */
export async function putParcel(redis: Redis, study: string, parcel: Parcel): Promise<void> {
  const key = parcelKey(study);
  if ((await redis.expire(key, KEEP)) === 0) await redis.set(key, JSON.stringify(parcel), 'EX', KEEP);
}

/** null: nobody has put it there, or so long ago that it is gone. */
export async function getParcel(redis: Redis, study: string): Promise<Parcel | null> {
  const text = await redis.get(parcelKey(study));
  if (text === null) return null;
  const parcel: Parcel = JSON.parse(text);
  return parcel;
}

function parcelKey(study: string): string {
  return `${PREFIX}:study:${study}`;
}
