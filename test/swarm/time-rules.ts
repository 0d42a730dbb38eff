/**
 * Rules about when things may happen at all, and about how many there may be: lifetimes, wall clocks, timeouts, the ends of jobs, one job
 * at a time for a schedule, quotas. Told from the log and the bodies of the scenario.
 */
import { JOB } from '../../src/batch/lifecycles/job.ts';
import { POOL } from '../../src/batch/lifecycles/pool.ts';
import { TASK } from '../../src/batch/lifecycles/task.ts';
import type { World } from '../../src/engine/world.ts';
import type { AllocationLine, JobLine, Line, TaskTransition, TransitionSink } from '../../src/trace/vocabulary.ts';
import { Failure } from './failure.ts';

const SEVEN_DAYS = 7 * 86_400_000; // L-373
const WALL_CLOCK = new Set(['wallClockExpired', 'wallClockRetried']);
/** whatever else a job's tasks do, they do it while the job is like this (L-199, L-204, S-33) */
const STARTS_TASKS = JOB.code('active');

export class TimeRules implements TransitionSink {
  world: World | null = null;
  readonly #createdAt = new Map<number, number>();
  readonly #startedAt = new Map<number, number>();
  readonly #resizedAt = new Map<number, number>();

  line(line: Line, handle: number): void {
    if (this.world === null) return;
    if (line.entity === 'job') this.#job(line, handle);
    else if (line.entity === 'allocation') this.#allocation(line, handle);
    else if (line.entity === 'pool' && line.from === null) this.#pools();
  }
  node(): void {}

  task(line: Readonly<TaskTransition>): void {
    const { task, at, reason } = line;
    const to = TASK.state(line.to);
    if (line.from < 0) this.#createdAt.set(task, at);
    const age = at - this.#createdAt.get(task)!;
    if (reason === 'lifetimeExpired' && age !== SEVEN_DAYS)
      throw new Failure('time', `the lifetime of task ${task} ends after ${age} ms (L-373)`);
    if (to === 'running' || to === 'preparing') this.#starts(line, age);
    if (to === 'running') this.#startedAt.set(task, at);
    else if (line.from === TASK.code('running')) this.#ends(line);
  }

  /** Once an instant is over nobody holds a slot who is seven days old. */
  checkAges(world: World): void {
    for (const [task, createdAt] of this.#createdAt)
      if (world.tasks.attempt(task) >= 0 && world.now - createdAt >= SEVEN_DAYS)
        throw new Failure('time', `task ${task} holds a slot at an age of ${world.now - createdAt} ms (L-373)`);
  }

  #starts({ task, job, from }: Readonly<TaskTransition>, age: number): void {
    // what comes to run at that very instant is stopped by it
    if (age > SEVEN_DAYS) throw new Failure('time', `task ${task} starts at an age of ${age} ms (L-373)`);
    const state = this.world!.jobs[job].state;
    // what is under way may begin to run while its job waits for it
    if (from === TASK.code('active') && state !== STARTS_TASKS && state !== JOB.code('disabling'))
      throw new Failure('time', `task ${task} starts while its job is ${JOB.state(state)}`);
  }

  /** A run never outlasts its wall clock, and is not cut short by it (L-364); new constraints hold from when they come. */
  #ends({ task, at, reason }: Readonly<TaskTransition>): void {
    const world = this.world!;
    const changed = world.newConstraints.get(task);
    const limit = (changed ?? world.taskSpec(task).constraints).maxWallClockTime;
    const elapsed = at - this.#startedAt.get(task)!;
    if (WALL_CLOCK.has(reason) && (changed === undefined ? elapsed !== limit : elapsed < limit))
      throw new Failure('time', `task ${task} is stopped by its wall clock after ${elapsed} ms, limit ${limit}`);
    if (changed === undefined && elapsed > limit)
      throw new Failure('time', `task ${task} ran ${elapsed} ms, its wall clock is ${limit}`);
  }

  #job(line: JobLine, handle: number): void {
    const world = this.world!;
    const job = world.jobs[handle];
    const open = () =>
      [...this.#createdAt.keys()].filter((task) => {
        const state = TASK.state(world.tasks.state(task));
        return world.jobOf(task).index === handle && state !== null && state !== 'completed';
      });
    if (line.from === null) this.#created(job.schedule?.id ?? null, handle);
    else if (line.reason === 'allTasksCompleted') {
      if (open().length > 0) throw new Failure('time', `job ${job.id} ends with ${open().length} tasks open (L-220)`);
      if (job.onAllTasksComplete !== 'terminatejob') throw new Failure('time', `job ${job.id} ends unasked (L-219)`);
    } else if (line.reason === 'wallClockExpired') {
      const { maxWallClockTime } = job.constraints;
      if (line.at - job.createdAt < maxWallClockTime)
        throw new Failure('time', `job ${job.id} is stopped before its wall clock of ${maxWallClockTime} ms (L-184)`);
    } else if (line.reason === 'jobManagerCompleted') {
      const manager = TASK.state(world.tasks.state(job.manager));
      if (manager !== 'completed' || !job.spec.jobManagerTask!.killJobOnCompletion)
        throw new Failure('time', `job ${job.id} ends for its manager, which is ${manager} (L-254)`);
    }
  }

  /** At most one job of a schedule is not completed (L-331), and none is added beyond the quota (L-178). */
  #created(schedule: string | null, handle: number): void {
    const world = this.world!;
    const others = world.jobs.filter(
      (job) =>
        job.index !== handle && job.schedule?.id === schedule && schedule !== null && !job.isClosed && job.state >= 0,
    );
    if (others.some((job) => JOB.state(job.state) !== 'deleting'))
      throw new Failure('time', `schedule ${schedule} has a second job while ${others[0].id} goes on (L-331)`);
    const quota = world.scenario.account.activeJobAndJobScheduleQuota;
    if (world.activeJobsAndSchedules > quota)
      throw new Failure('time', `${world.activeJobsAndSchedules} active jobs and schedules, quota ${quota}`);
  }

  #pools(): void {
    const world = this.world!;
    const pools = world.pools.filter((pool) => POOL.state(pool.state) !== null).length;
    if (pools > world.scenario.account.poolQuota)
      throw new Failure('time', `${pools} pools, quota ${world.scenario.account.poolQuota} (L-003)`);
  }

  /** A resize that times out has had its time (L-064); one without a timeout never does (O-18). */
  #allocation(line: AllocationLine, handle: number): void {
    if (line.to === 'resizing') this.#resizedAt.set(handle, line.at);
    if (line.reason !== 'timedOut') return;
    const elapsed = line.at - this.#resizedAt.get(handle)!;
    if (elapsed < 300_000) throw new Failure('time', `pool ${line.poolId} gives up after ${elapsed} ms`);
    if (this.world!.pools[handle].formula !== null)
      throw new Failure('time', `pool ${line.poolId} follows a formula and gives up (O-18)`);
  }
}
