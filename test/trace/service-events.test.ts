import { describe, expect, test } from 'vitest';
import { IMAGE, PROGRAMS, pool, QUICK_CLOUD } from '../support/run.ts';
import { analyticsOf, metricsOf, type ServiceEventLine } from './views.ts';

const named = (lines: readonly ServiceEventLine[], name: string) =>
  lines.filter(({ operationName }) => operationName === name).map(({ properties }) => properties);
const names = (lines: readonly ServiceEventLine[]) => lines.map(({ operationName }) => operationName);
const START = '2017-05-01T00:00:00.000Z';

describe('events of pools', () => {
  test('L-436: a pool is created once, and a resize begins at once if it has a target', () => {
    const lines = analyticsOf(`
${QUICK_CLOUD}
pools: [ ${pool('displayName: Render, targetDedicatedNodes: 2, resizeTimeout: PT5M, maxTasksPerNode: 2')}, ${pool('targetDedicatedNodes: 0', 'empty')} ]`);
    expect(lines.slice(0, 3).map(({ time, operationName, category }) => [time, operationName, category])).toEqual([
      [START, 'PoolCreateEvent', 'ServiceLog'],
      [START, 'PoolResizeStartEvent', 'ServiceLog'],
      [START, 'PoolCreateEvent', 'ServiceLog'],
    ]);
    expect(lines[0].properties).toEqual({
      id: 'p',
      displayName: 'Render',
      vmSize: 'STANDARD_D2_V2',
      imageType: 'virtualMachineConfiguration',
      networkConfiguration: { subnetId: '' },
      resizeTimeout: '300000',
      targetDedicatedNodes: 2,
      targetLowPriorityNodes: 0,
      maxTasksPerNode: 2,
      vmFillType: 'Spread',
      enableAutoScale: false,
      enableInterNodeCommunication: false,
      isAutoPool: false,
    });
    expect(named(lines, 'PoolResizeStartEvent')).toHaveLength(1);
  });

  test('L-436: an auto pool says that it is one', () => {
    const lines = analyticsOf(`
${QUICK_CLOUD}
jobs: [ { id: j, onAllTasksComplete: terminatejob, poolInfo: { autoPoolSpecification: { autoPoolIdPrefix: mine, poolLifetimeOption: job, pool: { vmSize: STANDARD_D2_V2, ${IMAGE}, targetDedicatedNodes: 1 } } } } ]
tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
${PROGRAMS}`);
    const [created] = named(lines, 'PoolCreateEvent');
    expect(created).toMatchObject({ isAutoPool: true, id: expect.stringMatching(/^mine_/) });
    expect(named(lines, 'PoolResizeStartEvent')[0]).toMatchObject({ isAutoPool: true, id: created.id });
  });

  test('L-437, L-438: every resize has one start and one completion; a growing pool has no deallocation option', () => {
    const lines = analyticsOf(`
${QUICK_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 3')} ]
actions:
  - { at: PT5M, resizePool: { poolId: p, targetDedicatedNodes: 2, nodeDeallocationOption: taskcompletion } }
  - { at: PT10M, removeNodes: { poolId: p, nodeList: [ tvm-1 ], nodeDeallocationOption: terminate } }
  - { at: PT15M, resizePool: { poolId: p, targetDedicatedNodes: 4 } }
  - { at: PT20M, enableAutoScale: { poolId: p, autoScaleFormula: "$TargetDedicated = 5;" } }
  - { at: PT25M, deletePool: { poolId: p } }`);
    const starts = named(lines, 'PoolResizeStartEvent');
    const ends = named(lines, 'PoolResizeCompleteEvent');
    const options = ['invalid', 'taskcompletion', 'terminate', 'invalid', 'invalid', 'requeue'];
    expect(starts.map(({ nodeDeallocationOption }) => nodeDeallocationOption)).toEqual(options);
    expect(ends.map(({ nodeDeallocationOption }) => nodeDeallocationOption)).toEqual(options);
    expect(ends.map(({ currentDedicatedNodes }) => currentDedicatedNodes)).toEqual([3, 2, 1, 4, 5, 0]);
    expect(ends.every(({ resultCode }) => resultCode === 'Success')).toBe(true);
    expect(starts[4]).toMatchObject({ enableAutoScale: true, targetDedicatedNodes: 5 });
    expect(ends[1]).toMatchObject({
      startTime: '2017-05-01T00:05:00.000Z',
      endTime: '2017-05-01T00:05:30.000Z',
      resultMessage: 'The operation succeeded',
    });
  });

  test('L-437, O-87: a resize that times out or is stopped completes with its first error', () => {
    const lines = analyticsOf(`
cloud: { capacity: { dedicated: 0, lowPriority: 0 } }
pools:
  - ${pool('targetDedicatedNodes: 1, targetLowPriorityNodes: 1, resizeTimeout: PT10M')}
  - ${pool('targetDedicatedNodes: 1', 'q')}
actions: [ { at: PT5M, stopResize: { poolId: q } } ]`);
    expect(named(lines, 'PoolResizeCompleteEvent').map(({ id, resultCode }) => [id, resultCode])).toEqual([
      ['q', 'ResizeStopped'],
      ['p', 'AllocationTimedOut'],
    ]);
  });

  test('L-437: deleting a pool ends the resize under way and has its own', () => {
    const lines = analyticsOf(`
${QUICK_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 2')} ]
actions: [ { at: PT30S, deletePool: { poolId: p } } ]`);
    expect(names(lines)).toEqual([
      'PoolCreateEvent',
      'PoolResizeStartEvent',
      'PoolDeleteStartEvent',
      'PoolResizeCompleteEvent',
      'PoolResizeStartEvent',
      'PoolResizeCompleteEvent',
      'PoolDeleteCompleteEvent',
    ]);
    expect(named(lines, 'PoolResizeCompleteEvent').map(({ resultCode }) => resultCode)).toEqual([
      'ResizeStopped',
      'Success',
    ]);
  });

  test('L-439: the completed deletion of a pool carries the time of its start', () => {
    const lines = analyticsOf(`
${QUICK_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 1')} ]
actions: [ { at: PT5M, deletePool: { poolId: p } } ]`);
    expect(named(lines, 'PoolDeleteStartEvent')).toEqual([{ id: 'p' }]);
    expect(named(lines, 'PoolDeleteCompleteEvent')).toEqual([
      { id: 'p', startTime: '2017-05-01T00:05:00.000Z', endTime: '2017-05-01T00:05:30.000Z' },
    ]);
  });

  test('an evaluation of a formula is an event with its results, or with its error', () => {
    const formula = (text: string) =>
      analyticsOf(`
end: PT1M
pools: [ { id: p, vmSize: STANDARD_D2_V2, ${IMAGE}, enableAutoScale: true, autoScaleFormula: "${text}" } ]`);
    const [well] = named(formula('$TargetDedicated = 2;'), 'PoolAutoScaleEvent');
    expect(well).toMatchObject({ id: 'p', timestamp: START, formula: '$TargetDedicated = 2;' });
    expect(well.results).toContain('$TargetDedicatedNodes=2');
    const [ill] = named(formula('$TargetDedicated = avg($ActiveTasks.GetSample(10, 50));'), 'PoolAutoScaleEvent');
    expect(ill.error).toMatchObject({ code: 'AutoScalingFormulaEvaluationError' });
  });
});

const JOB = (tasks: string, more = '') => `
${QUICK_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 1, targetLowPriorityNodes: 0')} ]
jobs: [ { id: j, poolInfo: { poolId: p }${more} } ]
tasks: [ ${tasks} ]
${PROGRAMS}
  - { match: flaky, duration: PT1M, exitCode: { attempts: [ 1, 1, 0 ] } }`;

describe('events of tasks', () => {
  test('L-440, L-441: a task starts with every attempt and completes once, with its last', () => {
    const lines = analyticsOf(
      JOB('{ jobId: j, task: { id: t, commandLine: flaky, constraints: { maxTaskRetryCount: 3 } } }'),
    );
    expect(named(lines, 'TaskStartEvent').map(({ executionInfo }) => executionInfo)).toEqual([
      { retryCount: 0 },
      { retryCount: 1 },
      { retryCount: 2 },
    ]);
    expect(named(lines, 'TaskCompleteEvent')).toEqual([
      {
        jobId: 'j',
        id: 't',
        taskType: 'User',
        systemTaskVersion: 0,
        nodeInfo: { poolId: 'p', nodeId: 'tvm-1' },
        multiInstanceSettings: { numberOfInstances: 1 },
        constraints: { maxTaskRetryCount: 3 },
        executionInfo: {
          startTime: '2017-05-01T00:03:00.000Z',
          endTime: '2017-05-01T00:04:00.000Z',
          exitCode: 0,
          retryCount: 2,
          requeueCount: 0,
        },
      },
    ]);
    expect(named(lines, 'TaskFailEvent')).toEqual([]);
  });

  test('L-440: a requeued task starts again, and so does one whose node was lost', () => {
    const lines = analyticsOf(`${JOB('{ jobId: j, task: { id: t, commandLine: w300 } }')}
actions:
  - { at: PT2M, disableJob: { jobId: j, disableTasks: requeue } }
  - { at: PT3M, enableJob: { jobId: j } }
  - { at: PT4M, failNode: { poolId: p, nodeId: tvm-1, to: unusable } }
  - { at: PT5M, recoverNode: { poolId: p, nodeId: tvm-1 } }`);
    expect(named(lines, 'TaskStartEvent').map(({ systemTaskVersion }) => systemTaskVersion)).toEqual([0, 0, 1]);
    expect(named(lines, 'TaskCompleteEvent')).toMatchObject([{ executionInfo: { retryCount: 0, requeueCount: 1 } }]);
  });

  test('L-442: a task that fails has an event for that besides its completion', () => {
    const lines = analyticsOf(JOB('{ jobId: j, task: { id: t, commandLine: f60 } }'));
    expect(names(lines).slice(-3)).toEqual(['TaskStartEvent', 'TaskCompleteEvent', 'TaskFailEvent']);
    expect(named(lines, 'TaskFailEvent')).toEqual(named(lines, 'TaskCompleteEvent'));
    expect(named(lines, 'TaskFailEvent')[0]).toMatchObject({ executionInfo: { exitCode: 1 } });
  });

  test('O-88: a task that completes without having started has no node, no start and no exit code', () => {
    const lines = analyticsOf(`${JOB('{ jobId: j, count: 2, task: { id: "t{n}", commandLine: w300 } }')}
actions: [ { at: PT2M, terminateTask: { jobId: j, taskId: t2 } } ]`);
    expect(named(lines, 'TaskCompleteEvent')[0]).toMatchObject({
      id: 't2',
      nodeInfo: { poolId: '', nodeId: '' },
      executionInfo: { endTime: '2017-05-01T00:02:00.000Z', retryCount: 0, requeueCount: 0 },
    });
    expect(named(lines, 'TaskCompleteEvent')[0].executionInfo).not.toHaveProperty('startTime');
    expect(named(lines, 'TaskCompleteEvent')[0].executionInfo).not.toHaveProperty('exitCode');
  });

  test('L-443: start, preparation and release tasks have no events', () => {
    const lines = analyticsOf(`
${QUICK_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 1, startTask: { commandLine: w10, waitForSuccess: true }')} ]
jobs: [ { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w10 }, jobReleaseTask: { commandLine: w10 }, onAllTasksComplete: terminatejob } ]
tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
${PROGRAMS}`);
    expect(names(lines).filter((name) => name.startsWith('Task'))).toEqual(['TaskStartEvent', 'TaskCompleteEvent']);
    expect(named(lines, 'TaskStartEvent')[0]).toMatchObject({ id: 't' });
  });

  test('L-444: a task is a JobManager or a User', () => {
    const lines = analyticsOf(
      JOB(
        '{ jobId: j, task: { id: t, commandLine: w60 } }',
        ', jobManagerTask: { id: boss, commandLine: w30, killJobOnCompletion: false }',
      ),
    );
    expect(named(lines, 'TaskStartEvent').map(({ id, taskType }) => [id, taskType])).toEqual([
      ['boss', 'JobManager'],
      ['t', 'User'],
    ]);
  });

  test('a multi-instance task says of how many instances, and names its first node', () => {
    const lines = analyticsOf(`
${QUICK_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 2, enableInterNodeCommunication: true')} ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
tasks: [ { jobId: j, task: { id: t, commandLine: w60, multiInstanceSettings: { numberOfInstances: 2, coordinationCommandLine: w1 } } } ]
${PROGRAMS}`);
    expect(named(lines, 'TaskStartEvent')).toMatchObject([
      { nodeInfo: { poolId: 'p', nodeId: 'tvm-1' }, multiInstanceSettings: { numberOfInstances: 2 } },
    ]);
  });
});

describe('metrics by the minute', () => {
  test('number nodes and cores at the beginning of each minute, and count events over it', () => {
    const rows = metricsOf(`
${QUICK_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 2, targetLowPriorityNodes: 1')} ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
tasks: [ { jobId: j, count: 2, arrival: { at: PT90S }, task: { id: "t{n}", commandLine: w30 } }, { jobId: j, arrival: { at: PT90S }, task: { id: bad, commandLine: f30 } } ]
${PROGRAMS}`);
    const at = (seconds: number) => rows.filter(([time]) => time === seconds).map(([, ...row]) => row);
    expect(at(0)).toEqual([
      ['PoolCreateEvent', 'p', 1],
      ['PoolResizeStartEvent', 'p', 1],
    ]);
    expect(new Set(at(60).map((row) => row.join(' ')))).toEqual(
      new Set([
        'TotalNodeCount  2',
        'CoreCount  4',
        'TotalLowPriorityNodeCount  1',
        'LowPriorityCoreCount  2',
        'IdleNodeCount  3',
        'PoolResizeCompleteEvent p 1',
        'TaskStartEvent p/j 3',
      ]),
    );
    expect(at(120).filter(([metric]) => String(metric).startsWith('Task'))).toEqual([
      ['TaskCompleteEvent', 'p/j', 3],
      ['TaskFailEvent', 'p/j', 1],
    ]);
  });

  test('a preempted node counts as a node and has no cores', () => {
    const rows = metricsOf(`
${QUICK_CLOUD}
end: PT3M
pools: [ ${pool('targetLowPriorityNodes: 2')} ]
actions: [ { at: PT90S, preemptNodes: { poolId: p, count: 1 } } ]`);
    const last = rows.filter(([time]) => time === 120).map(([, metric, , total]) => `${metric} ${total}`);
    expect(new Set(last)).toEqual(
      new Set(['TotalLowPriorityNodeCount 2', 'LowPriorityCoreCount 2', 'IdleNodeCount 1', 'PreemptedNodeCount 1']),
    );
  });

  test('L-445: a node in `unknown` appears only in the totals', () => {
    const rows = metricsOf(`
${QUICK_CLOUD}
end: PT3M
pools: [ ${pool('targetDedicatedNodes: 1')} ]
actions: [ { at: PT90S, failNode: { poolId: p, nodeId: tvm-1, to: unknown } }, { at: PT150S, setCapacity: { dedicated: 9 } } ]`);
    const last = rows.filter(([time]) => time === 120).map(([, metric]) => metric);
    expect(new Set(last)).toEqual(new Set(['TotalNodeCount', 'CoreCount']));
  });
});
