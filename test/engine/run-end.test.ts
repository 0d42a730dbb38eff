import { describe, expect, test } from 'vitest';
import { jobsCreated, onPool, withPools } from '../support/job-lab.ts';
import { PROGRAMS, pool, QUICK_CLOUD, run } from '../support/run.ts';

const ONE_NODE = 'targetDedicatedNodes: 1';
const ONE_TASK = `
jobs: [ { id: j, poolInfo: { poolId: p } } ]
tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
`;
const ended = ({ summary }: ReturnType<typeof run>) => [summary.endReason, summary.endedAtSeconds];

describe('a run', () => {
  test('S-1: without anything to do ends where it began', () => {
    expect(ended(withPools([], ''))).toEqual(['quiescent', 0]);
    expect(ended(withPools([], 'end: PT1H'))).toEqual(['quiescent', 0]);
  });

  test('S-1: ends with its last transition, long before the end that it was given', () => {
    const log = onPool(ONE_NODE, `end: P1D\n${ONE_TASK}`);
    expect(ended(log)).toEqual(['quiescent', 120]);
    expect(log.lines.at(-1)).toMatchObject({
      entity: 'run',
      from: 'started',
      to: 'ended',
      at: 120_000,
      reason: 'quiescent',
    });
  });

  test('S-1: ends at its end if something is still to come, and what falls exactly on it happens', () => {
    const at = (end: number) => onPool(ONE_NODE, `end: PT${end}S\n${ONE_TASK}`);
    expect(ended(at(119))).toEqual(['horizon', 119]);
    expect(at(119).states('task j/t').at(-1)).toEqual([60, 'running']);
    expect(ended(at(120))).toEqual(['quiescent', 120]);
    expect(at(120).states('task j/t').at(-1)).toEqual([120, 'completed']);
    expect(at(60).states('task j/t').at(-1)).toEqual([60, 'running']); // the pass of the last instant included
  });

  test('S-1: waits for arrivals and calls, however late', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, arrival: { at: P2D }, task: { id: t, commandLine: w60 } } ]
      actions: [ { at: P3D, resizePool: { poolId: nowhere, targetDedicatedNodes: 1 } } ]
      `,
    );
    expect(ended(log)).toEqual(['quiescent', 3 * 86_400]); // a refused call is a line, too
  });

  test('S-1: is not prolonged by a wall clock, a resize timeout or a schedule that are over and done with', () => {
    const log = onPool(
      `${ONE_NODE}, resizeTimeout: PT1H`,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, onAllTasksComplete: terminatejob, constraints: { maxWallClockTime: P1D } } ]
      jobSchedules: [ { id: s, schedule: { doNotRunAfter: "2017-05-02T00:00:00Z" }, jobSpecification: { poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w60 } } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60, constraints: { maxWallClockTime: PT10H } } } ]
      `,
    );
    expect(ended(log)).toEqual(['quiescent', 180]);
  });

  test('S-1: is prolonged by the wall clock of a job that is still there, because it changes the job', () => {
    const log = onPool(
      ONE_NODE,
      'jobs: [ { id: j, poolInfo: { poolId: p }, constraints: { maxWallClockTime: P1D } } ]',
    );
    expect(ended(log)).toEqual(['quiescent', 86_400]);
    expect(log.settled('job j').at(-1)).toEqual([86_400, 'completed']);
  });

  test('S-1: is not prolonged by what comes up and changes nothing: capacity, preemptions, occurrences of a schedule', () => {
    const log = run(`
${QUICK_CLOUD.replace(/\}$/, ', capacity: { dedicated: [ { at: PT0S, nodes: 9 }, { at: PT2H, nodes: 99 } ] }, preemption: { trace: [ { at: PT3H, poolId: p, count: 5 } ] } }')}
pools: [ ${pool(ONE_NODE)} ]
jobs: [ { id: j, poolInfo: { poolId: nowhere } } ]
jobSchedules: [ { id: s, schedule: { recurrenceInterval: PT1H, doNotRunAfter: "2017-05-01T10:00:00Z" }, jobSpecification: { poolInfo: { poolId: nowhere } } } ]
tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
${PROGRAMS}
`);
    expect(jobsCreated(log)).toEqual([
      [0, 'j'],
      [0, 's:job-1'],
    ]);
    expect(ended(log)).toEqual(['quiescent', 60]); // the node
    expect(log.summary.tasks.waitSeconds.total).toBe(60);
    expect(log.summary.tasks.waitByCause).toMatchObject({ noPool: 60 });
  });

  test('S-1, L-373: is not prolonged by the lifetime of a task that is stuck', () => {
    const log = onPool(
      'targetLowPriorityNodes: 1',
      'jobs: [ { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w60 } } ]',
    );
    expect(ended(log)).toEqual(['quiescent', 60]);
  });

  test('S-1: random preemption is background: it does not keep a run alive in which nothing is left to do', () => {
    const log = run(
      `
${QUICK_CLOUD.replace(/\}$/, ', preemption: { ratePerNodeHour: 1 } }')}
pools: [ ${pool('targetDedicatedNodes: 1, targetLowPriorityNodes: 2')} ]
${ONE_TASK}
${PROGRAMS}
`,
      { seed: '5' },
    );
    expect(ended(log)).toEqual(['quiescent', log.last('task j/t').at / 1000]);
  });

  test('S-2: ends with reason limit when it has written so many lines, and says what was going on', () => {
    const log = run(
      `
${QUICK_CLOUD}
pools: [ ${pool(ONE_NODE)} ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
tasks: [ { jobId: j, task: { id: t, commandLine: f10, constraints: { maxTaskRetryCount: -1 } } } ]
${PROGRAMS}
`,
      { maxEvents: 100 },
    );
    expect(log.summary.endReason).toBe('limit');
    expect(log.lines.length).toBeGreaterThanOrEqual(100);
    expect(log.lines.length).toBeLessThan(110);
    expect(log.lines.at(-1)).toMatchObject({ reason: 'limit', to: 'ended' });
    expect(String(log.lines.at(-1)!.limit)).toMatch(/100 events/);
  });

  test('S-25, S-2: ends with reason limit when an instant does not come to an end', () => {
    const log = run(
      `
${QUICK_CLOUD}
pools: [ ${pool(ONE_NODE)} ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
tasks: [ { jobId: j, task: { id: t, commandLine: never, constraints: { maxTaskRetryCount: -1 } } } ]
programs: [ { match: never, duration: PT0S, exitCode: 1 } ]
`,
    );
    expect(ended(log)).toEqual(['limit', 60]);
    expect(String(log.lines.at(-1)!.limit)).toMatch(/rounds/);
  });

  test.each([
    [
      'the start task of node p/tvm-1',
      'startTask: { commandLine: f0, waitForSuccess: true, maxTaskRetryCount: -1 }',
      '',
    ],
    [
      'the preparation task of job j of node p/tvm-1',
      'targetLowPriorityNodes: 0',
      'jobPreparationTask: { commandLine: f0, constraints: { maxTaskRetryCount: -1 } }',
    ],
  ])('S-25: says that %s is retried for ever in no time', (what, ofPool, ofJob) => {
    const log = onPool(
      `${ONE_NODE}, ${ofPool}`,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }${ofJob === '' ? '' : `, ${ofJob}`} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      `,
      ['{ match: f0, duration: PT0S, exitCode: 1 }'],
    );
    expect(ended(log)).toEqual(['limit', 60]);
    expect(log.summary.limit).toBe(`${what} fails in no time and is retried without end: 100000 times at 00:01:00`);
  });
});
