/**
 * Random legal runs: nodes come, work, break, are preempted and leave, tasks wait, prepare, run, fail and are lost, jobs and pools
 * end and are made anew under the same ids. Not what the service would do, but nothing that a log could not say.
 */
import type { NodeState, WaitCause } from '../../src/trace/vocabulary.ts';
import { Stream } from './stream.ts';

const CAUSES = ['slots', 'dependency', 'allocation', 'higherPriority'] as const satisfies readonly WaitCause[];

interface Node {
  readonly handle: number;
  readonly pool: number;
  readonly isDedicated: boolean;
  state: NodeState;
  free: number;
}
interface Task {
  readonly handle: number;
  readonly job: number;
  state: 'active' | 'preparing' | 'running' | 'completed';
  nodes: Node[];
  waitedSince: number;
  preparedSince: number;
  prepared: number;
  retries: number;
}

export function randomRun(seed: number, steps: number): Stream {
  return new RandomRun(seed).play(steps);
}

class RandomRun {
  readonly #stream = new Stream({
    prices: {
      STANDARD_D2_V2: { dedicated: 0.14, lowPriority: 0.028 },
      STANDARD_A1: { dedicated: 0.01, lowPriority: 0.003 },
    },
    billing: { granularity: 60_000, minimum: 600_000 },
  });
  #random: number;
  #pools: number[] = [];
  readonly #jobs: { handle: number; name: string }[] = [];
  #nodes: Node[] = [];
  #tasks: Task[] = [];
  #made = 0;
  readonly #uses = new Map<string, number>();

  constructor(seed: number) {
    this.#random = seed;
  }

  play(steps: number): Stream {
    this.#addPool();
    this.#addJob();
    for (let step = 0; step < steps; step++) {
      if (this.#below(3) > 0) this.#stream.now += this.#below(90_000);
      this.#act();
    }
    return this.#end();
  }

  #below(limit: number): number {
    this.#random = (Math.imul(this.#random, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#random / 2 ** 32) * limit);
  }
  #pick<T>(list: readonly T[]): T | undefined {
    return list[this.#below(list.length)];
  }

  #act(): void {
    const acts: readonly (() => void)[] = [
      () => this.#addNode(),
      () => this.#addTask(),
      () => this.#addTask(),
      () => this.#startTask(),
      () => this.#startTask(),
      () => this.#startTask(),
      () => this.#endTask(),
      () => this.#endTask(),
      () => this.#moveNode(),
      () => this.#moveNode(),
      () => this.#rare(),
    ];
    acts[this.#below(acts.length)]();
  }

  #rare(): void {
    const acts: readonly (() => void)[] = [
      () => this.#preempt(),
      () => this.#preempt(),
      () => this.#reactivate(),
      () => this.#deleteTask(),
      () => this.#deleteTask(),
      () => this.#addJob(),
      () => this.#deleteJob(),
      () => this.#addPool(),
      () => this.#stream.request('resizePool', this.#below(2) === 0 ? 202 : 409, { poolId: 'pool-1' }),
    ];
    acts[this.#below(acts.length)]();
  }

  #addPool(): void {
    const id = `pool-${1 + this.#below(2)}`;
    const old = this.#pools.find((pool) => this.#stream.poolId(pool) === id);
    if (old !== undefined) {
      for (const node of this.#nodes.filter(({ pool }) => pool === old)) this.#loseNode(node, null);
      this.#stream.movePool(old, 'deleting');
      this.#stream.movePool(old, null);
      this.#pools = this.#pools.filter((pool) => pool !== old);
    }
    const vmSize = this.#below(2) === 0 ? 'Standard_D2_v2' : 'STANDARD_A1';
    this.#pools.push(this.#stream.pool(id, { vmSize, maxTasksPerNode: 3 }));
  }
  #addNode(): void {
    const pool = this.#pick(this.#pools) ?? 0;
    const isDedicated = this.#below(2) === 0;
    const handle = this.#stream.node(pool, `tvm-${++this.#made}`, isDedicated);
    this.#nodes.push({ handle, pool, isDedicated, state: 'creating', free: 3 });
  }
  #moveNode(): void {
    const node = this.#pick(this.#nodes.filter(({ free }) => free === 3));
    if (node === undefined) return;
    const next: readonly (NodeState | null)[] =
      node.state === 'preempted' ? ['creating', null] : ['idle', 'idle', 'running', 'rebooting', 'leavingpool', null];
    const to = this.#pick(next) as NodeState | null;
    if (to === node.state) return;
    this.#setNode(node, to);
  }
  #setNode(node: Node, to: NodeState | null): void {
    this.#stream.moveNode(node.handle, to);
    if (to === null) this.#nodes = this.#nodes.filter((other) => other !== node);
    else node.state = to;
  }
  #preempt(): void {
    const node = this.#pick(this.#nodes.filter(({ isDedicated, state }) => !isDedicated && state !== 'preempted'));
    if (node !== undefined) this.#loseNode(node, 'preempted');
  }
  #loseNode(node: Node, to: 'preempted' | null): void {
    for (const task of this.#tasks.filter(({ nodes }) => nodes.includes(node))) {
      this.#stopWork(task);
      if (to === 'preempted') this.#requeue(task, { reason: 'preempted' });
      else this.#requeue(task, { reason: 'requeuedByPoolDeletion', requeueCount: 1 });
    }
    this.#setNode(node, to);
  }
  #requeue(task: Task, details: Parameters<Stream['moveTask']>[2]): void {
    this.#stream.moveTask(task.handle, 'active', details);
    if (task.state === 'running') this.#beginWait(task);
    task.state = 'active';
  }

  #addJob(): void {
    const id = `job-${1 + this.#below(3)}`;
    if (this.#jobs.some(({ handle }) => this.#stream.jobId(handle) === id)) return;
    const handle = this.#stream.job(id, { poolId: 'pool-1', priority: this.#below(10) });
    const uses = (this.#uses.get(id) ?? 0) + 1;
    this.#uses.set(id, uses);
    this.#jobs.push({ handle, name: uses === 1 ? id : `${id}#${uses}` });
  }
  #deleteJob(): void {
    const job = this.#pick(this.#jobs);
    if (job === undefined || this.#jobs.length < 2) return;
    this.#stream.moveJob(job.handle, 'deleting');
    for (const task of this.#tasks.filter((each) => each.job === job.handle)) this.#removeTask(task);
    this.#stream.moveJob(job.handle, null);
    this.#jobs.splice(this.#jobs.indexOf(job), 1);
  }

  #addTask(): void {
    const job = this.#pick(this.#jobs);
    if (job === undefined) return;
    const handle = this.#stream.task(job.handle, `task-${++this.#made}`);
    const task: Task = {
      handle,
      job: job.handle,
      state: 'active',
      nodes: [],
      waitedSince: 0,
      preparedSince: 0,
      prepared: 0,
      retries: 0,
    };
    this.#beginWait(task);
    this.#tasks.push(task);
  }
  #beginWait(task: Task): void {
    task.waitedSince = this.#stream.now;
    task.prepared = 0;
  }

  #startTask(): void {
    const task = this.#pick(this.#tasks.filter(({ state }) => state === 'active' || state === 'preparing'));
    if (task === undefined) return;
    if (task.state === 'preparing') {
      this.#run(task);
      return;
    }
    const free = this.#nodes.filter((node) => node.free > 0 && (node.state === 'idle' || node.state === 'running'));
    const first = this.#pick(free);
    if (first === undefined) return;
    const others = this.#below(8) === 0 ? free.filter((node) => node !== first && node.pool === first.pool) : [];
    task.nodes = [first, ...others.slice(0, 2)];
    for (const node of task.nodes) node.free--;
    if (this.#below(3) > 0) {
      this.#run(task);
      return;
    }
    task.state = 'preparing';
    task.preparedSince = this.#stream.now;
    this.#stream.moveTask(task.handle, 'preparing', { nodes: task.nodes.map(({ handle }) => handle) });
  }
  #run(task: Task): void {
    const waited = this.#waited(task);
    task.state = 'running';
    this.#stream.moveTask(task.handle, 'running', { nodes: task.nodes.map(({ handle }) => handle), waited });
  }

  /** The causes of a wait that ends now; what was not spent in `preparing` is shared out among two causes. */
  #waited(task: Task): Partial<Record<WaitCause, number>> {
    if (task.state === 'preparing') task.prepared += this.#stream.now - task.preparedSince;
    const rest = this.#stream.now - task.waitedSince - task.prepared;
    const first = this.#below(rest + 1);
    const waited: Partial<Record<WaitCause, number>> = task.prepared > 0 ? { jobPreparation: task.prepared } : {};
    for (const part of [first, rest - first]) {
      const cause = this.#pick(CAUSES) ?? 'slots';
      if (part > 0) waited[cause] = (waited[cause] ?? 0) + part;
    }
    return waited;
  }
  #stopWork(task: Task): void {
    for (const node of task.nodes) node.free++;
    task.nodes = [];
    if (task.state === 'preparing') task.prepared += this.#stream.now - task.preparedSince;
  }

  #endTask(): void {
    const task = this.#pick(this.#tasks.filter(({ state }) => state === 'running' || state === 'preparing'));
    if (task === undefined) return;
    const isRunning = task.state === 'running';
    const fate = this.#below(isRunning ? 6 : 2);
    if (fate === 0) {
      const failureInfo = { category: 'UserError', code: 'TaskEnded' } as const;
      const waited = isRunning ? {} : { waited: this.#waited(task) };
      this.#stopWork(task);
      const outcome = { result: 'failure', failureInfo, exitCode: 137 } as const;
      this.#stream.moveTask(task.handle, 'completed', { reason: 'terminatedByUser', ...outcome, ...waited });
      task.state = 'completed';
      return;
    }
    this.#stopWork(task);
    if (fate === 1) this.#requeue(task, { reason: 'nodeFailed' });
    else if (fate === 2) this.#requeue(task, { reason: 'retried', retryCount: ++task.retries });
    else {
      this.#stream.moveTask(
        task.handle,
        'completed',
        fate === 3 ? { reason: 'failed', exitCode: 1, result: 'failure' } : {},
      );
      task.state = 'completed';
    }
  }
  #reactivate(): void {
    const task = this.#pick(this.#tasks.filter(({ state }) => state === 'completed'));
    if (task === undefined) return;
    task.retries = 0;
    task.state = 'active';
    this.#beginWait(task);
    this.#stream.moveTask(task.handle, 'active', { reason: 'reactivated', retryCount: 0 });
  }
  #deleteTask(): void {
    const task = this.#pick(this.#tasks);
    if (task !== undefined) this.#removeTask(task);
  }
  #removeTask(task: Task): void {
    const isWaiting = task.state === 'active' || task.state === 'preparing';
    const waited = isWaiting ? { waited: this.#waited(task) } : {};
    this.#stopWork(task);
    this.#stream.moveTask(task.handle, null, { reason: 'deletedByUser', ...waited });
    this.#tasks = this.#tasks.filter((other) => other !== task);
  }

  #end(): Stream {
    const waiting: Record<string, Partial<Record<WaitCause, number>>> = {};
    for (const task of this.#tasks.filter(({ state }) => state === 'active' || state === 'preparing')) {
      const name = this.#jobs.find(({ handle }) => handle === task.job)?.name ?? '';
      waiting[name] ??= {};
      for (const [cause, ms] of Object.entries(this.#waited(task)) as [WaitCause, number][]) {
        waiting[name][cause] = (waiting[name][cause] ?? 0) + ms;
      }
    }
    return this.#stream.end(waiting, { reason: 'horizon' });
  }
}
