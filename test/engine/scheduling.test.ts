import { describe, expect, test } from 'vitest';
import { onPool, runsOf, withPools } from '../support/job-lab.ts';
import { pool, type RunLog } from '../support/run.ts';

/** Starts in their order as `job/task@node`. */
const starts = (log: RunLog) =>
  log.lines
    .filter(({ entity, to }) => entity === 'task' && to === 'running')
    .map(({ jobId, taskId, nodeId }) => `${jobId}/${taskId}@${String(nodeId).slice(4)}`);
const tasks = (job: string, count: number, command: string, more = '') =>
  `{ jobId: ${job}, count: ${count}, ${more === '' ? '' : `${more}, `}task: { id: "${job}{n}", commandLine: ${command} } }`;
const JOB = '{ id: j, poolInfo: { poolId: p } }';
const jobs = (...more: readonly string[]) => `jobs: [ ${more.join(', ')} ]`;
const job = (id: string, priority = 0) => `{ id: ${id}, priority: ${priority}, poolInfo: { poolId: p } }`;
const scene = (size: string, jobList: readonly string[], taskList: readonly string[], actions = '') =>
  onPool(
    size,
    `
    ${jobs(...jobList)}
    tasks: [ ${taskList.join(', ')} ]
    actions: [ ${actions} ]
    `,
  );

describe('which node', () => {
  const four = (fill: string, count = 4, nodes = 3, slots = 2) =>
    starts(
      scene(
        `targetDedicatedNodes: ${nodes}, maxTasksPerNode: ${slots}, taskSchedulingPolicy: { nodeFillType: ${fill} }`,
        [JOB],
        [tasks('j', count, 'w60')],
      ),
    );

  test('L-430, O-45: pack fills a node before it uses the next', () => {
    expect(four('pack')).toEqual(['j/j1@1', 'j/j2@1', 'j/j3@2', 'j/j4@2']);
    expect(four('pack', 5, 3, 4)).toEqual(['j/j1@1', 'j/j2@1', 'j/j3@1', 'j/j4@1', 'j/j5@2']);
  });

  test('L-431, O-45: spread takes the node with the fewest slots in use', () => {
    expect(four('spread')).toEqual(['j/j1@1', 'j/j2@2', 'j/j3@3', 'j/j4@1']);
  });

  test('L-430, L-431: both look at what runs there, not at how many it is in all', () => {
    const latecomer = (fill: string) =>
      starts(
        scene(
          `targetDedicatedNodes: 3, maxTasksPerNode: 4, taskSchedulingPolicy: { nodeFillType: ${fill} }`,
          [JOB],
          [
            '{ jobId: j, task: { id: a, commandLine: w30 } }',
            '{ jobId: j, count: 5, task: { id: "b{n}", commandLine: w300 } }',
            '{ jobId: j, arrival: { at: PT100S }, task: { id: c, commandLine: w30 } }',
          ],
        ),
      ).at(-1);
    // pack: a, b1-b3 on 1; b4, b5 on 2; at 90 s a leaves 1 with three
    expect(latecomer('pack')).toBe('j/c@1');
    // spread: a, b3 on 1; b1, b4 on 2; b2, b5 on 3; at 90 s a leaves 1 with one
    expect(latecomer('spread')).toBe('j/c@1');
  });

  test('L-430, O-45: pack with several partly filled nodes takes the fullest that has room', () => {
    const log = scene(
      'targetDedicatedNodes: 3, maxTasksPerNode: 3, taskSchedulingPolicy: { nodeFillType: pack }',
      [JOB],
      [
        '{ jobId: j, count: 3, task: { id: "a{n}", commandLine: w30 } }', // tvm-1
        '{ jobId: j, count: 2, task: { id: "b{n}", commandLine: w300 } }', // tvm-2
        '{ jobId: j, arrival: { at: PT95S }, task: { id: c, commandLine: w300 } }', // tvm-2 has two, tvm-1 none
        '{ jobId: j, arrival: { at: PT96S }, task: { id: d, commandLine: w300 } }', // tvm-2 is full
      ],
    );
    expect(runsOf(log, 'j/c')).toEqual([[95, 'tvm-2']]);
    expect(runsOf(log, 'j/d')).toEqual([[96, 'tvm-1']]);
  });

  test('L-432: with one slot per node both take the idle node with the lowest number', () => {
    for (const fill of ['pack', 'spread']) expect(four(fill, 3, 3, 1)).toEqual(['j/j1@1', 'j/j2@2', 'j/j3@3']);
  });

  test('O-45, S-26: ties go to the lowest number, 2 before 10', () => {
    const log = scene('targetDedicatedNodes: 11', [JOB], [tasks('j', 11, 'w60')]);
    expect(
      starts(log)
        .slice(0, 11)
        .map((start) => Number(start.split('@')[1])),
    ).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('L-146: kinds of nodes make no difference, only their slots and numbers', () => {
    const log = scene(
      'targetDedicatedNodes: 1, targetLowPriorityNodes: 2, maxTasksPerNode: 2, taskSchedulingPolicy: { nodeFillType: spread }',
      [JOB],
      [tasks('j', 4, 'w60')],
    );
    expect(starts(log)).toEqual(['j/j1@1', 'j/j2@2', 'j/j3@3', 'j/j4@1']);
    const packed = scene(
      'targetDedicatedNodes: 1, targetLowPriorityNodes: 1, maxTasksPerNode: 2, taskSchedulingPolicy: { nodeFillType: pack }',
      [JOB],
      [tasks('j', 3, 'w60')],
    );
    expect(starts(packed)).toEqual(['j/j1@1', 'j/j2@1', 'j/j3@2']);
  });

  test('L-428, L-429: takes no more tasks than it has slots, and none while it is disabled, draining or down', () => {
    const log = scene(
      'targetDedicatedNodes: 3, maxTasksPerNode: 2',
      [JOB],
      [tasks('j', 6, 'w300', 'arrival: { at: PT70S }')],
      '{ at: PT65S, disableScheduling: { poolId: p, nodeId: tvm-1 } }, { at: PT65S, rebootNode: { poolId: p, nodeId: tvm-2 } }',
    );
    // tvm-3 takes two at 70 s, tvm-2 two when it is back at 185 s, then tvm-3 the last two
    expect(starts(log)).toEqual(['j/j1@3', 'j/j2@3', 'j/j3@2', 'j/j4@2', 'j/j5@3', 'j/j6@3']);
    expect(runsOf(log, 'j/j3')[0][0]).toBe(185);
    expect(runsOf(log, 'j/j5')[0][0]).toBe(370);
  });
});

describe('affinity', () => {
  const wish = (id: string, affinityId: string, arrival = '') =>
    `{ jobId: j, ${arrival}task: { id: ${id}, commandLine: w30, affinityInfo: { affinityId: "${affinityId}" } } }`;

  test('L-419, O-46: a task goes to the node that it names, if that can take it now', () => {
    for (const id of ['TVM:tvm-3', 'tvm-3', 'tvm:tvm-3']) {
      expect(starts(scene('targetDedicatedNodes: 3', [JOB], [wish('a', id)]))).toEqual(['j/a@3']);
    }
  });

  test('L-419, O-46: if it is busy, disabled or not there the task goes elsewhere at once', () => {
    const busy = scene('targetDedicatedNodes: 3', [JOB], [wish('a', 'tvm-2'), wish('b', 'tvm-2'), wish('c', 'tvm-9')]);
    expect(starts(busy)).toEqual(['j/a@2', 'j/b@1', 'j/c@3']);
    const disabled = scene(
      'targetDedicatedNodes: 2',
      [JOB],
      [wish('a', 'tvm-2', 'arrival: { at: PT90S }, ')],
      '{ at: PT80S, disableScheduling: { poolId: p, nodeId: tvm-2 } }',
    );
    expect(starts(disabled)).toEqual(['j/a@1']);
  });

  test('L-419: an earlier task stands for the node on which it runs or ran last', () => {
    const log = scene(
      'targetDedicatedNodes: 3',
      [JOB],
      ['{ jobId: j, count: 2, task: { id: "t{n}", commandLine: w30 } }', wish('a', 't2', 'arrival: { at: PT100S }, ')],
    );
    expect(starts(log).at(-1)).toBe('j/a@2');
    const shared = scene(
      'targetDedicatedNodes: 3, maxTasksPerNode: 2',
      [JOB],
      ['{ jobId: j, count: 2, task: { id: "t{n}", commandLine: w300 } }', wish('a', 't2', 'arrival: { at: PT100S }, ')],
    );
    expect(starts(shared).at(-1)).toBe('j/a@2');
  });

  test('L-420: anything else is ignored', () => {
    expect(starts(scene('targetDedicatedNodes: 2', [JOB], [wish('a', 'somewhere'), wish('b', 'tvm-x')]))).toEqual([
      'j/a@1',
      'j/b@2',
    ]);
  });

  test('L-419, L-430: it goes before the fill policy', () => {
    const log = scene(
      'targetDedicatedNodes: 2, maxTasksPerNode: 2, taskSchedulingPolicy: { nodeFillType: pack }',
      [JOB],
      ['{ jobId: j, task: { id: t, commandLine: w60 } }', wish('a', 'tvm-2')],
    );
    expect(starts(log)).toEqual(['j/t@1', 'j/a@2']);
  });
});

describe('which task', () => {
  test('L-422, L-425: tasks of a job of higher priority go first, whenever they came', () => {
    const log = scene(
      'targetDedicatedNodes: 1',
      [job('low', -5), job('mid'), job('high', 7)],
      [tasks('low', 2, 'w30'), tasks('mid', 2, 'w30'), tasks('high', 2, 'w30')],
    );
    expect(log.starts()).toEqual(['high1', 'high2', 'mid1', 'mid2', 'low1', 'low2']);
  });

  test('L-423: no running task is stopped for one of higher priority', () => {
    const log = scene(
      'targetDedicatedNodes: 1',
      [job('low'), job('high', 9)],
      [tasks('low', 2, 'w60'), tasks('high', 1, 'w30', 'arrival: { at: PT90S }')],
    );
    expect(log.starts()).toEqual(['low1', 'high1', 'low2']);
    expect(log.of('task high/high1')[1].at).toBe(120_000);
  });

  test('L-424, O-42: equals take turns by task: the job with the fewest assigned now goes first', () => {
    const log = scene('targetDedicatedNodes: 3', [job('a'), job('b')], [tasks('a', 6, 'w30'), tasks('b', 3, 'w60')]);
    // 60 s: a1, b1, a2; 90 s: a3, a4 (b has one, a none: a3; then 1 to 1, a was created first: a4)
    expect(log.starts().slice(0, 3)).toEqual(['a1', 'b1', 'a2']);
    expect(log.starts().slice(3, 5)).toEqual(['a3', 'a4']);
    // 120 s: a3, a4 and b1 end: a5, b2, a6; 150 s: a5, a6 end: b3
    expect(log.starts().slice(5)).toEqual(['a5', 'b2', 'a6', 'b3']);
  });

  test('O-42: a job that comes later gets its share from then on', () => {
    const log = scene(
      'targetDedicatedNodes: 2',
      [job('a'), job('b')],
      [tasks('a', 6, 'w30'), tasks('b', 2, 'w30', 'arrival: { at: PT80S }')],
    );
    // 60: a1 a2; 90: a3 (0 to 0, a is older), b1; 120: a4, b2; 150: a5, a6
    expect(log.starts()).toEqual(['a1', 'a2', 'a3', 'b1', 'a4', 'b2', 'a5', 'a6']);
  });

  test('S-32, O-42: with as many tasks assigned the job that was created first goes first, not by id', () => {
    const log = scene('targetDedicatedNodes: 1', [job('z'), job('a')], [tasks('a', 1, 'w30'), tasks('z', 1, 'w30')]);
    expect(log.starts()).toEqual(['z1', 'a1']);
  });

  test('O-43, L-426: within a job by creation, in the order of the file and of the members of an entry', () => {
    const log = scene(
      'targetDedicatedNodes: 1',
      [JOB],
      [
        '{ jobId: j, count: 2, task: { id: "b{n}", commandLine: w1 } }',
        '{ jobId: j, count: 2, task: { id: "a{n}", commandLine: w1 } }',
        '{ jobId: j, arrival: { at: PT10S }, task: { id: c, commandLine: w1 } }',
        '{ jobId: j, arrival: { at: PT5S }, task: { id: d, commandLine: w1 } }',
      ],
    );
    expect(log.starts()).toEqual(['b1', 'b2', 'a1', 'a2', 'd', 'c']);
  });

  test('O-44: a requeued task keeps its place before younger ones', () => {
    const log = scene(
      'targetDedicatedNodes: 1',
      [JOB],
      [tasks('j', 3, 'w30')],
      '{ at: PT100S, disableJob: { jobId: j, disableTasks: requeue } }, { at: PT110S, enableJob: { jobId: j } }',
    );
    expect(log.starts()).toEqual(['j1', 'j2', 'j2', 'j3']);
  });

  test('L-421, L-427: tasks of a disabled job do not start; enabling it, they do', () => {
    const log = scene(
      'targetDedicatedNodes: 2',
      [job('j', 9), job('k')],
      [tasks('j', 2, 'w30'), tasks('k', 1, 'w30')],
      '{ at: PT10S, disableJob: { jobId: j, disableTasks: requeue } }, { at: PT200S, enableJob: { jobId: j } }',
    );
    expect(log.starts()).toEqual(['k1', 'j1', 'j2']);
    expect(runsOf(log, 'j/j1')).toEqual([[200, 'tvm-1']]);
  });

  test('L-425: priorities of jobs on other pools do not matter', () => {
    const log = withPools(
      [pool('targetDedicatedNodes: 1'), pool('targetDedicatedNodes: 1', 'q')],
      `
      jobs: [ { id: low, poolInfo: { poolId: p } }, { id: high, priority: 1000, poolInfo: { poolId: q } } ]
      tasks: [ ${tasks('low', 1, 'w30')}, ${tasks('high', 3, 'w30')} ]
      `,
    );
    expect(runsOf(log, 'low/low1')).toEqual([[60, 'tvm-1']]);
    expect(log.of('task low/low1')[1].waited).toEqual({ allocation: 60_000 });
  });
});
