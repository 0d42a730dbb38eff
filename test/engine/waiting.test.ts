import { describe, expect, test } from 'vitest';
import { onPool, withPools } from '../support/job-lab.ts';
import { CLOUD_SERVICE, pool, type RunLog } from '../support/run.ts';

const ONE = 'targetDedicatedNodes: 1';
const JOB = '{ id: j, poolInfo: { poolId: p } }';
const task = (id: string, command: string, arrival = 'PT0S', job = 'j') =>
  `{ jobId: ${job}, arrival: { at: ${arrival} }, task: { id: ${id}, commandLine: ${command} } }`;
const job = (id: string, more: string) => `{ id: ${id}, poolInfo: { poolId: p }, ${more} }`;

interface Scene {
  readonly jobs?: readonly string[];
  readonly actions?: readonly string[];
  readonly cloud?: string;
  readonly programs?: readonly string[];
}
const scene = (
  pools: readonly string[],
  tasks: readonly string[],
  { jobs = [JOB], actions = [], cloud, programs }: Scene = {},
) =>
  withPools(
    pools,
    [
      ...(cloud === undefined ? [] : [`cloud: { ${cloud} }`]),
      `jobs: [ ${jobs.join(', ')} ]`,
      `tasks: [ ${tasks.join(', ')} ]`,
      `actions: [ ${actions.join(', ')} ]`,
    ].join('\n'),
    programs,
  );
/** What each wait of a task was charged to, in seconds, wait by wait. */
const waits = (log: RunLog, name: string) =>
  log
    .of(`task ${name}`)
    .flatMap(({ waited }) => (waited === undefined ? [] : [inSeconds(waited as Record<string, number>)]));
const inSeconds = (waited: Record<string, number>) =>
  Object.fromEntries(Object.entries(waited).map(([cause, ms]) => [cause, ms / 1000]));
const STEPS = 'nodes: { allocate: PT60S, create: PT20S, start: PT30S, leave: PT30S, reboot: PT40S, replace: PT5M }';

describe('the causes of waiting', () => {
  test('L-066: allocation, while a node that may take the task is still to be granted; nodeStart, from then until it works', () => {
    const log = scene([pool(ONE)], [task('t', 'w30')], { cloud: STEPS });
    expect(waits(log, 'j/t')).toEqual([{ allocation: 60, nodeStart: 50 }]);
  });

  test('L-134: startTask, while the node runs a start task for which tasks wait, its retries included', () => {
    const log = scene(
      [pool(`${ONE}, startTask: { commandLine: flaky, waitForSuccess: true, maxTaskRetryCount: 2 }`)],
      [task('t', 'w30')],
      {
        cloud: STEPS,
        programs: ['{ match: flaky, duration: PT25S, exitCode: { attempts: [ 1, 0 ] } }'],
      },
    );
    expect(waits(log, 'j/t')).toEqual([{ allocation: 60, nodeStart: 50, startTask: 50 }]);
  });

  test('L-137: a start task for which nobody waits is no cause', () => {
    const log = scene([pool(`${ONE}, startTask: { commandLine: w60 }`)], [task('t', 'w30')], { cloud: STEPS });
    expect(waits(log, 'j/t')).toEqual([{ allocation: 60, nodeStart: 50 }]);
  });

  test('L-429: slots, while nodes work but all their slots are taken', () => {
    const log = scene(
      [pool(`${ONE}, maxTasksPerNode: 2`)],
      [task('a', 'w60'), task('b', 'w90'), task('t', 'w30', 'PT70S')],
    );
    expect(waits(log, 'j/t')).toEqual([{ slots: 50 }]);
  });

  test('L-422: higherPriority, while a task of a job of higher priority holds a slot of the pool or waits for one', () => {
    const log = scene([pool(ONE)], [task('a', 'w60'), task('t', 'w30', 'PT70S'), task('h', 'w60', 'PT100S', 'high')], {
      jobs: [JOB, job('high', 'priority: 5')],
    });
    // a runs 60-120; h waits from 100, runs 120-180
    expect(waits(log, 'j/t')).toEqual([{ slots: 30, higherPriority: 80 }]);
    expect(waits(log, 'high/h')).toEqual([{ slots: 20 }]);
  });

  test('L-422: a slot of one of them on any node of the pool counts, one on another pool does not', () => {
    const log = scene(
      [pool('targetDedicatedNodes: 2'), pool(ONE, 'q')],
      [task('h', 'w120', 'PT0S', 'high'), task('a', 'w60'), task('t', 'w30'), task('o', 'w600', 'PT0S', 'other')],
      { jobs: [JOB, job('high', 'priority: 1'), '{ id: other, priority: 9, poolInfo: { poolId: q } }'] },
    );
    expect(waits(log, 'j/t')).toEqual([{ allocation: 60, higherPriority: 60 }]);
    const alone = scene(
      [pool(ONE), pool(ONE, 'q')],
      [task('a', 'w60'), task('t', 'w30'), task('o', 'w600', 'PT0S', 'other')],
      {
        jobs: [JOB, '{ id: other, priority: 9, poolInfo: { poolId: q } }'],
      },
    );
    expect(waits(alone, 'j/t')).toEqual([{ allocation: 60, slots: 60 }]);
  });

  test('L-422: what they wait for otherwise does not count: a disabled job, open dependencies', () => {
    const log = scene(
      [pool(ONE)],
      [
        task('a', 'w60'),
        task('t', 'w30'),
        '{ jobId: high, task: { id: h, commandLine: w60, dependsOn: { taskIds: [ never ] } } }',
        task('o', 'w60', 'PT0S', 'off'),
      ],
      {
        jobs: [JOB, job('high', 'priority: 5, usesTaskDependencies: true'), job('off', 'priority: 6')],
        actions: ['{ at: PT1S, disableJob: { jobId: off, disableTasks: requeue } }'],
      },
    );
    expect(waits(log, 'j/t')).toEqual([{ allocation: 60, slots: 60 }]);
  });

  test('L-198: with a new priority of its job a waiting task waits for something else', () => {
    const log = scene([pool(ONE)], [task('a', 'w120', 'PT0S', 'high'), task('t', 'w30')], {
      jobs: [JOB, job('high', 'priority: 5')],
      actions: [
        '{ at: PT100S, patchJob: { jobId: j, priority: 5 } }',
        '{ at: PT150S, patchJob: { jobId: high, priority: 9 } }',
      ],
    });
    // 60-100 below, 100-150 equal, 150-180 below
    expect(waits(log, 'j/t')).toEqual([{ allocation: 60, higherPriority: 70, slots: 50 }]);
  });

  test('L-251: jobManager, while a manager keeps free slots of its node to itself, before all reasons of priority', () => {
    const log = scene([pool(`${ONE}, maxTasksPerNode: 4`)], [task('t', 'w30'), task('u', 'w30', 'PT100S', 'other')], {
      jobs: [
        job('j', 'jobManagerTask: { id: jm, commandLine: w90, killJobOnCompletion: false }'),
        job('other', 'priority: 9'),
      ],
    });
    expect(waits(log, 'j/jm')).toEqual([{ allocation: 60 }]);
    expect(waits(log, 'j/t')).toEqual([{ allocation: 60, jobManager: 90 }]);
    expect(waits(log, 'other/u')).toEqual([{ jobManager: 50 }]);
  });

  test('L-252: with one slot per node a manager takes a slot like any task', () => {
    const log = scene([pool(ONE)], [task('t', 'w30')], {
      jobs: [job('j', 'jobManagerTask: { id: jm, commandLine: w90, killJobOnCompletion: false }')],
    });
    expect(waits(log, 'j/t')).toEqual([{ allocation: 60, slots: 90 }]);
  });

  test('L-250, L-276, L-407: ineligible, while no node that the pool has or is obtaining may ever take the task', () => {
    const manager = scene([pool('targetLowPriorityNodes: 1')], [task('t', 'w30')], {
      jobs: [job('j', 'jobManagerTask: { id: jm, commandLine: w90 }')],
      actions: ['{ at: PT200S, resizePool: { poolId: p, targetDedicatedNodes: 1 } }'],
    });
    expect(waits(manager, 'j/jm')).toEqual([{ ineligible: 200, allocation: 60 }]);
    expect(waits(manager, 'j/t')).toEqual([{ allocation: 60 }]);
    const barred = scene([pool(ONE, 'p', CLOUD_SERVICE)], [task('t', 'w30')], {
      jobs: [job('j', 'jobPreparationTask: { commandLine: f30 }')],
      actions: ['{ at: PT200S, reimageNode: { poolId: p, nodeId: tvm-1 } }'],
    });
    // prepared 60-90, barred until 200, reimaged 200-500, prepared in vain 500-530
    expect(waits(barred, 'j/t')).toEqual([]);
    expect(barred.last('run').waiting).toEqual({
      j: { allocation: 60_000, jobPreparation: 60_000, ineligible: 110_000, nodeStart: 300_000 },
    });
  });

  test('L-066: ineligible too, while the pool has no node and obtains none', () => {
    const log = scene([pool('targetDedicatedNodes: 0')], [task('t', 'w30')], {
      actions: ['{ at: PT100S, resizePool: { poolId: p, targetDedicatedNodes: 1 } }'],
    });
    expect(waits(log, 'j/t')).toEqual([{ ineligible: 100, allocation: 60 }]);
  });

  test('L-396: dependency, before everything that has to do with nodes', () => {
    const log = scene(
      [pool('targetDedicatedNodes: 2')],
      [task('a', 'w60'), '{ jobId: j, task: { id: t, commandLine: w30, dependsOn: { taskIds: [ a ] } } }'],
      { jobs: [job('j', 'usesTaskDependencies: true')], cloud: STEPS },
    );
    expect(waits(log, 'j/t')).toEqual([{ dependency: 170 }]);
  });

  test('L-181: noPool, before dependencies', () => {
    const log = scene(
      [],
      [task('a', 'w30'), '{ jobId: j, task: { id: t, commandLine: w30, dependsOn: { taskIds: [ a ] } } }'],
      {
        jobs: [job('j', 'usesTaskDependencies: true')],
        actions: [`{ at: PT100S, addPool: ${pool(ONE)} }`],
      },
    );
    expect(waits(log, 'j/a')).toEqual([{ noPool: 100, allocation: 60 }]);
    expect(waits(log, 'j/t')).toEqual([{ noPool: 100, dependency: 90 }]);
  });

  test('L-088, L-427: when its pool is deleted it waits for nodes that leave, then for a pool', () => {
    const log = scene([pool(ONE)], [task('t', 'w60')], {
      actions: ['{ at: PT90S, deletePool: { poolId: p } }', `{ at: PT200S, addPool: ${pool(ONE)} }`],
    });
    expect(waits(log, 'j/t')).toEqual([{ allocation: 60 }, { ineligible: 30, noPool: 80, allocation: 60 }]);
  });

  test('L-204: jobDisabled, while its job is not active, before noPool', () => {
    const log = scene([], [task('t', 'w30')], {
      actions: [
        '{ at: PT10S, disableJob: { jobId: j, disableTasks: requeue } }',
        '{ at: PT50S, enableJob: { jobId: j } }',
        `{ at: PT100S, addPool: ${pool(ONE)} }`,
      ],
    });
    expect(waits(log, 'j/t')).toEqual([{ noPool: 60, jobDisabled: 40, allocation: 60 }]);
  });

  test('L-207: also while it is disabling', () => {
    const log = scene([pool(ONE)], [task('a', 'w60'), task('t', 'w30')], {
      actions: [
        '{ at: PT90S, disableJob: { jobId: j, disableTasks: wait } }',
        '{ at: PT150S, enableJob: { jobId: j } }',
      ],
    });
    expect(waits(log, 'j/t')).toEqual([{ allocation: 60, slots: 30, jobDisabled: 60 }]);
  });

  test('L-271, L-356: jobPreparation, while the task is preparing, also when its job is disabled meanwhile', () => {
    const prepared = (actions: readonly string[]) =>
      scene([pool(ONE)], [task('t', 'w30')], { jobs: [job('j', 'jobPreparationTask: { commandLine: w60 }')], actions });
    expect(waits(prepared([]), 'j/t')).toEqual([{ allocation: 60, jobPreparation: 60 }]);
    const disabled = prepared(['{ at: PT80S, disableJob: { jobId: j, disableTasks: wait } }']);
    expect(waits(disabled, 'j/t')).toEqual([{ allocation: 60, jobPreparation: 60 }]);
  });

  test('L-273: a preparation in vain is part of the same wait, which goes on', () => {
    const log = scene([pool('targetDedicatedNodes: 2')], [task('t', 'w30'), task('a', 'w120', 'PT0S', 'k')], {
      jobs: [job('j', 'jobPreparationTask: { commandLine: prep }'), job('k', 'priority: 0')],
      programs: ['{ match: prep, duration: PT30S, perNode: { count: 1, exitCode: 1 } }'],
    });
    // tvm-1 fails at 90; tvm-2 is taken by a until 180; prepared there 180-210
    expect(waits(log, 'j/t')).toEqual([{ allocation: 60, jobPreparation: 60, slots: 90 }]);
    expect(log.of('task j/t')[2]).toMatchObject({ from: 'preparing', to: 'active' });
    expect(log.of('task j/t')[2]).not.toHaveProperty('waited');
  });

  test('S-11: dispatch, while it is assigned and does not run yet; its disabled job does not matter', () => {
    const dispatched = (actions: readonly string[]) =>
      scene([pool(ONE)], [task('t', 'w30')], {
        cloud: 'nodes: { allocate: PT60S, create: PT0S, start: PT0S }, dispatch: PT7S',
        jobs: [job('j', 'jobPreparationTask: { commandLine: w60 }')],
        actions,
      });
    expect(waits(dispatched([]), 'j/t')).toEqual([{ allocation: 60, dispatch: 7, jobPreparation: 60 }]);
    const disabled = dispatched(['{ at: PT65S, disableJob: { jobId: j, disableTasks: wait } }']);
    expect(waits(disabled, 'j/t')).toEqual([{ allocation: 60, dispatch: 7, jobPreparation: 60 }]);
  });

  test('L-428: nodesUnavailable, while all nodes are failed, preempted, offline or draining', () => {
    const unavailable = (action: string, undo: string, size = ONE) =>
      scene([pool(size)], [task('t', 'w30', 'PT100S')], {
        actions: [`{ at: PT90S, ${action} }`, `{ at: PT150S, ${undo} }`],
      });
    const offline = unavailable(
      'disableScheduling: { poolId: p, nodeId: tvm-1 }',
      'enableScheduling: { poolId: p, nodeId: tvm-1 }',
    );
    expect(waits(offline, 'j/t')).toEqual([{ nodesUnavailable: 50 }]);
    const failed = unavailable(
      'failNode: { poolId: p, nodeId: tvm-1, to: unusable }',
      'recoverNode: { poolId: p, nodeId: tvm-1 }',
    );
    expect(waits(failed, 'j/t')).toEqual([{ nodesUnavailable: 50 }]);
    const preempted = unavailable(
      'preemptNodes: { poolId: p, count: 1 }',
      'setCapacity: {}',
      'targetLowPriorityNodes: 1',
    );
    expect(waits(preempted, 'j/t')).toEqual([{ nodesUnavailable: 290 }]);
    const draining = scene([pool(`${ONE}, maxTasksPerNode: 2`)], [task('a', 'w90'), task('t', 'w30', 'PT100S')], {
      actions: ['{ at: PT90S, rebootNode: { poolId: p, nodeId: tvm-1, nodeRebootOption: taskcompletion } }'],
    });
    // draining until 150, rebooting until 270
    expect(waits(draining, 'j/t')).toEqual([{ nodesUnavailable: 50, nodeStart: 120 }]);
  });

  test('L-428: the readiest node counts: a starting one before unavailable ones before those still to be granted', () => {
    const log = scene([pool(ONE)], [task('t', 'w30', 'PT120S')], {
      cloud: STEPS,
      actions: [
        '{ at: PT115S, disableScheduling: { poolId: p, nodeId: tvm-1 } }',
        '{ at: PT130S, resizePool: { poolId: p, targetDedicatedNodes: 2 } }',
      ],
    });
    // tvm-1 works at 110 and is offline from 115; tvm-2 is granted at 190 and works at 240
    expect(waits(log, 'j/t')).toEqual([{ nodesUnavailable: 70, nodeStart: 50 }]);
  });

  test('L-428: a node that leaves the pool is none that might take it', () => {
    const log = scene([pool('targetDedicatedNodes: 1')], [task('t', 'w30', 'PT105S')], {
      actions: [
        '{ at: PT100S, resizePool: { poolId: p, targetDedicatedNodes: 0 } }',
        '{ at: PT140S, resizePool: { poolId: p, targetDedicatedNodes: 1 } }',
      ],
    });
    expect(waits(log, 'j/t')).toEqual([{ ineligible: 35, allocation: 60 }]);
  });
});

describe('a wait', () => {
  test('L-355: begins anew with every retry and requeue, and is told at its end', () => {
    const log = onPool(
      ONE,
      `
      jobs: [ ${JOB} ]
      tasks: [ { jobId: j, task: { id: t, commandLine: f30, constraints: { maxTaskRetryCount: 1 } } } ]
      actions: [ { at: PT70S, disableJob: { jobId: j, disableTasks: requeue } }, { at: PT100S, enableJob: { jobId: j } } ]
      `,
    );
    expect(log.of('task j/t').map(({ from, to, waited }) => [from, to, waited])).toEqual([
      [null, 'active', undefined],
      ['active', 'running', { allocation: 60_000 }],
      ['running', 'active', undefined],
      ['active', 'running', { jobDisabled: 30_000 }],
      ['running', 'active', undefined],
      ['active', 'running', {}],
      ['running', 'completed', undefined],
    ]);
  });

  test('contract 4: of tasks that still wait at the end stands on the last line, by job, and in the summary', () => {
    const log = scene([pool(ONE)], [task('a', 'w60'), task('b', 'w60', 'PT0S', 'k')], {
      jobs: [JOB, '{ id: k, poolInfo: { poolId: nowhere } }'],
    });
    expect(log.last('run').waiting).toEqual({ k: { noPool: 120_000 } });
    expect(log.summary.jobs.k.tasks.waitSeconds).toMatchObject({ count: 1, total: 120, max: 120 });
    expect(log.summary.jobs.k.tasks.waitByCause).toMatchObject({ noPool: 120, allocation: 0 });
    expect(log.summary.tasks.waitByCause).toMatchObject({ noPool: 120, allocation: 60 });
  });

  test('contract 4: of a deleted task counts up to its deletion', () => {
    const log = scene([pool(ONE)], [task('t', 'w60')], {
      actions: ['{ at: PT20S, deleteTask: { jobId: j, taskId: t } }'],
    });
    expect(log.last('task j/t').waited).toEqual({ allocation: 20_000 });
    expect(log.summary.tasks.waitSeconds).toMatchObject({ count: 1, total: 20 });
  });

  test('contract 4: its causes add up to it to the millisecond, for many tasks that come at odd instants', () => {
    const log = onPool(
      'targetDedicatedNodes: 2, targetLowPriorityNodes: 1, maxTasksPerNode: 2',
      `
      jobs: [ ${JOB}, ${job('h', 'priority: 3')} ]
      tasks:
        - { jobId: j, count: 40, arrival: { poisson: { mean: PT7S } }, task: { id: "a{n}", commandLine: odd } }
        - { jobId: h, count: 15, arrival: { poisson: { mean: PT19S } }, task: { id: "b{n}", commandLine: odd } }
      actions:
        - { at: PT101S, disableJob: { jobId: j, disableTasks: requeue } }
        - { at: PT137S, enableJob: { jobId: j } }
        - { at: PT160S, preemptNodes: { poolId: p, count: 1 } }
        - { at: PT170S, rebootNode: { poolId: p, nodeId: tvm-1, nodeRebootOption: taskcompletion } }
      `,
      ['{ match: odd, duration: { exponential: { mean: PT31S } } }'],
    );
    const activeMs = new Map<string, number>();
    const since = new Map<string, number>();
    for (const { entity, jobId, taskId, to, at } of log.lines) {
      if (entity !== 'task') continue;
      const name = `${jobId}/${taskId}`;
      const begun = since.get(name);
      if (to !== 'active' && begun !== undefined) {
        activeMs.set(name, (activeMs.get(name) ?? 0) + at - begun);
        since.delete(name);
      } else if (to === 'active') since.set(name, at);
    }
    const told = new Map<string, number>();
    for (const { entity, jobId, taskId, waited } of log.lines) {
      if (entity !== 'task' || waited === undefined) continue;
      const sum = Object.values(waited as Record<string, number>).reduce((a, b) => a + b, 0);
      told.set(`${jobId}/${taskId}`, (told.get(`${jobId}/${taskId}`) ?? 0) + sum);
    }
    expect(told).toEqual(activeMs);
    const { waitByCause, waitSeconds } = log.summary.tasks;
    expect(Math.round(Object.values(waitByCause).reduce((a, b) => a + b, 0) * 1000)).toBe(
      Math.round(waitSeconds.total * 1000),
    );
    expect(waitSeconds.count).toBe(55);
  });
});
