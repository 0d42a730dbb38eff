/**
 * Recognizes the service's own events (batch analytics, 2017 set and the pool autoscale event) in the lines of a run. What an event
 * says beyond its name and ids is put together only when asked for.
 */

import type { SimTime } from '../kernel/clock.ts';
import { Float64Column, Int32Column, Table } from '../kernel/columns.ts';
import type { Bodies } from './bodies.ts';
import {
  ABSENT,
  type AllocationLine,
  type Directory,
  type JobLine,
  type Line,
  type PoolLine,
  TASK_STATES,
  type TaskTransition,
  type TransitionSink,
} from './vocabulary.ts';

export const SERVICE_EVENTS = [
  'PoolCreateEvent',
  'PoolResizeStartEvent',
  'PoolResizeCompleteEvent',
  'PoolDeleteStartEvent',
  'PoolDeleteCompleteEvent',
  'PoolAutoScaleEvent',
  'TaskStartEvent',
  'TaskCompleteEvent',
  'TaskFailEvent',
] as const;
export type ServiceEventName = (typeof SERVICE_EVENTS)[number];

export interface ServiceEvent {
  readonly name: ServiceEventName;
  readonly at: SimTime;
  /** empty: it has none */
  readonly poolId: string;
  readonly jobId: string;
  /** as the service's pages name them */
  readonly properties: () => Readonly<Record<string, unknown>>;
}

const RUNNING = TASK_STATES.indexOf('running');
const ACTIVE = TASK_STATES.indexOf('active');
const COMPLETED = TASK_STATES.indexOf('completed');

interface Resize {
  readonly startedAt: SimTime;
  /** `invalid` when the pool grows (L-438) */
  readonly option: string;
}

/** What is known of tasks, by handle. */
class TaskNotes extends Table {
  readonly retryCount: Int32Column;
  readonly requeueCount: Int32Column;
  /** returns to `active` that moved no counter */
  readonly restarts: Int32Column;
  readonly node: Int32Column;
  readonly pool: Int32Column;
  readonly startedAt: Float64Column;

  constructor() {
    const counts = [new Int32Column(), new Int32Column(), new Int32Column()] as const;
    const places = [new Int32Column(-1), new Int32Column(-1)] as const;
    const startedAt = new Float64Column(Number.NaN);
    super([...counts, ...places, startedAt]);
    [this.retryCount, this.requeueCount, this.restarts] = counts;
    [this.node, this.pool] = places;
    this.startedAt = startedAt;
  }
}

export class ServiceEvents implements TransitionSink {
  readonly #names: Directory;
  readonly #bodies: Bodies;
  readonly #hear: (event: ServiceEvent) => void;
  #start = 0;
  readonly #notes = new TaskNotes();
  /** by pool */
  readonly #resizes = new Map<number, Resize>();
  readonly #deletions = new Map<number, SimTime>();
  readonly #isAutoPool: boolean[] = [];
  /** the task id of the job manager, by job */
  readonly #managers: string[] = [];

  constructor(names: Directory, bodies: Bodies, hear: (event: ServiceEvent) => void) {
    this.#names = names;
    this.#bodies = bodies;
    this.#hear = hear;
  }

  /** UTC, with milliseconds */
  time(at: SimTime): string {
    return new Date(this.#start + at).toISOString();
  }

  node(): void {
    // nodes have no events (O-89)
  }

  line(line: Line, handle: number): void {
    if (line.entity === 'run' && line.to === 'started') this.#start = Date.parse(line.start);
    else if (line.entity === 'job') this.#job(line, handle);
    else if (line.entity === 'pool') this.#pool(line, handle);
    else if (line.entity === 'allocation') this.#allocation(line, handle);
    else if (line.entity === 'autoscale') {
      const { at, poolId, results, error } = line;
      this.#tell('PoolAutoScaleEvent', at, poolId, () => ({
        id: poolId,
        timestamp: this.time(at),
        formula: this.#bodies.formula(handle),
        results,
        ...(error === undefined ? {} : { error }),
      }));
    }
  }

  #tell(name: ServiceEventName, at: SimTime, poolId: string, properties: ServiceEvent['properties'], jobId = ''): void {
    this.#hear({ name, at, poolId, jobId, properties });
  }

  #job(line: JobLine, handle: number): void {
    if (line.jobManager !== undefined) this.#managers[handle] = line.jobManager.taskId.toLowerCase();
  }

  #pool({ at, poolId, from, to, isAutoPool }: PoolLine, handle: number): void {
    if (from === null) {
      this.#isAutoPool[handle] = isAutoPool ?? false;
      this.#tell('PoolCreateEvent', at, poolId, () => this.#poolProperties(poolId, handle)); // L-436
    } else if (to === 'deleting') {
      this.#deletions.set(handle, at);
      this.#tell('PoolDeleteStartEvent', at, poolId, () => ({ id: poolId }));
    } else if (to === null) {
      const startTime = this.time(this.#deletions.get(handle) ?? at);
      this.#tell('PoolDeleteCompleteEvent', at, poolId, () => ({ id: poolId, startTime, endTime: this.time(at) })); // L-439
    }
  }

  #poolProperties(poolId: string, handle: number): Record<string, unknown> {
    const spec = this.#bodies.pool(handle);
    return {
      id: poolId,
      displayName: spec.displayName ?? '',
      vmSize: spec.vmSize,
      imageType: spec.configuration === 'cloudservice' ? 'cloudServiceConfiguration' : 'virtualMachineConfiguration',
      networkConfiguration: { subnetId: spec.subnetId ?? '' },
      resizeTimeout: String(spec.resizeTimeout),
      targetDedicatedNodes: spec.targetDedicatedNodes,
      targetLowPriorityNodes: spec.targetLowPriorityNodes,
      maxTasksPerNode: spec.maxTasksPerNode,
      vmFillType: spec.nodeFillType === 'pack' ? 'Pack' : 'Spread',
      enableAutoScale: spec.enableAutoScale,
      enableInterNodeCommunication: spec.enableInterNodeCommunication,
      isAutoPool: this.#isAutoPool[handle],
    };
  }

  #allocation(line: AllocationLine, handle: number): void {
    const { from, to, at } = line;
    if (to === 'resizing') {
      if (from !== 'steady') this.#endResize(line, handle, 'ResizeStopped', 'The pool is being deleted');
      const shrinks =
        line.targetDedicatedNodes < line.currentDedicatedNodes ||
        line.targetLowPriorityNodes < line.currentLowPriorityNodes;
      const grows =
        line.targetDedicatedNodes > line.currentDedicatedNodes ||
        line.targetLowPriorityNodes > line.currentLowPriorityNodes;
      const option = grows && !shrinks ? 'invalid' : this.#bodies.nodeDeallocationOption(handle);
      this.#resizes.set(handle, { startedAt: at, option });
      this.#tell('PoolResizeStartEvent', at, line.poolId, () => this.#resizeProperties(line, handle, option)); // L-437
    } else if (to === 'steady' || to === null) {
      const [error] = line.resizeErrors ?? [];
      if (error === undefined) this.#endResize(line, handle, 'Success', 'The operation succeeded');
      else this.#endResize(line, handle, error.code, error.message); // O-87
    }
  }

  #endResize(line: AllocationLine, handle: number, resultCode: string, resultMessage: string): void {
    const resize = this.#resizes.get(handle);
    if (resize === undefined) return;
    this.#resizes.delete(handle);
    const { at } = line;
    this.#tell('PoolResizeCompleteEvent', at, line.poolId, () => ({
      ...this.#resizeProperties(line, handle, resize.option),
      startTime: this.time(resize.startedAt),
      endTime: this.time(at),
      resultCode,
      resultMessage,
    }));
  }

  #resizeProperties(line: AllocationLine, handle: number, nodeDeallocationOption: string): Record<string, unknown> {
    return {
      id: line.poolId,
      nodeDeallocationOption,
      currentDedicatedNodes: line.currentDedicatedNodes,
      targetDedicatedNodes: line.targetDedicatedNodes,
      currentLowPriorityNodes: line.currentLowPriorityNodes,
      targetLowPriorityNodes: line.targetLowPriorityNodes,
      enableAutoScale: this.#bodies.formula(handle) !== null,
      isAutoPool: this.#isAutoPool[handle],
    };
  }

  task(line: Readonly<TaskTransition>): void {
    const { task, at, from, to } = line;
    const notes = this.#notes;
    notes.ensure(task + 1);
    if (line.retryCount >= 0) notes.retryCount.data[task] = line.retryCount;
    if (line.requeueCount >= 0) notes.requeueCount.data[task] = line.requeueCount;
    if (line.node >= 0) {
      notes.node.data[task] = line.node;
      notes.pool.data[task] = line.pool;
    }
    if (to === ACTIVE && from !== ABSENT && from !== COMPLETED && line.retryCount < 0 && line.requeueCount < 0)
      notes.restarts.data[task]++;
    if (to === RUNNING) {
      notes.startedAt.data[task] = at;
      this.#tellTask('TaskStartEvent', line, { retryCount: notes.retryCount.data[task] }); // L-440
    } else if (to === COMPLETED) {
      const execution = this.#executionOf(line);
      this.#tellTask('TaskCompleteEvent', line, execution); // L-441
      if (line.result === 'failure') this.#tellTask('TaskFailEvent', line, execution); // L-442
    }
  }

  #executionOf({ task, at, exitCode }: Readonly<TaskTransition>): Record<string, unknown> {
    const { startedAt, retryCount, requeueCount } = this.#notes;
    const started = startedAt.data[task];
    return {
      ...(Number.isNaN(started) ? {} : { startTime: this.time(started) }), // O-88
      endTime: this.time(at),
      ...(Number.isNaN(exitCode) ? {} : { exitCode }),
      retryCount: retryCount.data[task],
      requeueCount: requeueCount.data[task],
    };
  }

  #tellTask(name: ServiceEventName, line: Readonly<TaskTransition>, executionInfo: Record<string, unknown>): void {
    const { at, task, job } = line;
    const { node, pool, restarts } = this.#notes;
    const jobId = this.#names.jobId(job);
    const isPlaced = pool.data[task] >= 0;
    const poolId = isPlaced ? this.#names.poolId(pool.data[task]) : '';
    const properties = () => {
      const id = this.#names.taskId(task);
      return {
        jobId,
        id,
        taskType: this.#managers[job] === id.toLowerCase() ? 'JobManager' : 'User', // L-444
        systemTaskVersion: restarts.data[task],
        nodeInfo: { poolId, nodeId: isPlaced ? this.#names.nodeId(node.data[task]) : '' },
        multiInstanceSettings: { numberOfInstances: Math.max(1, this.#bodies.numberOfInstances(task)) },
        constraints: { maxTaskRetryCount: this.#bodies.maxTaskRetryCount(task) },
        executionInfo,
      };
    };
    this.#tell(name, at, poolId, properties, jobId);
  }
}
