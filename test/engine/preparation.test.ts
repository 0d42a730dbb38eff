import { describe, expect, test } from 'vitest';
import { CLOUD_SERVICE, PROGRAMS, pool, type RunLog, run } from '../support/run.ts';
import { STAGED_CLOUD } from '../support/staged-cloud.ts';

/** Nodes are up at 60 s. `first` exits with 1 on tvm-1 and with 0 elsewhere; `once` fails once, then succeeds. */
const scenario = (fields: string, preparation: string, rest: string, job = ''): string => `
${STAGED_CLOUD}
pools: [ ${pool(fields, 'p', CLOUD_SERVICE)} ]
jobs:
  - { id: j, poolInfo: { poolId: p }, jobPreparationTask: { ${preparation} } ${job} }
  - { id: other, poolInfo: { poolId: p } }
${rest}
${PROGRAMS}
  - { match: first, duration: PT10S, exitCode: 0, perNode: { count: 1, exitCode: 1 } }
  - { match: once, duration: PT10S, exitCode: { attempts: [ 1, 0 ] } }
`;
const tasks = (count: number, command = 'w60') =>
  `tasks: [ { jobId: j, count: ${count}, task: { id: "t{n}", commandLine: ${command} } } ]`;
/** [seconds, from, to, retryCount] of the preparation's lines on a node. */
const runs = (log: RunLog, node = 'tvm-1', job = 'j') =>
  log.of(`jobPreparation ${job}/p/${node}`).map((line) => [line.at / 1000, line.from, line.to, line.retryCount]);

describe('when the preparation runs', () => {
  test('L-270 L-271 L-272 L-433: on the node of the first task, before that task, and on no other node', () => {
    const log = run(scenario('targetDedicatedNodes: 2', 'commandLine: w30', tasks(1)));
    expect(log.states('task j/t1')).toEqual([
      [0, 'active'],
      [60, 'preparing'],
      [90, 'running'],
      [150, 'completed'],
    ]);
    expect(runs(log)).toEqual([
      [60, null, 'running', 0],
      [90, 'running', 'completed', 0],
    ]);
    expect(log.last('jobPreparation j/p/tvm-1')).toMatchObject({ exitCode: 0, result: 'success' });
    expect(runs(log, 'tvm-2')).toEqual([]);
    expect(log.latest('task j/t1', 'waited')).toEqual({
      allocation: 10_000,
      nodeStart: 50_000,
      jobPreparation: 30_000,
    });
  });

  test('L-270: a job without tasks prepares nothing', () => {
    const log = run(scenario('targetDedicatedNodes: 1', 'commandLine: w30', ''));
    expect(runs(log)).toEqual([]);
  });

  test('L-271 O-54: further tasks may be assigned to the other slots meanwhile, and wait in preparing too', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1, maxTasksPerNode: 2',
        'commandLine: w30',
        `tasks:
  - { jobId: j, task: { id: a, commandLine: w60 } }
  - { jobId: j, arrival: { at: PT75S }, task: { id: b, commandLine: w60 } }
  - { jobId: j, arrival: { at: PT75S }, task: { id: c, commandLine: w10 } }`,
      ),
    );
    expect(log.states('task j/b')).toEqual([
      [75, 'active'],
      [75, 'preparing'],
      [90, 'running'],
      [150, 'completed'],
    ]);
    expect(log.states('task j/c')).toEqual([
      [75, 'active'],
      [150, 'running'],
      [160, 'completed'],
    ]);
    expect(runs(log)).toHaveLength(2);
  });

  test('L-433 L-429 O-54: the task that waits for it holds its slot, the preparation none of its own', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1, maxTasksPerNode: 2',
        'commandLine: w30',
        `tasks:
  - { jobId: j, task: { id: a, commandLine: w60 } }
  - { jobId: other, count: 2, task: { id: "t{n}", commandLine: w60 } }`,
      ),
    );
    expect(log.states('task other/t1')[1]).toEqual([60, 'running']);
    expect(log.states('task other/t2')[1]).toEqual([120, 'running']);
    expect(log.summary.pools.p.slotSeconds).toMatchObject({ busy: 180, preparing: 30 });
  });

  test('L-102 O-29: its node is running while it runs', () => {
    const log = run(scenario('targetDedicatedNodes: 1', 'commandLine: w30', tasks(1)));
    expect(log.states('node p/tvm-1').slice(2)).toEqual([
      [60, 'running'],
      [150, 'idle'],
    ]);
  });

  test('L-281: once per node: later tasks start at once', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: w30',
        `tasks:
  - { jobId: j, count: 2, task: { id: "t{n}", commandLine: w60 } }
  - { jobId: j, arrival: { at: PT500S }, task: { id: late, commandLine: w60 } }`,
      ),
    );
    expect(log.states('task j/t2')[1]).toEqual([150, 'running']);
    expect(log.states('task j/late')[1]).toEqual([500, 'running']);
    expect(runs(log)).toHaveLength(2);
  });

  test('L-287: the preparations of two jobs on one node are independent and run side by side', () => {
    const log = run(`
${STAGED_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 1, maxTasksPerNode: 2')} ]
jobs:
  - { id: a, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w30 } }
  - { id: b, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: f45 } }
tasks:
  - { jobId: a, task: { id: t, commandLine: w60 } }
  - { jobId: b, task: { id: t, commandLine: w60 } }
${PROGRAMS}
`);
    expect(log.states('task a/t').slice(1)).toEqual([
      [60, 'preparing'],
      [90, 'running'],
      [150, 'completed'],
    ]);
    expect(log.states('task b/t').slice(1)).toEqual([
      [60, 'preparing'],
      [105, 'active'],
    ]);
  });
});

describe('a preparation that fails', () => {
  test('L-273 L-274 L-275 S-33: its tasks go back to active and elsewhere, without a counter moved', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 2, maxTasksPerNode: 2, taskSchedulingPolicy: { nodeFillType: pack }',
        'commandLine: first',
        tasks(3),
      ),
    );
    for (const task of ['t1', 't2']) {
      expect(log.states(`task j/${task}`).slice(0, 3)).toEqual([
        [0, 'active'],
        [60, 'preparing'],
        [70, 'active'],
      ]);
      expect(log.latest(`task j/${task}`, 'requeueCount') ?? 0).toBe(0);
      expect(log.latest(`task j/${task}`, 'retryCount') ?? 0).toBe(0);
    }
    // t3 prepares on tvm-2 from 60 s on; the slot beside it takes t1 at 70 s, t2 has to wait for a slot there
    expect(log.states('task j/t3')[2]).toEqual([70, 'running']);
    expect(log.states('task j/t1').slice(3)).toEqual([
      [70, 'running'],
      [130, 'completed'],
    ]);
    expect(log.states('task j/t2').slice(3)).toEqual([
      [130, 'running'],
      [190, 'completed'],
    ]);
    expect(log.last('jobPreparation j/p/tvm-1')).toMatchObject({ exitCode: 1, result: 'failure' });
    expect(log.states('node p/tvm-1').slice(2)).toEqual([
      [60, 'running'],
      [70, 'idle'],
    ]);
  });

  test('L-275 L-428: the node takes tasks of other jobs as before', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: first',
        `tasks:
  - { jobId: j, task: { id: t, commandLine: w60 } }
  - { jobId: other, arrival: { at: PT100S }, task: { id: t, commandLine: w60 } }`,
      ),
    );
    expect(log.states('task other/t')).toEqual([
      [100, 'active'],
      [100, 'running'],
      [160, 'completed'],
    ]);
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'preparing'],
      [70, 'active'],
    ]);
  });

  test('L-276: where it fails on all nodes the job is stuck, and says so', () => {
    const log = run(
      scenario('targetDedicatedNodes: 2', 'commandLine: f10', tasks(3), ', onAllTasksComplete: noAction'),
    );
    expect(log.lines.some((line) => line.entity === 'task' && line.to === 'running')).toBe(false);
    for (const task of ['t1', 't2', 't3']) expect(log.last(`task j/${task}`).to).toBe('active');
    expect(log.last('job j').to).toBe('active');
    expect(log.summary.endReason).toBe('quiescent');
    expect(log.summary.stuck.map(({ entity }) => entity)).toEqual(['task:j/t1', 'task:j/t2', 'task:j/t3']);
    expect(runs(log)).toHaveLength(2);
    expect(runs(log, 'tvm-2')).toHaveLength(2);
  });

  test('L-275: a node that joins later is not barred', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: first',
        `${tasks(1)}\nactions: [ { at: PT100S, resizePool: { poolId: p, targetDedicatedNodes: 2 } } ]`,
      ),
    );
    expect(log.states('task j/t1').slice(3)).toEqual([
      [160, 'preparing'],
      [170, 'running'],
      [230, 'completed'],
    ]);
  });

  test("L-275: the bar is the job's own: another job of the same id does not inherit it", () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: f10',
        `${tasks(1)}
actions:
  - { at: PT100S, deleteJob: { jobId: j } }
  - { at: PT110S, addJob: { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w30 } } }
  - { at: PT120S, addTask: { jobId: j, id: t1, commandLine: w60 } }`,
      ),
    );
    expect(log.states('task j/t1').slice(-4)).toEqual([
      [120, 'active'],
      [120, 'preparing'],
      [150, 'running'],
      [210, 'completed'],
    ]);
  });
});

describe('without waitForSuccess', () => {
  test('L-278 L-279: tasks run while it runs, without having been preparing, and after it has failed', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: f90, waitForSuccess: false',
        `tasks:
  - { jobId: j, count: 2, task: { id: "t{n}", commandLine: w60 } }
  - { jobId: j, arrival: { at: PT300S }, task: { id: late, commandLine: w60 } }`,
      ),
    );
    expect(log.states('task j/t1')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [120, 'completed'],
    ]);
    expect(log.states('task j/t2')[1]).toEqual([120, 'running']);
    expect(log.states('task j/late')[1]).toEqual([300, 'running']);
    expect(runs(log)).toEqual([
      [60, null, 'running', 0],
      [150, 'running', 'completed', 0],
    ]);
  });

  test('O-56: one that has failed is not tried again for later tasks', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: f10, waitForSuccess: false',
        'tasks: [ { jobId: j, count: 3, task: { id: "t{n}", commandLine: w60 } } ]',
      ),
    );
    expect(runs(log)).toHaveLength(2);
  });

  test('O-29 L-279: the node stays running until the preparation has ended, if that is later', () => {
    const log = run(scenario('targetDedicatedNodes: 1', 'commandLine: w90, waitForSuccess: false', tasks(1)));
    expect(log.states('node p/tvm-1').slice(2)).toEqual([
      [60, 'running'],
      [150, 'idle'],
    ]);
  });
});

describe('repeated runs', () => {
  test.each([
    ['constraints: { maxTaskRetryCount: 2 }', '', 3],
    ['constraints: { maxTaskRetryCount: 0 }', ', constraints: { maxTaskRetryCount: 5 }', 1],
    ['', ', constraints: { maxTaskRetryCount: 1 }', 2],
    ['constraints: { maxWallClockTime: PT1H }', ', constraints: { maxTaskRetryCount: 5 }', 1],
    ['', '', 1],
  ])('L-280 S-29: with { %s } in a job with { %s } one that always fails runs %i times', (constraints, job, count) => {
    const log = run(
      scenario('targetDedicatedNodes: 1', ['commandLine: f10', constraints].filter(Boolean).join(', '), tasks(1), job),
    );
    expect(runs(log)).toEqual([
      [60, null, 'running', 0],
      ...Array.from({ length: count - 1 }, (_, nth) => [70 + 10 * nth, 'running', 'running', nth + 1]),
      [60 + 10 * count, 'running', 'completed', count - 1],
    ]);
    expect(log.states('task j/t1').slice(1)).toEqual([
      [60, 'preparing'],
      [60 + 10 * count, 'active'],
    ]);
  });

  test('L-280 L-289: without a limit it is repeated until it exits with 0, running all the while', () => {
    const log = run(
      `${scenario('targetDedicatedNodes: 1', 'commandLine: stubborn, constraints: { maxTaskRetryCount: -1 }', tasks(1))}  - { match: stubborn, duration: PT10S, exitCode: { attempts: [ 1, 1, 1, 0 ] } }\n`,
    );
    expect(runs(log).map(([at, , to, retries]) => [at, to, retries])).toEqual([
      [60, 'running', 0],
      [70, 'running', 1],
      [80, 'running', 2],
      [90, 'running', 3],
      [100, 'completed', 3],
    ]);
    expect(log.states('task j/t1')[2]).toEqual([100, 'running']);
  });

  test('L-286 O-02: its wall clock limits each run; exactly at the limit is in time', () => {
    const late = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: w60, constraints: { maxWallClockTime: PT20S, maxTaskRetryCount: 1 }',
        tasks(1),
      ),
    );
    expect(runs(late)).toEqual([
      [60, null, 'running', 0],
      [80, 'running', 'running', 1],
      [100, 'running', 'completed', 1],
    ]);
    expect(late.last('jobPreparation j/p/tvm-1')).toMatchObject({ result: 'failure', exitCode: -1073741510 });
    expect(late.last('task j/t1')).toMatchObject({ at: 100_000, to: 'active' });
    const inTime = run(
      scenario('targetDedicatedNodes: 1', 'commandLine: w60, constraints: { maxWallClockTime: PT60S }', tasks(1)),
    );
    expect(inTime.last('jobPreparation j/p/tvm-1')).toMatchObject({ at: 120_000, result: 'success' });
  });

  test('S-13: exit codes by attempt count on each node by itself', () => {
    const log = run(
      scenario('targetDedicatedNodes: 2', 'commandLine: once, constraints: { maxTaskRetryCount: 1 }', tasks(2)),
    );
    for (const node of ['tvm-1', 'tvm-2']) {
      expect(runs(log, node)).toEqual([
        [60, null, 'running', 0],
        [70, 'running', 'running', 1],
        [80, 'running', 'completed', 1],
      ]);
    }
  });

  test('L-289: one whose files cannot be had has completed without having run, whatever its retries', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: w30, constraints: { maxTaskRetryCount: 3 }, resourceFiles: [ { blobSource: "https://a/big", filePath: a }, { blobSource: "https://a/gone", filePath: b } ]',
        tasks(1),
      ).replace(
        'cloud:',
        'cloud:\n  transfers: { bandwidth: 10MB, blobs: [ { match: "*/big", size: 50MB }, { match: "*/gone", size: 1MB, fails: true } ] }',
      ),
    );
    expect(runs(log)).toEqual([
      [60, null, 'running', 0],
      [65, 'running', 'completed', 0],
    ]);
    const { exitCode, result } = log.last('jobPreparation j/p/tvm-1');
    expect([exitCode, result]).toEqual([undefined, 'failure']);
    expect(log.last('task j/t1')).toMatchObject({ at: 65_000, to: 'active' });
  });
});
