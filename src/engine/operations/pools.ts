/** Operations on pools: (world, request) → answer. */
import { ALLOCATION, POOL } from '../../batch/lifecycles/pool.ts';
import type { Operation, PoolPatch } from '../../batch/model.ts';
import { beginResize, stopResize } from '../allocation/resize.ts';
import { isLeaving } from '../allocation/victims.ts';
import { createPool, deletePool } from '../pool-life.ts';
import type { ByKind, Pool } from '../pools.ts';
import type { Refusal } from '../task-adding.ts';
import type { World } from '../world.ts';
import { type Answer, accept, conflict, notFound } from './answer.ts';
import { addPoolRefusal } from './job-rules.ts';

type Of<N extends Operation['name']> = Extract<Operation, { readonly name: N }>;

const STEADY = ALLOCATION.code('steady');
const RESIZING = ALLOCATION.code('resizing');
const DELETING = POOL.code('deleting');

/** The pool of that id if it may be changed: it exists and is not being deleted (L-049). */
export function findPool(world: World, poolId: string): Pool | Refusal {
  const pool = world.poolsByKey.get(poolId.toLowerCase());
  if (pool === undefined) return notFound('PoolNotFound', `There is no pool '${poolId}'`);
  return pool.state === DELETING ? conflict('PoolBeingDeleted', `The pool '${pool.id}' is being deleted`) : pool;
}

export function addPool(world: World, { pool }: Of<'addPool'>): Answer {
  return addPoolRefusal(world, pool) ?? accept(201, () => createPool(world, pool, false));
}

export function removePool(world: World, { poolId }: Of<'deletePool'>): Answer {
  const pool = findPool(world, poolId);
  return 'code' in pool ? pool : accept(202, () => deletePool(world, pool, 'deleted'));
}

export function patchPool(world: World, { poolId, patch }: Of<'patchPool'>): Answer {
  return changePool(world, poolId, patch, 200);
}
export function updatePoolProperties(world: World, { poolId, patch }: Of<'updatePoolProperties'>): Answer {
  return changePool(world, poolId, patch, 204);
}

/** What is given replaces what is there; nodes see it when they start the next time (L-050, L-051). */
function changePool(world: World, poolId: string, patch: PoolPatch, status: number): Answer {
  const pool = findPool(world, poolId);
  if ('code' in pool) return pool;
  return accept(
    status,
    () => {
      if (patch.startTask !== undefined) pool.startTask = patch.startTask;
      if (patch.applicationPackageReferences !== undefined) pool.packages = patch.applicationPackageReferences;
    },
    { ...patch },
  );
}

export function resizePool(world: World, request: Of<'resizePool'>): Answer {
  const pool = findPool(world, request.poolId);
  if ('code' in pool) return pool;
  if (pool.formula !== null)
    return conflict('OperationInvalidForCurrentState', `The pool '${pool.id}' follows a formula`); // L-061, S-5
  if (pool.allocation !== STEADY) return conflict('PoolBeingResized', `The pool '${pool.id}' is being resized`); // L-060
  const targets: ByKind = [
    request.targetDedicatedNodes ?? pool.targets[0],
    request.targetLowPriorityNodes ?? pool.targets[1],
  ]; // O-08
  return accept(202, () =>
    beginResize(world, pool, {
      edge: 'resized',
      targets,
      option: request.nodeDeallocationOption,
      timeout: request.resizeTimeout,
      named: null,
    }),
  );
}

export function stopResizing(world: World, { poolId }: Of<'stopResize'>): Answer {
  const pool = findPool(world, poolId);
  if ('code' in pool) return pool;
  if (pool.allocation !== RESIZING)
    return conflict('OperationInvalidForCurrentState', `The pool '${pool.id}' is not being resized`); // L-070
  return accept(202, () => stopResize(world, pool));
}

/** Named nodes leave, and the targets follow (L-081 … L-085, O-23, O-24). */
export function removeNodes(world: World, request: Of<'removeNodes'>): Answer {
  const pool = findPool(world, request.poolId);
  if ('code' in pool) return pool;
  if (pool.allocation !== STEADY) return conflict('PoolBeingResized', `The pool '${pool.id}' is being resized`);
  const named = new Set<number>();
  for (const nodeId of request.nodeList) {
    const node = findNode(world, pool, nodeId);
    if (typeof node !== 'number') return node;
    if (!isLeaving(world, node)) named.add(node);
  }
  return accept(202, () => {
    const targets: ByKind = [...pool.targets];
    for (const node of named) {
      const kind = world.nodes.kind(node);
      targets[kind] = Math.max(0, targets[kind] - 1);
    }
    const timeout = pool.formula === null ? request.resizeTimeout : Infinity; // L-083
    beginResize(world, pool, {
      edge: 'nodesRemoved',
      targets,
      option: request.nodeDeallocationOption,
      timeout,
      named: [...named],
    });
  });
}

/** The node of that id in the pool. */
export function findNode(world: World, pool: Pool, nodeId: string): number | Refusal {
  const match = /^tvm-([1-9]\d*)$/i.exec(nodeId);
  const node = match === null ? -1 : (pool.nodes[Number(match[1]) - 1] ?? -1);
  if (node >= 0 && world.nodes.state(node) >= 0) return node;
  return notFound('NodeNotFound', `The pool '${pool.id}' has no node '${nodeId}'`); // L-085
}
