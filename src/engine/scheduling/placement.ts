/** A task is placed: it takes its slots, waits for its dispatch and for the preparation of its nodes, and runs. */
import { TASK } from '../../batch/lifecycles/task.ts';
import type { ProgramAct } from '../../batch/model.ts';
import { draw, isConstant } from '../../kernel/distribution.ts';
import { takeSlots } from '../attempts.ts';
import { countLoad, touch } from '../autoscale/pool-counts.ts';
import { classOf, ENDS, PROGRAM_ACT, TASK_DISPATCHED, TASK_ENDED } from '../events.ts';
import { planAttempt } from '../execution.ts';
import type { Job } from '../jobs.ts';
import { isUnprepared, startPreparation } from '../node-tasks/preparation.ts';
import { recordOf } from '../node-tasks/records.ts';
import { PREPARING } from '../tasks.ts';
import { moveTask } from '../transitions.ts';
import { DISPATCH, JOB_PREPARATION_CAUSE } from '../waiting/class-clock.ts';
import { endWait, waitFor } from '../waiting/waits.ts';
import type { World } from '../world.ts';
import { dequeue, taskWeight } from './queueing.ts';

const ASSIGNED = TASK.index('assigned');
const STARTED = TASK.index('started');
const PREPARED = TASK.index('prepared');
const PREPARING_STATE = TASK.code('preparing');

/** Gives a queued task its node, or the nodes of its gang (`nodes`, the primary first). */
export function place(world: World, job: Job, task: number, node: number, nodes: readonly number[] | null): void {
  const isExclusive = job.manager === task && job.spec.jobManagerTask!.runExclusive; // L-251
  dequeue(world, job, task);
  const attempt = takeSlots(world, job, task, node, nodes, isExclusive);
  const { dispatch } = world.scenario.cloud;
  const delay = isConstant(dispatch) ? dispatch.value : draw(dispatch, dispatchDraw(world, task));
  if (delay === 0) return begin(world, job, attempt);
  waitFor(world, job, task, DISPATCH);
  world.tasks.setSeq(task, world.log.cause); // what made its start possible (S-27)
  world.poolOf(node).counts.active += taskWeight(world, task);
  world.calendar.schedule(world.now + delay, ENDS, TASK_DISPATCHED, attempt, world.attempts.serial(attempt));
}

function dispatchDraw(world: World, task: number): number {
  return world.families[world.tasks.family(task)].draw(
    world.tasks.ordinal(task),
    'dispatch',
    world.tasks.retries(task),
  );
}

/** The dispatch of an assigned task is over. */
export function dispatched(world: World, attempt: number): void {
  const task = world.attempts.task(attempt);
  world.poolOf(world.attempts.node(attempt)).counts.active -= taskWeight(world, task);
  begin(world, world.jobOf(task), attempt);
}

/** The task has reached its node: it runs, or waits until the node is prepared for its job (L-271, L-433). */
function begin(world: World, job: Job, attempt: number): void {
  const preparation = job.spec.jobPreparationTask;
  if (preparation === null) return run(world, job, attempt);
  const nodes = nodesOf(world, attempt);
  const mustWait = prepareNodes(world, job, nodes) && preparation.waitForSuccess;
  if (!mustWait) return run(world, job, attempt); // L-278, L-279
  const task = world.attempts.task(attempt);
  world.attempts.setPhase(attempt, PREPARING);
  for (const node of nodes) recordOf(world, job, node).waiting.push(attempt);
  waitFor(world, job, task, JOB_PREPARATION_CAUSE);
  assignmentDetails(world, attempt);
  world.tasks.setSeq(task, moveTask(world, task, ASSIGNED));
}

/** Starts the preparation where it is needed; whether any node is still unprepared. */
function prepareNodes(world: World, job: Job, nodes: readonly number[]): boolean {
  let unprepared = false;
  for (const node of nodes) {
    const record = recordOf(world, job, node);
    if (!isUnprepared(record)) continue;
    unprepared = true;
    startPreparation(world, job, record);
  }
  return unprepared;
}

/** The preparation on a node has succeeded: the tasks that waited for nothing else run (L-272). */
export function runWaiting(world: World, job: Job, node: number): void {
  const { waiting } = recordOf(world, job, node);
  for (const attempt of [...waiting]) {
    const isReady = nodesOf(world, attempt).every((member) => !isUnprepared(recordOf(world, job, member)));
    if (isReady) run(world, job, attempt);
  }
}

/** The attempt starts running (L-357). */
export function run(world: World, job: Job, attempt: number): void {
  const { attempts, tasks } = world;
  const task = attempts.task(attempt);
  if (attempts.phase(attempt) === PREPARING) {
    for (const node of nodesOf(world, attempt)) {
      const { waiting } = recordOf(world, job, node);
      waiting.splice(waiting.indexOf(attempt), 1);
    }
  }
  attempts.start(attempt, world.now);
  const pool = world.poolOf(attempts.node(attempt));
  pool.counts.running++;
  touch(world, pool);
  if (job.spec.jobPreparationTask !== null)
    for (const node of nodesOf(world, attempt)) recordOf(world, job, node).hasRunTask = true;
  const runs = planAttempt(world, attempt);
  if (runs !== null && world.resources.length > 0) {
    countLoad(world, pool, runs, 1);
    world.loads.set(attempt, runs);
  }
  assignmentDetails(world, attempt);
  world.log.task.waited = endWait(world, job, task);
  tasks.setSeq(task, moveTask(world, task, tasks.state(task) === PREPARING_STATE ? PREPARED : STARTED));
  watchEnd(world, attempt);
  if (runs !== null && runs.then.length > 0) scheduleActs(world, attempt, attempts.programStart, runs.then);
}

/** Whoever hears of an end that has been put off meanwhile lets it pass. */
export function watchEnd(world: World, attempt: number): void {
  const { attempts } = world;
  world.calendar.schedule(attempts.endsAt(attempt), ENDS, TASK_ENDED, attempt, attempts.serial(attempt));
}

function scheduleActs(world: World, attempt: number, startedAt: number, acts: readonly ProgramAct[]): void {
  const { attempts } = world;
  world.acts.set(attempt, { startedAt, acts, done: acts.map(() => false) });
  const end = attempts.naturalEnd(attempt);
  for (const act of acts) {
    // what is due exactly at the normal end is done as part of it (S-25)
    const due = startedAt + act.after;
    if (due < end) world.calendar.schedule(due, classOf(act.request), PROGRAM_ACT, attempt, attempts.serial(attempt));
  }
}

function assignmentDetails(world: World, attempt: number): void {
  const line = world.log.task;
  line.node = world.attempts.node(attempt);
  line.pool = world.nodes.pool(line.node);
  line.nodes = world.attempts.gangs.size > 0 ? (world.attempts.gangs.get(attempt) ?? null) : null;
}

function nodesOf(world: World, attempt: number): readonly number[] {
  return world.attempts.gangs.get(attempt) ?? [world.attempts.node(attempt)];
}
