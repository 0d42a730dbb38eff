/** The start task of a node: run each time the node starts, retried, and waited for or not (section 4 of the rules). */
import { ENDS, START_TASK_ENDED } from '../events.ts';
import { scheduleForNode } from '../node-clock.ts';
import { moveStartTask } from '../transitions.ts';
import type { World } from '../world.ts';
import { isRetried, planNodeRun, runResult } from './runs.ts';

const NO_LIMIT = Infinity; // L-143

/** The node has booted: its start task begins, with fresh retries (L-128). */
export function startStartTask(world: World, node: number): void {
  const { nodes } = world;
  world.startTasks.set(node, world.poolOf(node).startTask!);
  nodes.startRetries.data[node] = 0;
  nodes.startSeries.data[node]++;
  moveStartTask(world, node, 'nodeStarted', { retryCount: 0 });
  scheduleRun(world, node);
}

function scheduleRun(world: World, node: number): void {
  const { nodes } = world;
  const retries = nodes.startRetries.data[node];
  const run = planNodeRun(world, node, world.startTasks.get(node)!, NO_LIMIT, retries, [
    'startTask',
    nodes.startSeries.data[node],
  ]);
  nodes.startExit.data[node] = run.exitCode;
  nodes.startSerial.data[node]++;
  if (run.ms === 0 && retries > 0) world.repeatAtOnce('start task', node);
  scheduleForNode(world, node, world.now + run.ms, ENDS, START_TASK_ENDED, nodes.startSerial.data[node]);
}

/** A run has ended: it is repeated, or the start task is over. Answers what became of it. */
export function endStartTaskRun(world: World, node: number): 'retried' | 'succeeded' | 'failed' {
  const { nodes } = world;
  const exitCode = nodes.startExit.data[node];
  const retries = nodes.startRetries.data[node];
  if (isRetried(exitCode, retries, world.startTasks.get(node)!.maxTaskRetryCount)) {
    nodes.startRetries.data[node]++;
    moveStartTask(world, node, 'retried', { retryCount: retries + 1 }); // O-30: at once
    scheduleRun(world, node);
    return 'retried';
  }
  const outcome = exitCode === 0 ? 'succeeded' : 'failed';
  moveStartTask(world, node, outcome, runResult(retries, exitCode));
  return outcome;
}

/** The node stops: so does a start task that runs on it (O-31). No line; it will run again or go with its node (S-9). */
export function stopStartTask(world: World, node: number): void {
  world.nodes.startSerial.data[node]++;
}
