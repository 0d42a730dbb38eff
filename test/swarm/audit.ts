/**
 * Listens to a run and holds every line against all before it: what it says must be possible, given nothing but the log and the
 * bodies of the scenario.
 */
import { NODE } from '../../src/batch/lifecycles/node.ts';
import { TASK } from '../../src/batch/lifecycles/task.ts';
import { ENDING } from '../../src/engine/tasks.ts';
import type { World } from '../../src/engine/world.ts';
import { LIFECYCLES } from '../../src/trace/reasons.ts';
import type {
  AllocationLine,
  JobNodeTaskLine,
  Line,
  NodeTransition,
  TaskTransition,
  TransitionSink,
} from '../../src/trace/vocabulary.ts';
import { Dependents } from './dependents.ts';
import { Failure } from './failure.ts';
import { retryLimitOf } from './task-rules.ts';
import { victimsOf } from './victims.ts';

interface TaskNow {
  state: string | null;
  nodes: readonly number[];
  retryCount: number;
  requeueCount: number;
}
interface Preparation {
  state: string | null;
  /** completed, and what the node has gone through since has not undone it */
  holds: boolean;
  succeeded: boolean;
  hasRunTask: boolean;
  release: string | null;
}

const REQUEUES = /^requeuedBy/; // L-383, O-36, S-20
const RETRIES = new Set(['retried', 'wallClockRetried']);
/** a node may be shown in its old state until the instant is settled (S-6) */
const TAKES_TASKS = new Set(['starting', 'waitingforstarttask', 'idle', 'running', 'offline']);

export class Audit implements TransitionSink {
  /** set by `attach` once the simulation is there */
  world: World | null = null;
  readonly dependents = new Dependents();
  /** lines about tasks that came before */
  readonly #early: Readonly<TaskTransition>[] = [];
  lines = 0;
  readonly #states = new Map<string, string | null>();
  readonly #tasks = new Map<number, TaskNow>();
  readonly #onNode = new Map<number, Set<number>>();
  readonly #nodeState = new Map<number, string | null>();
  readonly #completedJobs = new Set<number>();
  /** job and node where the job's preparation has failed for good, until the node has a new disk (L-275, O-55) */
  readonly bars = new Set<string>();
  readonly #preparations = new Map<string, Preparation>();
  readonly #startTasks = new Map<number, 'running' | 'succeeded' | 'failed'>();
  /** nodes that wait for their start task since they last booted */
  readonly #awaiting = new Set<number>();
  #at = 0;

  /** The simulation is there. */
  attach(world: World): void {
    this.world = world;
    for (const line of this.#early.splice(0)) this.dependents.hear(world, line);
  }

  line(line: Line, handle: number): void {
    this.#stamp(line.seq, line.at, line.cause ?? -1);
    if (line.entity === 'run' || line.entity === 'request' || line.entity === 'autoscale') return;
    // preparation and release are of a job and a node; the job is known by its id while it exists
    const key =
      line.entity.startsWith('jobP') || line.entity.startsWith('jobR')
        ? `${(line as JobNodeTaskLine).jobId}/${handle}`
        : handle;
    this.#move(line.entity, key, line.from, line.to, line.reason);
    if (line.entity === 'job' && line.to === 'completed') this.#completedJobs.add(handle);
    if (line.entity === 'allocation') this.#allocation(line, handle);
    else if (line.entity === 'startTask') {
      if (line.to === null) this.#startTasks.delete(handle);
      else
        this.#startTasks.set(
          handle,
          line.to === 'running' ? 'running' : line.result === 'success' ? 'succeeded' : 'failed',
        );
    } else if (line.entity === 'jobPreparation') this.#preparation(line, handle);
    else if (line.entity === 'jobRelease') this.#release(line, handle);
  }

  node(line: Readonly<NodeTransition>): void {
    this.#stamp(line.seq, line.at, line.cause);
    const { node } = line;
    const [from, to] = [NODE.state(line.from), NODE.state(line.to)];
    this.#move('node', node, from, to, line.reason);
    this.#nodeState.set(node, to);
    if (to === 'starting') this.#awaiting.delete(node);
    if (to === 'waitingforstarttask') this.#awaiting.add(node);
    for (const task of to === 'running' ? [] : (this.#onNode.get(node) ?? []))
      if (!this.#isEnding(task)) throw new Failure('audit', `node ${node} goes to ${to} with tasks on it`);
    if (to === 'reimaging' || to === 'preempted' || to === null) this.#wipe(node);
    else if (to === 'rebooting' || to === 'unusable' || to === 'unknown') this.#reboot(node);
    if (to === 'creating') this.#capacity(line);
    if (line.reason === 'replaced' && this.world!.nodes.enabled.data[node] === 0)
      throw new Failure('audit', `node ${node} is replaced and still disabled (O-39)`);
  }

  task(line: Readonly<TaskTransition>): void {
    this.#stamp(line.seq, line.at, line.cause);
    const { task } = line;
    const [from, to] = [TASK.state(line.from), TASK.state(line.to)];
    this.#move('task', task, from, to, line.reason);
    const now = this.#tasks.get(task) ?? { state: null, nodes: [], retryCount: 0, requeueCount: 0 };
    this.#tasks.set(task, now);
    this.#counters(line, now);
    if (to !== 'running') for (const node of now.nodes) this.#onNode.get(node)?.delete(task);
    if (to === 'preparing' || to === 'running') this.#assign(line, now, from, to);
    else now.nodes = [];
    now.state = to;
    if (this.world !== null) this.dependents.hear(this.world, line);
    else this.#early.push({ ...line });
  }

  /** Whether the task's normal end is under way: an act of its own program has just taken its node away, and it ends all the same. */
  #isEnding(task: number): boolean {
    const attempt = this.world!.tasks.attempt(task);
    return attempt >= 0 && this.world!.attempts.phase(attempt) === ENDING;
  }

  // ---------------------------------------------------------------- all lines

  #stamp(seq: number, at: number, cause: number): void {
    if (seq !== this.lines++) throw new Failure('audit', `line ${seq} is out of order`);
    if (at < this.#at) throw new Failure('audit', `line ${seq} goes back in time`);
    if (cause >= seq) throw new Failure('audit', `line ${seq} has the later cause ${cause}`);
    this.#at = at;
  }

  #move(entity: string, key: string | number, from: string | null, to: string | null, reason: string): void {
    const name = `${entity} ${key}`;
    const before = this.#states.get(name) ?? null;
    if (from !== before) throw new Failure('audit', `${name} is ${before}, its line says ${from}`);
    const table = LIFECYCLES[entity as keyof typeof LIFECYCLES] as {
      edgesFrom(state: string | null): readonly { edge: string; to: string | null }[];
    };
    if (!table.edgesFrom(from).some((edge) => edge.edge === reason && edge.to === to))
      throw new Failure('audit', `${name} goes from ${from} to ${to} by ${reason}, which is no edge`);
    this.#states.set(name, to);
  }

  // ---------------------------------------------------------------- tasks

  #assign(line: Readonly<TaskTransition>, now: TaskNow, from: string | null, to: string): void {
    const { task } = line;
    const nodes = line.nodes ?? [line.node];
    const world = this.world!;
    const job = world.jobs[line.job];
    const name = `task ${job.id}/${world.taskId(task)}`;
    if (from === 'preparing' && nodes.join() !== now.nodes.join())
      throw new Failure('audit', `${name} changes its node while preparing`);
    now.nodes = [...nodes];
    const isManager = job.manager === task;
    const manager = job.spec.jobManagerTask;
    for (const node of nodes) {
      const state = this.#nodeState.get(node) ?? null;
      if (!TAKES_TASKS.has(String(state))) throw new Failure('audit', `${name} is put on a node that is ${state}`);
      if (this.#awaiting.has(node) && this.#startTasks.get(node) !== 'succeeded')
        throw new Failure('audit', `${name} is put on a node whose start task has not succeeded (L-134)`);
      const there = this.#onNode.get(node) ?? new Set<number>();
      this.#onNode.set(node, there);
      there.add(task);
      const slots = world.poolOf(node).slots;
      if (there.size > slots) throw new Failure('audit', `${name} is the ${there.size}th task on ${slots} slots`);
      this.#exclusive(there, name);
      if (isManager && !manager!.allowLowPriorityNode && world.nodes.kind(node) !== 0)
        throw new Failure('audit', `${name} is a manager on a low-priority node (L-250)`);
      this.#prepared(job.id, node, to, name, job.spec.jobPreparationTask?.waitForSuccess ?? null);
    }
    if (line.nodes !== null) {
      const pool = world.poolOf(line.node);
      if (!pool.spec.enableInterNodeCommunication || pool.slots !== 1)
        throw new Failure('audit', `${name} is a gang on the wrong pool`);
      if (new Set(line.nodes).size !== world.taskSpec(task).numberOfInstances)
        throw new Failure('audit', `${name} has not as many nodes as instances`);
    }
    if (!this.dependents.isFree(world, task))
      throw new Failure('audit', `${name} starts before those it depends on (L-396)`);
  }

  #exclusive(there: ReadonlySet<number>, name: string): void {
    if (there.size < 2) return;
    for (const other of there) {
      const job = this.world!.jobOf(other);
      if (job.manager === other && job.spec.jobManagerTask!.runExclusive)
        throw new Failure('audit', `${name} shares a node with an exclusive manager (L-251)`);
    }
  }

  #prepared(jobId: string, node: number, to: string, name: string, waits: boolean | null): void {
    if (waits === null) return;
    const preparation = this.#preparations.get(`${jobId}/${node}`);
    if (to === 'preparing' && !waits) throw new Failure('audit', `${name} prepares although it need not wait (L-279)`);
    if (waits && preparation?.state === 'completed' && !preparation.succeeded)
      throw new Failure('audit', `${name} is put on a node where its preparation failed (L-275)`);
    if (to !== 'running') return;
    if (waits && !preparation?.holds) throw new Failure('audit', `${name} runs on a node that is not prepared (L-272)`);
    if (preparation === undefined)
      throw new Failure('audit', `${name} runs on a node where no preparation began (L-270)`);
    preparation.hasRunTask = true;
  }

  #counters(line: Readonly<TaskTransition>, now: TaskNow): void {
    const { task, reason } = line;
    const counts = RETRIES.has(reason);
    if (counts) {
      now.retryCount++;
      const limit = retryLimitOf(this.world!, task);
      if (limit !== -1 && now.retryCount > limit) throw new Failure('audit', `task ${task} is retried beyond ${limit}`);
    } else if (reason === 'reactivated') now.retryCount = 0;
    const saysRetries = counts || reason === 'reactivated';
    if (line.retryCount >= 0 !== saysRetries || (saysRetries && line.retryCount !== now.retryCount))
      throw new Failure(
        'audit',
        `task ${task}: ${reason} says retryCount ${line.retryCount}, counted ${now.retryCount}`,
      );
    const isRequeued = REQUEUES.test(reason);
    if (isRequeued) now.requeueCount++;
    if (line.requeueCount >= 0 !== isRequeued || (isRequeued && line.requeueCount !== now.requeueCount))
      throw new Failure(
        'audit',
        `task ${task}: ${reason} says requeueCount ${line.requeueCount}, counted ${now.requeueCount}`,
      );
    if (reason === 'failed' || reason === 'wallClockExpired') {
      const limit = retryLimitOf(this.world!, task);
      // a program that has just terminated its own job is not started again (S-33)
      const isOver = this.#states.get(`job ${line.job}`) === 'terminating';
      if (!isOver && (limit === -1 || now.retryCount < limit))
        throw new Failure('audit', `task ${task} fails with retries left (L-360)`);
    }
  }

  // ---------------------------------------------------------------- nodes and their tasks

  #preparation(line: JobNodeTaskLine, node: number): void {
    const key = `${line.jobId}/${node}`;
    if (line.to === null) {
      this.#preparations.delete(key);
      return;
    }
    const before = this.#preparations.get(key);
    const { index } = this.world!.jobsByKey.get(line.jobId.toLowerCase())!;
    if (line.to === 'running' && this.bars.has(`${index}/${node}`))
      throw new Failure('audit', `preparation ${key} runs again though it failed for good (L-275)`);
    const isDone = line.to === 'completed';
    const succeeded = isDone && line.result === 'success';
    const waits = this.world!.jobsByKey.get(line.jobId.toLowerCase())!.spec.jobPreparationTask!.waitForSuccess;
    if (isDone && !succeeded && waits) this.bars.add(`${index}/${node}`);
    this.#preparations.set(key, {
      state: line.to,
      succeeded,
      holds: isDone && (succeeded || !waits),
      hasRunTask: before?.hasRunTask ?? false,
      release: before?.release ?? null,
    });
  }

  #release(line: JobNodeTaskLine, node: number): void {
    const key = `${line.jobId}/${node}`;
    if (line.to === null) return;
    const job = this.world!.jobsByKey.get(line.jobId.toLowerCase())!;
    const state = this.#states.get(`job ${job.index}`);
    if (state !== 'terminating' && state !== 'deleting')
      throw new Failure('audit', `release of ${key} while the job is ${state}`);
    if (this.#completedJobs.has(job.index) && line.to === 'running')
      throw new Failure('audit', `release of ${key} though the job was completed before (L-217)`);
    const preparation = this.#preparations.get(key);
    if (preparation?.state !== 'completed' || !preparation.hasRunTask)
      throw new Failure('audit', `release of ${key} where nothing was prepared or no task ran (L-296)`);
    if (line.from === null && preparation.release !== null && line.to === 'running')
      throw new Failure('audit', `release of ${key} runs twice (L-217)`);
    preparation.release = line.to;
    for (const task of this.#onNode.get(node) ?? [])
      if (this.world!.jobOf(task) === job)
        throw new Failure('audit', `release of ${key} while tasks of the job run there (L-299)`);
  }

  #wipe(node: number): void {
    for (const bar of this.bars) if (bar.endsWith(`/${node}`)) this.bars.delete(bar);
    for (const [key, preparation] of this.#preparations) {
      if (!key.endsWith(`/${node}`)) continue;
      // the record goes on, what it stands for is gone (L-283, L-297)
      this.#preparations.set(key, { ...preparation, holds: false, hasRunTask: false, state: 'wiped' });
    }
  }

  #reboot(node: number): void {
    for (const [key, preparation] of this.#preparations) {
      if (!key.endsWith(`/${node}`)) continue;
      const job = this.world!.jobsByKey.get(key.slice(0, key.lastIndexOf('/')).toLowerCase());
      if (preparation.state === 'running')
        preparation.holds = false; // L-284
      else if (job?.spec.jobPreparationTask?.rerunOnNodeRebootAfterSuccess) preparation.holds = false; // L-282
    }
  }

  #allocation(line: AllocationLine, pool: number): void {
    const { world } = this;
    if (world === null) return;
    const count = (kind: number) =>
      [...this.#nodeState].filter(
        ([node, state]) => state !== null && world.nodes.pool(node) === pool && world.nodes.kind(node) === kind,
      ).length;
    if (line.currentDedicatedNodes !== count(0) || line.currentLowPriorityNodes !== count(1))
      throw new Failure(
        'audit',
        `line ${line.seq}: current nodes of pool ${line.poolId} are not ${count(0)} and ${count(1)}`,
      );
    if (line.resizeErrors !== undefined && line.to !== 'steady')
      throw new Failure('audit', `resize errors of a pool that is ${line.to}`);
    if (line.reason === 'resized' || (line.reason === 'autoscaled' && line.from === 'steady')) {
      const [is, should] = [(line.removing ?? []).join(), victimsOf(world, world.pools[pool]).join()];
      if (is !== should)
        throw new Failure('audit', `line ${line.seq}: pool ${line.poolId} removes ${is}, expected ${should}`);
    }
    if (line.to === 'resizing') this.#begun.set(pool, line.reason);
    else if (line.reason === 'targetsMet' && this.#begun.get(pool) !== 'nodesRemoved') {
      // a removal of nodes never grows the pool, whatever it had before (S-30)
      const { targets, current } = world.pools[pool];
      if (targets.join() !== current.join())
        throw new Failure('audit', `line ${line.seq}: targets of pool ${line.poolId} are not met`);
    }
  }
  /** why the resize under way began, by pool */
  readonly #begun = new Map<number, string>();

  /** A new node keeps to capacity and quotas (L-069, contract 2). */
  #capacity(line: Readonly<NodeTransition>): void {
    const world = this.world!;
    const kind = world.nodes.kind(line.node) as 0 | 1;
    let machines = 0;
    let cores = 0;
    for (const [node, state] of this.#nodeState) {
      if (state === null || world.nodes.kind(node) !== kind) continue;
      cores += world.poolOf(node).spec.cores;
      if (state !== 'preempted') machines += world.nodes.hasMachine.data[node];
    }
    if (machines > world.capacity[kind])
      throw new Failure('audit', `${machines} machines of kind ${kind}, capacity ${world.capacity[kind]}`);
    const { dedicatedCoreQuota, lowPriorityCoreQuota } = world.scenario.account;
    const quota = kind === 0 ? dedicatedCoreQuota : lowPriorityCoreQuota;
    if (line.reason === 'granted' && cores > quota)
      throw new Failure('audit', `${cores} cores of kind ${kind}, quota ${quota}`);
  }
}
