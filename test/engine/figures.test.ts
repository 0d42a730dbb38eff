import { describe, expect, test } from 'vitest';
import { onPool, withPools } from '../support/job-lab.ts';
import { pool } from '../support/run.ts';

const ONE = 'targetDedicatedNodes: 1';
const JOB = 'jobs: [ { id: j, poolInfo: { poolId: p } } ]';
const PRICES = 'prices: { STANDARD_D2_V2: { dedicated: 3.6, lowPriority: 0.36 } }';
/** Nodes granted at 60 s, working at once, leaving within 30 s, replaced after 300 s; `more` prices them. */
const cloud = (more: string) =>
  `cloud: { nodes: { allocate: PT1M, create: PT0S, start: PT0S, reboot: PT2M, leave: PT30S, replace: PT5M }, ${more} }`;

describe('the figures of tasks', () => {
  test('contract 4: counts every task once, by where it stands at the end', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      end: PT200S
      jobs: [ { id: j, poolInfo: { poolId: p } }, { id: k, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w600 } } ]
      tasks:
        - { jobId: j, task: { id: done, commandLine: w30 } }
        - { jobId: k, task: { id: preparing, commandLine: w30 } }
        - { jobId: j, task: { id: failed, commandLine: f30 } }
        - { jobId: j, task: { id: killed, commandLine: w600 } }
        - { jobId: j, task: { id: runs, commandLine: w600 } }
        - { jobId: j, task: { id: waits, commandLine: w30 } }
        - { jobId: j, task: { id: gone, commandLine: w30 } }
      actions:
        - { at: PT130S, terminateTask: { jobId: j, taskId: killed } }
        - { at: PT130S, deleteTask: { jobId: j, taskId: gone } }
      `,
    );
    expect(log.summary).toMatchObject({ endReason: 'horizon', endedAtSeconds: 200 });
    expect(log.summary.tasks).toMatchObject({
      total: 7,
      succeeded: 1,
      failed: 2,
      terminated: 1,
      active: 1,
      preparing: 1,
      running: 1,
      deleted: 1,
    });
    expect(log.summary.jobs.k.tasks).toMatchObject({ total: 1, preparing: 1 });
  });

  test('contract 4: run, turnaround and makespan: last attempts, from creation, over all tasks', () => {
    const log = onPool(
      ONE,
      `
      ${JOB}
      tasks:
        - { jobId: j, arrival: { at: PT10S }, task: { id: a, commandLine: w30 } }
        - { jobId: j, arrival: { at: PT20S }, task: { id: b, commandLine: f45, constraints: { maxTaskRetryCount: 1 } } }
        - { jobId: j, arrival: { at: PT30S }, task: { id: c, commandLine: w60 } }
      actions: [ { at: PT150S, terminateTask: { jobId: j, taskId: c } } ]
      `,
    );
    // a 60-90, b 90-135 and 135-180, c killed at 150 before it ran
    const { tasks, makespanSeconds } = log.summary;
    expect(tasks.runSeconds).toMatchObject({ count: 2, total: 75, mean: 37.5, max: 45 });
    expect(tasks.turnaroundSeconds).toMatchObject({ count: 3, total: 80 + 160 + 120, max: 160 });
    expect(tasks.waitSeconds).toMatchObject({ count: 3, total: 50 + 70 + 120, max: 120 });
    expect(makespanSeconds).toBe(170);
  });

  test('contract 4: a task that ran and was completed while it waited again has its last attempt in runSeconds', () => {
    const log = onPool(
      ONE,
      `
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      actions:
        - { at: PT80S, disableJob: { jobId: j, disableTasks: requeue } }
        - { at: PT90S, terminateTask: { jobId: j, taskId: t } }
      `,
    );
    expect(log.summary.tasks.runSeconds).toMatchObject({ count: 1, total: 20 });
    expect(log.summary.tasks.turnaroundSeconds).toMatchObject({ count: 1, total: 90 });
    expect(log.summary.tasks.waitByCause).toMatchObject({ allocation: 60, jobDisabled: 10 });
  });

  test('contract 4: a reactivated task counts as what it is at the end', () => {
    const log = onPool(
      ONE,
      `
      end: PT110S
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: f30 } } ]
      actions: [ { at: PT100S, reactivateTask: { jobId: j, taskId: t } } ]
      `,
    );
    expect(log.summary.tasks).toMatchObject({ total: 1, failed: 0, running: 1 });
    expect(log.summary.tasks.runSeconds.count).toBe(0);
    expect(log.summary.tasks.turnaroundSeconds.count).toBe(0);
  });

  test('contract 4: of tasks cut short by the end, the wait for preparation or dispatch counts and their slots too', () => {
    const cut = (cloudMore: string, job: string, end: string) =>
      onPool(
        ONE,
        `
        cloud: { nodes: { allocate: PT1M, create: PT0S, start: PT0S }${cloudMore} }
        end: ${end}
        jobs: [ { id: j, poolInfo: { poolId: p }${job} } ]
        tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
        `,
      );
    const dispatched = cut(', dispatch: PT7S', '', 'PT63S');
    expect(dispatched.last('run').waiting).toEqual({ j: { dispatch: 3000, allocation: 60_000 } });
    expect(dispatched.summary.pools.p.slotSeconds).toEqual({ busy: 0, preparing: 3, idle: 0, lost: 0 });
    const prepared = cut('', ', jobPreparationTask: { commandLine: w60 }', 'PT80S');
    expect(prepared.last('run').waiting).toEqual({ j: { jobPreparation: 20_000, allocation: 60_000 } });
    expect(prepared.summary.tasks).toMatchObject({ preparing: 1, waitSeconds: { total: 80 } });
  });

  test('contract 4: without a completed task there is no makespan', () => {
    const log = withPools(
      [],
      `
      jobs: [ { id: j, poolInfo: { poolId: nowhere } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } } ]
      `,
    );
    expect(log.summary).toMatchObject({ makespanSeconds: null, cost: 0, costToLastCompletion: null });
    expect(log.summary.tasks.runSeconds).toEqual({
      count: 0,
      total: 0,
      mean: null,
      p50: null,
      p90: null,
      p95: null,
      p99: null,
      max: null,
    });
  });

  test('contract 4: quantiles are nearest rank', () => {
    const log = onPool(
      ONE,
      `
      ${JOB}
      tasks: [ { jobId: j, count: 10, task: { id: "t{n}", commandLine: w10 } } ]
      `,
    );
    // waits 60, 70, … 150
    expect(log.summary.tasks.waitSeconds).toEqual({
      count: 10,
      total: 1050,
      mean: 105,
      p50: 100,
      p90: 140,
      p95: 150,
      p99: 150,
      max: 150,
    });
  });

  test('contract 4, L-384: retries and requeues are increments, kept through a reactivation; preemptions are lost attempts', () => {
    const log = onPool(
      'targetLowPriorityNodes: 1',
      `
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: f30, constraints: { maxTaskRetryCount: 1 } } } ]
      actions:
        - { at: PT70S, disableJob: { jobId: j, disableTasks: requeue } }
        - { at: PT80S, enableJob: { jobId: j } }
        - { at: PT85S, preemptNodes: { poolId: p, count: 1 } }
        - { at: PT600S, reactivateTask: { jobId: j, taskId: t } }
      `,
    );
    // requeued 70, preempted 85, back at 385: 385-415, 415-445; reactivated 600-630, 630-660
    expect(log.summary.tasks).toMatchObject({ total: 1, failed: 1, retries: 2, requeues: 1, preemptions: 1 });
    expect(log.summary.pools.p.preemptions).toBe(1);
    expect(log.latest('task j/t', 'retryCount')).toBe(1);
  });

  test('contract 4, L-223: job managers count, preparation and release tasks do not', () => {
    const log = onPool(
      ONE,
      `
      jobs:
        - id: j
          poolInfo: { poolId: p }
          jobManagerTask: { id: jm, commandLine: w30 }
          jobPreparationTask: { commandLine: w10 }
          jobReleaseTask: { commandLine: w10 }
      `,
    );
    expect(log.summary.tasks).toMatchObject({ total: 1, succeeded: 1 });
    expect(log.summary.tasks.runSeconds.total).toBe(30);
  });

  test('contract 4: a job id used again is a job of its own in the summary', () => {
    const log = onPool(
      ONE,
      `
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } } ]
      actions:
        - { at: PT100S, deleteJob: { jobId: j } }
        - { at: PT110S, addJob: { id: J, poolInfo: { poolId: p } } }
        - { at: PT120S, addTask: { jobId: j, id: t, commandLine: w60 } }
      `,
    );
    expect(Object.keys(log.summary.jobs)).toEqual(['j', 'J#2']);
    expect(log.summary.jobs.j).toMatchObject({ state: null, createdSeconds: 0, endedSeconds: 100 });
    expect(log.summary.jobs.j.tasks).toMatchObject({ total: 1, succeeded: 1 });
    expect(log.summary.jobs['J#2']).toMatchObject({ state: 'active', createdSeconds: 110, endedSeconds: null });
  });
});

describe('the figures of slots', () => {
  test('contract 4: busy, preparing and idle are the slots of nodes that are idle or running; utilization is the busy part', () => {
    const log = onPool(
      `${ONE}, maxTasksPerNode: 2`,
      `
      end: PT260S
      jobs: [ { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w30 } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      `,
    );
    // 200 s of two slots: preparing 60-90, busy 90-150, the rest idle
    expect(log.summary.endedAtSeconds).toBe(150);
    expect(log.summary.pools.p.slotSeconds).toEqual({ busy: 60, preparing: 30, idle: 90, lost: 0 });
    expect(log.summary.pools.p.utilization).toBeCloseTo(60 / 180, 12);
    expect(log.summary.pools.p.slotsPerNode).toBe(2);
  });

  test('contract 4: lost is what requeued and preempted attempts have used of busy and preparing; failed attempts are not lost', () => {
    const log = onPool(
      'targetDedicatedNodes: 1, targetLowPriorityNodes: 1',
      `
      jobs: [ { id: j, poolInfo: { poolId: p } }, { id: k, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w30 } } ]
      tasks:
        - { jobId: j, task: { id: a, commandLine: f30, constraints: { maxTaskRetryCount: 1 } } }
        - { jobId: k, task: { id: b, commandLine: w60 } }
      actions: [ { at: PT110S, preemptNodes: { poolId: p, count: 1 } } ]
      `,
    );
    // a on tvm-1 60-90, 90-120; b on tvm-2 prepares 60-90, runs 90-110, preempted; on tvm-1 from 120: prepares to 150, runs to 210
    const { slotSeconds } = log.summary.pools.p;
    expect(slotSeconds).toMatchObject({ busy: 30 + 30 + 20 + 60, preparing: 30 + 30, lost: 30 + 20 });
  });

  test('S-11: the slot of a task on its way counts as preparing', () => {
    const log = onPool(
      ONE,
      `
      cloud: { nodes: { allocate: PT60S, create: PT0S, start: PT0S }, dispatch: PT5S }
      ${JOB}
      tasks: [ { jobId: j, count: 2, task: { id: "t{n}", commandLine: w30 } } ]
      `,
    );
    expect(log.summary.pools.p.slotSeconds).toEqual({ busy: 60, preparing: 10, idle: 0, lost: 0 });
  });

  test('S-22: slots do not exist on nodes that start, reboot, leave or are offline', () => {
    const log = onPool(
      ONE,
      `
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } } ]
      actions:
        - { at: PT100S, rebootNode: { poolId: p, nodeId: tvm-1 } }
        - { at: PT240S, disableScheduling: { poolId: p, nodeId: tvm-1 } }
        - { at: PT300S, resizePool: { poolId: p, targetDedicatedNodes: 0 } }
      `,
    );
    // works 60-100 and 220-240
    expect(log.summary.pools.p.slotSeconds).toEqual({ busy: 30, preparing: 0, idle: 30, lost: 0 });
    expect(log.summary.pools.p.nodeSeconds.dedicated).toMatchObject({
      idle: 30,
      running: 30,
      rebooting: 120,
      offline: 60,
      leavingpool: 30,
    });
    expect(log.summary.pools.p.utilization).toBe(0.5);
  });

  test('contract 4: without slots there is no utilization', () => {
    const log = onPool('targetDedicatedNodes: 0', JOB);
    expect(log.summary.pools.p).toMatchObject({ utilization: null, peakNodes: 0 });
  });

  test('contract 4: slots that a manager keeps to itself are idle', () => {
    const log = onPool(
      `${ONE}, maxTasksPerNode: 4`,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w60 } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      `,
    );
    expect(log.summary.pools.p.slotSeconds).toEqual({ busy: 60, preparing: 0, idle: 180, lost: 0 });
  });

  test('contract 4: peakNodes is the most nodes at once, preempted ones not counted', () => {
    const log = onPool(
      'targetDedicatedNodes: 1, targetLowPriorityNodes: 2',
      `
      ${JOB}
      tasks: [ { jobId: j, arrival: { at: PT10M }, task: { id: t, commandLine: w30 } } ]
      actions:
        - { at: PT100S, preemptNodes: { poolId: p, count: 1 } }
        - { at: PT110S, resizePool: { poolId: p, targetDedicatedNodes: 2, targetLowPriorityNodes: 2 } }
        - { at: PT200S, resizePool: { poolId: p, targetDedicatedNodes: 1, targetLowPriorityNodes: 2 } }
      `,
    );
    expect(log.summary.pools.p.peakNodes).toBe(3);
  });
});

describe('cost', () => {
  test('contract 4: a node is paid from creating until it is gone, leaving included, at the price of its kind', () => {
    const log = withPools(
      [pool('targetDedicatedNodes: 1, targetLowPriorityNodes: 1')],
      `
      ${cloud(PRICES)}
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } } ]
      actions: [ { at: PT1000S, resizePool: { poolId: p, targetDedicatedNodes: 0, targetLowPriorityNodes: 0 } } ]
      `,
    );
    // both from 60 to 1030 s; 3.6 an hour is 0.001 a second
    const { cost } = log.summary.pools.p;
    expect(cost).toMatchObject({ currency: 'USD' });
    expect(cost?.dedicated).toBeCloseTo(0.97, 10);
    expect(cost?.lowPriority).toBeCloseTo(0.097, 10);
    expect(cost?.total).toBeCloseTo(1.067, 10);
    expect(log.summary.cost).toBeCloseTo(1.067, 10);
    // the last completion was at 90 s
    expect(log.summary.costToLastCompletion).toBeCloseTo(0.033, 10);
  });

  test('contract 4: not while it is preempted; each stretch is raised to the minimum, then to a multiple of the granularity', () => {
    const log = withPools(
      [pool('targetLowPriorityNodes: 1')],
      `
      ${cloud(`prices: { standard_d2_v2: { lowPriority: 3.6 } }, billing: { granularity: PT1M, minimum: PT100S }`)}
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: w120 } } ]
      actions: [ { at: PT100S, preemptNodes: { poolId: p, count: 1 } } ]
      `,
    );
    // 60-100 s: 40 is raised to 100, then to 120; 400-520 s: 120
    expect(log.last('task j/t').at).toBe(520_000);
    expect(log.summary.cost).toBeCloseTo(0.24, 10);
  });

  test('contract 4: it is null, never 0, if a price that it needs is missing', () => {
    const log = withPools(
      [pool('targetLowPriorityNodes: 1'), pool(ONE, 'q')],
      `
      ${cloud('prices: { STANDARD_D2_V2: { dedicated: 3.6 } }')}
      jobs: [ { id: j, poolInfo: { poolId: q } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } } ]
      `,
    );
    expect(log.summary.pools.p.cost).toBeNull();
    expect(log.summary.pools.q.cost?.total).toBeCloseTo(0.03, 10);
    expect(log.summary).toMatchObject({ cost: null, costToLastCompletion: null });
  });
});

test('contract 4: requests count by whether the service accepted them, refused arrivals included', () => {
  const log = onPool(
    ONE,
    `
    ${JOB}
    tasks: [ { jobId: j, arrival: { at: PT50S }, task: { id: t, commandLine: w30 } } ]
    actions: [ { at: PT10S, terminateJob: { jobId: j } }, { at: PT20S, terminateJob: { jobId: j } } ]
    `,
  );
  expect(log.summary.requests).toEqual({ accepted: 1, rejected: 2 });
});
