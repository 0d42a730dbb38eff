/**
 * The bare loop: what placing tasks on slots costs when nothing else is wanted. Tasks arrive in the order of their instants, start on
 * the slot that became free first, and end; who started and ended when, and where, is noted in typed arrays. No states, no log, no
 * causes, no summary.
 */

export interface Load {
  readonly nodes: number;
  readonly slotsPerNode: number;
  /** arrivals in ascending order and durations, ms */
  readonly at: Float64Array;
  readonly duration: Float64Array;
}

export interface BareRun {
  /** by task: instants in ms, the node from 0, the slot on the node from 0 */
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly node: Int32Array;
  readonly slot: Uint16Array;
  readonly makespan: number;
  readonly busy: number;
}

export function bareLoop({ nodes, slotsPerNode, at, duration }: Load): BareRun {
  const tasks = at.length;
  const slots = nodes * slotsPerNode;
  const start = new Float64Array(tasks);
  const end = new Float64Array(tasks);
  const node = new Int32Array(tasks);
  const slot = new Uint16Array(tasks);
  const ends = new EndHeap(slots);
  /** free slots, first freed first */
  const free = Int32Array.from({ length: slots }, (_, index) => index);
  let freeFrom = 0;
  let freeCount = slots;
  let waiting = 0;
  let arrived = 0;
  let now = 0;
  let busy = 0;
  for (;;) {
    while (freeCount > 0 && waiting < arrived) {
      const index = free[freeFrom];
      freeFrom = freeFrom + 1 === slots ? 0 : freeFrom + 1;
      freeCount--;
      start[waiting] = now;
      end[waiting] = now + duration[waiting];
      node[waiting] = (index / slotsPerNode) | 0;
      slot[waiting] = index % slotsPerNode;
      busy += duration[waiting];
      ends.push(end[waiting], waiting);
      waiting++;
    }
    const nextEnd = ends.size > 0 ? ends.times[0] : Infinity;
    const nextArrival = arrived < tasks ? at[arrived] : Infinity;
    if (nextEnd === Infinity && nextArrival === Infinity) break;
    if (nextEnd <= nextArrival) {
      now = nextEnd;
      const task = ends.pop();
      const last = freeFrom + freeCount;
      free[last >= slots ? last - slots : last] = node[task] * slotsPerNode + slot[task];
      freeCount++;
    } else {
      now = nextArrival;
      arrived++;
    }
  }
  return { start, end, node, slot, makespan: now - at[0], busy };
}

/** A binary min-heap of tasks by the time they end, of equals the one that started first. */
class EndHeap {
  size = 0;
  readonly times: Float64Array;
  private readonly tasks: Int32Array;

  constructor(capacity: number) {
    this.times = new Float64Array(capacity);
    this.tasks = new Int32Array(capacity);
  }

  push(time: number, task: number): void {
    const { times, tasks } = this;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = times[parent];
      if (above < time || (above === time && tasks[parent] < task)) break;
      times[at] = above;
      tasks[at] = tasks[parent];
      at = parent;
    }
    times[at] = time;
    tasks[at] = task;
  }

  pop(): number {
    const { times, tasks } = this;
    const first = tasks[0];
    const size = --this.size;
    const time = times[size];
    const task = tasks[size];
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && isBefore(times, tasks, child + 1, child)) child++;
      if (time < times[child] || (time === times[child] && task < tasks[child])) break;
      times[at] = times[child];
      tasks[at] = tasks[child];
      at = child;
    }
    times[at] = time;
    tasks[at] = task;
    return first;
  }
}

function isBefore(times: Float64Array, tasks: Int32Array, a: number, b: number): boolean {
  return times[a] < times[b] || (times[a] === times[b] && tasks[a] < tasks[b]);
}
