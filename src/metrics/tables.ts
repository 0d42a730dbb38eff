/**
 * tasks.csv, nodes.csv and jobs.csv: one row per task, node and job, made from the ledger of a run (RFC 4180, lines end in a line
 * feed, an absent value is an empty cell). The rows come in the order of the things' first lines, the text in chunks.
 */
import { HOUR } from '../kernel/clock.ts';
import { NODE_STATES } from '../trace/vocabulary.ts';
import { money } from './billing.ts';
import { type Cell, csvRow } from './csv.ts';
import type { SummaryFold } from './fold.ts';
import type { Ledger } from './ledger.ts';
import type { NodeRecord } from './nodes.ts';
import type { TaskSummary } from './summary.ts';
import * as outcomes from './tasks.ts';

/** characters after which a chunk is handed on */
const CHUNK = 64 * 1024;

const TASK_COLUMNS = [
  'jobId',
  'taskId',
  'poolId',
  'nodeId',
  'state',
  'result',
  'exitCode',
  'createdSeconds',
  'startedSeconds',
  'endedSeconds',
  'waitSeconds',
  'runSeconds',
  'retryCount',
  'requeueCount',
  'preemptions',
];

/** Node, start and run are those of the latest attempt. The job is named as in the summary. */
export function tasksCsv(ledger: Ledger): Generator<string> {
  const { tasks } = ledger;
  return csv(TASK_COLUMNS, tasks.rows, (row) => taskRow(ledger, tasks.at(row)));
}

const STATES = ['', 'active', 'preparing', 'running', 'completed', 'completed', 'completed', ''];
const RESULTS = ['', '', '', '', 'success', 'failure', 'failure', ''];

function taskRow(ledger: Ledger, task: number): Cell[] {
  const { tasks, directory } = ledger;
  const outcome = tasks.outcome(task);
  const flags = tasks.flags(task);
  const node = tasks.node(task);
  return [
    ledger.jobs[tasks.job(task)].name,
    directory.taskId(task),
    node < 0 ? '' : ledger.nodeOf(node).terms.pool.id,
    node < 0 ? '' : directory.nodeId(node),
    flags & outcomes.GONE ? '' : STATES[outcome],
    RESULTS[outcome],
    flags & outcomes.HAS_EXIT_CODE ? tasks.exitCode(task) : '',
    tasks.created(task) / 1000,
    seconds(tasks.started(task)),
    seconds(tasks.ended(task)),
    tasks.waited(task) / 1000,
    seconds(tasks.ran(task)),
    tasks.retryCount.get(task),
    tasks.requeueCount.get(task),
    tasks.preemptions.get(task),
  ];
}

const NODE_COLUMNS = [
  'poolId',
  'nodeId',
  'isDedicated',
  'state',
  'grantedSeconds',
  'goneSeconds',
  ...NODE_STATES,
  'tasksRun',
  'busySlotSeconds',
  'cost',
];

/** The column of a state holds seconds; `tasksRun` counts attempts. */
export function nodesCsv(ledger: Ledger): Generator<string> {
  return csv(NODE_COLUMNS, ledger.nodes.length, (row) => nodeRow(ledger, ledger.nodes[row]));
}

function nodeRow(ledger: Ledger, node: NodeRecord): Cell[] {
  const { price } = node.account;
  return [
    node.terms.pool.id,
    ledger.directory.nodeId(node.handle),
    node.isDedicated,
    NODE_STATES[node.state] ?? '',
    node.grantedAt / 1000,
    seconds(node.goneAt),
    ...Array.from(node.stateMs, (ms) => ms / 1000),
    node.tasksRun,
    node.busyMs / 1000,
    price === null ? '' : money((node.paidMs * price) / HOUR),
  ];
}

const COUNTS = [
  'total',
  'succeeded',
  'failed',
  'terminated',
  'active',
  'preparing',
  'running',
  'deleted',
  'retries',
  'requeues',
  'preemptions',
] as const satisfies readonly (keyof TaskSummary)[];
const MEANS = ['waitSeconds', 'runSeconds', 'turnaroundSeconds'] as const satisfies readonly (keyof TaskSummary)[];
const JOB_COLUMNS = [
  'jobId',
  'state',
  'terminateReason',
  'poolId',
  'priority',
  'createdSeconds',
  'endedSeconds',
  ...COUNTS,
  ...MEANS.map((figure) => `${figure}Mean`),
];

/** The job is named as in the summary. */
export function jobsCsv(fold: SummaryFold): Generator<string> {
  const { byJob } = fold.taskSummaries;
  return csv(JOB_COLUMNS, fold.jobs.length, (row) => {
    const job = fold.jobs[row];
    const tasks = byJob[row];
    return [
      job.name,
      job.state,
      job.terminateReason,
      job.poolId,
      job.priority,
      job.createdAt / 1000,
      seconds(job.endedAt),
      ...COUNTS.map((count) => tasks[count]),
      ...MEANS.map((figure) => tasks[figure].mean),
    ];
  });
}

function* csv(columns: readonly string[], rows: number, rowAt: (row: number) => readonly Cell[]): Generator<string> {
  let text = csvRow(columns);
  for (let row = 0; row < rows; row++) {
    text += csvRow(rowAt(row));
    if (text.length < CHUNK) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

/** NaN, "does not exist", becomes an empty cell. */
function seconds(ms: number): Cell {
  return Number.isNaN(ms) ? '' : ms / 1000;
}
