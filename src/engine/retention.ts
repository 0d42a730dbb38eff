/**
 * The directories that tasks leave on nodes, and how long they are kept: a node that drains with `retaineddata` waits for them (L-079, S-32).
 *
 * Those of start, preparation and release tasks do not count. Nothing is noted unless the scenario uses the option somewhere.
 */
import type { SimTime } from '../kernel/clock.ts';
import type { World } from './world.ts';

/** An attempt of the task has ended on these nodes: its directory is kept for so long from now on. */
export function keepDirectory(world: World, task: number, nodes: readonly number[], retentionTime: SimTime): void {
  for (const node of nodes) {
    let kept = world.retention.get(node);
    if (kept === undefined) {
      kept = new Map();
      world.retention.set(node, kept);
    }
    kept.set(task, world.now + retentionTime);
  }
}

/** The directories of deleted tasks keep no node any more: nodes that drain are looked at again. */
export function removeDirectories(world: World, isDeleted: (task: number) => boolean): void {
  if (!world.tracksRetention) return;
  for (const [node, kept] of world.retention) {
    let wasKept = false;
    for (const task of kept.keys()) if (isDeleted(task)) wasKept = kept.delete(task);
    if (!wasKept) continue;
    const { nodes } = world;
    nodes.setOpenSeq(node, Math.max(nodes.openSeq(node), world.log.cause));
    world.nodesToCheck.push(node);
  }
}

/** The instant from which no directory on the node is kept, `-Infinity` if there never was one. */
export function keptUntil(world: World, node: number): SimTime {
  let until = -Infinity;
  for (const end of world.retention.get(node)?.values() ?? []) until = Math.max(until, end);
  return until;
}
