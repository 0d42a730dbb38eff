import { describe, expect, test } from 'vitest';
import { onPool, runsOf } from '../support/job-lab.ts';

const ONE_NODE = 'targetDedicatedNodes: 1';
const TWO_SLOTS = 'targetDedicatedNodes: 1, maxTasksPerNode: 2';

describe('a job manager task', () => {
  test('L-245, L-247: comes with its job, without a request, and is one of its tasks', () => {
    const log = onPool(
      ONE_NODE,
      'jobs: [ { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w60 } } ]',
    );
    expect(log.requests()).toEqual([]);
    expect(log.states('task j/jm')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [120, 'completed'],
    ]);
    expect(log.of('job j')[0].jobManager).toEqual({ taskId: 'jm', runExclusive: true, allowLowPriorityNode: false });
    expect(log.summary.jobs.j.tasks).toMatchObject({ total: 1, succeeded: 1 });
  });

  test('L-246: needs an id and a commandLine', () => {
    const log = onPool(
      ONE_NODE,
      `
      actions:
        - { at: PT1S, addJob: { id: j, poolInfo: { poolId: p }, jobManagerTask: { commandLine: w60 } } }
        - { at: PT1S, addJob: { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm } } }
      `,
    );
    expect(log.requests()).toEqual([
      ['addJob', 400, 'MissingRequiredProperty'],
      ['addJob', 400, 'MissingRequiredProperty'],
    ]);
  });

  test('O-78, L-245: holds its id against any task that is added', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w60 } } ]
      actions: [ { at: PT1S, addTask: { jobId: j, id: JM, commandLine: w60 } } ]
      `,
    );
    expect(log.requests()).toEqual([['addTask', 409, 'TaskExists']]);
  });

  test('L-248, L-426: is tried before any other task of its job, even older ones', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w60, killJobOnCompletion: false, constraints: { maxTaskRetryCount: 1 } } } ]
      tasks: [ { jobId: j, count: 2, task: { id: "t{n}", commandLine: w60 } } ]
      `,
    );
    expect(log.starts()).toEqual(['jm', 't1', 't2']);
  });

  test('L-247: waits for the preparation of its node like any task', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w30 }, jobReleaseTask: { commandLine: w10 }, jobManagerTask: { id: jm, commandLine: w60 } } ]
      `,
    );
    expect(log.states('task j/jm')).toEqual([
      [0, 'active'],
      [60, 'preparing'],
      [90, 'running'],
      [150, 'completed'],
    ]);
    expect(log.settled('job j').slice(1)).toEqual([
      [150, 'terminating'],
      [160, 'completed'],
    ]);
  });

  test('L-249: does not keep the others waiting while it cannot run itself', () => {
    const log = onPool(
      'targetLowPriorityNodes: 1',
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w60 } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      `,
    );
    expect(log.states('task j/t').at(-1)).toEqual([120, 'completed']);
    expect(log.states('task j/jm')).toEqual([[0, 'active']]);
  });

  test('L-250: starts only on a dedicated node; without one it never starts', () => {
    const mixed = onPool(
      'targetDedicatedNodes: 1, targetLowPriorityNodes: 2',
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w60 } } ]
      tasks: [ { jobId: j, count: 3, task: { id: "t{n}", commandLine: w300 } } ]
      `,
    );
    expect(runsOf(mixed, 'j/jm')).toEqual([[60, 'tvm-1']]); // dedicated nodes are granted first
    const none = onPool(
      'targetLowPriorityNodes: 2',
      'jobs: [ { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w60 } } ]',
    );
    expect(none.states('task j/jm')).toEqual([[0, 'active']]);
    expect(none.summary.stuck).toMatchObject([{ entity: 'task:j/jm' }]);
    expect(none.warnings.join()).toMatch(/allowLowPriorityNode/);
  });

  test('L-250: with allowLowPriorityNode it takes either kind', () => {
    const log = onPool(
      'targetLowPriorityNodes: 1',
      'jobs: [ { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w60, allowLowPriorityNode: true } } ]',
    );
    expect(log.settled('job j').at(-1)).toEqual([120, 'completed']);
  });

  test('L-251: has its node for itself while it runs, however many slots there are', () => {
    const log = onPool(
      TWO_SLOTS,
      `
      jobs:
        - { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w60, killJobOnCompletion: false } }
        - { id: k, poolInfo: { poolId: p } }
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } }, { jobId: k, task: { id: u, commandLine: w60 } } ]
      `,
    );
    expect(runsOf(log, 'j/jm')).toEqual([[60, 'tvm-1']]);
    expect(runsOf(log, 'j/t')).toEqual([[120, 'tvm-1']]);
    expect(runsOf(log, 'k/u')).toEqual([[120, 'tvm-1']]);
    expect(log.latest('task k/u', 'waited')).toEqual({ allocation: 60_000, jobManager: 60_000 });
  });

  test('L-251, L-433: and while it waits there for the preparation', () => {
    const log = onPool(
      TWO_SLOTS,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w30 }, jobManagerTask: { id: jm, commandLine: w60, killJobOnCompletion: false } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      `,
    );
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [150, 'running'],
      [210, 'completed'],
    ]);
  });

  test('L-252, O-47, S-18: waits for an empty node, but no node is kept free for it', () => {
    const log = onPool(
      TWO_SLOTS,
      `
      jobs:
        - { id: k, poolInfo: { poolId: p } }
        - { arrival: { at: PT70S }, job: { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w60 } } }
      tasks:
        - { jobId: k, task: { id: u1, commandLine: w60 } }
        - { jobId: k, task: { id: u2, commandLine: w90 } }
        - { jobId: j, arrival: { at: PT80S }, task: { id: t, commandLine: w60 } }
      `,
    );
    // u1 leaves at 120 and u2 at 150, but the manager's own job takes the slot in between
    expect(log.states('task j/t')[1]).toEqual([120, 'running']);
    expect(log.states('task j/jm')).toEqual([
      [70, 'active'],
      [180, 'running'],
      [240, 'completed'],
    ]);
  });

  test('L-252: with one slot per node runExclusive makes no difference', () => {
    const started = (exclusive: boolean) =>
      onPool(
        'targetDedicatedNodes: 2',
        `
        jobs: [ { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w60, killJobOnCompletion: false, runExclusive: ${exclusive} } } ]
        tasks: [ { jobId: j, count: 3, task: { id: "t{n}", commandLine: w45 } } ]
        `,
      )
        .lines.filter(({ entity }) => entity === 'task')
        .map(({ at, taskId, to, nodeId }) => [at, taskId, to, nodeId]);
    expect(started(true)).toEqual(started(false));
    expect(started(true)).toContainEqual([60_000, 'jm', 'running', 'tvm-1']);
  });

  test('L-253, L-252: without runExclusive it takes one slot beside others', () => {
    const log = onPool(
      TWO_SLOTS,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w60, runExclusive: false } } ]
      tasks: [ { jobId: j, count: 2, task: { id: "t{n}", commandLine: w30 } } ]
      `,
    );
    expect(log.starts()).toEqual(['jm', 't1', 't2']);
    expect(runsOf(log, 'j/t1')).toEqual([[60, 'tvm-1']]);
    expect(runsOf(log, 'j/t2')).toEqual([[90, 'tvm-1']]);
  });

  test('O-48, L-300: shares its node with release tasks and with a start task that nobody waits for', () => {
    const log = onPool(
      `${TWO_SLOTS}, startTask: { commandLine: w300 }`,
      `
      jobs:
        - { id: k, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w10 }, jobReleaseTask: { commandLine: w120 } }
        - { arrival: { at: PT110S }, job: { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w60 } } }
      tasks: [ { jobId: k, task: { id: u, commandLine: w10 } } ]
      actions: [ { at: PT100S, terminateJob: { jobId: k } } ]
      `,
    );
    expect(log.states('jobRelease k/p/tvm-1')).toEqual([
      [100, 'running'],
      [220, 'completed'],
    ]);
    expect(runsOf(log, 'j/jm')).toEqual([[110, 'tvm-1']]);
  });

  test('L-254, L-215, L-294: ends its job, its other tasks, and the release tasks follow', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w10 }, jobReleaseTask: { commandLine: w30 }, jobManagerTask: { id: jm, commandLine: w60 } } ]
      tasks: [ { jobId: j, count: 2, task: { id: "t{n}", commandLine: w300 } } ]
      `,
    );
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [130, 'terminating'],
      [160, 'completed'],
    ]);
    expect(log.last('job j').terminateReason).toBe('JMComplete');
    expect(log.last('task j/jm')).toMatchObject({ result: 'success', exitCode: 0 });
    expect(log.last('task j/t1')).toMatchObject({ at: 130_000, to: 'completed', exitCode: 137 });
    expect(log.states('task j/t2')).toEqual([
      [0, 'active'],
      [130, 'completed'],
    ]);
    expect(log.states('jobRelease j/p/tvm-2').at(-1)).toEqual([160, 'completed']);
  });

  test('L-255: ends it when it has failed for good, not before', () => {
    const log = onPool(
      ONE_NODE,
      'jobs: [ { id: j, poolInfo: { poolId: p }, constraints: { maxTaskRetryCount: 2 }, jobManagerTask: { id: jm, commandLine: f60 } } ]',
    );
    expect(log.settled('job j')).toEqual([
      [0, 'active'],
      [240, 'completed'],
    ]);
    expect(log.last('task j/jm')).toMatchObject({ exitCode: 1, result: 'failure' });
    expect(log.last('job j').terminateReason).toBe('JMComplete');
  });

  test('L-255, S-28: terminating it is its completion, by whatever; deleting it is not', () => {
    const stopped = (call: string) =>
      onPool(
        'targetDedicatedNodes: 2',
        `
        jobs: [ { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w300 } } ]
        tasks: [ { jobId: j, task: { id: t, commandLine: w120 } } ]
        actions: [ { at: PT100S, ${call} } ]
        `,
      );
    const ended = [
      [0, 'active'],
      [100, 'completed'],
    ];
    for (const call of [
      'terminateTask: { jobId: j, taskId: jm }',
      'disableJob: { jobId: j, disableTasks: terminate }',
      'disableScheduling: { poolId: p, nodeId: tvm-1, nodeDisableSchedulingOption: terminate }',
      'rebootNode: { poolId: p, nodeId: tvm-1, nodeRebootOption: terminate }',
    ]) {
      const log = stopped(call);
      expect(log.settled('job j')).toEqual(ended);
      expect(log.last('job j').terminateReason).toBe('JMComplete');
    }
    const deleted = stopped('deleteTask: { jobId: j, taskId: jm }');
    expect(deleted.states('job j')).toEqual([[0, 'active']]);
    expect(deleted.states('task j/t').at(-1)).toEqual([180, 'completed']);
  });

  test('L-264: one that a removal with terminate stops has completed', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w300 } } ]
      actions: [ { at: PT100S, removeNodes: { poolId: p, nodeList: [ tvm-1 ], nodeDeallocationOption: terminate } } ]
      `,
    );
    expect(log.last('job j')).toMatchObject({ at: 100_000, to: 'completed', terminateReason: 'JMComplete' });
  });

  test('L-256: with killJobOnCompletion false its end changes nothing by itself', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: f60, killJobOnCompletion: false } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]
      `,
    );
    expect(log.states('job j')).toEqual([[0, 'active']]);
    expect(log.states('task j/t').at(-1)).toEqual([360, 'completed']);
  });

  test('L-254, S-28: ends a job that is disabling, too', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w60 } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]
      actions: [ { at: PT100S, disableJob: { jobId: j, disableTasks: wait } } ]
      `,
    );
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [100, 'disabling'],
      [120, 'terminating'],
      [120, 'completed'],
    ]);
    expect(log.last('job j').terminateReason).toBe('JMComplete');
  });

  test('L-262: without constraints has the retries of its job and no wall clock', () => {
    const log = onPool(
      ONE_NODE,
      'jobs: [ { id: j, poolInfo: { poolId: p }, constraints: { maxTaskRetryCount: 1 }, jobManagerTask: { id: jm, commandLine: f3600 } } ]',
    );
    expect(log.states('task j/jm').at(-1)).toEqual([7260, 'completed']);
  });

  test('L-262, L-263: with constraints of its own that say nothing of retries it has none', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, constraints: { maxTaskRetryCount: 5 }, jobManagerTask: { id: jm, commandLine: w300, constraints: { maxWallClockTime: PT60S } } } ]
      `,
    );
    expect(log.last('task j/jm')).toMatchObject({ at: 120_000, to: 'completed', exitCode: 137 });
    expect(log.last('job j').terminateReason).toBe('JMComplete');
  });

  test('L-266: uploads its output from its node before it is completed', () => {
    const log = onPool(
      ONE_NODE,
      `
      cloud: { nodes: { allocate: PT1M, create: PT0S, start: PT0S }, transfers: { bandwidth: 10MB, uploads: [ { match: "*", size: 200MB } ] } }
      jobs:
        - id: j
          poolInfo: { poolId: p }
          jobManagerTask:
            id: jm
            commandLine: w60
            outputFiles: [ { filePattern: "*", destination: { container: { containerUrl: "https://a/c?sas" } }, uploadOptions: { uploadCondition: tasksuccess } } ]
      `,
    );
    expect(log.settled('job j').at(-1)).toEqual([140, 'completed']);
  });

  test('L-267: its authenticationTokenSettings may name the job, nothing else', () => {
    const log = onPool(
      ONE_NODE,
      `
      actions:
        - { at: PT1S, addJob: { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w60, authenticationTokenSettings: { access: [ job ] } } } }
        - { at: PT1S, addJob: { id: k, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w60, authenticationTokenSettings: { access: [ pool ] } } } }
      `,
    );
    expect(log.requests()).toEqual([
      ['addJob', 201],
      ['addJob', 400, 'InvalidPropertyValue'],
    ]);
  });

  test('L-261, L-074: keeps its node longest when the pool shrinks', () => {
    const log = onPool(
      'targetDedicatedNodes: 3',
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w600 } }, { id: k, priority: 5, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: k, count: 2, task: { id: "u{n}", commandLine: w600 } } ]
      actions: [ { at: PT100S, resizePool: { poolId: p, targetDedicatedNodes: 1 } } ]
      `,
    );
    expect(runsOf(log, 'j/jm')).toEqual([[60, 'tvm-3']]); // the higher priority had its choice
    expect(log.states('task k/u1').at(2)).toEqual([100, 'active']);
    expect(log.settled('job j').at(-1)).toEqual([660, 'completed']);
  });
});
