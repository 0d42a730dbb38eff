import { describe, expect, test } from 'vitest';
import { onPool, runsOf } from '../support/job-lab.ts';

const boss = (then: string, more = '') =>
  `{ match: boss, duration: PT60S, then: [ ${then} ]${more === '' ? '' : `, ${more}`} }`;
/** A job whose manager (or, with `as: task`, an ordinary task) runs `boss` from 60 to 120 s. */
const bossOf = (then: string, { job = '', manager = '', rest = '', more = '' } = {}) =>
  onPool(
    'targetDedicatedNodes: 2',
    `
    jobs: [ { id: j, poolInfo: { poolId: p }${job}, jobManagerTask: { id: jm, commandLine: boss${manager} } } ]
    ${rest}
    `,
    [boss(then, more)],
  );

describe('what a program does while it runs', () => {
  test('S-25, L-245: adds tasks to its own job, offsets counted from its start', () => {
    const log = bossOf('{ after: PT10S, addTasks: { count: 2, task: { id: "part-{n}", commandLine: w30 } } }', {
      manager: ', killJobOnCompletion: false',
    });
    expect(log.of('request')).toMatchObject([{ at: 70_000, to: 'addTasks', status: 200, jobId: 'j' }]);
    expect(runsOf(log, 'j/part-1')).toEqual([[70, 'tvm-2']]);
    expect(runsOf(log, 'j/part-2')).toEqual([[100, 'tvm-2']]);
  });

  test('S-25: is caused by its start', () => {
    const log = bossOf('{ after: PT10S, addTask: { id: t, commandLine: w30 } }');
    const start = log.of('task j/jm').find(({ to }) => to === 'running')!;
    expect(log.last('request').cause).toBe(start.seq);
  });

  test('S-33, L-212: ends its own job in the middle: it is stopped with it', () => {
    const log = bossOf('{ after: PT30S, terminateJob: { terminateReason: enough } }');
    expect(log.last('task j/jm')).toMatchObject({ at: 90_000, result: 'failure', exitCode: 137 });
    expect(log.last('job j')).toMatchObject({ at: 90_000, to: 'completed', terminateReason: 'enough' });
  });

  test('S-33: ends its own job exactly at its normal end: it completes with its own exit code, and the reason is its word', () => {
    const log = bossOf('{ after: PT60S, terminateJob: {} }', {
      rest: 'tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]',
      more: 'exitCode: 3',
    });
    expect(log.last('task j/jm')).toMatchObject({ at: 120_000, result: 'failure', exitCode: 3 });
    expect(log.last('task j/t')).toMatchObject({ at: 120_000, exitCode: 137 });
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [120, 'terminating'],
      [120, 'completed'],
    ]);
    expect(log.last('job j').terminateReason).toBe('UserTerminate');
  });

  test('S-33: with retries left it is retried no more when it has ended its own job at its normal end', () => {
    const log = bossOf('{ after: PT60S, terminateJob: {} }', {
      manager: ', constraints: { maxTaskRetryCount: 2 }',
      more: 'exitCode: 3',
    });
    expect(log.states('task j/jm')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [120, 'completed'],
    ]);
    expect(log.settled('job j').at(-1)).toEqual([120, 'completed']);
  });

  test('S-25: disables its own job at its normal end and completes all the same', () => {
    const log = bossOf('{ after: PT60S, disableJob: { disableTasks: requeue } }', {
      manager: ', killJobOnCompletion: false',
    });
    expect(log.last('task j/jm')).toMatchObject({ at: 120_000, result: 'success', exitCode: 0 });
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [120, 'disabling'],
      [120, 'disabled'],
    ]);
  });

  test('S-25: deletes itself: it is gone, and its job goes on', () => {
    const deleted = (after: string) => bossOf(`{ after: ${after}, deleteTask: { taskId: jm } }`);
    expect(deleted('PT30S').states('task j/jm').at(-1)).toEqual([90, null]);
    expect(deleted('PT60S').states('task j/jm').slice(1)).toEqual([
      [60, 'running'],
      [120, null],
    ]);
    expect(deleted('PT60S').states('job j')).toEqual([[0, 'active']]);
  });

  test('S-25, S-28: terminates itself, which is its completion', () => {
    const log = bossOf('{ after: PT30S, terminateTask: { taskId: jm } }');
    expect(log.last('task j/jm')).toMatchObject({ at: 90_000, exitCode: 137, failureInfo: { code: 'TaskEnded' } });
    expect(log.last('job j').terminateReason).toBe('JMComplete');
  });

  test('S-25, L-216: deletes its own job, now or at its normal end', () => {
    const deleted = (after: string) => bossOf(`{ after: ${after}, deleteJob: {} }`);
    for (const [after, at] of [
      ['PT30S', 90],
      ['PT60S', 120],
    ] as const) {
      expect(deleted(after).states('task j/jm').at(-1)).toEqual([at, null]);
      expect(deleted(after).states('job j').slice(1)).toEqual([
        [at, 'deleting'],
        [at, null],
      ]);
    }
  });

  test('S-25: an act that is due after the end of the attempt does not happen', () => {
    const log = bossOf('{ after: PT61S, addTask: { id: t, commandLine: w30 } }', {
      manager: ', killJobOnCompletion: false',
    });
    expect(log.requests()).toEqual([]);
  });

  test('S-25: nor one due at the instant at which its wall clock kills it, or later', () => {
    const log = bossOf('{ after: PT30S, addTask: { id: t, commandLine: w30 } }', {
      manager: ', killJobOnCompletion: false, constraints: { maxWallClockTime: PT30S }',
    });
    expect(log.last('task j/jm')).toMatchObject({ at: 90_000, exitCode: 137 });
    expect(log.requests()).toEqual([]);
  });

  test('S-25: an interrupted attempt acts no more; the next one acts anew, from its own start', () => {
    const log = bossOf(
      '{ after: PT20S, addTask: { id: early, commandLine: w10 } }, { after: PT50S, addTask: { id: late, commandLine: w10 } }',
      {
        rest: 'actions: [ { at: PT100S, rebootNode: { poolId: p, nodeId: tvm-1 } } ]',
      },
    );
    expect(runsOf(log, 'j/jm')).toEqual([
      [60, 'tvm-1'],
      [100, 'tvm-2'],
    ]);
    expect(log.of('request')).toMatchObject([
      { at: 80_000, to: 'addTask', taskId: 'early', status: 201 },
      { at: 100_000, to: 'rebootNode' },
      { at: 120_000, to: 'addTask', taskId: 'early', status: 409, code: 'TaskExists' },
      { at: 150_000, to: 'addTask', taskId: 'late', status: 201 },
    ]);
  });

  test('S-25, S-33: a retry acts anew; tasks it fails to add again are lines of their own', () => {
    const log = bossOf('{ after: PT60S, addTasks: { count: 2, task: { id: "t{n}", commandLine: w1 } } }', {
      manager: ', constraints: { maxTaskRetryCount: 1 }',
      more: 'exitCode: { attempts: [ 1, 0 ] }',
    });
    expect(log.of('request')).toMatchObject([
      { at: 120_000, to: 'addTasks', status: 200 },
      { at: 180_000, to: 'addTasks', status: 200 },
      { at: 180_000, to: 'addTask', taskId: 't1', status: 409, code: 'TaskExists' },
      { at: 180_000, to: 'addTask', taskId: 't2', status: 409, code: 'TaskExists' },
    ]);
  });

  test('S-25: acts come in the order of the program, those of one instant in the order of the list', () => {
    const log = bossOf(
      '{ after: PT20S, addTask: { id: c, commandLine: w1 } }, { after: PT10S, addTask: { id: a, commandLine: w1 } }, { after: PT20S, addTask: { id: d, commandLine: w1 } }',
    );
    expect(log.of('request').map(({ at, taskId }) => [at / 1000, taskId])).toEqual([
      [70, 'a'],
      [80, 'c'],
      [80, 'd'],
    ]);
  });

  test('S-25: calls of one instant are arrivals, then actions, then acts in the order in which their attempts started', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      jobs: [ { id: j, poolInfo: { poolId: p } }, { id: k, poolInfo: { poolId: p } } ]
      tasks:
        - { jobId: j, task: { id: first, commandLine: at40 } }
        - { jobId: j, arrival: { at: PT70S }, task: { id: second, commandLine: at30 } }
        - { jobId: k, arrival: { at: PT100S }, task: { id: arrival, commandLine: w1 } }
      actions: [ { at: PT100S, addTask: { jobId: k, id: action, commandLine: w1 } } ]
      `,
      [
        '{ match: at40, duration: PT60S, then: [ { after: PT40S, addTask: { jobId: k, id: act1, commandLine: w1 } } ] }',
        '{ match: at30, duration: PT60S, then: [ { after: PT30S, addTask: { jobId: k, id: act2, commandLine: w1 } } ] }',
      ],
    );
    const created = log.lines.filter(({ entity, jobId, from }) => entity === 'task' && jobId === 'k' && from === null);
    expect(created.map(({ at, taskId }) => [at / 1000, taskId])).toEqual([
      [100, 'arrival'],
      [100, 'action'],
      [100, 'act1'],
      [100, 'act2'],
    ]);
  });

  test('S-25, S-3: any operation may be an act, and a refused one is no error of the run', () => {
    const log = bossOf(
      '{ after: PT10S, resizePool: { poolId: p, targetDedicatedNodes: 3 } }, { after: PT20S, deletePool: { poolId: nowhere } }, { after: PT30S, addJob: { id: child, poolInfo: { poolId: p } } }',
    );
    expect(log.requests()).toEqual([
      ['resizePool', 202],
      ['deletePool', 404, 'PoolNotFound'],
      ['addJob', 201],
    ]);
    expect(log.states('job child')).toEqual([[90, 'active']]);
  });

  test('S-25: the offset counts from the start of the program, after its files have come', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      cloud: { nodes: { allocate: PT1M, create: PT0S, start: PT0S }, transfers: { bandwidth: 10MB, blobs: [ { match: "*", size: 200MB } ] } }
      jobs: [ { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: boss, resourceFiles: [ { blobSource: "https://a/b", filePath: b } ] } } ]
      `,
      [boss('{ after: PT10S, addTask: { id: t, commandLine: w1 } }, { after: PT60S, terminateJob: {} }')],
    );
    expect(log.of('request').map(({ at, to }) => [at / 1000, to])).toEqual([
      [90, 'addTask'],
      [140, 'terminateJob'],
    ]);
    expect(log.last('task j/jm')).toMatchObject({ at: 140_000, result: 'success' });
  });
});
