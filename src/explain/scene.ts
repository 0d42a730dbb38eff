/**
 * How things stand while a log is read: pools, nodes and jobs as their lines have left them.
 *
 * It knows what the lines say and no more. Two things they say only indirectly: a node is disabled from an accepted request on, and it
 * drains for its removal from the line that names it in `removing` on.
 */
import type { SimTime } from '../kernel/clock.ts';
import { EntryNames } from '../trace/entry-names.ts';
import {
  ABSENT,
  type AllocationLine,
  type AutoScaleLine,
  type Directory,
  type JobLine,
  type JobNodeTaskLine,
  type Line,
  NODE_STATES,
  type NodeState,
  type NodeTransition,
  type RequestLine,
  TASK_STATES,
  type TaskState,
  type TaskTransition,
  type TransitionSink,
} from '../trace/vocabulary.ts';

export interface NodeScene {
  readonly id: string;
  readonly handle: number;
  readonly isDedicated: boolean;
  state: NodeState;
  since: SimTime;
  /** its latest line */
  seq: number;
  isDisabled: boolean;
  /** what it is taken out of service for once its tasks are done */
  drain: 'removal' | 'reboot' | 'reimage' | null;
}

export interface PoolScene {
  readonly id: string;
  readonly handle: number;
  readonly isAutoPool: boolean;
  readonly slotsPerNode: number;
  state: string | null;
  seq: number;
  /** its latest line of allocation, and the one that began the latest resize */
  allocation: AllocationLine | null;
  resize: AllocationLine | null;
  evaluations: number;
  evaluation: AutoScaleLine | null;
  /** by handle, those that exist */
  readonly nodes: Map<number, NodeScene>;
}

export interface JobScene {
  readonly id: string;
  readonly handle: number;
  /** as on the run's last line: `id#2` for a second job of an id */
  readonly name: string;
  priority: number;
  readonly manager: NonNullable<JobLine['jobManager']> | null;
  poolId: string;
  state: string | null;
  seq: number;
  terminateReason: string;
  /** tasks that exist, by state */
  readonly tasks: Record<TaskState, number>;
  /** of the active ones, those that depend on others; whether the job manager is active */
  activeDependents: number;
  isManagerActive: boolean;
  /** handles of nodes on which its preparation failed: they take no task of it (L-275) */
  readonly barred: Set<number>;
  /** release tasks under way, by pool and node */
  readonly releasing: Set<string>;
  failedPreparation: { readonly seq: number; readonly node: number } | null;
}

const UP: ReadonlySet<string | null> = new Set(['idle', 'running', 'offline']);

export class Scene implements TransitionSink {
  readonly names: Directory;
  /** counts everything that may change what a task waits for */
  revision = 0;
  /** by handle */
  readonly jobs: JobScene[] = [];
  readonly pools: PoolScene[] = [];
  readonly schedules: { readonly id: string; state: string | null; seq: number }[] = [];
  readonly #poolsById = new Map<string, PoolScene>();
  readonly #jobsById = new Map<string, JobScene>();
  readonly #entries = new EntryNames();
  /** handles of tasks that depend on others */
  readonly #dependents = new Set<number>();

  constructor(names: Directory) {
    this.names = names;
  }

  /** The pool of that id, if it exists now. */
  pool(id: string): PoolScene | null {
    const pool = this.#poolsById.get(id.toLowerCase());
    return pool === undefined || pool.state === null ? null : pool;
  }

  isManager(job: JobScene, taskId: string): boolean {
    return job.manager !== null && job.manager.taskId.toLowerCase() === taskId.toLowerCase();
  }

  hasDependencies(task: number): boolean {
    return this.#dependents.has(task);
  }

  task(line: Readonly<TaskTransition>): void {
    const job = this.jobs[line.job];
    if (line.dependsOn !== null) this.#dependents.add(line.task);
    if (line.from !== ABSENT) this.#count(job, line, TASK_STATES[line.from], -1);
    if (line.to !== ABSENT) this.#count(job, line, TASK_STATES[line.to], 1);
    if (line.reason === 'preparationFailed' && job.failedPreparation?.seq === line.cause) {
      job.barred.add(job.failedPreparation.node);
      this.revision++;
    }
  }

  #count(job: JobScene, line: Readonly<TaskTransition>, state: TaskState, change: 1 | -1): void {
    job.tasks[state] += change;
    if (state !== 'active') return;
    if (this.#dependents.has(line.task)) job.activeDependents += change;
    if (job.manager !== null && this.isManager(job, this.names.taskId(line.task))) job.isManagerActive = change === 1;
  }

  node(line: Readonly<NodeTransition>): void {
    const { nodes } = this.pools[line.pool];
    this.revision++;
    if (line.to === ABSENT) {
      nodes.delete(line.node);
      return;
    }
    const state = NODE_STATES[line.to];
    const node = nodes.get(line.node);
    if (node === undefined) {
      const { isDedicated, at: since, seq } = line;
      const id = this.names.nodeId(line.node);
      nodes.set(line.node, { id, handle: line.node, isDedicated, state, since, seq, isDisabled: false, drain: null });
      return;
    }
    if (!UP.has(state)) node.drain = null;
    if (state === 'reimaging' || state === 'preempted') for (const job of this.jobs) job?.barred.delete(node.handle);
    if (node.state === 'preempted') node.isDisabled = false; // O-39
    node.state = state;
    node.since = line.at;
    node.seq = line.seq;
  }

  line(line: Line, handle: number): void {
    switch (line.entity) {
      case 'pool':
        this.#movePool(line, handle);
        break;
      case 'allocation':
        this.#moveAllocation(line, this.pools[handle]);
        break;
      case 'autoscale':
        this.pools[handle].evaluations++;
        this.pools[handle].evaluation = line;
        break;
      case 'job':
        this.#moveJob(line, handle);
        break;
      case 'jobSchedule':
        this.schedules[handle] = { id: line.jobScheduleId, state: line.to, seq: line.seq };
        break;
      case 'jobPreparation':
        this.#movePreparation(line, handle);
        break;
      case 'jobRelease':
        this.#moveRelease(line);
        break;
      case 'request':
        if (line.status < 300) this.#obey(line);
        break;
    }
  }

  #movePool(line: Extract<Line, { entity: 'pool' }>, handle: number): void {
    this.revision++;
    const known = this.pools[handle];
    if (known !== undefined) {
      known.state = line.to;
      known.seq = line.seq;
      return;
    }
    const pool: PoolScene = {
      id: line.poolId,
      handle,
      isAutoPool: line.isAutoPool ?? false,
      slotsPerNode: line.maxTasksPerNode ?? 1,
      state: line.to,
      seq: line.seq,
      allocation: null,
      resize: null,
      evaluations: 0,
      evaluation: null,
      nodes: new Map(),
    };
    this.pools[handle] = pool;
    this.#poolsById.set(line.poolId.toLowerCase(), pool);
  }

  #moveAllocation(line: AllocationLine, pool: PoolScene): void {
    this.revision++;
    pool.allocation = line;
    if (line.to === 'resizing') pool.resize = line;
    for (const node of pool.nodes.values()) {
      if (line.removing?.includes(node.id)) node.drain = 'removal';
      else if (line.to === 'steady' && node.drain === 'removal')
        node.drain = null; // back to service (S-30)
      else if (line.reason === 'poolDeleted') node.drain = 'removal';
    }
  }

  #moveJob(line: JobLine, handle: number): void {
    this.revision++;
    const known = this.jobs[handle];
    if (known !== undefined) {
      known.state = line.to;
      known.seq = line.seq;
      known.terminateReason = line.terminateReason ?? known.terminateReason;
      return;
    }
    const job: JobScene = {
      id: line.jobId,
      handle,
      name: this.#entries.name(line.jobId),
      priority: line.priority ?? 0,
      manager: line.jobManager ?? null,
      poolId: line.poolId ?? '',
      state: line.to,
      seq: line.seq,
      terminateReason: '',
      tasks: { active: 0, preparing: 0, running: 0, completed: 0 },
      activeDependents: 0,
      isManagerActive: false,
      barred: new Set(),
      releasing: new Set(),
      failedPreparation: null,
    };
    this.jobs[handle] = job;
    this.#jobsById.set(line.jobId.toLowerCase(), job);
  }

  #movePreparation(line: JobNodeTaskLine, node: number): void {
    const job = this.#jobsById.get(line.jobId.toLowerCase());
    if (job !== undefined && line.reason === 'failed') job.failedPreparation = { seq: line.seq, node };
  }

  #moveRelease(line: JobNodeTaskLine): void {
    const job = this.#jobsById.get(line.jobId.toLowerCase());
    const place = `${line.poolId}/${line.nodeId}`;
    if (line.to === 'running') job?.releasing.add(place);
    else job?.releasing.delete(place);
  }

  #obey(line: RequestLine): void {
    this.revision++;
    const job = this.#jobsById.get(line.jobId?.toLowerCase() ?? '');
    if (job !== undefined && typeof line.changes?.poolId === 'string') job.poolId = line.changes.poolId;
    if (job !== undefined && typeof line.changes?.priority === 'number') job.priority = line.changes.priority;
    const node = this.#nodeOf(line);
    if (node === null) return;
    if (line.to === 'disableScheduling') node.isDisabled = true;
    if (line.to === 'enableScheduling') node.isDisabled = false;
    if (UP.has(node.state) && node.drain === null && line.to === 'rebootNode') node.drain = 'reboot';
    if (UP.has(node.state) && node.drain === null && line.to === 'reimageNode') node.drain = 'reimage';
  }

  #nodeOf(line: RequestLine): NodeScene | null {
    if (line.poolId === undefined || line.nodeId === undefined) return null;
    for (const node of this.pool(line.poolId)?.nodes.values() ?? []) {
      if (node.id.toLowerCase() === line.nodeId.toLowerCase()) return node;
    }
    return null;
  }
}
