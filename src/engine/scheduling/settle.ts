/** After the pass: nodes that work are idle, running or offline by what is on them now, and the log says so once (S-6). */
import { NODE } from '../../batch/lifecycles/node.ts';
import { reviewNode } from '../availability.ts';
import { because, moveNode, type NodeEdge } from '../transitions.ts';
import type { World } from '../world.ts';

const IDLE = NODE.code('idle');
const RUNNING = NODE.code('running');
const OFFLINE = NODE.code('offline');
const WAITING_FOR_START_TASK = NODE.code('waitingforstarttask');

export function settleNodes(world: World): void {
  const { unsettled, nodes } = world;
  for (let at = 0; at < unsettled.count; at++) {
    const node = unsettled.items[at];
    nodes.setSettleMark(node, 0);
    settleNode(world, node);
  }
  unsettled.clear();
}

/** One node, now: before something that is only done to nodes in a settled state. */
export function settleNode(world: World, node: number): void {
  const { nodes } = world;
  if (nodes.up(node) === 0) return;
  const state = nodes.state(node);
  const isEmpty = nodes.occupied(node) === 0;
  let edge: NodeEdge | null = null;
  if (nodes.enabled.data[node] === 0 && isEmpty) {
    if (state !== OFFLINE) edge = 'schedulingDisabled'; // an offline node with a release task stays offline (S-29)
  } else if (!isEmpty || nodes.jobTasks.data[node] > 0) {
    if (state !== RUNNING) edge = 'workStarted';
  } else if (state !== IDLE) {
    edge =
      state === RUNNING
        ? 'workDone'
        : state === OFFLINE
          ? 'schedulingEnabled'
          : state === WAITING_FOR_START_TASK
            ? 'startTaskSucceeded'
            : 'ready';
  }
  if (edge !== null) moveSettled(world, node, edge);
}

function moveSettled(world: World, node: number, edge: NodeEdge): void {
  const { nodes } = world;
  because(world, Math.max(nodes.openSeq(node), nodes.seq.data[node]), () => moveNode(world, node, edge));
  reviewNode(world, node);
}
