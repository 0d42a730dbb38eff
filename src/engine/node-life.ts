/**
 * What happens to a node: it is granted, boots, works, reboots, fails, is preempted and replaced, leaves and is gone.
 *
 * The functions are the steps of that life; when they happen is decided by the handlers of calendar entries and by operations.
 */

import { matchesGlob } from '../batch/glob.ts';
import { NODE } from '../batch/lifecycles/node.ts';
import { draw } from '../kernel/distribution.ts';
import { stream } from '../kernel/random.ts';
import { reviewNode } from './availability.ts';
import { clearNode } from './endings.ts';
import {
  NODE_BOOTED,
  NODE_CHANGES,
  NODE_CREATED,
  NODE_LEFT,
  NODE_RECOVERED,
  NODE_REPLACED,
  NODE_RESTARTED,
} from './events.ts';
import { scheduleFailure, scheduleHazards, schedulePhase } from './node-clock.ts';
import { jobsSeeEnd, jobsSeeFailure, jobsSeeReboot, jobsSeeWipe } from './node-tasks/node-loss.ts';
import { recordsOn } from './node-tasks/records.ts';
import { startRelease } from './node-tasks/release.ts';
import { endStartTaskRun, startStartTask, stopStartTask } from './node-tasks/start-task.ts';
import { DRAIN_FOR_REMOVAL, NO_DRAIN } from './nodes.ts';
import { dropUnfinishedPackages, installPackages } from './packages.ts';
import type { Pool } from './pools.ts';
import { because, moveNode, moveStartTask, type NodeEdge } from './transitions.ts';
import type { World } from './world.ts';

const LEAVING = NODE.code('leavingpool');

// ---------------------------------------------------------------- granting and booting

/** The cloud gives a machine to the pool. */
export function grantNode(world: World, pool: Pool, kind: 0 | 1): number {
  const { nodes } = world;
  const number = pool.nodes.length + 1;
  const node = nodes.add(pool.index, number, kind, world.now);
  pool.nodes.push(node);
  pool.current[kind]++;
  takeMachine(world, node);
  world.cores[kind] += pool.spec.cores;
  pool.changeSeq = moveNode(world, node, 'granted');
  beginCreating(world, node);
  return node;
}

/** The node holds one of the machines that the cloud can give (contract 2, `capacity`). */
function takeMachine(world: World, node: number): void {
  world.nodes.hasMachine.data[node] = 1;
  world.held[world.nodes.kind(node)]++;
}

/** What the calendar holds about its machine is void: the machine is another's now. */
function forgetMachine(world: World, node: number): void {
  world.nodes.machine.data[node]++;
  world.nodes.failures.data[node]++;
}

function dropMachine(world: World, node: number): void {
  if (world.nodes.hasMachine.data[node] === 0) return;
  world.nodes.hasMachine.data[node] = 0;
  world.held[world.nodes.kind(node)]--;
  world.capacityFreed[world.nodes.kind(node)] = true;
}

function beginCreating(world: World, node: number): void {
  reviewNode(world, node);
  schedulePhase(world, node, NODE_CREATED, 'create');
  scheduleHazards(world, node);
}

/** Its machine exists: the agent starts and installs the pool's packages (L-131). */
export function nodeCreated(world: World, node: number): void {
  moveNode(world, node, 'created');
  beginStarting(world, node);
}

function beginStarting(world: World, node: number): void {
  const install = installPackages(world, node, world.poolOf(node).packages, world.now);
  if (install.failure !== null) world.bootFailures.add(node);
  reviewNode(world, node);
  schedulePhase(world, node, NODE_BOOTED, 'start', install.ms);
}

/** It has booted: it fails, waits for its start task, or works. */
export function nodeBooted(world: World, node: number): void {
  const pool = world.poolOf(node);
  if (world.bootFailures.delete(node)) return breakDown(world, node, 'packageFailed');
  if (isBlocked(world, pool)) return breakDown(world, node, 'subnetBlocked');
  if (pool.startTask?.waitForSuccess) {
    const seq = moveNode(world, node, 'startTaskAwaited');
    reviewNode(world, node);
    because(world, seq, () => startStartTask(world, node));
    return;
  }
  if (pool.startTask !== null) startStartTask(world, node); // L-137
  bringUp(world, node);
}

function isBlocked(world: World, pool: Pool): boolean {
  const { subnetId } = pool.spec;
  if (subnetId === null) return false;
  return world.scenario.account.subnets.find(({ match }) => matchesGlob(match, subnetId))?.blocked === true; // L-036
}

/** A run of its start task has ended. */
export function startTaskEnded(world: World, node: number): void {
  const waits = world.startTasks.get(node)!.waitForSuccess;
  const outcome = endStartTaskRun(world, node);
  if (!waits || outcome === 'retried') return;
  because(world, world.nodes.startSeq.data[node], () => {
    if (outcome === 'succeeded') bringUp(world, node);
    else breakDown(world, node, 'startTaskFailed'); // L-135
  });
}

/** From now on it works; its state is settled after the pass (S-6). */
function bringUp(world: World, node: number): void {
  const { nodes } = world;
  nodes.setUp(node, 1);
  nodes.background.data[node] = 0;
  nodes.setOpenSeq(
    node,
    Math.max(nodes.seq.data[node], nodes.startState.data[node] >= 0 ? nodes.startSeq.data[node] : 0),
  );
  reviewNode(world, node);
  world.markUnsettled(node);
  for (const record of recordsOn(world, node)) {
    if (record.releaseDue) startRelease(world, world.jobs[record.job], record, 'nodeRestarted'); // L-301
  }
}

/** It stops working and whatever the calendar holds about its phase is void. Its tasks must be gone. */
function takeDown(world: World, node: number): void {
  const { nodes } = world;
  nodes.setUp(node, 0);
  nodes.setDrain(node, NO_DRAIN);
  nodes.epoch.data[node]++;
  world.bootFailures.delete(node);
  dropUnfinishedPackages(world, node);
  stopStartTask(world, node);
}

/** It cannot work: it stays in the pool and costs money (L-111), unless it drained to leave: then it leaves. */
function breakDown(world: World, node: number, edge: NodeEdge, recoversByItself = false): void {
  const wasLeaving = world.nodes.drain(node) === DRAIN_FOR_REMOVAL;
  takeDown(world, node);
  jobsSeeFailure(world, node);
  world.nodes.background.data[node] = recoversByItself ? 1 : 0;
  moveNode(world, node, edge);
  reviewNode(world, node);
  if (wasLeaving) leavePool(world, node, world.poolOf(node).removalEdge);
}

// ---------------------------------------------------------------- reboot and reimage

/** Its tasks are gone and it reboots (L-117). */
export function rebootNode(world: World, node: number): void {
  takeDown(world, node);
  jobsSeeReboot(world, node);
  moveNode(world, node, 'rebooted');
  reviewNode(world, node);
  schedulePhase(world, node, NODE_RESTARTED, 'reboot');
}

/** Its tasks are gone and it gets a fresh disk (L-119, L-121). */
export function reimageNode(world: World, node: number): void {
  takeDown(world, node);
  jobsSeeWipe(world, node);
  moveNode(world, node, 'reimaged');
  reviewNode(world, node);
  schedulePhase(world, node, NODE_RESTARTED, 'reimage');
}

export function nodeRestarted(world: World, node: number): void {
  moveNode(world, node, 'restarted');
  beginStarting(world, node);
}

// ---------------------------------------------------------------- failure

/** It fails by itself or by an act of the cloud (S-19); `isRandom` failures keep no run alive. */
export function failNode(world: World, node: number, to: 'unusable' | 'unknown', isRandom: boolean): void {
  const { nodes } = world;
  clearNode(world, node, 'requeue', 'nodeFailed');
  nodes.failures.data[node]++;
  const recoversByItself = isRandom && world.scenario.cloud.failures!.recover !== null;
  breakDown(world, node, to === 'unusable' ? 'becameUnusable' : 'contactLost', recoversByItself);
}

/** A node that failed at random recovers after a while, if the scenario says so. */
export function scheduleRecovery(world: World, node: number): void {
  const recover = world.scenario.cloud.failures?.recover;
  const { nodes } = world;
  if (!recover || nodes.state(node) === LEAVING) return;
  const draws = stream(world.seed, 'recovery', world.poolOf(node).id, nodes.number(node), nodes.epoch.data[node]);
  const at = world.now + draw(recover, draws.next());
  world.calendar.scheduleBackground(at, NODE_CHANGES, NODE_RECOVERED, node, world.nodes.epoch.data[node]);
}

/** It starts again, with its disk and preparations as after a reboot (S-31). */
export function recoverNode(world: World, node: number, isRandom: boolean): void {
  world.nodes.epoch.data[node]++;
  if (!isRandom) world.nodes.background.data[node] = 0;
  if (world.nodes.drain(node) !== NO_DRAIN) world.nodesToCheck.push(node); // until when it is kept is to be noted anew (L-079)
  moveNode(world, node, 'recovered');
  beginStarting(world, node);
  scheduleFailure(world, node);
}

// ---------------------------------------------------------------- preemption

/** The cloud takes the machine away (L-147); whoever leaves anyway is gone at once (O-40, S-31). */
export function preemptNode(world: World, node: number, isRandom: boolean): void {
  const { nodes } = world;
  const wasLeaving = nodes.drain(node) === DRAIN_FOR_REMOVAL || nodes.state(node) === LEAVING;
  clearNode(world, node, 'requeue', 'preempted');
  takeDown(world, node);
  forgetMachine(world, node);
  if (wasLeaving) return endNode(world, node, 'preemptedWhileLeaving');
  jobsSeeWipe(world, node);
  if (isRandom) nodes.background.data[node] = 1;
  moveNode(world, node, 'preempted');
  reviewNode(world, node);
  dropMachine(world, node);
  schedulePhase(world, node, NODE_REPLACED, 'replace');
}

/** There is no machine for it yet: it waits its turn, first preempted first replaced (O-37). */
export function awaitReplacement(world: World, node: number): void {
  const waiting = world.awaitingReplacement;
  const { seq } = world.nodes;
  let place = waiting.length;
  while (place > 0 && seq.data[waiting[place - 1]] > seq.data[node]) place--;
  waiting.splice(place, 0, node);
}

/** A replacement machine under the same id (L-150). */
export function replaceNode(world: World, node: number): void {
  takeMachine(world, node);
  world.nodes.epoch.data[node]++;
  world.nodes.enabled.data[node] = 1; // O-39
  moveNode(world, node, 'replaced');
  beginCreating(world, node);
}

// ---------------------------------------------------------------- leaving

/** It is taken out of the pool; its tasks must be gone. */
export function leavePool(world: World, node: number, edge: 'resized' | 'removed' | 'poolDeleted'): void {
  takeDown(world, node);
  jobsSeeFailure(world, node);
  world.nodes.background.data[node] = 0;
  moveNode(world, node, edge);
  reviewNode(world, node);
  schedulePhase(world, node, NODE_LEFT, 'leave');
}

/** It is gone, with its disk and all that ran on it. */
export function endNode(world: World, node: number, edge: 'left' | 'preemptedWhileLeaving'): void {
  const { nodes } = world;
  const pool = world.poolOf(node);
  const kind = nodes.kind(node) as 0 | 1;
  jobsSeeEnd(world, node);
  if (nodes.startState.data[node] >= 0)
    moveStartTask(world, node, 'nodeGone', { retryCount: nodes.startRetries.data[node] });
  world.startTasks.delete(node);
  pool.changeSeq = moveNode(world, node, edge);
  reviewNode(world, node);
  forgetMachine(world, node);
  pool.nodes[nodes.number(node) - 1] = -1;
  pool.current[kind]--;
  pool.leaving[kind]--;
  world.cores[kind] -= pool.spec.cores;
  dropMachine(world, node);
  world.poolsToCheck.add(pool);
}
