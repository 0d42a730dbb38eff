/**
 * What the report's script reads: everything that the page draws, as plain JSON in columns. Times are whole milliseconds of virtual
 * time; a column of times that only grow is written as differences, because that is shorter.
 */
import { NODE_TASKS } from '../metrics/bars.ts';
import { ATTEMPT_ENDS, type Books } from '../metrics/listener.ts';
import type { Mark } from '../metrics/marks.ts';
import type { PoolMarks, RunRecord } from '../metrics/run-record.ts';
import { NODE_KINDS, type NodeKind, type PoolSeries, type RunSeries } from '../metrics/series.ts';
import type { Summary } from '../metrics/summary.ts';
import { NODE_STATES, type NodeState, type RequestLine, type WaitCause } from '../trace/vocabulary.ts';
import { type GanttData, ganttData } from './gantt-data.ts';
import { type WaitSpread, waitSpread } from './wait-spread.ts';

export interface PoolData {
  readonly id: string;
  readonly nodes: Readonly<Record<NodeKind, Readonly<Partial<Record<NodeState, readonly number[]>>>>>;
  readonly slots: Readonly<Record<'busy' | 'preparing' | 'lost' | 'idle', readonly number[]>>;
  /** up to the end of each bin; null if a price is missing */
  readonly cost: readonly number[] | null;
  readonly targets: Readonly<Record<NodeKind, readonly (readonly [at: number, nodes: number])[]>>;
  readonly marks: readonly MarkData[];
}

export interface MarkData {
  readonly kind: 'resizeError' | 'evaluation' | 'failedEvaluation';
  readonly at: number;
  readonly count: number;
  readonly text: string;
}

/** A request that the service refused. */
export interface RejectedRequest {
  readonly at: number;
  readonly operation: string;
  /** what it was about: ids */
  readonly about: string;
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export interface QueueData {
  /** null: all jobs without a curve of their own */
  readonly job: string | null;
  readonly levels: readonly number[];
}

export interface ReportData {
  /** ISO 8601, UTC: the instant of millisecond 0 */
  readonly start: string;
  /** as the scenario's author wrote it */
  readonly description: string;
  readonly endMs: number;
  readonly binMs: number;
  readonly bins: number;
  readonly currency: string;
  /** the last may stand for all others: then its id is empty */
  readonly pools: readonly PoolData[];
  readonly otherPools: number;
  readonly queues: readonly QueueData[];
  readonly causes: readonly { readonly job: string; readonly seconds: Readonly<Partial<Record<WaitCause, number>>> }[];
  readonly waits: WaitSpread;
  readonly nodeStates: readonly string[];
  readonly nodeTasks: readonly string[];
  readonly attemptEnds: readonly string[];
  readonly gantt: GanttData;
  readonly rejected: readonly RejectedRequest[];
  /** rejected requests that are not among them */
  readonly rejectedMore: number;
}

/** pools and jobs with curves of their own */
export const POOLS_DRAWN = 12;
export const QUEUES_DRAWN = 10;
const CAUSES_DRAWN = 30;
/** characters of a text that somebody wrote */
const TEXT = 300;

/** Of a record whose run has ended, and the summary of the same run. */
export function reportData(record: RunRecord, summary: Summary): ReportData {
  const { books } = record;
  const end = books.ended.at;
  const series = record.series.series(end);
  const { pools, otherPools } = poolData(series, record);
  return {
    start: summary.start,
    description: books.started.description ?? '',
    endMs: end,
    binMs: series.binSeconds * 1000,
    bins: series.bins,
    currency: books.started.currency,
    pools,
    otherPools,
    queues: queueData(books, record, series.bins),
    causes: causeData(summary),
    waits: waitSpread(books),
    nodeStates: NODE_STATES,
    nodeTasks: NODE_TASKS,
    attemptEnds: ATTEMPT_ENDS,
    gantt: ganttData(books, record, end),
    rejected: record.rejected.map(rejectedRequest),
    rejectedMore: record.rejectedMore,
  };
}

function rejectedRequest(line: RequestLine): RejectedRequest {
  const { at, to, status, code, message, poolId, nodeId, nodeIds, jobScheduleId, jobId, taskId } = line;
  const about = [poolId, nodeId, nodeIds?.join(' '), jobScheduleId, jobId, taskId].filter((id) => id !== undefined);
  const short = (text: string) => text.slice(0, TEXT);
  return {
    at,
    operation: to,
    about: short(about.join(' / ')),
    status,
    code: code ?? '',
    message: short(message ?? ''),
  };
}

// ---------------------------------------------------------------- pools

function poolData(series: RunSeries, record: RunRecord): Pick<ReportData, 'pools' | 'otherPools'> {
  const ids = Object.keys(series.pools);
  const own = ids.slice(0, ids.length > POOLS_DRAWN ? POOLS_DRAWN - 1 : POOLS_DRAWN);
  const others = ids.slice(own.length);
  const pools = own.map((id) => onePool(id, series.pools[id], record.marks.get(id.toLowerCase())));
  if (others.length > 0)
    pools.push(
      onePool(
        '',
        sumOf(
          others.map((id) => series.pools[id]),
          series.bins,
        ),
        undefined,
      ),
    );
  return { pools, otherPools: others.length };
}

function onePool(id: string, { nodes, slots, lost, cost }: PoolSeries, marks: PoolMarks | undefined): PoolData {
  const less = (levels: Float64Array, part: Float64Array) => levels.map((level, bin) => Math.max(0, level - part[bin]));
  const states = (kind: NodeKind) =>
    Object.fromEntries(Object.entries(nodes[kind]).map(([state, levels]) => [state, rounded(levels)]));
  return {
    id,
    nodes: { dedicated: states('dedicated'), lowPriority: states('lowPriority') },
    slots: {
      busy: rounded(less(slots.busy, lost.busy)),
      preparing: rounded(less(slots.preparing, lost.preparing)),
      lost: rounded(lost.busy.map((level, bin) => level + lost.preparing[bin])),
      idle: rounded(slots.idle),
    },
    cost: cost === null ? null : rounded(cost, 1e4),
    targets: { dedicated: marks?.dedicated.all ?? [], lowPriority: marks?.lowPriority.all ?? [] },
    marks: marks === undefined ? [] : markData(marks),
  };
}

function markData({ resizeErrors, evaluations, failedEvaluations }: PoolMarks): MarkData[] {
  const of = (kind: MarkData['kind'], marks: readonly Mark[]) =>
    marks.map(({ at, count, text }) => ({ kind, at, count, text }));
  return [
    ...of('resizeError', resizeErrors.all),
    ...of('evaluation', evaluations.all),
    ...of('failedEvaluation', failedEvaluations.all),
  ];
}

/** Pools that share one entry. */
function sumOf(pools: readonly PoolSeries[], bins: number): PoolSeries {
  const add = (parts: readonly (Float64Array | undefined)[]) => {
    const total = new Float64Array(bins);
    for (const part of parts) for (let bin = 0; bin < (part?.length ?? 0); bin++) total[bin] += part![bin];
    return total;
  };
  const states = (kind: NodeKind) =>
    Object.fromEntries(
      NODE_STATES.filter((state) => pools.some(({ nodes }) => nodes[kind][state] !== undefined)).map((state) => [
        state,
        add(pools.map(({ nodes }) => nodes[kind][state])),
      ]),
    );
  const [dedicated, lowPriority] = NODE_KINDS.map(states);
  return {
    nodes: { dedicated, lowPriority },
    slots: {
      busy: add(pools.map(({ slots }) => slots.busy)),
      preparing: add(pools.map(({ slots }) => slots.preparing)),
      idle: add(pools.map(({ slots }) => slots.idle)),
    },
    lost: { busy: add(pools.map(({ lost }) => lost.busy)), preparing: add(pools.map(({ lost }) => lost.preparing)) },
    cost: pools.some(({ cost }) => cost === null) ? null : add(pools.map(({ cost }) => cost ?? undefined)),
  };
}

// ---------------------------------------------------------------- jobs

/** The jobs that waited most have curves of their own. */
function queueData({ jobs, ended }: Books, record: RunRecord, bins: number): QueueData[] {
  const all = record.queues.queues(ended.at, bins).map(({ job, levels }) => ({
    job: job < 0 ? null : jobs[job].name,
    levels,
    total: levels.reduce((sum, level) => sum + level, 0),
  }));
  const named = all.filter(({ job, total }) => job !== null && total > 0).sort((a, b) => b.total - a.total);
  const rest = [...named.slice(QUEUES_DRAWN), ...all.filter(({ job }) => job === null)];
  const own = named.slice(0, QUEUES_DRAWN).map(({ job, levels }) => ({ job, levels: rounded(levels) }));
  if (rest.length === 0) return own;
  const sum = new Float64Array(bins);
  for (const { levels } of rest) for (let bin = 0; bin < bins; bin++) sum[bin] += levels[bin];
  return [...own, { job: null, levels: rounded(sum) }];
}

function causeData({ jobs }: Summary): ReportData['causes'] {
  return Object.entries(jobs)
    .filter(([, { tasks }]) => tasks.waitSeconds.total > 0)
    .sort(([, a], [, b]) => b.tasks.waitSeconds.total - a.tasks.waitSeconds.total)
    .slice(0, CAUSES_DRAWN)
    .map(([job, { tasks }]) => ({
      job,
      seconds: Object.fromEntries(Object.entries(tasks.waitByCause).filter(([, seconds]) => seconds > 0)),
    }));
}

/** To thousandths: more than a chart shows. */
function rounded(levels: Float64Array, parts = 1000): number[] {
  return Array.from(levels, (level) => Math.round(level * parts) / parts);
}
