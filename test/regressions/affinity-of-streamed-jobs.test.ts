import { expect, test } from 'vitest';
import { PROGRAMS, pool, QUICK_CLOUD, run } from '../support/run.ts';

test('L-419, O-46: tasks of a stream of jobs go to the node that their affinity names', () => {
  const log = run(`
${QUICK_CLOUD}
${PROGRAMS}
pools: [${pool('targetDedicatedNodes: 3')}]
jobs:
  - job: { id: 'j{n}', poolInfo: { poolId: p } }
    tasks: [{ task: { id: t, commandLine: w60, affinityInfo: { affinityId: tvm-2 } } }]
end: PT1H`);
  expect(log.of('task j1/t').find(({ to }) => to === 'running')).toMatchObject({ nodeId: 'tvm-2' });
});

test('L-419, O-46: so do tasks that the program of a task adds', () => {
  const log = run(`
${QUICK_CLOUD}
${PROGRAMS}
pools: [${pool('targetDedicatedNodes: 3')}]
jobs: [{ id: j, poolInfo: { poolId: p } }]
tasks:
  - jobId: j
    task: { id: t, commandLine: w60 }
    runs: { duration: PT1M, then: [{ after: PT1S, addTask: { id: u, commandLine: w60, affinityInfo: { affinityId: tvm-3 } } }] }
end: PT1H`);
  expect(log.of('task j/u').find(({ to }) => to === 'running')).toMatchObject({ nodeId: 'tvm-3' });
});
