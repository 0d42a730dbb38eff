import { describe, expect, test } from 'vitest';
import { lab, resizeErrors, runsOf } from '../support/pool-lab.ts';
import { CLOUD_SERVICE, pool } from '../support/run.ts';

const cloudService = (more: string) => pool(more, 'p', CLOUD_SERVICE);
const account = `applications: [
  { id: blender, versions: [ "2.79", "2.80" ], defaultVersion: "2.79" },
  { id: Maya, versions: [ "1" ] }, { id: broken, versions: [ "1" ], defaultVersion: "1" } ]`;
/** blender 2.79 takes 10 s, 2.80 20 s, maya 5 s; broken cannot be had */
const transfers = `transfers: { bandwidth: 100MB, packages: [
  { applicationId: blender, version: "2.79", size: 1GB }, { applicationId: blender, version: "2.80", size: 2GB },
  { applicationId: maya, version: "1", size: 500MB }, { applicationId: broken, version: "1", fails: true } ],
  blobs: [ { match: "*/secret", fails: true }, { match: "*/big*", size: 3GB }, { match: "*", size: 100MB } ] }`;
const packages = (...references: string[]) =>
  `applicationPackageReferences: [ ${references.map((one) => `{ applicationId: ${one} }`).join(', ')} ]`;
const task = (id: string, command: string, more: string, entry = '') =>
  `{ jobId: j, ${entry} task: { id: ${id}, commandLine: ${command}, ${more} } }`;
const ended = (log: ReturnType<typeof lab>, name: string) => log.last(`task ${name}`).at / 1000;

describe('packages of a pool', () => {
  test('L-131, L-121: are installed while the node starts; a reboot keeps them, a reimage does not', () => {
    const log = lab({
      account,
      cloud: transfers,
      pools: [cloudService(`targetDedicatedNodes: 1, ${packages('blender', 'maya, version: "1"')}`)],
      actions: ['100 rebootNode: { poolId: p, nodeId: tvm-1 }', '300 reimageNode: { poolId: p, nodeId: tvm-1 }'],
    });
    expect(log.states('node p/tvm-1')).toEqual([
      [60, 'creating'],
      [60, 'starting'],
      [75, 'idle'],
      [100, 'rebooting'],
      [220, 'starting'],
      [220, 'idle'],
      [300, 'reimaging'],
      [600, 'starting'],
      [615, 'idle'],
    ]);
  });

  test('L-043: without a version are installed in the default version', () => {
    const ready = (reference: string) =>
      lab({ account, cloud: transfers, pools: [cloudService(`targetDedicatedNodes: 1, ${packages(reference)}`)] }).last(
        'node p/tvm-1',
      ).at;
    expect(ready('BLENDER')).toBe(70_000);
    expect(ready('blender, version: "2.80"')).toBe(80_000);
  });

  test('L-169, L-110, L-111: that cannot be installed make the node unusable, which only an act of the cloud could repair', () => {
    const log = lab({
      account,
      cloud: transfers,
      pools: [cloudService(`targetDedicatedNodes: 1, ${packages('blender', 'broken')}`)],
      tasks: ['t1 w60'],
      actions: ['4000 recoverNode: { poolId: p, nodeId: tvm-1 }'],
    });
    // what could be downloaded before is there at the second start
    expect(log.states('node p/tvm-1')).toEqual([
      [60, 'creating'],
      [60, 'starting'],
      [70, 'unusable'],
      [4000, 'starting'],
      [4000, 'unusable'],
    ]);
    expect(log.states('allocation p').at(-1)).toEqual([60, 'steady']);
    expect(resizeErrors(log)).toEqual([]);
    expect(log.states('task j/t1')).toEqual([[0, 'active']]);
  });

  test('L-051: that a patch names are for nodes that join, reboot or are reimaged afterwards', () => {
    const log = lab({
      account,
      cloud: transfers,
      pools: [cloudService(`targetDedicatedNodes: 2, ${packages('blender')}`)],
      actions: [
        `100 patchPool: { poolId: p, ${packages('blender, version: "2.80"')} }`,
        '200 rebootNode: { poolId: p, nodeId: tvm-1 }',
        '200 resizePool: { poolId: p, targetDedicatedNodes: 3 }',
      ],
    });
    expect(log.requests()[0]).toEqual(['patchPool', 200]);
    expect(log.settled('node p/tvm-1')).toEqual([
      [60, 'starting'],
      [70, 'idle'],
      [200, 'rebooting'],
      [320, 'starting'],
      [340, 'idle'],
    ]);
    expect(log.settled('node p/tvm-2')).toEqual([
      [60, 'starting'],
      [70, 'idle'],
    ]);
    expect(log.settled('node p/tvm-3')).toEqual([
      [260, 'starting'],
      [280, 'idle'],
    ]);
  });
});

describe('packages of a task', () => {
  const run = (tasks: string[], more = 'targetDedicatedNodes: 1', actions: string[] = []) =>
    lab({ account, cloud: transfers, pools: [cloudService(more)], tasks, actions });

  test('L-165: are downloaded when it starts, unless they are on its node already', () => {
    const log = run([
      task('t1', 'w60', packages('blender')),
      task('t2', 'w60', packages('blender')),
      task('t3', 'w60', packages('blender, version: "2.80"')),
    ]);
    expect(log.states('task j/t1').slice(1)).toEqual([
      [60, 'running'],
      [130, 'completed'],
    ]);
    expect(runsOf(log, 'j/t2')).toEqual([[130, 'tvm-1']]);
    expect(ended(log, 'j/t2')).toBe(190);
    expect(ended(log, 'j/t3')).toBe(270);
  });

  test('L-165: are there if the pool installed them, and gone with the disk', () => {
    const log = run(
      [
        task('t1', 'w60', packages('Blender, version: "2.79"')),
        task('t2', 'w60', packages('blender', 'maya, version: "1"'), 'arrival: { at: PT200S },'),
        task('t3', 'w60', packages('blender', 'maya, version: "1"'), 'arrival: { at: PT800S },'),
      ],
      `targetDedicatedNodes: 1, ${packages('blender')}`,
      ['300 reimageNode: { poolId: p, nodeId: tvm-1 }'],
    );
    expect(ended(log, 'j/t1')).toBe(130);
    expect(ended(log, 'j/t2')).toBe(265);
    // the reimage took the task's package; the pool's came back with the node
    expect(ended(log, 'j/t3')).toBe(865);
  });

  test('L-165: that another task is downloading are waited for, not downloaded twice', () => {
    const log = run(
      [
        task('t1', 'w60', packages('blender')),
        task('t2', 'w30', packages('blender')),
        task('t3', 'w10', packages('blender'), 'arrival: { at: PT64S },'),
      ],
      'targetDedicatedNodes: 1, maxTasksPerNode: 4',
    );
    expect([ended(log, 'j/t1'), ended(log, 'j/t2'), ended(log, 'j/t3')]).toEqual([130, 100, 80]);
  });

  test('L-166, L-362: that cannot be installed fail it before its command, without a retry', () => {
    const log = run([
      task('t1', 'w60', `${packages('maya, version: "1"', 'broken')}, constraints: { maxTaskRetryCount: 3 }`),
      task('t2', 'w60', packages('nowhere')),
      task('t3', 'w60', packages('blender, version: "9"')),
    ]);
    expect(log.states('task j/t1').slice(1)).toEqual([
      [60, 'running'],
      [65, 'completed'],
    ]);
    for (const id of ['t1', 't2', 't3']) {
      const last = log.last(`task j/${id}`);
      expect(last).toMatchObject({
        result: 'failure',
        failureInfo: { category: 'UserError', code: 'ApplicationPackageError' },
      });
      expect(last).not.toHaveProperty('exitCode');
    }
    expect(log.summary.tasks).toMatchObject({ failed: 3, retries: 0 });
  });

  test('L-168: without a version and without a default fail it when it is scheduled, not when it is added', () => {
    const log = run(['t0 w60'], 'targetDedicatedNodes: 1', [
      `70 addTask: { jobId: j, id: t1, commandLine: w60, ${packages('maya')} }`,
    ]);
    expect(log.requests()).toEqual([['addTask', 201]]);
    expect(log.states('task j/t1')).toEqual([
      [70, 'active'],
      [120, 'running'],
      [120, 'completed'],
    ]);
    expect(log.last('task j/t1').failureInfo).toEqual({ category: 'UserError', code: 'ApplicationPackageError' });
  });

  test('L-167: on a pool of virtual machines fail it when it would be placed; it never runs', () => {
    const log = lab({
      account,
      pools: [pool('targetDedicatedNodes: 1')],
      jobs: [
        '{ id: j, poolInfo: { poolId: p } }',
        `{ id: m, poolInfo: { poolId: p }, priority: 1, jobManagerTask: { id: manager, commandLine: w60, ${packages('blender')} } }`,
      ],
      tasks: [task('t1', 'w60', `${packages('blender')}, constraints: { maxTaskRetryCount: -1 }`), 't2 w60'],
    });
    for (const name of ['j/t1', 'm/manager']) {
      expect(log.states(`task ${name}`)).toEqual([
        [0, 'active'],
        [60, 'completed'],
      ]);
      expect(log.last(`task ${name}`)).toMatchObject({
        result: 'failure',
        failureInfo: { category: 'UserError', code: 'TaskSchedulingConstraintFailed' },
      });
      expect(log.last(`task ${name}`)).not.toHaveProperty('exitCode');
    }
    expect(runsOf(log, 'j/t2')).toEqual([[60, 'tvm-1']]);
  });
});

describe('users', () => {
  const identity = (id: string, name: string) => task(id, 'w60', `userIdentity: { userName: ${name} }`);

  test('L-172, L-170: a task runs as a user of its pool, and fails if the pool has no such user', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 1, maxTasksPerNode: 4, userAccounts: [ { name: artist, password: x } ]')],
      tasks: [
        identity('t1', 'artist'),
        identity('t2', 'stranger'),
        task('t3', 'w60', 'userIdentity: { autoUser: { scope: pool, elevationLevel: admin } }'),
        't4 w60',
      ],
    });
    expect(log.states('task j/t2')).toEqual([
      [0, 'active'],
      [60, 'completed'],
    ]);
    expect(log.last('task j/t2').failureInfo).toEqual({
      category: 'UserError',
      code: 'TaskSchedulingConstraintFailed',
    });
    for (const id of ['t1', 't3', 't4']) expect(runsOf(log, `j/${id}`)).toEqual([[60, 'tvm-1']]);
  });

  test('L-172, L-234: what fails so meets the exit condition for errors before the command', () => {
    const stateOfJob = (conditions: string) =>
      lab({
        pools: [pool('targetDedicatedNodes: 1')],
        jobs: ['{ id: j, poolInfo: { poolId: p }, onTaskFailure: performexitoptionsjobaction }'],
        tasks: [task('t1', 'w60', `userIdentity: { userName: stranger }, exitConditions: { ${conditions} }`)],
      }).last('job j');
    expect(stateOfJob('preProcessingError: { jobAction: none }, default: { jobAction: terminate }').to).toBe('active');
    expect(stateOfJob('preProcessingError: { jobAction: terminate }, default: { jobAction: none }')).toMatchObject({
      at: 60_000,
      to: 'completed',
      terminateReason: 'TaskFailed',
    });
  });
});

describe('files of a task', () => {
  const files = (...sources: string[]) =>
    `resourceFiles: [ ${sources.map((source, at) => `{ blobSource: "https://x/${source}", filePath: f${at} }`).join(', ')} ]`;

  test('L-389: take their time at every attempt, by the first entry that fits', () => {
    const log = lab({
      cloud: transfers,
      pools: [pool('targetDedicatedNodes: 1')],
      tasks: [task('t1', 'f60', `${files('big.zip', 'small')}, constraints: { maxTaskRetryCount: 1 }`)],
    });
    expect(log.states('task j/t1')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [151, 'active'],
      [151, 'running'],
      [242, 'completed'],
    ]);
  });

  test('L-174: that may not be read fail the task before its command, without a retry', () => {
    const log = lab({
      cloud: transfers,
      pools: [pool('targetDedicatedNodes: 1')],
      tasks: [task('t1', 'w60', `${files('big', 'secret')}, constraints: { maxTaskRetryCount: 2 }`)],
    });
    expect(log.last('task j/t1')).toMatchObject({
      at: 90_000,
      to: 'completed',
      result: 'failure',
      failureInfo: { category: 'UserError', code: 'BlobNotFound' },
    });
    expect(log.last('task j/t1')).not.toHaveProperty('exitCode');
  });

  test('L-173: make no difference by their mode', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 1')],
      tasks: [task('t1', 'w60', 'resourceFiles: [ { blobSource: "https://x/a", filePath: a, fileMode: "0600" } ]')],
    });
    expect(ended(log, 'j/t1')).toBe(120);
    expect(log.summary.notModelled).toEqual(['task.resourceFiles.fileMode']);
  });
});
