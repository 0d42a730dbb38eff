/**
 * A fill policy says in which order the levels of open nodes are looked at; a level is a number of slots in use, 0 … slots - 1.
 * Within a level the smallest node number wins, whatever the policy.
 */
import type { RankSet } from '../../kernel/bitset.ts';
import type { Pool } from '../pools.ts';

export interface FillPolicy {
  firstLevel(slots: number): number;
  /** beyond the last level the answer is out of range */
  nextLevel(level: number): number;
}

/** The number of the node that the policy takes, or -1: of dedicated nodes only, or of both kinds; none of `barred`. */
export function pickNode(pool: Pool, policy: FillPolicy, dedicatedOnly: boolean, barred: RankSet | null): number {
  for (let level = policy.firstLevel(pool.slots); level >= 0 && level < pool.slots; level = policy.nextLevel(level)) {
    const number = smallestOpen(pool, level, dedicatedOnly, barred);
    if (number >= 0) return number;
  }
  return -1;
}

/** The smallest number of a node with `level` slots in use, or -1. */
export function smallestOpen(pool: Pool, level: number, dedicatedOnly: boolean, barred: RankSet | null): number {
  const dedicated = smallestIn(pool.open[0][level], barred);
  if (dedicatedOnly) return dedicated;
  const lowPriority = smallestIn(pool.open[1][level], barred);
  if (dedicated < 0) return lowPriority;
  return lowPriority < 0 || dedicated < lowPriority ? dedicated : lowPriority;
}

function smallestIn(set: RankSet, barred: RankSet | null): number {
  return barred === null ? set.first() : set.firstNotIn(barred);
}
