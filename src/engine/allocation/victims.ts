/** Which nodes a shrinking pool gives up (O-21, S-30): those that are of least use first, job managers last. */
import { NODE } from '../../batch/lifecycles/node.ts';
import { hasManager } from '../attempts.ts';
import { DRAIN_FOR_REMOVAL } from '../nodes.ts';
import type { Pool } from '../pools.ts';
import type { World } from '../world.ts';

const LEAVING = NODE.code('leavingpool');
const OFFLINE = NODE.code('offline');
const CLASS_BY_STATE = new Map<number, number>([
  [NODE.code('unusable'), 1],
  [NODE.code('starttaskfailed'), 1],
  [NODE.code('unknown'), 1],
  [NODE.code('preempted'), 1],
  [OFFLINE, 1],
  [NODE.code('creating'), 2],
  [NODE.code('starting'), 2],
  [NODE.code('waitingforstarttask'), 2],
  [NODE.code('rebooting'), 2],
  [NODE.code('reimaging'), 2],
]);

/** The `count` nodes of a kind that go, in the order of their going. */
export function chooseVictims(world: World, pool: Pool, kind: 0 | 1, count: number): number[] {
  if (count <= 0) return [];
  const { nodes } = world;
  const stayers = pool.nodes.filter((node) => node >= 0 && nodes.kind(node) === kind && !isLeaving(world, node));
  const rank = new Map(stayers.map((node) => [node, victimClass(world, node)]));
  stayers.sort((a, b) => {
    const byClass = rank.get(a)! - rank.get(b)!;
    if (byClass !== 0) return byClass;
    const bySlots = nodes.occupied(a) - nodes.occupied(b);
    if (rank.get(a) === 4 && bySlots !== 0) return bySlots;
    return nodes.grantedAt.data[b] - nodes.grantedAt.data[a] || nodes.number(b) - nodes.number(a);
  });
  return stayers.slice(0, count);
}

/** Whether a node is on its way out already: leaving, or draining for it. */
export function isLeaving(world: World, node: number): boolean {
  return world.nodes.state(node) === LEAVING || world.nodes.drain(node) === DRAIN_FOR_REMOVAL;
}

function victimClass(world: World, node: number): number {
  const { nodes } = world;
  if (nodes.up(node) === 0) return CLASS_BY_STATE.get(nodes.state(node))!;
  if (nodes.state(node) === OFFLINE) return 1;
  if (nodes.occupied(node) === 0 && nodes.jobTasks.data[node] === 0) return 3;
  return hasManager(world, node) ? 5 : 4;
}
