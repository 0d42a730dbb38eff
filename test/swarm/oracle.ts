/**
 * The scheduler once more, as the rules tell it: it looks at all jobs, all tasks and all nodes and says what the next placement on a
 * pool must be. It shares no data structure with the engine's.
 */
import type { Job } from '../../src/engine/jobs.ts';
import type { Pool } from '../../src/engine/pools.ts';
import { HAS_RUN, IS_GANG } from '../../src/engine/tasks.ts';
import type { World } from '../../src/engine/world.ts';
import type { Assignment, View } from './view.ts';

export interface Decision {
  readonly kind: 'start' | 'reject' | 'displace';
  readonly task: number;
  readonly nodes: readonly number[];
  /** tasks that make room, ascending */
  readonly victims: readonly number[];
}

/** What happens next on the pool, or null when nothing can. `lastNodes`: where tasks are or were last. */
export function nextDecision(view: View, pool: Pool, lastNodes: ReadonlyMap<number, number>): Decision | null {
  const assigned = new Map(view.servedJobs(pool).map((job) => [job, view.assignedOf(job)]));
  const jobs = [...assigned.keys()].sort(
    (a, b) => b.priority - a.priority || assigned.get(a)! - assigned.get(b)! || a.index - b.index, // L-422, O-42
  );
  for (const job of jobs) {
    const waiting = view.tasksOf(job).filter((task) => view.isWaiting(task));
    waiting.sort((a, b) => Number(b === job.manager) - Number(a === job.manager) || a - b); // L-248, O-43
    for (const task of waiting) {
      const decision = decide(view, pool, job, task, lastNodes);
      if (decision !== null) return decision;
    }
  }
  return null;
}

function decide(
  view: View,
  pool: Pool,
  job: Job,
  task: number,
  lastNodes: ReadonlyMap<number, number>,
): Decision | null {
  const nodes = placeFor(view, pool, job, task, lastNodes);
  const isUnfitHere = isUnfit(view.world, pool, task);
  if (nodes !== null) return { kind: isUnfitHere ? 'reject' : 'start', task, nodes, victims: [] };
  if (isUnfitHere || job.manager !== task || !view.world.tasks.has(task, HAS_RUN)) return null;
  return displacement(view, pool, job, task); // L-257, L-259, S-18
}

/** Asks for what the pool can never give (L-167, L-172). */
function isUnfit(world: World, pool: Pool, task: number): boolean {
  const spec = world.taskSpec(task);
  if (spec.applicationPackageReferences.length > 0 && pool.spec.configuration === 'virtualmachine') return true;
  return spec.userName !== null && !pool.spec.userAccounts.includes(spec.userName);
}

/** The nodes that the task gets now, or null. */
export function placeFor(
  view: View,
  pool: Pool,
  job: Job,
  task: number,
  lastNodes: ReadonlyMap<number, number>,
): number[] | null {
  const { world } = view;
  const mustBeEmpty = job.manager === task && job.spec.jobManagerTask!.runExclusive;
  const open = view
    .nodesOf(pool)
    .filter(
      (node) =>
        view.isReady(node) && view.mayTake(node, job, task) && view.used(node) < pool.slots && !view.isExclusive(node),
    );
  if (world.tasks.has(task, IS_GANG)) {
    const count = world.taskSpec(task).numberOfInstances;
    const idle = open.filter((node) => view.used(node) === 0);
    if (!pool.spec.enableInterNodeCommunication || pool.slots !== 1 || idle.length < count) return null;
    return idle.slice(0, count); // O-51
  }
  const fitting = mustBeEmpty ? open.filter((node) => view.used(node) === 0) : open; // L-252
  if (fitting.length === 0) return null;
  const wanted = wantedNode(view, pool, job, task, lastNodes);
  if (fitting.includes(wanted)) return [wanted]; // O-46
  const sign = pool.spec.nodeFillType === 'pack' ? -1 : 1;
  fitting.sort((a, b) => sign * (view.used(a) - view.used(b)) || world.nodes.number(a) - world.nodes.number(b));
  return [fitting[0]]; // O-45
}

function wantedNode(view: View, pool: Pool, job: Job, task: number, lastNodes: ReadonlyMap<number, number>): number {
  const { world } = view;
  const affinity = world.taskSpec(task).affinityId?.toLowerCase() ?? null;
  if (affinity === null) return -1;
  for (const node of view.nodesOf(pool)) {
    const id = world.nodeId(node);
    if (affinity === id || affinity === `tvm:${id}`) return node;
  }
  const other = view.tasksOf(job).find((each) => world.taskId(each).toLowerCase() === affinity);
  return other === undefined ? -1 : (lastNodes.get(other) ?? -1);
}

// ---------------------------------------------------------------- displacement

function displacement(view: View, pool: Pool, job: Job, task: number): Decision | null {
  const { world } = view;
  const mayStop = ({ task: victim }: Assignment) => {
    const other = world.jobOf(victim);
    return other === job || other.priority < job.priority; // L-258, O-50
  };
  const nodes = view
    .nodesOf(pool)
    .filter((node) => view.isReady(node) && view.mayTake(node, job, task) && view.used(node) > 0);
  const decision = (node: number, victims: readonly Assignment[]): Decision => ({
    kind: 'displace',
    task,
    nodes: [node],
    victims: victims.map((victim) => victim.task).sort((a, b) => a - b),
  });
  const on = (node: number) => view.onNode.get(node)!;
  if (job.spec.jobManagerTask!.runExclusive && pool.slots > 1) {
    const lost = (node: number) => on(node).reduce((sum, victim) => sum + world.now - begun(world, victim), 0);
    const cheapest = nodes.filter((node) => on(node).every(mayStop)).sort((a, b) => lost(a) - lost(b))[0];
    return cheapest === undefined ? null : decision(cheapest, on(cheapest)); // O-49, S-32
  }
  const victims = nodes.flatMap((node) =>
    on(node)
      .filter(mayStop)
      .map((victim) => ({ node, victim })),
  );
  victims.sort((a, b) => compareVictims(world, a.victim, b.victim));
  return victims.length === 0 ? null : decision(victims[0].node, [victims[0].victim]);
}

const begun = (world: World, { startedAt }: Assignment): number => (Number.isNaN(startedAt) ? world.now : startedAt);

/** Lowest priority, latest start, task id (O-49, S-32). */
function compareVictims(world: World, a: Assignment, b: Assignment): number {
  const byPriority = world.jobOf(a.task).priority - world.jobOf(b.task).priority;
  if (byPriority !== 0) return byPriority;
  const byStart = begun(world, b) - begun(world, a);
  if (byStart !== 0) return byStart;
  const [idA, idB] = [world.taskId(a.task).toLowerCase(), world.taskId(b.task).toLowerCase()];
  return idA < idB ? -1 : idA > idB ? 1 : 0;
}
