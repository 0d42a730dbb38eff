/** Nodes are taken out of service by one of the four options, now or once they are empty (L-076 … L-079, L-115, S-7). */
import type { NodeDeallocationOption } from '../../batch/model.ts';
import { reviewNode } from '../availability.ts';
import { clearNode } from '../endings.ts';
import { NODE_CHANGES, RETENTION_ENDED } from '../events.ts';
import { leavePool, rebootNode, reimageNode } from '../node-life.ts';
import { DRAIN_FOR_REBOOT, DRAIN_FOR_REIMAGE, DRAIN_FOR_REMOVAL, NO_DRAIN } from '../nodes.ts';
import { keptUntil } from '../retention.ts';
import type { TaskEdge } from '../transitions.ts';
import type { World } from '../world.ts';

/** What is to become of a node, and what its tasks are told. */
export interface Purpose {
  readonly drain: number;
  readonly requeued: TaskEdge;
}
export const FOR_RESIZE: Purpose = { drain: DRAIN_FOR_REMOVAL, requeued: 'requeuedByResize' };
export const FOR_REMOVAL: Purpose = { drain: DRAIN_FOR_REMOVAL, requeued: 'requeuedByRemoval' };
export const FOR_POOL_DELETION: Purpose = { drain: DRAIN_FOR_REMOVAL, requeued: 'requeuedByPoolDeletion' };
export const FOR_REBOOT: Purpose = { drain: DRAIN_FOR_REBOOT, requeued: 'requeuedByReboot' };
export const FOR_REIMAGE: Purpose = { drain: DRAIN_FOR_REIMAGE, requeued: 'requeuedByReimage' };

/** Begins it: at once with requeue and terminate, else when the node's tasks are done. */
export function takeOutOfService(world: World, node: number, purpose: Purpose, option: NodeDeallocationOption): void {
  const { nodes } = world;
  if (purpose.drain === DRAIN_FOR_REMOVAL) {
    const pool = world.poolOf(node);
    pool.leaving[nodes.kind(node)]++;
    pool.removalEdge = purpose === FOR_RESIZE ? 'resized' : purpose === FOR_REMOVAL ? 'removed' : 'poolDeleted';
  }
  nodes.setDrain(node, purpose.drain);
  nodes.drainRetains.data[node] = option === 'retaineddata' ? 1 : 0;
  reviewNode(world, node);
  if (option === 'requeue' || option === 'terminate') clearNode(world, node, option, purpose.requeued);
  finishDrain(world, node);
}

/** A draining node may be empty by now: then what it drained for happens. */
export function finishDrain(world: World, node: number): void {
  const { nodes } = world;
  const drain = nodes.drain(node);
  if (drain === NO_DRAIN || nodes.occupied(node) > 0) return;
  if (nodes.drainRetains.data[node] === 1 && isRetained(world, node)) return;
  if (drain === DRAIN_FOR_REMOVAL) leavePool(world, node, world.poolOf(node).removalEdge);
  else if (drain === DRAIN_FOR_REBOOT) rebootNode(world, node);
  else reimageNode(world, node);
}

/** Whether task directories on the node are still to be kept; if for a finite time, it is looked at again then (L-079). */
function isRetained(world: World, node: number): boolean {
  const until = keptUntil(world, node);
  if (until <= world.now) return false;
  if (until < Infinity)
    world.calendar.schedule(until, NODE_CHANGES, RETENTION_ENDED, node, world.nodes.epoch.data[node]);
  return true;
}

/** A node that drains for removal goes back to service (O-17, S-30). */
export function returnToService(world: World, node: number): void {
  const { nodes } = world;
  if (nodes.drain(node) !== DRAIN_FOR_REMOVAL) return;
  nodes.setDrain(node, NO_DRAIN);
  world.poolOf(node).leaving[nodes.kind(node)]--;
  nodes.setOpenSeq(node, Math.max(nodes.openSeq(node), world.log.cause));
  reviewNode(world, node);
  world.markUnsettled(node);
}
