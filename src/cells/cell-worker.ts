/** What runs in each thread: the study is read once, when the first cell comes. */
import { workerData } from 'node:worker_threads';
import { runCell } from '../study/cell.ts';
import type { Cell, CellResult, Study } from '../study/study.ts';
import { type Parcel, unpack } from './parcel.ts';

/** What a thread answers; errors are told in words, so that nothing of them is lost on the way. */
export type Answer = CellResult | { readonly failed: string };

let study: Study | null = null;

export function answer(cell: Cell): Answer {
  study ??= unpack(parcel());
  try {
    return runCell(study, cell)!; // nobody stops it
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

/** What the thread was given when it was started. */
function parcel(): Parcel {
  const given: Parcel = workerData;
  return given;
}
