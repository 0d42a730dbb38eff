/**
 * The bars of the Gantt chart, unpacked and put into lanes: a node has a lane for what happens to itself and one for each slot that was
 * ever used. Within a lane bars follow one another, so what is in view is found by halving.
 */
import { sums } from '../../report/gantt-data.ts';
import type { ReportData } from '../../report/report-data.ts';

/** what a bar is about, besides its colour */
export const NO_TASK = -1;

export interface Bars {
  readonly count: number;
  readonly from: Float64Array;
  /** from when a task ran; `from` of all other bars */
  readonly ranFrom: Float64Array;
  readonly to: Float64Array;
  /** code into `kinds` of the model */
  readonly kind: Uint8Array;
  /** row of the attempt, or NO_TASK */
  readonly attempt: Int32Array;
  /** row of the node's bar, or -1 */
  readonly nodeBar: Int32Array;
}

export interface Attempts {
  readonly count: number;
  readonly task: Int32Array;
  readonly node: Int32Array;
  readonly from: Float64Array;
  readonly ranFrom: Float64Array;
  readonly to: Float64Array;
  readonly end: Uint8Array;
  readonly lane: Int32Array;
}

export class GanttModel {
  readonly data: ReportData;
  /** node rows from top to bottom */
  readonly order: readonly number[];
  /** the first lane of a node; its own lane, the slots follow */
  readonly topLane: Int32Array;
  /** node of a lane */
  readonly nodeOfLane: Int32Array;
  readonly lanes: number;
  /** bars of lane l are firstBar[l] … firstBar[l + 1] - 1 */
  readonly firstBar: Int32Array;
  readonly bars: Bars;
  readonly attempts: Attempts;
  /** keys of colours by the kind of a bar */
  readonly kinds: readonly string[];
  /** attempts of a task: rows of `attempts`, in the order of time */
  readonly attemptsOf: readonly (readonly number[])[];
  /** task of each row of the waits */
  readonly waitTasks: readonly number[];

  constructor(data: ReportData) {
    this.data = data;
    const { nodes, nodeBars, tasks } = data.gantt;
    this.kinds = [...data.nodeStates, ...data.nodeTasks, ...data.attemptEnds.map((end) => attemptKey(end))];
    this.order = [...nodes.id.keys()].sort((a, b) => nodes.pool[a] - nodes.pool[b] || a - b);
    const attempts = unpack(data);
    const slots = assignSlots(attempts, nodes.id.length);
    this.topLane = new Int32Array(nodes.id.length);
    let lanes = 0;
    for (const node of this.order) {
      this.topLane[node] = lanes;
      lanes += 1 + slots.used[node];
    }
    this.lanes = lanes;
    this.nodeOfLane = new Int32Array(lanes);
    for (const node of this.order)
      this.nodeOfLane.fill(node, this.topLane[node], this.topLane[node] + 1 + slots.used[node]);
    for (let row = 0; row < attempts.count; row++)
      attempts.lane[row] = this.topLane[attempts.node[row]] + 1 + slots.slot[row];
    this.attempts = attempts;
    const byTask: number[][] = tasks.id.map(() => []);
    const further = new Set(data.gantt.attempts.further);
    for (let row = 0; row < attempts.count; row++) if (!further.has(row)) byTask[attempts.task[row]].push(row);
    this.attemptsOf = byTask;
    this.waitTasks = sums(tasks.waits.task);
    const isDrawn = data.gantt.occupancy === null;
    const count = isDrawn ? attempts.count + nodeBars.node.length : 0;
    this.firstBar = new Int32Array(lanes + 1);
    this.bars = this.#sorted(count);
  }

  /** Bars by lane, then by time; bars of a node's own tasks lie in its lane over the state it was in. */
  #sorted(count: number): Bars {
    const { attempts, topLane, firstBar } = this;
    const { nodeBars } = this.data.gantt;
    const bars = {
      count,
      from: new Float64Array(count),
      ranFrom: new Float64Array(count),
      to: new Float64Array(count),
      kind: new Uint8Array(count),
      attempt: new Int32Array(count).fill(NO_TASK),
      nodeBar: new Int32Array(count).fill(-1),
    };
    if (count === 0) return bars;
    for (const node of nodeBars.node) firstBar[topLane[node] + 1]++;
    for (let row = 0; row < attempts.count; row++) firstBar[attempts.lane[row] + 1]++;
    for (let lane = 0; lane < this.lanes; lane++) firstBar[lane + 1] += firstBar[lane];
    const next = firstBar.slice();
    const own = [...nodeBars.node.keys()].sort(
      (a, b) => nodeBars.from[a] - nodeBars.from[b] || nodeBars.length[b] - nodeBars.length[a],
    );
    for (const row of own) {
      const bar = next[topLane[nodeBars.node[row]]]++;
      bars.from[bar] = nodeBars.from[row];
      bars.ranFrom[bar] = nodeBars.from[row];
      bars.to[bar] = nodeBars.from[row] + nodeBars.length[row];
      bars.kind[bar] = nodeBars.kind[row];
      bars.nodeBar[bar] = row;
    }
    const base = this.data.nodeStates.length + this.data.nodeTasks.length;
    for (let row = 0; row < attempts.count; row++) {
      const bar = next[attempts.lane[row]]++;
      bars.from[bar] = attempts.from[row];
      bars.ranFrom[bar] = attempts.ranFrom[row];
      bars.to[bar] = attempts.to[row];
      bars.kind[bar] = base + attempts.end[row];
      bars.attempt[bar] = row;
    }
    return bars;
  }

  /** The first bar of the lane that ends after `from`; a node's own lane, where bars overlap, is searched from a little before. */
  firstIn(lane: number, from: number): number {
    const { firstBar, bars } = this;
    let [low, high] = [firstBar[lane], firstBar[lane + 1]];
    if (this.topLane[this.nodeOfLane[lane]] === lane) return low;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bars.to[middle] < from) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The last lane of a node. */
  bottomLane(node: number): number {
    let lane = this.topLane[node];
    while (lane + 1 < this.lanes && this.nodeOfLane[lane + 1] === node) lane++;
    return lane;
  }

  taskName(task: number): string {
    const { jobs, tasks } = this.data.gantt;
    return `${jobs[tasks.job[task]]}/${tasks.id[task]}`;
  }

  nodeName(node: number): string {
    const { pools, nodes } = this.data.gantt;
    return `${pools[nodes.pool[node]].id} ${nodes.id[node]}`;
  }
}

/** The colour of an attempt that ended so; a node's state `preempted` has another one. */
export function attemptKey(end: string): string {
  return end === 'preempted' ? 'preemptedAttempt' : end;
}

function unpack(data: ReportData): Attempts {
  const { attempts } = data.gantt;
  const count = attempts.task.length;
  const [from, ranFrom, to] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  from.set(sums(attempts.from));
  for (let row = 0; row < count; row++) {
    ranFrom[row] = from[row] + attempts.held[row];
    to[row] = ranFrom[row] + attempts.ran[row];
  }
  return {
    count,
    task: Int32Array.from(sums(attempts.task)),
    node: Int32Array.from(attempts.node),
    from,
    ranFrom,
    to,
    end: Uint8Array.from(attempts.end),
    lane: new Int32Array(count),
  };
}

/** Each attempt takes the lowest slot of its node that is free; the service itself has numbers of slots only. */
function assignSlots(attempts: Attempts, nodes: number): { slot: Int32Array; used: Int32Array } {
  const slot = new Int32Array(attempts.count);
  const used = new Int32Array(nodes);
  const ends: number[][] = Array.from({ length: nodes }, () => []);
  for (let row = 0; row < attempts.count; row++) {
    const node = attempts.node[row];
    const free = ends[node].findIndex((end) => end <= attempts.from[row]);
    slot[row] = free < 0 ? ends[node].length : free;
    ends[node][slot[row]] = attempts.to[row];
    used[node] = ends[node].length;
  }
  return { slot, used };
}
