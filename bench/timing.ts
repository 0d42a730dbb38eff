/** How time is measured: CPU time, which other users of the machine do not lengthen as they do the clock's; and medians. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
// collecting often would have code thrown away as if it were not used any more
setFlagsFromString('--no-flush-bytecode');
const collect: () => void = runInNewContext('gc');

/** CPU time of this process with all its threads, microseconds. */
export function cpuTime(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * CPU time of each work, microseconds: the medians of rounds in which they take turns, so that a slow moment meets them all. What one
 * leaves behind is collected before the next begins, or that would pay for it.
 */
export function byTurns<Name extends string>(
  rounds: number,
  works: Readonly<Record<Name, () => unknown>>,
): Readonly<Record<Name, number>> {
  const names = Object.keys(works) as Name[];
  const times = names.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    names.forEach((name, place) => {
      collect();
      times[place].push(cpuTime(works[name]));
    });
  }
  return Object.fromEntries(names.map((name, place) => [name, median(times[place])])) as Record<Name, number>;
}
