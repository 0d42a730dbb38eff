/** When the next thing happens to a node: draws of the cloud's delays, and entries that know whether they keep a run alive (S-1). */
import type { Cloud } from '../batch/model.ts';
import type { SimTime } from '../kernel/clock.ts';
import { HOUR } from '../kernel/clock.ts';
import { draw, isConstant } from '../kernel/distribution.ts';
import { stream } from '../kernel/random.ts';
import { NODE_CHANGES, NODE_FAILED, NODE_PREEMPTED } from './events.ts';
import { LOW_PRIORITY } from './nodes.ts';
import type { World } from './world.ts';

/** What follows from random preemption or failure keeps no run alive. */
export function scheduleForNode(
  world: World,
  node: number,
  at: SimTime,
  eventClass: number,
  kind: number,
  stamp: number,
): void {
  if (world.nodes.background.data[node] === 1) world.calendar.scheduleBackground(at, eventClass, kind, node, stamp);
  else world.calendar.schedule(at, eventClass, kind, node, stamp);
}

/** The node's present phase ends after the delay of that name; `extra` ms are added. */
export function schedulePhase(world: World, node: number, kind: number, delay: keyof Cloud['nodes'], extra = 0): void {
  const at = world.now + nodeDelay(world, node, delay) + extra;
  scheduleForNode(world, node, at, NODE_CHANGES, kind, world.nodes.epoch.data[node]);
}

export function nodeDelay(world: World, node: number, delay: keyof Cloud['nodes']): SimTime {
  const distribution = world.scenario.cloud.nodes[delay];
  if (isConstant(distribution)) return distribution.value;
  const { nodes } = world;
  const draws = stream(world.seed, 'node', delay, world.poolOf(node).id, nodes.number(node), nodes.epoch.data[node]);
  return draw(distribution, draws.next());
}

/** A machine has been granted: when it will be taken away or fail, if the cloud does such things. */
export function scheduleHazards(world: World, node: number): void {
  const { preemption } = world.scenario.cloud;
  if (world.nodes.kind(node) === LOW_PRIORITY && preemption?.kind === 'rate' && preemption.ratePerNodeHour > 0) {
    scheduleHazard(
      world,
      node,
      NODE_PREEMPTED,
      'preemption',
      HOUR / preemption.ratePerNodeHour,
      world.nodes.machine.data[node],
    );
  }
  scheduleFailure(world, node);
}

export function scheduleFailure(world: World, node: number): void {
  const { failures } = world.scenario.cloud;
  if (failures !== null)
    scheduleHazard(world, node, NODE_FAILED, 'failure', failures.meanTimeBetween, world.nodes.failures.data[node]);
}

function scheduleHazard(world: World, node: number, kind: number, purpose: string, mean: SimTime, stamp: number): void {
  const { nodes } = world;
  const draws = stream(
    world.seed,
    purpose,
    world.poolOf(node).id,
    nodes.number(node),
    nodes.machine.data[node],
    nodes.epoch.data[node],
  );
  const at = world.now + draw({ kind: 'exponential', mean }, draws.next());
  world.calendar.scheduleBackground(at, NODE_CHANGES, kind, node, stamp);
}
