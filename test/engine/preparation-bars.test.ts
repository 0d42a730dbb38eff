import { describe, expect, test } from 'vitest';
import { CLOUD_SERVICE, PROGRAMS, pool, type RunLog, run } from '../support/run.ts';
import { STAGED_CLOUD } from '../support/staged-cloud.ts';

/** Nodes are up at 60 s, and again 70 s after a reboot, 80 s after a reimage, 110 s after a preemption. */
const scenario = (fields: string, preparation: string, rest: string, job = ''): string => `
${STAGED_CLOUD}
pools: [ ${pool(fields, 'p', CLOUD_SERVICE)} ]
jobs: [ { id: j, poolInfo: { poolId: p }, jobPreparationTask: { ${preparation} } ${job} } ]
${rest}
${PROGRAMS}
  - { match: first, duration: PT10S, exitCode: 0, perNode: { count: 1, exitCode: 1 } }
`;
const task = (id: string, at = 0, command = 'w60') =>
  `  - { jobId: j, arrival: { at: PT${at}S }, task: { id: ${id}, commandLine: ${command} } }\n`;
const act = (at: number, what: string) => `  - { at: PT${at}S, ${what} }\n`;
const reboot = (at: number, more = '') => act(at, `rebootNode: { poolId: p, nodeId: tvm-1${more} }`);
const reimage = (at: number) => act(at, 'reimageNode: { poolId: p, nodeId: tvm-1 }');
const preempt = (at: number) => act(at, 'preemptNodes: { poolId: p, nodeIds: [ tvm-1 ] }');
const fail = (at: number) => act(at, 'failNode: { poolId: p, nodeId: tvm-1, to: unusable }');
const recover = (at: number) => act(at, 'recoverNode: { poolId: p, nodeId: tvm-1 }');
/** [seconds, from, to] of the preparation's lines on tvm-1. */
const runs = (log: RunLog, node = 'tvm-1') =>
  log.of(`jobPreparation j/p/${node}`).map((line) => [line.at / 1000, line.from, line.to]);

describe('a node that the preparation has failed on', () => {
  const tries = (action: string) =>
    runs(run(scenario('targetLowPriorityNodes: 1', 'commandLine: f10', `tasks:\n${task('a')}actions:\n${action}`)))
      .filter(([, , to]) => to === 'running')
      .map(([at]) => at);

  test('L-275 O-55: is barred after a reboot too', () => {
    expect(tries(reboot(200))).toEqual([60]);
  });

  test('O-55 S-31: is barred after a failure and recovery too', () => {
    expect(tries(fail(200) + recover(210))).toEqual([60]);
  });

  test('L-275 L-283: is tried again as soon as it has been reimaged', () => {
    expect(tries(reimage(200))).toEqual([60, 280]);
  });

  test('O-55 L-154: is tried again as soon as it has been replaced', () => {
    expect(tries(preempt(200))).toEqual([60, 310]);
  });

  test('O-55: each reimage gives it another try, and each failure bars it again', () => {
    expect(tries(reimage(200) + reimage(1000) + reboot(2000))).toEqual([60, 280, 1080]);
  });

  test('L-275: a reimaged node serves the jobs that it was barred for, the others too', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 2',
        'commandLine: first',
        `tasks:\n${task('a', 0, 'w1200')}${task('b', 0, 'w1200')}${task('c', 0, 'w60')}actions:\n${reimage(200)}`,
      ),
    );
    // tvm-1 fails at 70 s; tvm-2 takes one task for 1200 s; the reimaged tvm-1 fails again at 350 s
    expect(runs(log)).toEqual([
      [60, null, 'running'],
      [70, 'running', 'completed'],
      [280, 'completed', 'running'],
      [290, 'running', 'completed'],
    ]);
  });

  test('L-275: the bar belongs to a node of its pool, and stands when the job comes back to that pool', () => {
    const log = run(`
${STAGED_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 1')}, ${pool('targetDedicatedNodes: 1', 'q')} ]
jobs: [ { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: first } } ]
tasks:
${task('a')}
actions:
  - { at: PT100S, disableJob: { jobId: j, disableTasks: requeue } }
  - { at: PT101S, patchJob: { jobId: j, poolInfo: { poolId: q } } }
  - { at: PT102S, enableJob: { jobId: j } }
  - { at: PT200S, disableJob: { jobId: j, disableTasks: requeue } }
  - { at: PT201S, patchJob: { jobId: j, poolInfo: { poolId: p } } }
  - { at: PT202S, enableJob: { jobId: j } }
${PROGRAMS}
  - { match: first, duration: PT10S, exitCode: 1 }
`);
    expect(log.requests().every(([, status]) => Number(status) < 300)).toBe(true);
    expect(log.states('jobPreparation j/p/tvm-1').map(([at]) => at)).toEqual([60, 70]);
    expect(log.states('jobPreparation j/q/tvm-1').map(([at]) => at)).toEqual([102, 112]);
  });

  test('L-275: enabling a job that is active already changes nothing about its bars', () => {
    expect(tries(act(100, 'enableJob: { jobId: j }') + reboot(200) + reimage(1000))).toEqual([60, 1080]);
  });

  test('L-275: a preparation that fails after its job has gone to another pool bars no node there', () => {
    const log = run(`
${STAGED_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 1')}, ${pool('targetDedicatedNodes: 1', 'q')} ]
jobs: [ { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: first } } ]
tasks:
${task('a')}
actions:
  - { at: PT65S, disableJob: { jobId: j, disableTasks: requeue } }
  - { at: PT66S, patchJob: { jobId: j, poolInfo: { poolId: q } } }
  - { at: PT100S, enableJob: { jobId: j } }
${PROGRAMS}
  - { match: first, duration: PT10S, exitCode: 1 }
`);
    expect(log.states('jobPreparation j/p/tvm-1').map(([at]) => at)).toEqual([60, 70]);
    expect(log.states('jobPreparation j/q/tvm-1').map(([at]) => at)).toEqual([100, 110]);
  });
});
