/** The nodes, bars and tasks of a run in columns: all of them, or the occupancy of groups of nodes and the tasks that stand out. */
import type { Bars } from '../metrics/bars.ts';
import type { Books } from '../metrics/listener.ts';
import { OCCUPANCY_LAYERS, type Occupancy, type OccupancyLayer } from '../metrics/occupancy.ts';
import type { RunRecord } from '../metrics/run-record.ts';
import { ATTEMPT_FIELDS, type TaskStories } from '../metrics/task-stories.ts';
import { HAS_EXIT_CODE, OUTCOMES } from '../metrics/tasks.ts';
import { WAIT_CAUSES } from '../trace/vocabulary.ts';

export interface NodeColumns {
  readonly pool: readonly number[];
  readonly id: readonly string[];
  /** 1: dedicated */
  readonly dedicated: readonly number[];
  readonly granted: readonly number[];
  /** -1: still there at the end */
  readonly gone: readonly number[];
}

export interface NodeBarColumns {
  readonly node: readonly number[];
  /** index into `nodeStates`, or behind them into `nodeTasks` */
  readonly kind: readonly number[];
  readonly from: readonly number[];
  readonly length: readonly number[];
  /** index into `jobs`, -1: none */
  readonly job: readonly number[];
  readonly failed: readonly number[];
}

/** In the order of `from`. */
export interface AttemptColumns {
  /** difference from the row before, as `sums` undoes it */
  readonly task: readonly number[];
  readonly node: readonly number[];
  /** difference from the row before */
  readonly from: readonly number[];
  /** milliseconds for which the slot was held before the task ran */
  readonly held: readonly number[];
  readonly ran: readonly number[];
  /** index into `attemptEnds` */
  readonly end: readonly number[];
  /** rows that repeat an attempt on a further node */
  readonly further: readonly number[];
}

export interface TaskColumns {
  readonly id: readonly string[];
  readonly job: readonly number[];
  readonly created: readonly number[];
  /** milliseconds from creation to completion, -1: not completed */
  readonly took: readonly number[];
  readonly waited: readonly number[];
  /** code of OUTCOMES */
  readonly outcome: readonly number[];
  /** row and value, where there is one other than 0 */
  readonly exitCode: readonly (readonly [row: number, code: number])[];
  readonly retries: readonly (readonly [row: number, count: number])[];
  readonly requeues: readonly (readonly [row: number, count: number])[];
  readonly preemptions: readonly (readonly [row: number, count: number])[];
  /** milliseconds by cause; a task may have several rows of one cause; `task` as differences */
  readonly waits: {
    readonly task: readonly number[];
    readonly cause: readonly number[];
    readonly ms: readonly number[];
  };
}

export interface OccupancyData {
  readonly binMs: number;
  readonly bins: number;
  readonly nodesPerRow: number;
  readonly slotsOfNode: number;
  /** first and last node of each row */
  readonly rows: readonly (readonly [first: string, last: string, nodes: number])[];
  /** by layer and row a string of a character per bin: shares of the row's nodes in 63rds, digits of LEVELS */
  readonly layers: Readonly<Record<OccupancyLayer, readonly string[]>>;
}

export interface GanttData {
  readonly pools: readonly { readonly id: string; readonly slots: number }[];
  readonly jobs: readonly string[];
  readonly outcomes: readonly string[];
  readonly causes: readonly string[];
  /** of the run; more than `tasks` has when not all are kept */
  readonly taskCount: number;
  readonly nodeCount: number;
  readonly nodes: NodeColumns;
  readonly nodeBars: NodeBarColumns;
  readonly attempts: AttemptColumns;
  readonly tasks: TaskColumns;
  /** null: `nodes`, bars and `tasks` are complete */
  readonly occupancy: OccupancyData | null;
}

export const LEVELS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';

export function ganttData(books: Books, record: RunRecord, end: number): GanttData {
  const { bars, occupancy, stories } = record;
  const rows = books.tasks.rowsByHandle();
  const rowOf = (task: number) => rows[task];
  const parts = bars !== null ? allOf(books, bars, rowOf) : keptOf(books, stories as TaskStories, rowOf);
  return {
    pools: books.pools.map(({ id, slotsPerNode }) => ({ id, slots: slotsPerNode })),
    outcomes: OUTCOMES,
    causes: WAIT_CAUSES,
    taskCount: books.tasks.rows,
    nodeCount: books.nodes.length,
    ...parts,
    occupancy: occupancy === null ? null : occupancyData(books, occupancy, end),
  };
}

type Parts = Pick<GanttData, 'jobs' | 'nodes' | 'nodeBars' | 'attempts' | 'tasks'>;

// ---------------------------------------------------------------- everything

function allOf(books: Books, bars: Bars, rowOf: (task: number) => number): Parts {
  const { attempts, nodes, causes } = bars;
  const order = sorted(attempts.count, (row) => attempts.from.data[row]);
  // the causes of one wait come in no certain order
  const causeOrder = sorted(
    causes.count,
    (row) => rowOf(causes.task.data[row]) * WAIT_CAUSES.length + causes.cause.data[row],
  );
  const rows = Array.from({ length: books.tasks.rows }, (_, row) => row);
  const get = (column: { readonly data: ArrayLike<number> }) => order.map((row) => column.data[row]);
  const [from, ranFrom, to] = [get(attempts.from), get(attempts.ranFrom), get(attempts.to)];
  return {
    jobs: books.jobs.map(({ name }) => name),
    nodes: nodeColumns(
      books,
      books.nodes.map(({ place }) => place),
    ),
    nodeBars: {
      node: plain(nodes.node.data, nodes.count),
      kind: plain(nodes.kind.data, nodes.count),
      from: plain(nodes.from.data, nodes.count),
      length: Array.from({ length: nodes.count }, (_, row) => nodes.to.data[row] - nodes.from.data[row]),
      job: plain(nodes.job.data, nodes.count),
      failed: plain(nodes.failed.data, nodes.count),
    },
    attempts: {
      task: differences(order.map((row) => rowOf(attempts.task.data[row]))),
      node: get(attempts.node),
      from: differences(from),
      held: ranFrom.map((at, place) => at - from[place]),
      ran: to.map((at, place) => at - ranFrom[place]),
      end: get(attempts.end),
      further: order.flatMap((row, place) => (attempts.isFirst.data[row] === 1 ? [] : [place])),
    },
    tasks: taskColumns(books, rows, (job) => job, {
      task: differences(causeOrder.map((row) => rowOf(causes.task.data[row]))),
      cause: causeOrder.map((row) => causes.cause.data[row]),
      ms: causeOrder.map((row) => causes.ms.data[row]),
    }),
  };
}

// ---------------------------------------------------------------- what stands out

function keptOf(books: Books, stories: TaskStories, rowOf: (task: number) => number): Parts {
  const kept = [...stories.kept().values()].sort((a, b) => rowOf(a.task) - rowOf(b.task));
  const nodes = new Numbering();
  const jobs = new Numbering();
  const attempts: { task: number; node: number; from: number; ranFrom: number; to: number; end: number }[] = [];
  const waits = { task: [] as number[], cause: [] as number[], ms: [] as number[] };
  for (const [task, story] of kept.entries()) {
    for (let at = 0; at < story.count * ATTEMPT_FIELDS; at += ATTEMPT_FIELDS) {
      const [node, from, ranFrom, to, end] = story.attempts.slice(at, at + ATTEMPT_FIELDS);
      attempts.push({ task, node: nodes.of(node), from, ranFrom, to, end });
    }
    for (const [cause, ms] of story.waited.entries()) {
      if (ms === 0) continue;
      waits.task.push(task);
      waits.cause.push(cause);
      waits.ms.push(ms);
    }
  }
  attempts.sort((a, b) => a.from - b.from || a.task - b.task);
  const rows = kept.map(({ task }) => rowOf(task));
  const tasks = taskColumns(books, rows, (job) => jobs.of(job), { ...waits, task: differences(waits.task) });
  return {
    jobs: jobs.all.map((job) => books.jobs[job].name),
    nodes: nodeColumns(books, nodes.all),
    nodeBars: { node: [], kind: [], from: [], length: [], job: [], failed: [] },
    attempts: {
      task: differences(attempts.map(({ task }) => task)),
      node: attempts.map(({ node }) => node),
      from: differences(attempts.map(({ from }) => from)),
      held: attempts.map(({ from, ranFrom }) => ranFrom - from),
      ran: attempts.map(({ ranFrom, to }) => to - ranFrom),
      end: attempts.map(({ end }) => end),
      further: [],
    },
    tasks,
  };
}

function occupancyData(books: Books, occupancy: Occupancy, end: number): OccupancyData {
  const { nodes, directory } = books;
  const { width, rows } = occupancy.integrals(end, nodes.length);
  const bins = Math.max(1, Math.ceil(end / width));
  const { nodesPerRow } = occupancy;
  const name = (place: number) => `${nodes[place].terms.pool.id} ${directory.nodeId(nodes[place].handle)}`;
  const lastOf = (row: number) => Math.min(nodes.length, (row + 1) * nodesPerRow) - 1;
  const levels = (integrals: Float64Array, row: number) => {
    const count = lastOf(row) - row * nodesPerRow + 1;
    let text = '';
    for (let bin = 0; bin < bins; bin++) {
      const whole = Math.min(width, end - bin * width) * count;
      const share = whole > 0 ? integrals[bin] / whole : 0;
      // what is there at all is seen
      const level = share > 0 ? Math.max(1, Math.round(share * 63)) : 0;
      text += LEVELS[Math.min(63, level)];
    }
    return text;
  };
  return {
    binMs: width,
    bins,
    nodesPerRow,
    slotsOfNode: books.pools[0]?.slotsPerNode ?? 1,
    rows: rows.map((_, row) => [name(row * nodesPerRow), name(lastOf(row)), lastOf(row) - row * nodesPerRow + 1]),
    layers: Object.fromEntries(
      OCCUPANCY_LAYERS.map((layer, code) => [layer, rows.map((layers, row) => levels(layers[code], row))]),
    ) as Record<OccupancyLayer, string[]>,
  };
}

// ---------------------------------------------------------------- columns

function nodeColumns({ nodes, pools, directory }: Books, places: readonly number[]): NodeColumns {
  const poolOf = new Map(pools.map((pool, index) => [pool, index]));
  const records = places.map((place) => nodes[place]);
  return {
    pool: records.map(({ terms }) => poolOf.get(terms.pool) ?? 0),
    id: records.map(({ handle }) => directory.nodeId(handle)),
    dedicated: records.map(({ isDedicated }) => (isDedicated ? 1 : 0)),
    granted: records.map(({ grantedAt }) => grantedAt),
    gone: records.map(({ goneAt }) => (Number.isNaN(goneAt) ? -1 : goneAt)),
  };
}

function taskColumns(
  { tasks, directory }: Books,
  rows: readonly number[],
  jobOf: (job: number) => number,
  waits: TaskColumns['waits'],
): TaskColumns {
  const handles = rows.map((row) => tasks.at(row));
  const pairs = (value: (task: number) => number) =>
    handles.flatMap((task, row): [number, number][] => (value(task) === 0 ? [] : [[row, value(task)]]));
  return {
    id: handles.map((task) => directory.taskId(task)),
    job: handles.map((task) => jobOf(tasks.job(task))),
    created: handles.map((task) => tasks.created(task)),
    took: handles.map((task) => (Number.isNaN(tasks.ended(task)) ? -1 : tasks.ended(task) - tasks.created(task))),
    waited: handles.map((task) => tasks.waited(task)),
    outcome: handles.map((task) => tasks.outcome(task)),
    exitCode: pairs((task) => (tasks.flags(task) & HAS_EXIT_CODE ? tasks.exitCode(task) : 0)),
    retries: pairs((task) => tasks.retryCount.get(task)),
    requeues: pairs((task) => tasks.requeueCount.get(task)),
    preemptions: pairs((task) => tasks.preemptions.get(task)),
    waits,
  };
}

/** Numbers things in the order in which they are first asked for. */
class Numbering {
  readonly all: number[] = [];
  readonly #places = new Map<number, number>();

  of(thing: number): number {
    let place = this.#places.get(thing);
    if (place === undefined) {
      place = this.all.push(thing) - 1;
      this.#places.set(thing, place);
    }
    return place;
  }
}

/** Row numbers in the order of a value; equal ones as they are. */
function sorted(count: number, value: (row: number) => number): number[] {
  return Array.from({ length: count }, (_, row) => row).sort((a, b) => value(a) - value(b) || a - b);
}

/** The values of a column that is written as differences. */
export function sums(column: readonly number[]): number[] {
  let sum = 0;
  return column.map((difference) => {
    sum += difference;
    return sum;
  });
}

function differences(values: readonly number[]): number[] {
  return values.map((value, place) => (place === 0 ? value : value - values[place - 1]));
}

function plain(column: ArrayLike<number>, count: number): number[] {
  return Array.from({ length: count }, (_, row) => column[row]);
}
