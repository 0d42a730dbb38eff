/**
 * What a waiting task waits for at an instant, read off the scene in the order in which an instant of waiting is charged.
 *
 * Two causes cannot be seen here and are left to the milliseconds of the log (waits.ts): that the task has been handed to a node, and
 * which of the tasks it depends on satisfy it. Where a node is ready, the lines do not quite tell a want of slots from higher
 * priorities or a job manager: that is `ready`, with a guess.
 */
import type { WaitCause } from '../trace/vocabulary.ts';
import type { JobScene, NodeScene, PoolScene, Scene } from './scene.ts';

export interface Reading {
  readonly cause: WaitCause | 'ready';
  readonly text: string;
  /** of `ready`: what it would be without a job manager that keeps nodes to itself */
  readonly guess: 'higherPriority' | 'slots';
}

type NodeReading = Omit<Reading, 'guess'>;

/** How near a node is to taking tasks: the cause that it explains; null: it never will. */
export function readinessOf(node: NodeScene): 'ready' | 'startTask' | 'nodeStart' | 'nodesUnavailable' | null {
  switch (node.state) {
    case 'idle':
    case 'running':
      return node.isDisabled || node.drain !== null ? 'nodesUnavailable' : 'ready';
    case 'waitingforstarttask':
      return 'startTask';
    case 'creating':
    case 'starting':
    case 'rebooting':
    case 'reimaging':
      return 'nodeStart';
    case 'leavingpool':
      return null;
    default:
      return 'nodesUnavailable';
  }
}

/** For a task that is `active`. `dedicatedOnly`: a job manager that may not run on low-priority nodes. */
export function readWait(scene: Scene, job: JobScene, dedicatedOnly: boolean): Reading {
  const guess = 'slots';
  if (job.state !== 'active') return { cause: 'jobDisabled', text: `job ${job.id} is ${job.state ?? 'gone'}`, guess };
  const pool = scene.pool(job.poolId);
  if (pool === null) return { cause: 'noPool', text: `there is no pool ${job.poolId}`, guess };
  const reading = readNodes(pool, job, dedicatedOnly);
  return { ...reading, guess: reading.cause === 'ready' && isOutranked(scene, job) ? 'higherPriority' : guess };
}

/** Whether a job of higher priority on the same pool holds a slot or may want one. */
function isOutranked(scene: Scene, job: JobScene): boolean {
  const pool = job.poolId.toLowerCase();
  return scene.jobs.some(({ priority, poolId, state, tasks, activeDependents }) => {
    if (priority <= job.priority || poolId.toLowerCase() !== pool) return false;
    return tasks.running + tasks.preparing > 0 || (state === 'active' && tasks.active > activeDependents);
  });
}

const READINESS = ['ready', 'startTask', 'nodeStart', 'nodesUnavailable'] as const;

function readNodes(pool: PoolScene, job: JobScene, dedicatedOnly: boolean): NodeReading {
  const best = new Map<string, NodeScene>();
  let ready = 0;
  for (const node of pool.nodes.values()) {
    if ((dedicatedOnly && !node.isDedicated) || job.barred.has(node.handle)) continue;
    const readiness = readinessOf(node);
    if (readiness === null) continue;
    if (readiness === 'ready') ready++;
    if (!best.has(readiness)) best.set(readiness, node);
  }
  const cause = READINESS.find((each) => best.has(each));
  if (cause === 'ready') return { cause, text: `${ready} ${ready === 1 ? 'node was' : 'nodes were'} in service` };
  if (cause !== undefined) return { cause, text: nodeText(best.get(cause)!, pool) };
  return isObtaining(pool, dedicatedOnly)
    ? { cause: 'allocation', text: `pool ${pool.id} was waiting for nodes to be granted` }
    : { cause: 'ineligible', text: `pool ${pool.id} had no node that may take it and obtained none` };
}

function nodeText(node: NodeScene, pool: PoolScene): string {
  const what =
    node.drain !== null
      ? `draining for its ${node.drain}`
      : node.isDisabled && (node.state === 'idle' || node.state === 'running')
        ? 'disabled'
        : node.state;
  return `the readiest node, ${pool.id}/${node.id}, was ${what}`;
}

/** Whether nodes of a fitting kind are still to come. */
function isObtaining({ allocation, nodes }: PoolScene, dedicatedOnly: boolean): boolean {
  if (allocation === null || allocation.to !== 'resizing') return false;
  const staying = { dedicated: 0, lowPriority: 0 };
  for (const { isDedicated, state, drain } of nodes.values()) {
    if (state !== 'leavingpool' && drain !== 'removal') staying[isDedicated ? 'dedicated' : 'lowPriority']++;
  }
  if (staying.dedicated < allocation.targetDedicatedNodes) return true;
  return !dedicatedOnly && staying.lowPriority < allocation.targetLowPriorityNodes;
}
