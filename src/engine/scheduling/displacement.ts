/**
 * A job manager that has to be restarted may take the place of running tasks, if nothing is open for it (L-257 … L-260, O-49, S-24).
 *
 * Its victims belong to its own job or to jobs of lower priority. This is the one decision that looks at all nodes of a pool; it is
 * made only when somebody is there to be displaced.
 */
import { attemptsOn } from '../attempts.ts';
import { interrupt } from '../endings.ts';
import type { Job } from '../jobs.ts';
import { READY } from '../nodes.ts';
import type { Pool } from '../pools.ts';
import { RUNNING } from '../tasks.ts';
import type { World } from '../world.ts';
import { needsDedicated, needsEmpty } from './candidates.ts';
import { place } from './placement.ts';

/** Makes room for the manager and starts it; false if there is nobody it may displace. */
export function displaceFor(world: World, pool: Pool, job: Job, manager: number, key: number): boolean {
  if (!hasVictims(world, pool, job)) return false;
  const nodes = eligibleNodes(world, pool, job, needsDedicated(key));
  const clearsNode = needsEmpty(key) && pool.slots > 1; // with one slot runExclusive has no effect: L-252
  const choice = clearsNode ? cheapestNode(world, job, nodes) : bestVictim(world, job, nodes);
  if (choice === null) return false;
  world.log.cause = world.tasks.seq(manager);
  for (const attempt of choice.victims) interrupt(world, attempt, 'displaced');
  place(world, job, manager, choice.node, null);
  return true;
}

interface Choice {
  readonly node: number;
  readonly victims: readonly number[];
}

/** Whether any task of the pool belongs to the job itself or to one of lower priority: most waiting managers end here. */
function hasVictims(world: World, pool: Pool, job: Job): boolean {
  if (job.assigned > 0) return true;
  for (const other of pool.jobs) {
    const { assigned, priority } = world.jobs[other];
    if (assigned > 0 && priority < job.priority) return true;
  }
  return false;
}

function eligibleNodes(world: World, pool: Pool, job: Job, dedicatedOnly: boolean): number[] {
  const { nodes } = world;
  return pool.nodes.filter(
    (node) =>
      node >= 0 &&
      nodes.readiness(node) === READY &&
      nodes.occupied(node) > 0 &&
      (!dedicatedOnly || nodes.kind(node) === 0) &&
      !job.barred?.has(nodes.number(node)),
  );
}

function mayDisplace(world: World, job: Job, attempt: number): boolean {
  const other = world.jobOf(world.attempts.task(attempt));
  return other === job || other.priority < job.priority; // O-50
}

/** One slot: a task of the lowest priority, of those the one that started last, then by id (O-49). */
function bestVictim(world: World, job: Job, nodes: readonly number[]): Choice | null {
  let best: Choice | null = null;
  for (const node of nodes) {
    for (const attempt of attemptsOn(world, node)) {
      if (!mayDisplace(world, job, attempt)) continue;
      if (best === null || isBetterVictim(world, attempt, best.victims[0])) best = { node, victims: [attempt] };
    }
  }
  return best;
}

function isBetterVictim(world: World, a: number, b: number): boolean {
  const taskA = world.attempts.task(a);
  const taskB = world.attempts.task(b);
  const priorityA = world.jobOf(taskA).priority;
  const priorityB = world.jobOf(taskB).priority;
  if (priorityA !== priorityB) return priorityA < priorityB;
  const startA = startOf(world, a);
  const startB = startOf(world, b);
  if (startA !== startB) return startA > startB;
  return world.taskId(taskA).toLowerCase() < world.taskId(taskB).toLowerCase(); // S-26
}

/** The whole node: the one where the least run time is lost; of equals the smallest number (S-32). */
function cheapestNode(world: World, job: Job, nodes: readonly number[]): Choice | null {
  let best: Choice | null = null;
  let least = Infinity;
  for (const node of nodes) {
    const victims = attemptsOn(world, node);
    if (!victims.every((attempt) => mayDisplace(world, job, attempt))) continue;
    const lost = victims.reduce((sum, attempt) => sum + world.now - startOf(world, attempt), 0);
    if (lost >= least) continue;
    least = lost;
    best = { node, victims };
  }
  return best;
}

/** When it started; a task that only prepares has lost nothing yet. */
function startOf(world: World, attempt: number): number {
  return world.attempts.phase(attempt) === RUNNING ? world.attempts.startedAt(attempt) : world.now;
}
