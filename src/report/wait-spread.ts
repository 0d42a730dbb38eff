/** How the waits of all tasks are spread: how many waited how long, exactly, in classes that grow with the wait. */
import type { Books } from '../metrics/listener.ts';

/** upper ends of the classes, seconds; the last class has none */
const EDGES = [
  0, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 57_600, 86_400, 172_800, 604_800,
];

export interface WaitSpread {
  /** the class of this index holds the waits above the edge before it and up to this one; seconds */
  readonly edges: readonly number[];
  /** one more than edges */
  readonly counts: readonly number[];
}

export function waitSpread({ tasks }: Pick<Books, 'tasks'>): WaitSpread {
  const counts = new Array<number>(EDGES.length + 1).fill(0);
  for (let row = 0; row < tasks.rows; row++) {
    const seconds = tasks.waited(tasks.at(row)) / 1000;
    let place = 0;
    while (place < EDGES.length && seconds > EDGES[place]) place++;
    counts[place]++;
  }
  const used = counts.findLastIndex((count) => count > 0);
  const length = Math.min(EDGES.length, used + 1);
  return { edges: EDGES.slice(0, length), counts: counts.slice(0, length + 1) };
}
