/** The books of the tasks: how long they waited and ran, how they ended, and for how long they held which slots. */
import type { SimTime } from '../kernel/clock.ts';
import { ABSENT, type RunEnded, TASK_STATES, type TaskTransition, WAIT_CAUSES } from '../trace/vocabulary.ts';
import type { Waited } from '../trace/waited.ts';
import { isPreemption, isTermination } from './endings.ts';
import type { JobRecord } from './jobs.ts';
import { ATTEMPT_ENDS, type Attempt, type AttemptEnd, type StretchListener } from './listener.ts';
import type { NodeRecord } from './nodes.ts';
import type { PoolBook } from './pool-book.ts';
import * as outcomes from './tasks.ts';
import { TaskTable } from './tasks.ts';

const [TASK_ACTIVE, TASK_PREPARING, TASK_RUNNING, TASK_COMPLETED] = TASK_STATES.keys();
const DISPATCH = WAIT_CAUSES.indexOf('dispatch');
const END = Object.fromEntries(ATTEMPT_ENDS.map((end, code) => [end, code])) as Record<AttemptEnd, number>;
const JOB_PREPARATION = WAIT_CAUSES.indexOf('jobPreparation');

export class TaskBook {
  readonly tasks = new TaskTable();
  firstCreation: SimTime = Number.NaN;
  lastCompletion: SimTime = Number.NaN;
  readonly #pools: PoolBook;
  readonly #listener: StretchListener | null;
  /** the one record with which the listener is told of an attempt */
  #attempt: Attempt | null = null;

  constructor(pools: PoolBook, listener: StretchListener | null) {
    this.#pools = pools;
    this.#listener = listener;
  }

  /** `index`: the place of the job's record among all jobs */
  move(transition: Readonly<TaskTransition>, job: JobRecord, index: number): void {
    const { task, at, from, to } = transition;
    const { tasks } = this;
    if (this.#listener === null && tasks.gangs.size === 0 && transition.retryCount < 0 && transition.requeueCount < 0) {
      if (from === TASK_RUNNING && to === TASK_COMPLETED) return this.#endRun(transition);
      if (from === TASK_ACTIVE && to === TASK_RUNNING && transition.node >= 0 && transition.nodes === null)
        return this.#startRun(transition, job);
    }
    if (from === ABSENT) {
      tasks.add(task, index, at);
      if (Number.isNaN(this.firstCreation)) this.firstCreation = at;
    } else if (from !== TASK_COMPLETED) this.#leaveTaskState(transition, job, index);
    if (transition.retryCount >= 0) {
      if (transition.retryCount > 0) job.retries++;
      tasks.retryCount.set(task, transition.retryCount);
    }
    if (transition.requeueCount >= 0) {
      if (transition.requeueCount > 0) job.requeues++;
      tasks.requeueCount.set(task, transition.requeueCount);
    }
    if (transition.node >= 0 && (to === TASK_PREPARING || to === TASK_RUNNING)) this.#assign(transition);
    this.#enterTaskState(transition);
    if (to === TASK_COMPLETED || (to === ABSENT && from !== TASK_COMPLETED)) this.#listener?.taskEnded?.(task);
  }

  /**
   * The wait of a task is over and it runs on one node: as below, for nearly all tasks, where nobody listens. So little need not go
   * through all that may be.
   */
  #startRun(transition: Readonly<TaskTransition>, job: JobRecord): void {
    const { task, at, node } = transition;
    if (transition.waited !== null) this.#endWait(transition, job, at);
    this.#pools.node(node).tasksRun++;
    this.tasks.startRun(task, node, at);
  }

  /** The same of its run, and the task is completed. */
  #endRun(transition: Readonly<TaskTransition>): void {
    const { task, at, exitCode } = transition;
    const { tasks } = this;
    const node = tasks.node(task);
    if (node >= 0) this.#pools.node(node).busyMs += at - tasks.since(task);
    tasks.attemptPrepared.set(task, 0);
    const hasExitCode = !Number.isNaN(exitCode);
    if (hasExitCode) tasks.setExitCode(task, exitCode);
    tasks.endRun(task, at, this.#complete(transition), hasExitCode);
  }

  /** Books the stretch that ends: the wait or the run, and what the slots did meanwhile. */
  #leaveTaskState(transition: Readonly<TaskTransition>, job: JobRecord, index: number): void {
    const { task, at, from, to } = transition;
    const { tasks } = this;
    const since = tasks.since(task);
    if (from === TASK_RUNNING) {
      this.#hold(task, 'busy', since, at);
    } else {
      this.#listener?.waitStretch?.(index, since, at);
      if (from === TASK_PREPARING) {
        tasks.prepared.set(task, tasks.prepared.get(task) + at - since);
        tasks.attemptPrepared.set(task, at - since);
        this.#hold(task, 'preparing', since, at);
      }
      if (transition.waited !== null) this.#endWait(transition, job, from === TASK_PREPARING ? since : at);
    }
    const goesOn = from === TASK_PREPARING && to === TASK_RUNNING;
    if (from !== TASK_ACTIVE && !goesOn && to !== TASK_COMPLETED && to !== ABSENT) this.#loseAttempt(transition, job);
    if (goesOn) return;
    if (from !== TASK_ACTIVE && this.#listener?.attemptEnded !== undefined)
      this.#tellAttempt(task, index, from === TASK_RUNNING ? since : at, at, endOf(transition));
    if (tasks.gangs.size > 0) tasks.gangs.delete(task);
    if (from !== TASK_ACTIVE) tasks.attemptPrepared.set(task, 0);
  }

  /** `ranFrom`: `to` if it never ran */
  #tellAttempt(task: number, job: number, ranFrom: SimTime, to: SimTime, end: number): void {
    const handle = this.tasks.node(task);
    if (handle < 0) return;
    const first = this.#pools.node(handle);
    this.#attempt ??= { task, job, node: first, isFirst: true, from: 0, ranFrom: 0, to: 0, end: 0 };
    const attempt = this.#attempt;
    attempt.task = task;
    attempt.job = job;
    attempt.from = ranFrom - this.tasks.attemptPrepared.get(task);
    attempt.ranFrom = ranFrom;
    attempt.to = to;
    attempt.end = end;
    const gang = this.tasks.gangs.size === 0 ? undefined : this.tasks.gangs.get(task);
    for (let place = 0; place < (gang?.length ?? 1); place++) {
      attempt.node = gang === undefined ? first : this.#pools.node(gang[place]);
      attempt.isFirst = place === 0;
      this.#listener?.attemptEnded?.(attempt);
    }
  }

  /** An attempt ended and the task did not: a retry if it failed by itself, else the attempt is lost. */
  #loseAttempt(transition: Readonly<TaskTransition>, job: JobRecord): void {
    const { task } = transition;
    if (transition.retryCount > 0) return;
    const ran = transition.from === TASK_RUNNING ? transition.at - this.tasks.since(task) : 0;
    const held = ran + this.tasks.attemptPrepared.get(task);
    for (const node of this.#nodesOf(task)) node.lostMs += held;
    if (isPreemption(transition.reason)) {
      job.preemptions++;
      this.tasks.preemptions.set(task, this.tasks.preemptions.get(task) + 1);
    }
  }

  /**
   * A wait is over and its causes are known. Dispatch and job preparation are the time for which slots were held; what the state
   * `preparing` has not shown of it, the task spent assigned and `active` before that state.
   */
  #endWait(transition: Readonly<TaskTransition>, job: JobRecord, assignedUntil: SimTime): void {
    const { task } = transition;
    const { ms, causes, count } = transition.waited as Waited;
    for (let place = 0; place < count; place++) job.waitByCause[causes[place]].add(ms[causes[place]]);
    this.#listener?.waitEnded?.(task, transition.waited as Waited);
    const held = ms[DISPATCH] + ms[JOB_PREPARATION];
    if (held === 0) return;
    const dispatched = held - this.tasks.prepared.get(task);
    this.tasks.prepared.set(task, 0);
    if (dispatched <= 0) return;
    if (transition.node < 0) {
      this.#holdUnplaced(job, dispatched, assignedUntil);
      return;
    }
    for (const handle of transition.nodes ?? [transition.node]) {
      const node = this.#pools.node(handle);
      node.preparingMs += dispatched;
      this.#listener?.slotStretch(node.terms.pool, 'preparing', assignedUntil - dispatched, assignedUntil);
    }
    this.tasks.attemptPrepared.set(
      task,
      dispatched + (transition.from === TASK_PREPARING ? this.tasks.attemptPrepared.get(task) : 0),
    );
  }

  /** Slots that were held on nodes the log does not name: dispatches that came to nothing. */
  #holdUnplaced(job: JobRecord, ms: SimTime, until: SimTime): void {
    const pool = this.#pools.withId(job.poolId);
    if (pool === undefined) return;
    pool.unplacedPreparingMs += ms;
    this.#listener?.slotStretch(pool, 'preparing', until - ms, until);
  }

  #assign(transition: Readonly<TaskTransition>): void {
    const { task } = transition;
    this.tasks.setNode(task, transition.node);
    if (transition.nodes !== null) this.tasks.gangs.set(task, transition.nodes.slice());
    if (transition.to !== TASK_RUNNING) return;
    if (transition.nodes === null) this.#pools.node(transition.node).tasksRun++;
    else for (const node of this.#nodesOf(task)) node.tasksRun++;
  }

  #enterTaskState(transition: Readonly<TaskTransition>): void {
    const { task, at, from, to } = transition;
    const { tasks } = this;
    const hasRun = from === TASK_RUNNING;
    if (to === TASK_COMPLETED) {
      tasks.setSince(task, at);
      tasks.setStatus(task, this.#complete(transition), this.#flagsOf(transition, hasRun));
    } else if (to === ABSENT) {
      if (from === TASK_COMPLETED) return tasks.setStatus(task, tasks.outcome(task), tasks.flags(task) | outcomes.GONE);
      tasks.setSince(task, at);
      tasks.setStatus(task, outcomes.DELETED, tasks.flags(task) | outcomes.GONE | (hasRun ? outcomes.ENDED_RUN : 0));
    } else {
      if (hasRun || from === TASK_COMPLETED) tasks.goOn(task, at);
      tasks.setSince(task, at);
      if (to === TASK_RUNNING) tasks.start(task, at);
      const outcome =
        to === TASK_RUNNING ? outcomes.RUNNING : to === TASK_ACTIVE ? outcomes.ACTIVE : outcomes.PREPARING;
      tasks.setStatus(task, outcome, from === TASK_COMPLETED ? 0 : tasks.flags(task));
    }
  }

  /** The outcome of a task that is completed. */
  #complete({ at, result, reason }: Readonly<TaskTransition>): number {
    this.lastCompletion = at;
    this.#pools.completion();
    if (result !== 'failure') return outcomes.SUCCEEDED;
    return isTermination(reason) ? outcomes.TERMINATED : outcomes.FAILED;
  }

  #flagsOf({ task, exitCode }: Readonly<TaskTransition>, hasRun: boolean): number {
    const flags = this.tasks.flags(task) | (hasRun ? outcomes.ENDED_RUN : 0);
    if (Number.isNaN(exitCode)) return flags;
    this.tasks.setExitCode(task, exitCode);
    return flags | outcomes.HAS_EXIT_CODE;
  }

  /** One slot on each node of the task was used so. */
  #hold(task: number, use: 'busy' | 'preparing', from: SimTime, to: SimTime): void {
    if (to === from) return;
    if (this.tasks.gangs.size === 0) {
      const handle = this.tasks.node(task);
      if (handle >= 0) this.#holdOn(this.#pools.node(handle), use, from, to);
      return;
    }
    for (const node of this.#nodesOf(task)) this.#holdOn(node, use, from, to);
  }

  #holdOn(node: NodeRecord, use: 'busy' | 'preparing', from: SimTime, to: SimTime): void {
    if (use === 'busy') node.busyMs += to - from;
    else node.preparingMs += to - from;
    this.#listener?.slotStretch(node.terms.pool, use, from, to);
  }

  #nodesOf(task: number): readonly NodeRecord[] {
    const gang = this.tasks.gangs.get(task);
    if (gang !== undefined) return gang.map((handle) => this.#pools.node(handle));
    const node = this.tasks.node(task);
    return node < 0 ? [] : [this.#pools.node(node)];
  }

  /** The run ends: the stretches that go on end here, and the causes of the waits among them are on the last line. */
  close(line: RunEnded, jobs: readonly JobRecord[]): void {
    const prepared = new Float64Array(jobs.length);
    for (let row = 0; row < this.tasks.rows; row++) this.#closeTask(this.tasks.at(row), line.at, jobs, prepared);
    jobs.forEach((job, index) => {
      const causes = line.waiting[job.name] ?? {};
      WAIT_CAUSES.forEach((cause, code) => {
        job.waitByCause[code].add(causes[cause] ?? 0);
      });
      const dispatched = (causes.dispatch ?? 0) + (causes.jobPreparation ?? 0) - prepared[index];
      if (dispatched > 0) this.#holdUnplaced(job, dispatched, line.at);
    });
  }

  #closeTask(task: number, at: SimTime, jobs: readonly JobRecord[], prepared: Float64Array): void {
    const { tasks } = this;
    const outcome = tasks.outcome(task);
    const job = tasks.job(task);
    jobs[job].outcomes[outcome]++;
    const since = tasks.since(task);
    if (outcome === outcomes.RUNNING) {
      this.#hold(task, 'busy', since, at);
      this.#tellAttempt(task, job, since, at, END.cut);
    }
    if (outcome !== outcomes.ACTIVE && outcome !== outcomes.PREPARING) return;
    tasks.setSince(task, at);
    this.#listener?.waitStretch?.(job, since, at);
    prepared[job] += tasks.prepared.get(task);
    if (outcome === outcomes.ACTIVE) return;
    prepared[job] += at - since;
    this.#hold(task, 'preparing', since, at);
    tasks.attemptPrepared.set(task, at - since);
    this.#tellAttempt(task, job, at, at, END.cut);
  }
}

/** Code of ATTEMPT_ENDS. */
function endOf({ to, result, reason, retryCount }: Readonly<TaskTransition>): number {
  if (to === ABSENT) return END.deleted;
  if (to === TASK_COMPLETED) {
    if (result !== 'failure') return END.succeeded;
    return isTermination(reason) ? END.terminated : END.failed;
  }
  if (retryCount > 0) return END.retried;
  return isPreemption(reason) ? END.preempted : END.requeued;
}
