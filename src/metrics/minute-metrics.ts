/**
 * The account's metrics as the service publishes them, minute by minute: numbers of nodes and cores, and how often each event
 * happened. Knows nothing of files.
 *
 * A number of nodes is the one at the beginning of a minute, once everything of that instant has happened; a count of events is over
 * the minute. What is 0 has no row.
 */
import { MINUTE, type SimTime } from '../kernel/clock.ts';
import type { Bodies } from '../trace/bodies.ts';
import { type ServiceEvent, ServiceEvents } from '../trace/service-events.ts';
import {
  ABSENT,
  type Directory,
  type Line,
  NODE_STATES,
  type NodeState,
  type NodeTransition,
  type TaskTransition,
  type TransitionSink,
} from '../trace/vocabulary.ts';
import { csvRow } from './csv.ts';

/** The metric of each state; a node in `unknown` is in the totals only (L-445). */
const STATE_METRICS: Readonly<Record<NodeState, string | null>> = {
  creating: 'CreatingNodeCount',
  starting: 'StartingNodeCount',
  waitingforstarttask: 'WaitingForStartTaskNodeCount',
  starttaskfailed: 'StartTaskFailedNodeCount',
  idle: 'IdleNodeCount',
  offline: 'OfflineNodeCount',
  rebooting: 'RebootingNodeCount',
  reimaging: 'ReimagingNodeCount',
  running: 'RunningNodeCount',
  leavingpool: 'LeavingPoolNodeCount',
  unusable: 'UnusableNodeCount',
  unknown: null,
  preempted: 'PreemptedNodeCount',
};
const PREEMPTED = NODE_STATES.indexOf('preempted');

export class MinuteMetrics implements TransitionSink {
  readonly #events: ServiceEvents;
  readonly #emit: (text: string) => void;
  #start = 0;
  #cores: Readonly<Record<string, number>> = {};
  /** cores of a node, by pool */
  readonly #coresOfPool: number[] = [];
  readonly #gauges = new Map<string, number>();
  /** the numbers at the beginning of the minute */
  #atBeginning: readonly (readonly [string, number])[] = [];
  /** of events of the minute: `PoolCreateEvent`, pool, job */
  readonly #counts = new Map<string, { readonly key: readonly string[]; count: number }>();
  #minute = 0;
  #hasBegun = false;

  /** `emit` receives whole rows, the heading first. */
  constructor(names: Directory, bodies: Bodies, emit: (text: string) => void) {
    this.#emit = emit;
    this.#events = new ServiceEvents(names, bodies, (event) => this.#count(event));
    emit(csvRow(['time', 'metric', 'poolId', 'jobId', 'total']));
  }

  #count({ name, poolId, jobId }: ServiceEvent): void {
    if (name === 'PoolAutoScaleEvent') return; // an event, and no metric
    const key = [name, poolId, jobId];
    const id = key.join('\n');
    const entry = this.#counts.get(id) ?? { key, count: 0 };
    entry.count++;
    this.#counts.set(id, entry);
  }

  #add(metric: string | null, change: number): void {
    if (metric !== null) this.#gauges.set(metric, (this.#gauges.get(metric) ?? 0) + change);
  }

  task(line: Readonly<TaskTransition>): void {
    this.#reach(line.at);
    this.#events.task(line);
  }

  node(line: Readonly<NodeTransition>): void {
    this.#reach(line.at);
    const { from, to, isDedicated, pool } = line;
    const cores = this.#coresOfPool[pool] ?? 0;
    const change = (to === ABSENT ? 0 : 1) - (from === ABSENT ? 0 : 1);
    const machines = (to === ABSENT || to === PREEMPTED ? 0 : 1) - (from === ABSENT || from === PREEMPTED ? 0 : 1);
    this.#add(isDedicated ? 'TotalNodeCount' : 'TotalLowPriorityNodeCount', change);
    this.#add(isDedicated ? 'CoreCount' : 'LowPriorityCoreCount', cores * machines);
    if (from !== ABSENT) this.#add(STATE_METRICS[NODE_STATES[from]], -1);
    if (to !== ABSENT) this.#add(STATE_METRICS[NODE_STATES[to]], 1);
  }

  line(line: Line, handle: number): void {
    this.#reach(line.at);
    if (line.entity === 'run' && line.to === 'started') {
      this.#start = Date.parse(line.start);
      this.#cores = line.vmSizes;
    }
    if (line.entity === 'pool' && line.from === null)
      this.#coresOfPool[handle] = this.#cores[line.vmSize?.toUpperCase() ?? ''] ?? 0;
    this.#events.line(line, handle);
    if (line.entity === 'run' && line.to === 'ended') this.#end();
  }

  /** Time has come to `at`: what lies before is over. */
  #reach(at: SimTime): void {
    if (at > this.#minute * MINUTE) this.#begin();
    while (at >= (this.#minute + 1) * MINUTE) {
      this.#writeMinute();
      this.#minute++;
      this.#hasBegun = false;
      if (at > this.#minute * MINUTE) this.#begin();
    }
  }

  /** The instant at which the minute begins is over. */
  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#atBeginning = [...this.#gauges].filter(([, value]) => value !== 0);
  }

  #writeMinute(): void {
    const time = new Date(this.#start + this.#minute * MINUTE).toISOString();
    for (const [metric, value] of this.#atBeginning) this.#emit(csvRow([time, metric, '', '', value]));
    for (const { key, count } of this.#counts.values()) this.#emit(csvRow([time, ...key, count]));
    this.#counts.clear();
  }

  #end(): void {
    this.#begin();
    this.#writeMinute();
  }
}
