import { describe, expect, test } from 'vitest';
import { onPool, withPools } from '../support/job-lab.ts';
import { pool, type RunLog } from '../support/run.ts';

const JOB = 'jobs: [ { id: j, poolInfo: { poolId: p } } ]';
const nodes = (count: number, more = '') => `targetDedicatedNodes: ${count}, enableInterNodeCommunication: true${more}`;
const gang = (instances: number, more = 'commandLine: w60', coordination = '', settings = '') =>
  `{ jobId: j, task: { id: mpi, ${more}, multiInstanceSettings: { numberOfInstances: ${instances}${coordination === '' ? '' : `, coordinationCommandLine: ${coordination}`}${settings} } } }`;
const on = (
  more: string,
  tasks: readonly string[],
  { actions = '', jobs = JOB, programs = [] as readonly string[] } = {},
) =>
  onPool(
    more,
    `
    ${jobs}
    tasks: [ ${tasks.join(', ')} ]
    actions: [ ${actions} ]
    `,
    programs,
  );
const ordinary = (id: string, command: string) => `{ jobId: j, task: { id: ${id}, commandLine: ${command} } }`;
const nodesOf = (log: RunLog) =>
  log
    .of('task j/mpi')
    .filter(({ to }) => to === 'running')
    .map(({ at, nodeIds }) => [at / 1000, nodeIds]);

describe('a multi-instance task', () => {
  test('L-408, L-409, O-51, O-52: starts on N idle nodes at once, the one with the lowest number being its primary', () => {
    const log = on(nodes(4), [gang(3)]);
    expect(nodesOf(log)).toEqual([[60, ['tvm-1', 'tvm-2', 'tvm-3']]]);
    expect(log.of('task j/mpi')[1]).toMatchObject({ poolId: 'p', nodeId: 'tvm-1' });
    for (const node of [1, 2, 3])
      expect(log.settled(`node p/tvm-${node}`).slice(-2)).toEqual([
        [60, 'running'],
        [120, 'idle'],
      ]);
    expect(log.settled('node p/tvm-4').at(-1)).toEqual([60, 'idle']);
    expect(log.summary.pools.p.slotSeconds).toMatchObject({ busy: 180 });
  });

  test('L-409: does not start while fewer are free, and none is kept free for it (O-51)', () => {
    const log = on(nodes(3), [ordinary('a', 'w30'), gang(3), ordinary('b', 'w90'), ordinary('c', 'w60')]);
    // a, b and c take the three nodes; a younger task that comes while it waits goes ahead of it
    expect(nodesOf(log)).toEqual([[150, ['tvm-1', 'tvm-2', 'tvm-3']]]);
    expect(log.of('task j/mpi')[1].waited).toEqual({ allocation: 60_000, slots: 90_000 });
  });

  test('O-51, O-43: when all nodes are free it has its turn among the tasks of its job', () => {
    const log = on(nodes(2), [gang(2), ordinary('a', 'w30')]);
    expect(log.starts()).toEqual(['mpi', 'a']);
  });

  test('O-51, L-422: a gang of higher priority that is blocked blocks nobody behind it', () => {
    const log = on(
      nodes(2),
      [
        `{ jobId: k, task: { id: a, commandLine: w60 } }`,
        gang(2),
        '{ jobId: k, arrival: { at: PT80S }, task: { id: b, commandLine: w300 } }',
      ],
      {
        jobs: 'jobs: [ { id: k, priority: 9, poolInfo: { poolId: p } }, { id: j, priority: 5, poolInfo: { poolId: p } }, { id: l, poolInfo: { poolId: p } } ]',
      },
    );
    // a holds tvm-1 from 60; b takes tvm-2 at 80 although the gang waits; it starts when both are free
    expect(nodesOf(log)).toEqual([[380, ['tvm-1', 'tvm-2']]]);
    expect(log.of('task j/mpi')[1].waited).toEqual({ allocation: 60_000, higherPriority: 320_000 });
  });

  test('L-407: in a pool without inter-node communication, or with several slots, it stays active for ever', () => {
    for (const more of ['targetDedicatedNodes: 2', nodes(2, ', maxTasksPerNode: 2')]) {
      const log = on(more, [gang(2), ordinary('a', 'w30')]);
      expect(log.states('task j/mpi')).toEqual([[0, 'active']]);
      expect(log.last('task j/a').to).toBe('completed');
      expect(log.last('run').waiting).toEqual({ j: { ineligible: 90_000 } });
      expect(log.summary.stuck).toMatchObject([{ entity: 'task:j/mpi' }]);
    }
  });

  test('L-409: wanting more nodes than the pool has, it waits for slots', () => {
    const log = on(nodes(2), [gang(3)]);
    expect(log.last('run').waiting).toEqual({ j: { allocation: 60_000 } });
    const later = on(nodes(2), [gang(3)], {
      actions: '{ at: PT100S, resizePool: { poolId: p, targetDedicatedNodes: 3 } }',
    });
    expect(nodesOf(later)).toEqual([[160, ['tvm-1', 'tvm-2', 'tvm-3']]]);
    expect(later.of('task j/mpi')[1].waited).toEqual({ allocation: 60_000, slots: 100_000 });
  });

  test('L-408: takes low-priority nodes too, by number', () => {
    const log = on(`targetDedicatedNodes: 1, targetLowPriorityNodes: 2, enableInterNodeCommunication: true`, [gang(3)]);
    expect(nodesOf(log)).toEqual([[60, ['tvm-1', 'tvm-2', 'tvm-3']]]);
  });
});

describe('coordination', () => {
  test('L-410, L-412: the coordination command runs on all nodes, then the application command on the primary, whose exit code counts', () => {
    const log = on(nodes(2), [gang(2, 'commandLine: f60', 'w30')]);
    expect(log.states('task j/mpi')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [150, 'completed'],
    ]);
    expect(log.last('task j/mpi')).toMatchObject({ exitCode: 1, result: 'failure' });
    for (const node of [1, 2]) expect(log.settled(`node p/tvm-${node}`).at(-1)).toEqual([150, 'idle']);
  });

  test('L-410: the slowest node decides when the application begins', () => {
    const log = on(nodes(3), [gang(3, 'commandLine: w60', 'prep')], {
      programs: ['{ match: prep, duration: PT40S, perNode: { count: 2, speed: 4 } }'],
    });
    expect(log.last('task j/mpi').at).toBe(160_000);
  });

  test('L-410: the application is timed from its own start', () => {
    const log = on(nodes(2), [gang(2, 'commandLine: boss', 'w30')], {
      programs: ['{ match: boss, duration: PT1M, then: [ { after: PT10S, addTask: { id: a, commandLine: w10 } } ] }'],
    });
    expect(log.last('request')).toMatchObject({ at: 100_000, to: 'addTask', status: 201 });
  });

  test('L-413: one that fails on any node fails the task, which is retried up to its limit', () => {
    const log = on(nodes(2), [gang(2, 'commandLine: w60, constraints: { maxTaskRetryCount: 1 }', 'prep')], {
      programs: ['{ match: prep, duration: PT30S, exitCode: { attempts: [ 3, 0 ] } }'],
    });
    expect(log.states('task j/mpi')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [90, 'active'],
      [90, 'running'],
      [180, 'completed'],
    ]);
    expect(log.latest('task j/mpi', 'retryCount')).toBe(1);
    const failed = on(nodes(3), [gang(3, 'commandLine: w60', 'prep')], {
      programs: ['{ match: prep, duration: PT40S, perNode: { count: 1, exitCode: 9, speed: 2 } }'],
    });
    expect(failed.last('task j/mpi')).toMatchObject({ at: 80_000, exitCode: 9, result: 'failure' });
  });

  test('L-413, S-25: what the application would do does not happen when the coordination failed', () => {
    const log = on(nodes(2), [gang(2, 'commandLine: boss', 'f30')], {
      programs: ['{ match: boss, duration: PT1M, then: [ { after: PT0S, addTask: { id: a, commandLine: w10 } } ] }'],
    });
    expect(log.last('task j/mpi').at).toBe(90_000);
    expect(log.requests()).toEqual([]);
  });

  test('L-410, L-411: common files go to all nodes before the coordination, those of the task to the primary', () => {
    const files = (more: string, settings: string) =>
      withPools(
        [pool(nodes(2))],
        `
        cloud: { nodes: { allocate: PT1M, create: PT0S, start: PT0S }, transfers: { bandwidth: 1MB, blobs: [ { match: "*", size: 10MB } ] } }
        ${JOB}
        tasks: [ ${gang(2, `commandLine: w60${more}`, 'w30', settings)} ]
        `,
      ).last('task j/mpi').at;
    const list = '[ { blobSource: "https://a/b", filePath: b } ]';
    expect(files('', `, commonResourceFiles: ${list}`)).toBe(160_000);
    expect(files(`, resourceFiles: ${list}`, '')).toBe(160_000);
    expect(files(`, resourceFiles: ${list}`, `, commonResourceFiles: ${list}`)).toBe(170_000);
  });

  test('L-414, L-364: its wall clock runs from the start of the coordination', () => {
    const log = on(nodes(2), [gang(2, 'commandLine: w60, constraints: { maxWallClockTime: PT50S }', 'w30')]);
    expect(log.last('task j/mpi')).toMatchObject({ at: 110_000, reason: 'wallClockExpired' });
  });

  test('L-393: uploads once, from the primary', () => {
    const log = withPools(
      [pool(nodes(2))],
      `
      cloud: { nodes: { allocate: PT1M, create: PT0S, start: PT0S }, transfers: { bandwidth: 1MB, uploads: [ { match: "*", size: 10MB } ] } }
      ${JOB}
      tasks: [ ${gang(2, 'commandLine: w60, outputFiles: [ { filePattern: "*", destination: { container: { containerUrl: "https://x" } }, uploadOptions: { uploadCondition: taskcompletion } } ]')} ]
      `,
    );
    expect(log.last('task j/mpi').at).toBe(130_000);
  });
});

describe('preparation of its nodes', () => {
  test('L-270, L-271, L-415: runs on all of them; the task waits in preparing until all are prepared', () => {
    const log = on(nodes(3), [gang(2)], {
      jobs: 'jobs: [ { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: prep }, jobReleaseTask: { commandLine: w10 } } ]',
      programs: ['{ match: prep, duration: PT40S, perNode: { count: 1, speed: 2 } }'],
      actions: '{ at: PT200S, terminateJob: { jobId: j } }',
    });
    expect(log.states('task j/mpi')).toEqual([
      [0, 'active'],
      [60, 'preparing'],
      [100, 'running'],
      [160, 'completed'],
    ]);
    expect(log.of('task j/mpi')[1].nodeIds).toEqual(['tvm-1', 'tvm-2']);
    expect(log.states('jobPreparation j/p/tvm-1').at(-1)).toEqual([80, 'completed']);
    expect(log.states('jobPreparation j/p/tvm-2').at(-1)).toEqual([100, 'completed']);
    // L-296: the release runs where it ran, on both
    expect(log.of('jobRelease j/p/tvm-1')[0]).toMatchObject({ at: 200_000 });
    expect(log.of('jobRelease j/p/tvm-2')[0]).toMatchObject({ at: 200_000 });
    expect(log.of('jobRelease j/p/tvm-3')).toEqual([]);
  });

  test('L-273, L-275, L-409: where it fails on one node the task goes back, and starts when there are enough others', () => {
    const log = on(nodes(3), [gang(2)], {
      jobs: 'jobs: [ { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: prep } } ]',
      programs: ['{ match: prep, duration: PT40S, perNode: { count: 1, exitCode: 1 } }'],
    });
    expect(log.states('task j/mpi')).toEqual([
      [0, 'active'],
      [60, 'preparing'],
      [100, 'active'],
      [100, 'preparing'],
      [140, 'running'],
      [200, 'completed'],
    ]);
    expect(nodesOf(log)).toEqual([[140, ['tvm-2', 'tvm-3']]]);
    expect(log.of('task j/mpi')[2]).not.toHaveProperty('requeueCount');
  });
});

describe('losing a node', () => {
  test('L-416, L-147: the whole task is requeued and frees all its nodes', () => {
    const log = on(
      'targetDedicatedNodes: 0, targetLowPriorityNodes: 3, enableInterNodeCommunication: true',
      [gang(3), ordinary('a', 'w30')],
      {
        actions: '{ at: PT90S, preemptNodes: { poolId: p, nodeIds: [ tvm-2 ] } }',
      },
    );
    expect(log.of('task j/mpi')[2]).toMatchObject({ at: 90_000, from: 'running', to: 'active', reason: 'preempted' });
    expect(log.of('task j/a')[1]).toMatchObject({ at: 90_000, to: 'running', nodeId: 'tvm-1' });
    // replaced at 390 s, it starts over on all three
    expect(nodesOf(log)).toEqual([
      [60, ['tvm-1', 'tvm-2', 'tvm-3']],
      [390, ['tvm-1', 'tvm-2', 'tvm-3']],
    ]);
    expect(log.summary.tasks).toMatchObject({ requeues: 0, preemptions: 1 });
    // L-407 … contract 4: both ready nodes count, so it waited for slots
    expect(log.of('task j/mpi')[3].waited).toEqual({ slots: 300_000 });
  });

  test('L-416, L-076: a removal with requeue counts once', () => {
    const log = on(nodes(3), [gang(2)], { actions: '{ at: PT90S, removeNodes: { poolId: p, nodeList: [ tvm-1 ] } }' });
    expect(log.of('task j/mpi')[2]).toMatchObject({ at: 90_000, reason: 'requeuedByRemoval', requeueCount: 1 });
    expect(nodesOf(log)[1]).toEqual([90, ['tvm-2', 'tvm-3']]);
    expect(log.summary.tasks.requeues).toBe(1);
  });

  test('L-416, L-087: both its nodes removed at once requeue it once', () => {
    const log = on(nodes(4), [gang(2)], {
      actions: '{ at: PT90S, removeNodes: { poolId: p, nodeList: [ tvm-1, tvm-2 ] } }',
    });
    expect(log.summary.tasks.requeues).toBe(1);
    expect(nodesOf(log)[1]).toEqual([90, ['tvm-3', 'tvm-4']]);
  });

  test('L-077, L-416: with terminate it is completed', () => {
    const log = on(nodes(2), [gang(2)], {
      actions: '{ at: PT90S, removeNodes: { poolId: p, nodeList: [ tvm-2 ], nodeDeallocationOption: terminate } }',
    });
    expect(log.last('task j/mpi')).toMatchObject({ at: 90_000, to: 'completed', reason: 'terminatedWithNode' });
    expect(log.settled('node p/tvm-1').at(-1)).toEqual([90, 'idle']);
  });

  test('L-078, L-416: with taskcompletion each of its nodes waits for it', () => {
    const log = on(nodes(2), [gang(2)], {
      actions: '{ at: PT90S, removeNodes: { poolId: p, nodeList: [ tvm-2 ], nodeDeallocationOption: taskcompletion } }',
    });
    expect(log.last('task j/mpi')).toMatchObject({ at: 120_000, result: 'success' });
    expect(log.states('node p/tvm-2').slice(-2)).toEqual([
      [120, 'leavingpool'],
      [150, null],
    ]);
  });

  test('L-417: terminating it frees all its nodes at once', () => {
    const log = on(nodes(2), [gang(2)], { actions: '{ at: PT90S, terminateTask: { jobId: j, taskId: mpi } }' });
    for (const node of [1, 2]) expect(log.settled(`node p/tvm-${node}`).at(-1)).toEqual([90, 'idle']);
  });
});
