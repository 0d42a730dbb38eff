/** From the ledger of a run to its summary; every figure of contract "batchlab-summary/1" is made here and nowhere else. */
import { NODE_STATES, type NodeState, WAIT_CAUSES, type WaitCause } from '../trace/vocabulary.ts';
import { money, type NodeAccount } from './billing.ts';
import type { JobRecord } from './jobs.ts';
import type { Ledger } from './ledger.ts';
import type { NodeRecord, PoolRecord } from './nodes.ts';
import { spreads } from './statistics.ts';
import {
  type JobSummary,
  type PoolSummary,
  type Spread,
  SUMMARY_FORMAT,
  type Summary,
  type TaskSummary,
} from './summary.ts';
import * as outcomes from './tasks.ts';

/** Of events.ndjson, and of it without its first line; null where it was not written. */
export interface LogHashes {
  readonly eventsSha256: string | null;
  readonly transitionsSha256: string | null;
}

export function summarize(ledger: Ledger, { all, byJob }: TaskSummaries, hashes: LogHashes): Summary {
  const { started, ended } = ledger;
  const costs = ledger.pools.map((pool) => costOf(pool, 'cost'));
  const costsToLastCompletion = ledger.pools.map((pool) => costOf(pool, 'costToLastCompletion'));
  const completed = !Number.isNaN(ledger.lastCompletion);
  return {
    format: SUMMARY_FORMAT,
    scenario: started.scenario,
    seed: started.seed,
    version: started.version,
    start: started.start,
    endedAtSeconds: ended.at / 1000,
    endReason: ended.reason,
    ...(ended.limit === undefined ? {} : { limit: ended.limit }),
    events: ledger.events,
    eventsSha256: hashes.eventsSha256,
    transitionsSha256: hashes.transitionsSha256,
    makespanSeconds: completed ? (ledger.lastCompletion - ledger.firstCreation) / 1000 : null,
    tasks: all,
    jobs: Object.fromEntries(ledger.jobs.map((job, index) => [job.name, jobSummary(job, byJob[index])])),
    pools: poolSummaries(ledger),
    cost: total(costs.map((cost) => cost?.total ?? null)),
    costToLastCompletion: completed ? total(costsToLastCompletion.map((cost) => cost?.total ?? null)) : null,
    requests: { accepted: ledger.accepted, rejected: ledger.rejected },
    unmatchedCommandLines: ended.unmatchedCommandLines,
    stuck: ended.stuck,
    notModelled: started.notModelled,
  };
}

// ---------------------------------------------------------------- tasks

export interface TaskSummaries {
  readonly all: TaskSummary;
  /** in the order of the ledger's jobs */
  readonly byJob: readonly TaskSummary[];
}

export function taskSummaries(ledger: Ledger): TaskSummaries {
  const { tasks, jobs } = ledger;
  if (!ledger.hasEnded) throw new Error('there is no summary of a run that has not ended');
  const spreadsOf = (value: (task: number) => number) =>
    spreads(
      tasks.rows,
      jobs.length,
      (row) => tasks.job(tasks.at(row)),
      (row) => value(tasks.at(row)),
    );
  const wait = spreadsOf((task) => tasks.waited(task));
  const run = spreadsOf((task) => (Number.isNaN(tasks.ended(task)) ? Number.NaN : tasks.ran(task)));
  const turnaround = spreadsOf((task) => tasks.ended(task) - tasks.created(task));
  const byJob = jobs.map((job, index) =>
    taskSummary([job], wait.byGroup[index], run.byGroup[index], turnaround.byGroup[index]),
  );
  return { all: taskSummary(jobs, wait.all, run.all, turnaround.all), byJob };
}

function taskSummary(jobs: readonly JobRecord[], wait: Spread, run: Spread, turnaround: Spread): TaskSummary {
  const sum = (value: (job: JobRecord) => number) => jobs.reduce((before, job) => before + value(job), 0);
  const count = (outcome: number) => sum((job) => job.outcomes[outcome]);
  const terminated = count(outcomes.TERMINATED);
  return {
    total: wait.count,
    succeeded: count(outcomes.SUCCEEDED),
    failed: count(outcomes.FAILED) + terminated,
    terminated,
    active: count(outcomes.ACTIVE),
    preparing: count(outcomes.PREPARING),
    running: count(outcomes.RUNNING),
    deleted: count(outcomes.DELETED),
    retries: sum((job) => job.retries),
    requeues: sum((job) => job.requeues),
    preemptions: sum((job) => job.preemptions),
    waitSeconds: wait,
    runSeconds: run,
    turnaroundSeconds: turnaround,
    waitByCause: causes(jobs),
  };
}

function causes(jobs: readonly JobRecord[]): Record<WaitCause, number> {
  return Object.fromEntries(
    WAIT_CAUSES.map((cause, code) => {
      const ms = jobs.reduce((sum, job) => sum + job.waitByCause[code].toBigInt(), 0n);
      return [cause, Number(ms / 1000n) + Number(ms % 1000n) / 1000];
    }),
  ) as Record<WaitCause, number>;
}

function jobSummary(job: JobRecord, tasks: TaskSummary): JobSummary {
  return {
    state: job.state,
    terminateReason: job.terminateReason,
    ...(job.schedulingError == null ? {} : { schedulingError: job.schedulingError }),
    createdSeconds: job.createdAt / 1000,
    endedSeconds: Number.isNaN(job.endedAt) ? null : job.endedAt / 1000,
    ...(job.isAutoPool ? { pool: job.poolId } : {}),
    tasks,
  };
}

// ---------------------------------------------------------------- pools

function poolSummaries(ledger: Ledger): Record<string, PoolSummary> {
  const nodes = new Map<PoolRecord, NodeRecord[]>(ledger.pools.map((pool) => [pool, []]));
  for (const node of ledger.nodes) nodes.get(node.terms.pool)?.push(node);
  return Object.fromEntries(ledger.pools.map((pool) => [pool.id, poolSummary(ledger, pool, nodes.get(pool) ?? [])]));
}

function poolSummary(ledger: Ledger, pool: PoolRecord, nodes: readonly NodeRecord[]): PoolSummary {
  const { started } = ledger;
  const slots = slotMs(pool, nodes);
  const cost = costOf(pool, 'cost');
  return {
    vmSize: pool.vmSize,
    coresPerNode: started.vmSizes[pool.vmSize.toUpperCase()] ?? null,
    slotsPerNode: pool.slotsPerNode,
    peakNodes: pool.peakNodes,
    preemptions: pool.preemptions,
    nodeSeconds: {
      dedicated: nodeSeconds(nodes.filter((node) => node.isDedicated)),
      lowPriority: nodeSeconds(nodes.filter((node) => !node.isDedicated)),
    },
    slotSeconds: {
      busy: slots.busy / 1000,
      preparing: slots.preparing / 1000,
      idle: slots.idle / 1000,
      lost: slots.lost / 1000,
    },
    utilization: slots.existing > 0 ? slots.busy / (slots.busy + slots.preparing + slots.idle) : null,
    cost: cost === null ? null : { currency: started.currency, ...cost },
  };
}

const IDLE = NODE_STATES.indexOf('idle');
const RUNNING = NODE_STATES.indexOf('running');

function slotMs(pool: PoolRecord, nodes: readonly NodeRecord[]) {
  const add = (value: (node: NodeRecord) => number) => nodes.reduce((before, node) => before + value(node), 0);
  const existing = add((node) => node.terms.slotsPerNode * (node.stateMs[IDLE] + node.stateMs[RUNNING]));
  const busy = add((node) => node.busyMs);
  const preparing = add((node) => node.preparingMs) + pool.unplacedPreparingMs;
  return { existing, busy, preparing, idle: existing - busy - preparing, lost: add((node) => node.lostMs) };
}

function nodeSeconds(nodes: readonly NodeRecord[]): Record<NodeState, number> {
  return Object.fromEntries(
    NODE_STATES.map((state, code) => [state, nodes.reduce((sum, node) => sum + node.stateMs[code], 0) / 1000]),
  ) as Record<NodeState, number>;
}

function costOf(pool: PoolRecord, which: 'cost' | 'costToLastCompletion') {
  const sum = (accounts: readonly NodeAccount[]) => total(accounts.map((account) => account[which]));
  const dedicated = sum(pool.terms.map((terms) => terms.dedicated));
  const lowPriority = sum(pool.terms.map((terms) => terms.lowPriority));
  if (dedicated === null || lowPriority === null) return null;
  return { dedicated, lowPriority, total: money(dedicated + lowPriority) };
}

/** null as soon as one part is unknown */
function total(parts: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const part of parts) {
    if (part === null) return null;
    sum += part;
  }
  return money(sum);
}
