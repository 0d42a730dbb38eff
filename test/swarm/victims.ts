/** Which nodes a shrinking pool must give up, by O-21 and S-30, from the world as it is when the resize begins. */
import { NODE } from '../../src/batch/lifecycles/node.ts';
import { DRAIN_FOR_REMOVAL } from '../../src/engine/nodes.ts';
import type { Pool } from '../../src/engine/pools.ts';
import type { World } from '../../src/engine/world.ts';
import { View } from './view.ts';

const NO_BARS: ReadonlySet<string> = new Set(); // nothing here asks who may go where
const USELESS = ['unusable', 'starttaskfailed', 'unknown', 'preempted', 'offline'];
const NOT_READY = ['creating', 'starting', 'waitingforstarttask', 'rebooting', 'reimaging'];

/** Ids in the order of their going, dedicated nodes first. */
export function victimsOf(world: World, pool: Pool): string[] {
  const view = new View(world, NO_BARS);
  const { nodes } = world;
  return ([0, 1] as const).flatMap((kind) => {
    const staying = view
      .nodesOf(pool)
      .filter((node) => nodes.kind(node) === kind && NODE.state(nodes.state(node)) !== 'leavingpool')
      .filter((node) => nodes.drain(node) !== DRAIN_FOR_REMOVAL);
    const surplus = Math.max(0, staying.length - pool.targets[kind]);
    const ranked = staying.map((node) => ({ node, rank: rankOf(view, node), number: nodes.number(node) }));
    ranked.sort((a, b) => a.rank - b.rank || b.number - a.number); // newest first
    return ranked.slice(0, surplus).map(({ node }) => world.nodeId(node));
  });
}

/** The class of O-21; among nodes that run ordinary tasks those with the fewest come first. */
function rankOf(view: View, node: number): number {
  const { world } = view;
  const state = NODE.state(world.nodes.state(node))!;
  const isUp = world.nodes.up(node) === 1; // about to be idle, though its line has not come (S-6)
  if (USELESS.includes(state)) return 1;
  if (!isUp && NOT_READY.includes(state)) return 2;
  const there = view.onNode.get(node) ?? [];
  if (there.some(({ task }) => world.jobOf(task).manager === task)) return 5;
  if (there.length > 0 || world.nodes.jobTasks.data[node] > 0) return 4 + there.length / 1000;
  return 3;
}
