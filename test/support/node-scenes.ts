/** What can happen to nodes, and to the start, preparation and release tasks on them. */
import { withPools } from './job-lab.ts';
import { fail, JOB, node, ONE, preempt, resize, SPOT, scene, startTask, task } from './lifecycle-stage.ts';
import { CLOUD_SERVICE, pool, type RunLog } from './run.ts';

export function* nodeScenes(): Generator<RunLog> {
  const slow =
    'cloud: { nodes: { allocate: PT1M, create: PT20S, start: PT30S, reboot: PT40S, reimage: PT40S, leave: PT30S, replace: PT50S } }';
  const start = startTask('w60');
  const lifeOf = (size: string, operations: readonly string[], tasks: readonly string[] = []) =>
    scene(size, [JOB], tasks, operations, slow);
  // creating 60, starting 80, waitingforstarttask 110, idle 170
  for (const at of [70, 90, 120, 180]) {
    for (const operation of [
      resize(0),
      'removeNodes: { poolId: p, nodeList: [ tvm-1 ] }',
      'deletePool: { poolId: p }',
      fail('unusable'),
      fail('unknown'),
    ]) {
      yield lifeOf(`${ONE}, ${start}`, [`${at} ${operation}`, '500 deletePool: { poolId: p }']);
    }
    yield lifeOf(`${SPOT}, ${start}`, [`${at} ${preempt}`]);
    for (const operation of [resize(0), 'deletePool: { poolId: p }', 'removeNodes: { poolId: p, nodeList: [ tvm-1 ] }'])
      yield lifeOf(`${SPOT}, ${start}`, [`${at} ${preempt}`, `${at + 5} ${operation}`]);
  }
  // the same from every other state that a node can be brought to: `into` at 180 s, what follows at 185 s
  for (const into of [
    node('disableScheduling'),
    node('rebootNode'),
    node('reimageNode'),
    fail('unusable'),
    fail('unknown'),
    resize(0),
  ]) {
    for (const operation of [
      resize(0),
      'removeNodes: { poolId: p, nodeList: [ tvm-1 ] }',
      'deletePool: { poolId: p }',
      fail('unusable'),
      fail('unknown'),
      node('enableScheduling'),
      node('recoverNode'),
      preempt,
    ]) {
      yield lifeOf(`${SPOT}`, [`180 ${into}`, `185 ${operation}`]);
    }
  }
  for (const operation of [
    resize(0),
    'removeNodes: { poolId: p, nodeList: [ tvm-1 ] }',
    'deletePool: { poolId: p }',
    fail('unusable'),
    fail('unknown'),
    preempt,
  ]) {
    yield lifeOf(`${SPOT}, ${startTask('f30')}`, [`150 ${operation}`]); // from starttaskfailed
    yield lifeOf(SPOT, [`130 ${operation}`], [task('a', 'w60')]); // from running
    yield lifeOf(
      SPOT,
      [
        '115 removeNodes: { poolId: p, nodeList: [ tvm-1 ], nodeDeallocationOption: taskcompletion }',
        `130 ${operation}`,
      ],
      [task('a', 'w300')],
    );
    yield lifeOf(
      SPOT,
      ['190 removeNodes: { poolId: p, nodeList: [ tvm-1 ], nodeDeallocationOption: retaineddata }', `195 ${operation}`],
      [task('a', 'w60')],
    );
  }
  // a node whose directories are kept goes through its states while it drains for its removal, and is taken away in one of them
  const kept = ['180 removeNodes: { poolId: p, nodeList: [ tvm-1 ], nodeDeallocationOption: retaineddata }'];
  const drains = (operations: readonly string[]) => lifeOf(SPOT, operations, [task('a', 'w30')]);
  for (const into of [[], [`185 ${node('disableScheduling')}`]]) yield drains([...kept, ...into, `190 ${preempt}`]);
  for (const to of ['unusable', 'unknown']) yield drains([`170 ${fail(to)}`, ...kept, `190 ${preempt}`]);
  // rebooting from 170, starting from 210, waitingforstarttask from 240, starttaskfailed from 250
  const rebooted = [`160 patchPool: { poolId: p, ${startTask('f10')} }`, `170 ${node('rebootNode')}`];
  for (const at of [180, 220, 245, 300])
    yield drains([...rebooted, `${at} ${kept[0].slice(4)}`, `${at + 3} ${preempt}`]);
  // disabled while its reboot waits for the directories of its tasks
  for (const operation of ['rebootNode', 'reimageNode'])
    yield lifeOf(
      ONE,
      [
        `150 ${node(operation, `, ${operation.replace('Node', '').replace('re', 'nodeRe')}Option: retaineddata`)}`,
        `155 ${node('disableScheduling')}`,
      ],
      [task('a', 'w30', ', constraints: { retentionTime: PT5M }')],
    );
  yield lifeOf(ONE, [`70 ${node('disableScheduling')}`, `200 ${node('enableScheduling')}`]); // offline when it is ready
  yield lifeOf(`${ONE}, ${start}`, [`120 ${node('disableScheduling')}`]); // offline after its start task
  yield lifeOf(ONE, [`130 ${node('rebootNode')}`, `400 ${node('reimageNode')}`], [task('a', 'w60')]); // from running, from idle
  yield lifeOf(ONE, [`130 ${node('reimageNode')}`, `400 ${node('rebootNode')}`], [task('a', 'w60')]);
  yield lifeOf(
    ONE,
    [
      `130 ${node('disableScheduling')}`,
      '130 addTask: { jobId: j, id: b, commandLine: w30 }',
      `131 ${node('enableScheduling')}`,
    ],
    [task('a', 'w60')],
  ); // offline to running
  yield lifeOf(`${ONE}, ${start}`, [], [task('a', 'w60')]); // waitingforstarttask to running
  yield withPools(
    [pool(`${ONE}, applicationPackageReferences: [ { applicationId: app } ]`, 'p', CLOUD_SERVICE)],
    `
    account: { applications: [ { id: app, versions: [ "1" ], defaultVersion: "1" } ] }
    cloud: { transfers: { packages: [ { applicationId: app, version: "1", size: 1MB, fails: true } ] } }
  `,
  );
  yield withPools(
    [pool(`${ONE}, networkConfiguration: { subnetId: net }`, 'p')],
    `
    account: { subnets: [ { match: "*", freeAddresses: 5, blocked: true } ] }
  `,
  );
}

export function* nodeTaskScenes(): Generator<RunLog> {
  yield scene(`${ONE}, ${startTask('flaky', true, 1)}`, [JOB], [], [`100 ${node('rebootNode')}`, `400 ${resize(0)}`]);
  yield scene(
    `${ONE}, ${startTask('f60', false)}`,
    [JOB],
    [],
    [`80 ${node('rebootNode')}`, `300 ${node('rebootNode')}`, `430 ${resize(0)}`],
  );
  const prepared = (preparation: string, release: string, more = '') =>
    `{ id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: ${preparation}, constraints: { maxTaskRetryCount: 1 }${more} }, jobReleaseTask: { commandLine: ${release} } }`;
  const tasks = [task('a', 'w60')];
  for (const [preparation, release] of [
    ['flaky', 'w30'],
    ['f30', 'w30'],
    ['w30', 'f30'],
  ]) {
    yield scene(ONE, [prepared(preparation, release)], tasks, ['300 terminateJob: { jobId: j }']);
    yield scene(ONE, [prepared(preparation, release)], tasks, ['300 deleteJob: { jobId: j }']);
  }
  yield scene(ONE, [prepared('w30', 'w60')], tasks, ['300 terminateJob: { jobId: j }', `330 ${node('rebootNode')}`]); // release again
  yield scene(ONE, [prepared('w30', 'w60')], tasks, [`200 ${node('rebootNode')}`, '300 terminateJob: { jobId: j }']); // release later
  yield scene(ONE, [prepared('w30', 'w60')], tasks, ['300 terminateJob: { jobId: j }', `330 ${resize(0)}`]); // release lost
  yield scene(ONE, [prepared('w30', 'w60')], tasks, ['300 terminateJob: { jobId: j }', `400 ${resize(0)}`]); // records lost
  yield scene(ONE, [prepared('w30', 'w60')], tasks, ['300 deleteJob: { jobId: j }', `330 ${resize(0)}`]);
  yield scene(ONE, [prepared('w60', 'w60')], tasks, [`80 ${resize(0)}`]); // preparation lost
  yield scene(ONE, [prepared('w60', 'w60')], tasks, [
    `80 ${node('rebootNode')}`,
    `500 ${node('rebootNode')}`,
    '700 addTask: { jobId: j, id: b, commandLine: w30 }',
  ]);
  yield scene(ONE, [prepared('w60', 'w60')], tasks, ['80 terminateJob: { jobId: j }']);
  yield scene(ONE, [prepared('w60', 'w60')], tasks, ['80 deleteJob: { jobId: j }']);
}
