import { describe, expect, test } from 'vitest';
import { autoPool, onPool, poolIds, withPools } from '../support/job-lab.ts';
import { CLOUD_SERVICE, pool, type RunLog } from '../support/run.ts';

const MANAGER = 'jobManagerTask: { id: jm, commandLine: w60 }';
const THUMBPRINT = 'abababababababababababababababababababab';

/** A job `j` whose auto pool has this nested pool. */
const nested = (body: string, more = '', account = ''): RunLog =>
  withPools(
    [],
    `
    ${account}
    jobs:
      - { id: j, poolInfo: { autoPoolSpecification: { autoPoolIdPrefix: ap, poolLifetimeOption: job, pool: { vmSize: STANDARD_D2_V2, ${body} } } }, ${MANAGER} }
    ${more}
    `,
  );

describe('an auto pool', () => {
  test('L-310, L-312, L-315, L-321, O-04: is created with its job, and its id is the prefix and a unique suffix', () => {
    const log = withPools(
      [],
      `jobs: [ { id: j, poolInfo: ${autoPool()}, ${MANAGER} }, { id: k, poolInfo: ${autoPool()}, ${MANAGER} } ]`,
    );
    const [first, second] = poolIds(log);
    expect(first).toMatch(/^ap_[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/i);
    expect(second).not.toBe(first);
    expect(log.of('job j')[0].poolId).toBe(first);
    expect(log.of('job k')[0].poolId).toBe(second);
    expect(log.of(`pool ${first}`)[0]).toMatchObject({ at: 0, from: null, to: 'active', isAutoPool: true });
    expect(log.summary.jobs.j.pool).toBe(first);
  });

  test('S-32: without a prefix has an underscore and the suffix', () => {
    const log = withPools(
      [],
      `jobs: [ { id: j, poolInfo: ${autoPool().replace('autoPoolIdPrefix: ap, ', '')}, ${MANAGER} } ]`,
    );
    expect(poolIds(log)[0]).toMatch(/^_[0-9A-F-]{36}$/i);
  });

  test('L-312: has a prefix of at most 20 characters', () => {
    const added = (prefix: string) =>
      withPools(
        [],
        `actions: [ { at: PT1S, addJob: { id: j, poolInfo: ${autoPool().replace('autoPoolIdPrefix: ap', `autoPoolIdPrefix: ${prefix}`)} } } ]`,
      ).requests();
    expect(added('a'.repeat(20))).toEqual([['addJob', 201]]);
    expect(added('a'.repeat(21))).toEqual([['addJob', 400, 'InvalidPropertyValue']]);
  });

  test('L-311: needs a poolLifetimeOption, and jobschedule is none for a plain job', () => {
    const log = withPools(
      [],
      `
      actions:
        - { at: PT1S, addJob: { id: j, poolInfo: ${autoPool('', { lifetime: 'jobschedule' })} } }
        - { at: PT1S, addJob: { id: k, poolInfo: ${autoPool().replace('poolLifetimeOption: job, ', '')} } }
      `,
    );
    expect(log.requests()).toEqual([
      ['addJob', 400, 'InvalidPropertyValue'],
      ['addJob', 400, 'MissingRequiredProperty'],
    ]);
  });

  test('L-314: is held to the rules of every pool', () => {
    const refused = (body: string) =>
      withPools(
        [],
        `actions: [ { at: PT1S, addJob: { id: j, poolInfo: { autoPoolSpecification: { poolLifetimeOption: job, pool: ${body} } } } } ]`,
      ).requests();
    const both = `{ vmSize: STANDARD_D2_V2, targetDedicatedNodes: 1 }`;
    expect(refused(both)[0].slice(1, 2)).toEqual([400]);
    expect(refused(`{ vmSize: NO_SUCH_SIZE, ${CLOUD_SERVICE}, targetDedicatedNodes: 1 }`)[0]).toEqual([
      'addJob',
      400,
      'InvalidPropertyValue',
    ]);
    expect(
      refused(`{ vmSize: STANDARD_D2_V2, ${CLOUD_SERVICE}, targetDedicatedNodes: 1, resizeTimeout: PT4M }`)[0].slice(
        1,
        2,
      ),
    ).toEqual([400]);
  });

  test('L-313, L-320: is deleted once its job is completed, that is after the release tasks', () => {
    const log = withPools(
      [],
      `jobs: [ { id: j, poolInfo: ${autoPool()}, jobPreparationTask: { commandLine: w10 }, jobReleaseTask: { commandLine: w30 }, ${MANAGER} } ]`,
    );
    const [id] = poolIds(log);
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [130, 'terminating'],
      [160, 'completed'],
    ]);
    expect(log.states(`pool ${id}`)).toEqual([
      [0, 'active'],
      [160, 'deleting'],
      [190, null],
    ]);
    expect(log.states(`node ${id}/tvm-1`).slice(-2)).toEqual([
      [160, 'leavingpool'],
      [190, null],
    ]);
    expect(log.states(`jobRelease j/${id}/tvm-1`).slice(0, 2)).toEqual([
      [130, 'running'],
      [160, 'completed'],
    ]);
    expect(log.summary.endedAtSeconds).toBe(190);
  });

  test('L-313: goes with a job that is deleted, too', () => {
    const log = withPools(
      [],
      `
      jobs: [ { id: j, poolInfo: ${autoPool()} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]
      actions: [ { at: PT100S, deleteJob: { jobId: j } } ]
      `,
    );
    expect(log.states('job j').at(-1)).toEqual([100, null]);
    expect(log.states(`pool ${poolIds(log)[0]}`).slice(1)).toEqual([
      [100, 'deleting'],
      [130, null],
    ]);
  });

  test('L-313: is kept for ever with keepAlive, also when its job is deleted', () => {
    const log = withPools(
      [],
      `
      jobs: [ { id: j, poolInfo: ${autoPool('keepAlive: true')}, ${MANAGER} } ]
      actions: [ { at: PT200S, deleteJob: { jobId: j } } ]
      `,
    );
    const [id] = poolIds(log);
    expect(log.states(`pool ${id}`)).toEqual([[0, 'active']]);
    expect(log.settled(`node ${id}/tvm-1`).at(-1)).toEqual([120, 'idle']);
    expect(log.states('job j').at(-1)).toEqual([200, null]);
  });

  test('L-196, L-313: and is deleted after all if keepAlive is taken back in time', () => {
    const log = withPools(
      [],
      `
      jobs: [ { id: j, poolInfo: ${autoPool('keepAlive: true')} } ]
      actions:
        - { at: PT100S, disableJob: { jobId: j, disableTasks: wait } }
        - { at: PT100S, patchJob: { jobId: j, poolInfo: { autoPoolSpecification: { keepAlive: false } } } }
        - { at: PT200S, terminateJob: { jobId: j } }
      `,
    );
    expect(log.states(`pool ${poolIds(log)[0]}`).slice(1)).toEqual([
      [200, 'deleting'],
      [230, null],
    ]);
  });

  test('L-322: survives the disabling of its job', () => {
    const log = withPools(
      [],
      `
      jobs: [ { id: j, poolInfo: ${autoPool()} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      actions:
        - { at: PT80S, disableJob: { jobId: j, disableTasks: requeue } }
        - { at: PT200S, enableJob: { jobId: j } }
      `,
    );
    expect(log.states(`pool ${poolIds(log)[0]}`)).toEqual([[0, 'active']]);
    expect(log.states('task j/t').at(-1)).toEqual([260, 'completed']);
  });

  test('L-313, L-221: goes in the instant in which it came if its job ends at once', () => {
    const log = withPools([], `jobs: [ { id: j, poolInfo: ${autoPool()}, onAllTasksComplete: terminatejob } ]`);
    expect(log.states(`pool ${poolIds(log)[0]}`)).toEqual([
      [0, 'active'],
      [0, 'deleting'],
      [0, null],
    ]);
    expect(log.summary.endedAtSeconds).toBe(0);
  });

  test('L-319: has one job only, whose priority means nothing to others', () => {
    const log = withPools(
      [],
      `
      jobs: [ { id: j, priority: -1000, poolInfo: ${autoPool()}, ${MANAGER} }, { id: k, priority: 1000, poolInfo: ${autoPool()}, ${MANAGER} } ]
      `,
    );
    expect(log.states('task j/jm')).toEqual(log.states('task k/jm'));
  });

  test('L-318: may be deleted by a user: the tasks of its job wait, and the job ends without it', () => {
    const log = withPools(
      [],
      `
      jobs: [ { id: j, poolInfo: ${autoPool()} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]
      actions: [ { at: PT200S, terminateJob: { jobId: j } } ]
      `,
    );
    // nobody outside knows the id in advance, so the run that knows it is the second
    const [id] = poolIds(log);
    const deleted = withPools(
      [],
      `
      jobs: [ { id: j, poolInfo: ${autoPool()} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]
      actions: [ { at: PT100S, deletePool: { poolId: ${id} } }, { at: PT200S, terminateJob: { jobId: j } } ]
      `,
    );
    expect(poolIds(deleted)).toEqual([id]);
    expect(deleted.states('task j/t').slice(-3)).toEqual([
      [60, 'running'],
      [100, 'active'],
      [200, 'completed'],
    ]);
    expect(deleted.states(`pool ${id}`).at(-1)).toEqual([130, null]);
    expect(deleted.settled('job j').at(-1)).toEqual([200, 'completed']);
  });
});

describe('an auto pool that cannot be created', () => {
  test('L-316, L-317, L-162: completes its job at once with a schedulingError, without manager, pool or wall clock', () => {
    const log = nested(
      `${CLOUD_SERVICE}, targetDedicatedNodes: 1, certificateReferences: [ { thumbprint: ${THUMBPRINT}, thumbprintAlgorithm: sha1 } ]`,
      'tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]',
    );
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [0, 'completed'],
    ]);
    expect(log.last('job j').schedulingError).toMatchObject({
      category: 'UserError',
      code: 'InvalidCertificatesInAutoPool',
    });
    expect(log.last('job j')).not.toHaveProperty('terminateReason');
    expect(poolIds(log)).toEqual([]);
    expect(log.of('task j/jm')).toEqual([]);
    expect(log.requests()).toEqual([['addTask', 409, 'JobCompleted']]);
  });

  test.each(['deleting', 'deletefailed'])('L-162: a certificate that is %s is as good as none', (state) => {
    const log = nested(
      `${CLOUD_SERVICE}, targetDedicatedNodes: 1, certificateReferences: [ { thumbprint: ${THUMBPRINT}, thumbprintAlgorithm: sha1 } ]`,
      '',
      `account: { certificates: [ { thumbprint: ${THUMBPRINT}, thumbprintAlgorithm: sha1, state: ${state} } ] }`,
    );
    expect(log.last('job j').schedulingError).toMatchObject({ code: 'InvalidCertificatesInAutoPool' });
  });

  test('L-317: for want of an application package', () => {
    const log = nested(
      `${CLOUD_SERVICE}, targetDedicatedNodes: 1, applicationPackageReferences: [ { applicationId: nothing } ]`,
    );
    expect(log.last('job j')).toMatchObject({
      at: 0,
      to: 'completed',
      schedulingError: { category: 'UserError', code: 'InvalidApplicationPackageReferencesInAutoPool' },
    });
  });

  test('L-317: for a formula that does not parse', () => {
    const log = nested(`${CLOUD_SERVICE}, enableAutoScale: true, autoScaleFormula: "$TargetDedicatedNodes = (1;"`);
    expect(log.last('job j')).toMatchObject({
      at: 0,
      to: 'completed',
      schedulingError: { code: 'InvalidAutoScaleFormulaInAutoPool' },
    });
  });

  test('L-317, L-031: for want of quota, until a pool has gone', () => {
    const log = onPool(
      'targetDedicatedNodes: 0',
      `
      account: { poolQuota: 1 }
      jobs: [ { id: j, poolInfo: ${autoPool()}, ${MANAGER} } ]
      actions:
        - { at: PT100S, deletePool: { poolId: p } }
        - { at: PT200S, addJob: { id: k, poolInfo: ${autoPool()}, ${MANAGER} } }
        - { at: PT200S, addPool: ${pool('targetDedicatedNodes: 0', 'q')} }
      `,
    );
    expect(log.last('job j').schedulingError).toMatchObject({
      category: 'UserError',
      code: 'AutoPoolCreationFailedWithQuotaReached',
    });
    expect(log.requests()).toEqual([
      ['deletePool', 202],
      ['addJob', 201],
      ['addPool', 409, 'PoolQuotaReached'],
    ]);
    expect(log.settled('job k').at(-1)).toEqual([320, 'completed']);
    expect(log.last('job k').terminateReason).toBe('JMComplete');
  });

  test('L-316, L-178: such a job does not count as active', () => {
    const log = onPool(
      'targetDedicatedNodes: 0',
      `
      account: { poolQuota: 1, activeJobAndJobScheduleQuota: 1 }
      jobs: [ { id: j, poolInfo: ${autoPool()} } ]
      actions: [ { at: PT1S, addJob: { id: k, poolInfo: { poolId: p } } } ]
      `,
    );
    expect(log.requests()).toEqual([['addJob', 201]]);
    expect(log.summary.jobs.j).toMatchObject({ state: 'completed', createdSeconds: 0, endedSeconds: 0 });
  });
});
