/** Acts of the cloud: preemption, failure, recovery, capacity (contract 2.3, S-3, S-31). They answer 200, or 404 and 409. */
import { NODE } from '../../batch/lifecycles/node.ts';
import type { Operation } from '../../batch/model.ts';
import { isLeaving } from '../allocation/victims.ts';
import { failNode as fail, preemptNode, recoverNode as recover } from '../node-life.ts';
import { DEDICATED } from '../nodes.ts';
import type { Pool } from '../pools.ts';
import type { Refusal } from '../task-adding.ts';
import type { World } from '../world.ts';
import { type Answer, accept, conflict, notFound } from './answer.ts';
import { findNode } from './pools.ts';

type Of<N extends Operation['name']> = Extract<Operation, { readonly name: N }>;

const PREEMPTED = NODE.code('preempted');
const FAILED = new Set(
  ['leavingpool', 'preempted', 'unusable', 'unknown'].map((state) => NODE.code(state as 'unknown')),
);
const RECOVERABLE = new Set(['unusable', 'unknown'].map((state) => NODE.code(state as 'unknown')));

function findAnyPool(world: World, poolId: string): Pool | Refusal {
  return world.poolsByKey.get(poolId.toLowerCase()) ?? notFound('PoolNotFound', `There is no pool '${poolId}'`);
}

export function preemptNodes(world: World, { poolId, count, nodeIds }: Of<'preemptNodes'>): Answer {
  const pool = findAnyPool(world, poolId);
  if ('code' in pool) return pool;
  const nodes: number[] = [];
  for (const nodeId of nodeIds ?? []) {
    const node = findNode(world, pool, nodeId);
    if (typeof node !== 'number') return node;
    // dedicated nodes and those preempted already are ignored (S-31)
    if (world.nodes.kind(node) !== DEDICATED && world.nodes.state(node) !== PREEMPTED) nodes.push(node);
  }
  if (count !== null) nodes.push(...preemptable(world, pool, count));
  return accept(200, () => {
    for (const node of new Set(nodes)) preemptNode(world, node, false);
  });
}

/** The `count` low-priority nodes with the lowest numbers that are neither preempted nor leaving (contract 2, notes). */
export function preemptable(world: World, pool: Pool, count: number): number[] {
  const found: number[] = [];
  for (const node of pool.nodes) {
    if (found.length >= count) break;
    if (node < 0 || world.nodes.kind(node) === DEDICATED) continue;
    if (world.nodes.state(node) !== PREEMPTED && !isLeaving(world, node)) found.push(node);
  }
  return found;
}

export function failNode(world: World, { poolId, nodeId, to }: Of<'failNode'>): Answer {
  const node = find(world, poolId, nodeId);
  if (typeof node !== 'number') return node;
  const state = world.nodes.state(node);
  if (FAILED.has(state)) return conflict('OperationInvalidForCurrentState', `The node is ${NODE.state(state)}`);
  return accept(200, () => fail(world, node, to, false));
}

export function recoverNode(world: World, { poolId, nodeId }: Of<'recoverNode'>): Answer {
  const node = find(world, poolId, nodeId);
  if (typeof node !== 'number') return node;
  const state = world.nodes.state(node);
  if (!RECOVERABLE.has(state)) return conflict('OperationInvalidForCurrentState', `The node is ${NODE.state(state)}`);
  return accept(200, () => recover(world, node, false));
}

export function setCapacity(world: World, { dedicated, lowPriority }: Of<'setCapacity'>): Answer {
  return accept(200, () => {
    if (dedicated !== null) changeCapacity(world, 0, dedicated);
    if (lowPriority !== null) changeCapacity(world, 1, lowPriority);
  });
}

/** More capacity is given away when the event has been dealt with; less takes nothing away. */
export function changeCapacity(world: World, kind: 0 | 1, nodes: number): void {
  if (nodes > world.capacity[kind]) world.capacityFreed[kind] = true;
  world.capacity[kind] = nodes;
}

function find(world: World, poolId: string, nodeId: string): number | Refusal {
  const pool = findAnyPool(world, poolId);
  return 'code' in pool ? pool : findNode(world, pool, nodeId);
}
