import { describe, expect, test } from 'vitest';
import { onPool, runsOf, withPools } from '../support/job-lab.ts';
import { CLOUD_SERVICE, pool } from '../support/run.ts';

const JOB = 'jobs: [ { id: j, poolInfo: { poolId: p } } ]';
const ONE = 'targetDedicatedNodes: 1';
/** One job with one task `t`; `actions` in YAML. */
const one = (task: string, actions = '[]', programs: readonly string[] = [], nodes = ONE) =>
  onPool(
    nodes,
    `
    ${JOB}
    tasks: [ { jobId: j, task: { id: t, ${task} } } ]
    actions: ${actions}
    `,
    programs,
  );
const retries = (count: number) => `constraints: { maxTaskRetryCount: ${count} }`;

describe('the outcome of a task', () => {
  test('L-358, L-375, L-377, L-385: exit code 0 is a success without failureInfo', () => {
    const log = one('commandLine: w30');
    const last = log.last('task j/t');
    expect(last).toMatchObject({ at: 90_000, from: 'running', to: 'completed', exitCode: 0, result: 'success' });
    expect(last).not.toHaveProperty('failureInfo');
    expect(last.reason).toBe('succeeded');
  });

  test('L-228, L-377, L-378, L-379, L-385: any other exit code is a failure: FailureExitCode, a UserError', () => {
    const log = one('commandLine: f30');
    expect(log.last('task j/t')).toMatchObject({
      at: 90_000,
      to: 'completed',
      exitCode: 1,
      result: 'failure',
      failureInfo: { category: 'UserError', code: 'FailureExitCode' },
    });
  });

  test('L-375: results stand on the line of completion only, not on that of an attempt that is retried', () => {
    const log = one(`commandLine: f30, ${retries(1)}`);
    const [, , retried] = log.of('task j/t');
    expect(retried).toMatchObject({ from: 'running', to: 'active', reason: 'retried', retryCount: 1 });
    for (const detail of ['exitCode', 'result', 'failureInfo']) expect(retried).not.toHaveProperty(detail);
  });

  test('L-374, L-387: where it is assigned stands on the line of each start', () => {
    const log = one(`commandLine: f30, ${retries(1)}`);
    expect(log.of('task j/t').map(({ to, poolId, nodeId }) => [to, poolId, nodeId])).toEqual([
      ['active', undefined, undefined],
      ['running', 'p', 'tvm-1'],
      ['active', undefined, undefined],
      ['running', 'p', 'tvm-1'],
      ['completed', undefined, undefined],
    ]);
  });
});

describe('retries', () => {
  test('L-360, L-132: a limit of n gives n + 1 attempts, without a delay', () => {
    const log = one(`commandLine: f30, ${retries(2)}`);
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [90, 'active'],
      [90, 'running'],
      [120, 'active'],
      [120, 'running'],
      [150, 'completed'],
    ]);
    expect(log.of('task j/t').map(({ retryCount }) => retryCount)).toEqual([
      undefined,
      undefined,
      1,
      undefined,
      2,
      undefined,
      undefined,
    ]);
    expect(log.summary.tasks).toMatchObject({ retries: 2, requeues: 0, preemptions: 0, failed: 1 });
  });

  test('L-361: 0 never retries, -1 does so until it succeeds', () => {
    const program = ['{ match: flaky, duration: PT10S, exitCode: { attempts: [ 1, 1, 1, 0 ] } }'];
    expect(runsOf(one(`commandLine: flaky, ${retries(0)}`, '[]', program), 'j/t')).toHaveLength(1);
    const endless = one(`commandLine: flaky, ${retries(-1)}`, '[]', program);
    expect(runsOf(endless, 'j/t').map(([at]) => at)).toEqual([60, 70, 80, 90]);
    expect(endless.last('task j/t')).toMatchObject({ at: 100_000, result: 'success' });
    expect(endless.latest('task j/t', 'retryCount')).toBe(3);
  });

  test('L-363: a retry may run on another node', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      ${JOB}
      tasks:
        - { jobId: j, task: { id: a, commandLine: w30 } }
        - { jobId: j, task: { id: t, commandLine: f30, constraints: { maxTaskRetryCount: 1 } } }
      `,
    );
    // both nodes are free at 90 s: the tie goes to the smallest number
    expect(runsOf(log, 'j/t')).toEqual([
      [60, 'tvm-2'],
      [90, 'tvm-1'],
    ]);
  });

  test('O-44, L-355: a retried task keeps its place before younger ones', () => {
    const log = onPool(
      ONE,
      `
      ${JOB}
      tasks:
        - { jobId: j, task: { id: a, commandLine: f30, constraints: { maxTaskRetryCount: 1 } } }
        - { jobId: j, task: { id: b, commandLine: w30 } }
      `,
    );
    expect(log.starts()).toEqual(['a', 'a', 'b']);
  });

  test('L-383, L-384, S-13: a requeue resets no retryCount, and the run that it lost is repeated', () => {
    const log = one(
      `commandLine: flaky, ${retries(3)}`,
      '[ { at: PT75S, disableJob: { jobId: j, disableTasks: requeue } }, { at: PT100S, enableJob: { jobId: j } } ]',
      ['{ match: flaky, duration: PT10S, exitCode: { attempts: [ 1, 2, 0 ] } }'],
    );
    // attempts: 0 at 60, 1 at 70 lost at 75, 1 again at 100, 2 at 110
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [70, 'active'],
      [70, 'running'],
      [75, 'active'],
      [100, 'running'],
      [110, 'active'],
      [110, 'running'],
      [120, 'completed'],
    ]);
    expect(log.of('task j/t').map(({ retryCount, requeueCount }) => [retryCount, requeueCount])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      [1, undefined],
      [undefined, undefined],
      [undefined, 1],
      [undefined, undefined],
      [2, undefined],
      [undefined, undefined],
      [undefined, undefined],
    ]);
    expect(log.summary.tasks).toMatchObject({ retries: 2, requeues: 1 });
  });
});

describe('requeues that a user asked for', () => {
  const at90 = (operation: string) => `[ { at: PT90S, ${operation} } ]`;
  const PAAS = [pool('targetDedicatedNodes: 2', 'p', CLOUD_SERVICE)];
  const requeued = (operation: string) =>
    withPools(
      PAAS,
      `
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      actions: ${at90(operation)}
      `,
    );
  const cases = [
    ['resize', 'resizePool: { poolId: p, targetDedicatedNodes: 0 }', 'requeuedByResize'],
    ['removal of nodes', 'removeNodes: { poolId: p, nodeList: [ tvm-1 ] }', 'requeuedByRemoval'],
    ['reboot', 'rebootNode: { poolId: p, nodeId: tvm-1 }', 'requeuedByReboot'],
    ['reimage', 'reimageNode: { poolId: p, nodeId: tvm-1 }', 'requeuedByReimage'],
    ['disabled node', 'disableScheduling: { poolId: p, nodeId: tvm-1 }', 'requeuedByDisableScheduling'],
    ['disabled job', 'disableJob: { jobId: j, disableTasks: requeue }', 'requeuedByDisable'],
    ['deleted pool', 'deletePool: { poolId: p }', 'requeuedByPoolDeletion'],
  ] as const;
  for (const [what, operation, reason] of cases) {
    test(`L-383, O-36, S-20: requeueCount counts those of a ${what}; retryCount does not move`, () => {
      const log = requeued(operation);
      const line = log.of('task j/t')[2];
      expect(line).toMatchObject({ at: 90_000, from: 'running', to: 'active', reason, requeueCount: 1 });
      expect(line).not.toHaveProperty('retryCount');
      expect(line).not.toHaveProperty('waited');
      expect(log.summary.tasks).toMatchObject({ requeues: 1, retries: 0, preemptions: 0 });
    });
  }

  test('L-383, L-113, L-153, L-260: a failed node and a preemption move no counter', () => {
    const lost = (operation: string) =>
      one('commandLine: w60', at90(operation), [], 'targetLowPriorityNodes: 2').of('task j/t')[2];
    for (const [operation, reason] of [
      ['failNode: { poolId: p, nodeId: tvm-1, to: unusable }', 'nodeFailed'],
      ['preemptNodes: { poolId: p, count: 1 }', 'preempted'],
    ]) {
      const line = lost(operation);
      expect(line).toMatchObject({ at: 90_000, to: 'active', reason });
      expect(line).not.toHaveProperty('requeueCount');
      expect(line).not.toHaveProperty('retryCount');
    }
  });
});

describe('what comes before and after the program', () => {
  const SLOW = (more: string) =>
    `cloud: { nodes: { allocate: PT1M, create: PT0S, start: PT0S }, transfers: { bandwidth: 1MB, ${more} } }`;

  test('L-357, L-374: running begins with the downloads', () => {
    const log = onPool(
      ONE,
      `
      ${SLOW('blobs: [ { match: "*", size: 20MB } ]')}
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: w30, resourceFiles: [ { blobSource: "https://a/b", filePath: b } ] } } ]
      `,
    );
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [110, 'completed'],
    ]);
  });

  test('L-362, L-376, L-377, L-380: a failed download is a pre-processing error: no retry, no exit code', () => {
    const log = onPool(
      ONE,
      `
      ${SLOW('blobs: [ { match: "*/b", size: 5MB, fails: true } ]')}
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: w30, ${retries(3)}, resourceFiles: [ { blobSource: "https://a/b", filePath: b } ] } } ]
      `,
    );
    const last = log.last('task j/t');
    expect(last).toMatchObject({ to: 'completed', result: 'failure', reason: 'preProcessingFailed' });
    expect(last).not.toHaveProperty('exitCode');
    expect(last.failureInfo).toMatchObject({ category: 'UserError' });
    expect(runsOf(log, 'j/t')).toHaveLength(1);
  });

  test('S-25: what a program would do does not happen if the command is never reached', () => {
    const log = onPool(
      ONE,
      `
      ${SLOW('blobs: [ { match: "*/a", size: 20MB }, { match: "*/b", fails: true, size: 1MB } ]')}
      ${JOB}
      tasks:
        - jobId: j
          task:
            id: t
            commandLine: boss
            resourceFiles: [ { blobSource: "https://x/a", filePath: a }, { blobSource: "https://x/b", filePath: b } ]
      `,
      ['{ match: boss, duration: PT1M, then: [ { after: PT5S, addTask: { id: u, commandLine: w1 } } ] }'],
    );
    expect(log.last('task j/t')).toMatchObject({ at: 80_000, reason: 'preProcessingFailed' });
    expect(log.requests()).toEqual([]);
  });

  const uploading = (task: string, uploads: string, actions = '[]') =>
    onPool(
      ONE,
      `
      ${SLOW(`uploads: [ ${uploads} ]`)}
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, ${task} } } ]
      actions: ${actions}
      `,
    );
  const file = (condition: string, url = 'https://x/c') =>
    `{ filePattern: "*.log", destination: { container: { containerUrl: "${url}" } }, uploadOptions: { uploadCondition: ${condition} } }`;

  test('L-390: tasksuccess uploads after exit code 0, taskfailure after any other, taskcompletion always', () => {
    const end = (command: string, condition: string) =>
      uploading(`commandLine: ${command}, outputFiles: [ ${file(condition)} ]`, '{ match: "*", size: 10MB }').last(
        'task j/t',
      ).at / 1000;
    expect([end('w30', 'tasksuccess'), end('f30', 'tasksuccess')]).toEqual([100, 90]);
    expect([end('w30', 'taskfailure'), end('f30', 'taskfailure')]).toEqual([90, 100]);
    expect([end('w30', 'taskcompletion'), end('f30', 'taskcompletion')]).toEqual([100, 100]);
  });

  test('L-391: the task runs until its uploads are done, one after the other, and keeps its slot', () => {
    const log = onPool(
      ONE,
      `
      ${SLOW('uploads: [ { match: "*/c", size: 10MB }, { match: "*/d", size: 5MB } ]')}
      ${JOB}
      tasks:
        - { jobId: j, task: { id: t, commandLine: w30, outputFiles: [ ${file('taskcompletion')}, ${file('taskcompletion', 'https://x/d')} ] } }
        - { jobId: j, task: { id: u, commandLine: w30 } }
      `,
    );
    expect(log.last('task j/t').at).toBe(105_000);
    expect(runsOf(log, 'j/u')).toEqual([[105, 'tvm-1']]);
  });

  test('L-386, L-362, L-377: a failed upload makes a task fail that exited with 0, and is not retried', () => {
    const log = uploading(
      `commandLine: w30, ${retries(2)}, outputFiles: [ ${file('taskcompletion')} ]`,
      '{ match: "*", size: 10MB, fails: true }',
    );
    expect(log.last('task j/t')).toMatchObject({
      to: 'completed',
      result: 'failure',
      exitCode: 0,
      reason: 'uploadFailed',
    });
    expect(log.last('task j/t').failureInfo).toBeDefined();
    expect(runsOf(log, 'j/t')).toHaveLength(1);
    expect(log.summary.tasks).toMatchObject({ failed: 1, succeeded: 0, retries: 0 });
  });

  test('O-67: an attempt that will be retried uploads too', () => {
    const log = uploading(
      `commandLine: f30, ${retries(1)}, outputFiles: [ ${file('taskfailure')} ]`,
      '{ match: "*", size: 10MB }',
    );
    expect(runsOf(log, 'j/t').map(([at]) => at)).toEqual([60, 100]);
    expect(log.last('task j/t').at).toBe(140_000);
  });

  test('O-67, L-362: an upload that fails ends a task that had retries left', () => {
    const log = uploading(
      `commandLine: f30, ${retries(5)}, outputFiles: [ ${file('taskfailure')} ]`,
      '{ match: "*", size: 10MB, fails: true }',
    );
    expect(log.last('task j/t')).toMatchObject({ to: 'completed', exitCode: 1, reason: 'uploadFailed' });
    expect(runsOf(log, 'j/t')).toHaveLength(1);
  });

  test('S-14: perNode decides the exit code on the first nodes of a pool, and wins over exitCode (S-32)', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      ${JOB}
      tasks: [ { jobId: j, count: 2, task: { id: "t{n}", commandLine: picky } } ]
      `,
      ['{ match: picky, duration: PT60S, exitCode: 0, perNode: { count: 1, exitCode: 7, speed: 2 } }'],
    );
    expect(log.last('task j/t1')).toMatchObject({ at: 90_000, exitCode: 7, result: 'failure' });
    expect(log.last('task j/t2')).toMatchObject({ at: 120_000, exitCode: 0, result: 'success' });
  });

  test('S-14: a replaced node and a node of another pool with the same number are meant too', () => {
    const log = withPools(
      [pool('targetLowPriorityNodes: 1'), pool('targetDedicatedNodes: 1', 'q')],
      `
      jobs: [ { id: j, poolInfo: { poolId: p } }, { id: k, poolInfo: { poolId: q } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: picky } }, { jobId: k, task: { id: t, commandLine: picky } } ]
      actions: [ { at: PT10M, addTask: { jobId: j, id: u, commandLine: picky } }, { at: PT150S, preemptNodes: { poolId: p, count: 1 } } ]
      `,
      ['{ match: picky, duration: PT60S, exitCode: 0, perNode: { count: 1, exitCode: 7 } }'],
    );
    for (const task of ['j/t', 'k/t', 'j/u']) expect(log.last(`task ${task}`)).toMatchObject({ exitCode: 7 });
  });
});
