/** Operations on nodes (section 3.2 of the rules). */
import type { ErrorCode } from '../../batch/errors.ts';
import { NODE } from '../../batch/lifecycles/node.ts';
import type { NodeDeallocationOption, Operation } from '../../batch/model.ts';
import { FOR_REBOOT, FOR_REIMAGE, type Purpose, takeOutOfService } from '../allocation/drain.ts';
import { reviewNode } from '../availability.ts';
import { clearNode } from '../endings.ts';
import { jobsSeeSchedulingDisabled } from '../node-tasks/node-loss.ts';
import { NO_DRAIN } from '../nodes.ts';
import { settleNode } from '../scheduling/settle.ts';
import type { Refusal } from '../task-adding.ts';
import type { World } from '../world.ts';
import { type Answer, accept, conflict } from './answer.ts';
import { findNode, findPool } from './pools.ts';

type Of<N extends Operation['name']> = Extract<Operation, { readonly name: N }>;

/** Why a node of a state cannot be rebooted (L-114). */
const REFUSALS: Readonly<Record<string, ErrorCode>> = {
  creating: 'NodeBeingCreated',
  starting: 'NodeBeingStarted',
  waitingforstarttask: 'NodeBeingStarted',
  rebooting: 'NodeBeingRebooted',
  reimaging: 'NodeBeingReimaged',
  unusable: 'NodeStateUnusable',
};

export function rebootNode(world: World, { poolId, nodeId, option }: Of<'rebootNode'>): Answer {
  return restart(world, poolId, nodeId, FOR_REBOOT, option);
}

export function reimageNode(world: World, { poolId, nodeId, option }: Of<'reimageNode'>): Answer {
  const pool = findPool(world, poolId);
  if (!('code' in pool) && pool.spec.configuration === 'virtualmachine') {
    const node = findNode(world, pool, nodeId);
    if (typeof node !== 'number') return node;
    return conflict('OperationNotValidOnPool', 'Only nodes of pools with a cloudServiceConfiguration can be reimaged'); // L-119
  }
  return restart(world, poolId, nodeId, FOR_REIMAGE, option);
}

function restart(
  world: World,
  poolId: string,
  nodeId: string,
  purpose: Purpose,
  option: NodeDeallocationOption,
): Answer {
  const node = find(world, poolId, nodeId);
  if (typeof node !== 'number') return node;
  const { nodes } = world;
  const state = NODE.state(nodes.state(node))!;
  if (nodes.up(node) === 0) {
    return conflict(REFUSALS[state] ?? 'OperationInvalidForCurrentState', `The node is ${state}`);
  }
  if (nodes.enabled.data[node] === 0 || nodes.drain(node) !== NO_DRAIN) {
    return conflict('OperationInvalidForCurrentState', 'The node is taken out of service already'); // O-35
  }
  return accept(202, () => {
    settleNode(world, node);
    takeOutOfService(world, node, purpose, option);
  });
}

export function disableScheduling(world: World, { poolId, nodeId, option }: Of<'disableScheduling'>): Answer {
  const node = find(world, poolId, nodeId);
  if (typeof node !== 'number') return node;
  const { nodes } = world;
  if (nodes.state(node) === NODE.code('leavingpool'))
    return conflict('OperationInvalidForCurrentState', 'The node is leaving the pool');
  if (nodes.enabled.data[node] === 0)
    return conflict('NodeAlreadyInTargetSchedulingState', 'Scheduling is disabled on the node already'); // L-122
  return accept(200, () => {
    nodes.enabled.data[node] = 0;
    reviewNode(world, node);
    if (option !== 'taskcompletion') {
      clearNode(world, node, option, 'requeuedByDisableScheduling');
      jobsSeeSchedulingDisabled(world, node);
    }
    world.markUnsettled(node);
  });
}

export function enableScheduling(world: World, { poolId, nodeId }: Of<'enableScheduling'>): Answer {
  const node = find(world, poolId, nodeId);
  if (typeof node !== 'number') return node;
  const { nodes } = world;
  if (nodes.state(node) === NODE.code('leavingpool'))
    return conflict('OperationInvalidForCurrentState', 'The node is leaving the pool');
  if (nodes.enabled.data[node] === 1)
    return conflict('NodeAlreadyInTargetSchedulingState', 'Scheduling is enabled on the node already'); // L-125
  return accept(200, () => {
    nodes.enabled.data[node] = 1;
    nodes.setOpenSeq(node, Math.max(nodes.openSeq(node), world.log.cause));
    reviewNode(world, node);
    world.markUnsettled(node);
  });
}

function find(world: World, poolId: string, nodeId: string): number | Refusal {
  const pool = findPool(world, poolId);
  return 'code' in pool ? pool : findNode(world, pool, nodeId);
}
