/**
 * Small scenarios that together lead every entity along every edge of its lifecycle table. What each of them means is proved
 * elsewhere; here only the transitions count.
 */
import { onPool, withPools } from './job-lab.ts';
import { fail, JOB, node, ONE, PREPARED, preempt, resize, SPOT, scene, task } from './lifecycle-stage.ts';
import { nodeScenes, nodeTaskScenes } from './node-scenes.ts';
import { IMAGE, pool, type RunLog, run } from './run.ts';

function* taskScenes(): Generator<RunLog> {
  const prepared = [`{ id: j, poolInfo: { poolId: p }, ${PREPARED} }`];
  const both = [task('a', 'w60'), task('b', 'w60')];
  // every way to lose an attempt, from preparing at 70 s and from running at 100 s
  for (const at of [70, 100]) {
    for (const operation of [
      resize(0),
      'removeNodes: { poolId: p, nodeList: [ tvm-1 ] }',
      'deletePool: { poolId: p }',
      node('rebootNode'),
      node('reimageNode'),
      node('disableScheduling'),
      'disableJob: { jobId: j, disableTasks: requeue }',
      'disableJob: { jobId: j, disableTasks: terminate }',
      fail('unusable'),
      'removeNodes: { poolId: p, nodeList: [ tvm-1 ], nodeDeallocationOption: terminate }',
      'terminateTask: { jobId: j, taskId: a }',
      'terminateJob: { jobId: j }',
      'deleteTask: { jobId: j, taskId: a }',
      'deleteJob: { jobId: j }',
    ]) {
      yield scene(ONE, prepared, both, [`${at} ${operation}`]);
    }
    yield scene(SPOT, prepared, both, [`${at} ${preempt}`]);
  }
  // from active and from completed
  for (const at of [10, 300]) {
    for (const operation of [
      'terminateTask: { jobId: j, taskId: a }',
      'deleteTask: { jobId: j, taskId: a }',
      'deleteJob: { jobId: j }',
      'terminateJob: { jobId: j }',
    ]) {
      yield scene(ONE, [JOB], both, [`${at} ${operation}`]);
    }
  }
  yield scene(
    ONE,
    [JOB],
    [task('a', 'f30', ', constraints: { maxTaskRetryCount: 1 }'), task('b', 'w30')],
    ['400 reactivateTask: { jobId: j, taskId: a }'],
  );
  yield scene(ONE, [JOB], [task('a', 'w60', ', constraints: { maxTaskRetryCount: 1, maxWallClockTime: PT30S }')]);
  yield scene(ONE, [`{ id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: picky } }`], both);
  yield scene(ONE, [JOB], [task('a', 'endless')]);
  yield scene(
    ONE,
    ['{ id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: endless } }'],
    [task('a', 'w30')],
  );
  yield onPool(
    ONE,
    `
    jobs: [ ${JOB} ]
    account: { applications: [ { id: app, versions: [ "1" ], defaultVersion: "1" } ] }
    tasks: [ ${task('a', 'w30', ', applicationPackageReferences: [ { applicationId: app } ]')} ]
  `,
  );
  yield scene(
    ONE,
    [JOB],
    [
      task('a', 'w30', ', resourceFiles: [ { blobSource: "https://a/b", filePath: b } ]'),
      task(
        'b',
        'w30',
        ', outputFiles: [ { filePattern: "*", destination: { container: { containerUrl: "https://c" } }, uploadOptions: { uploadCondition: taskcompletion } } ]',
      ),
    ],
    [],
    'cloud: { nodes: { allocate: PT1M }, transfers: { blobs: [ { match: "*", size: 1MB, fails: true } ], uploads: [ { match: "*", size: 1MB, fails: true } ] } }',
  );
  // a restarted manager displaces a task that runs, and one that prepares
  const manager = (more = '') =>
    `{ id: j, priority: 1, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: flaky, constraints: { maxTaskRetryCount: 1 } }${more} }`;
  for (const preparation of ['', ', jobPreparationTask: { commandLine: w600 }']) {
    yield scene(
      ONE,
      [manager(), `{ id: k, priority: 0, poolInfo: { poolId: p }${preparation} }`],
      ['{ jobId: k, arrival: { at: PT62S }, task: { id: t, commandLine: w300 } }'],
      [
        `63 ${node('rebootNode')}`,
        `184 disableJob: { jobId: j, disableTasks: requeue }`,
        '190 enableJob: { jobId: j }',
      ],
    );
  }
}

function* jobScenes(): Generator<RunLog> {
  const ends = ['terminateJob: { jobId: j }', 'deleteJob: { jobId: j }'];
  const open = [
    [],
    ['70 disableJob: { jobId: j, disableTasks: wait }'],
    ['70 disableJob: { jobId: j, disableTasks: requeue }'],
  ];
  for (const before of open) {
    for (const end of ends) yield scene(ONE, [JOB], [task('a', 'w300')], [...before, `80 ${end}`]);
    yield scene(ONE, [JOB], [task('a', 'w300')], [...before, '80 enableJob: { jobId: j }']);
    yield scene(
      ONE,
      ['{ id: j, poolInfo: { poolId: p }, constraints: { maxWallClockTime: PT90S } }'],
      [task('a', 'w300')],
      before,
    );
    yield scene(
      ONE,
      ['{ id: j, poolInfo: { poolId: p }, onAllTasksComplete: terminatejob }'],
      [task('a', 'w300')],
      [...before, '100 terminateTask: { jobId: j, taskId: a }'],
    );
    yield scene(
      ONE,
      ['{ id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w300 } }'],
      [],
      [...before, '100 terminateTask: { jobId: j, taskId: jm }'],
    );
    for (const operation of ['terminateJobSchedule', 'deleteJobSchedule'])
      yield scene(
        ONE,
        [],
        [],
        [
          ...before.map((line) => line.replace('jobId: j,', 'jobId: "j:job-1",')),
          `100 ${operation}: { jobScheduleId: j }`,
        ],
        'jobSchedules: [ { id: j, schedule: {}, jobSpecification: { poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w300 } } } ]',
      );
  }
  for (const action of ['disable', 'terminate'])
    yield scene(
      ONE,
      ['{ id: j, poolInfo: { poolId: p }, onTaskFailure: performexitoptionsjobaction }'],
      [task('a', 'f30', `, exitConditions: { default: { jobAction: ${action} } }`), task('b', 'w600')],
    );
  // deleted while terminating and when completed
  for (const at of [110, 200])
    yield scene(
      ONE,
      [`{ id: j, poolInfo: { poolId: p }, ${PREPARED} }`],
      [task('a', 'nothing')],
      ['100 terminateJob: { jobId: j }', `${at} deleteJob: { jobId: j }`],
    );
  const autoPool = `poolInfo: { autoPoolSpecification: { poolLifetimeOption: job, pool: { vmSize: STANDARD_D2_V2, ${IMAGE}, targetDedicatedNodes: 1 } } }`;
  yield withPools(
    [],
    `
    account: { poolQuota: 1 }
    jobs: [ { id: j, ${autoPool} }, { id: k, ${autoPool} } ]
    tasks: [ ${task('a', 'w30')} ]
    actions: [ { at: PT200S, terminateJob: { jobId: j } } ]
  `,
  );
}

function* scheduleScenes(): Generator<RunLog> {
  const schedule = (when: string, specification = 'jobManagerTask: { id: jm, commandLine: w90 }') =>
    `jobSchedules: [ { id: s, schedule: { ${when} }, jobSpecification: { poolInfo: { poolId: p }, ${specification} } } ]`;
  const operation = (name: string) => `${name}: { jobScheduleId: s }`;
  yield scene(ONE, [], [], [], schedule(''));
  yield scene(ONE, [], [], [`100 ${operation('disableJobSchedule')}`], schedule(''));
  yield scene(
    ONE,
    [],
    [],
    [`100 ${operation('disableJobSchedule')}`, `110 ${operation('enableJobSchedule')}`],
    schedule('doNotRunAfter: 2017-05-01T00:01:00Z'),
  );
  for (const before of [[], [`100 ${operation('disableJobSchedule')}`]]) {
    yield scene(ONE, [], [], [...before, `110 ${operation('terminateJobSchedule')}`], schedule(''));
    yield scene(ONE, [], [], [...before, `110 ${operation('deleteJobSchedule')}`], schedule(''));
  }
  const slow =
    'jobManagerTask: { id: jm, commandLine: w300 }, jobPreparationTask: { commandLine: w1 }, jobReleaseTask: { commandLine: w60 }';
  yield scene(
    ONE,
    [],
    [],
    [`100 ${operation('terminateJobSchedule')}`, `110 ${operation('deleteJobSchedule')}`],
    schedule('', slow),
  );
  yield scene(ONE, [], [], [`100 ${operation('deleteJobSchedule')}`], schedule('', slow));
  yield scene(ONE, [], [], [`400 ${operation('deleteJobSchedule')}`], schedule(''));
  // the schedule goes when its job is disabled, terminating, completed
  for (const job of ['disableJob: { jobId: "s:job-1", disableTasks: wait }', 'terminateJob: { jobId: "s:job-1" }'])
    for (const at of [101, 130])
      yield scene(
        ONE,
        [],
        [],
        [`100 ${job}`, `${at} ${operation('deleteJobSchedule')}`],
        schedule('recurrenceInterval: PT1H, doNotRunAfter: 2017-05-02T00:00:00Z', slow),
      );
}

function* poolScenes(): Generator<RunLog> {
  yield scene('targetDedicatedNodes: 3', [JOB], [], ['30 stopResize: { poolId: p }', '40 deletePool: { poolId: p }']);
  yield scene('targetDedicatedNodes: 3', [JOB], [], ['30 deletePool: { poolId: p }']);
  yield scene('targetDedicatedNodes: 3', [JOB], [], [], 'account: { dedicatedCoreQuota: 4 }');
  yield scene('targetDedicatedNodes: 3', [JOB], [], [], 'cloud: { capacity: { dedicated: 1 } }');
  yield scene('targetDedicatedNodes: 0', [JOB], [], []);
  yield scene('enableAutoScale: true, autoScaleFormula: "$TargetDedicatedNodes = 1"', [JOB], [task('a', 'w30')]);
}

function* runScenes(): Generator<RunLog> {
  const endless = `
pools: [ ${pool(ONE)} ]
jobs: [ ${JOB} ]
tasks: [ ${task('a', 'f60', ', constraints: { maxTaskRetryCount: -1 }')} ]
programs: [ { match: f60, duration: PT1M, exitCode: 1 } ]
`;
  yield run(endless, { maxEvents: 50 });
  yield run(`${endless}end: PT10M`);
}

/** The logs of all scenes, one after the other. */
export function* scenes(): Generator<RunLog> {
  yield* taskScenes();
  yield* nodeScenes();
  yield* nodeTaskScenes();
  yield* jobScenes();
  yield* scheduleScenes();
  yield* poolScenes();
  yield* runScenes();
}
