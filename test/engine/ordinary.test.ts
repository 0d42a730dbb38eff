import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/batch/model.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { Run } from '../../src/simulate.ts';

/** The log of a run in which ordinary attempts go the short way, or the long way as all others do. */
function logOf(scenario: Scenario, isShort: boolean): string {
  let text = '';
  const run = new Run(scenario, {
    onLog: (lines) => {
      text += lines;
    },
  });
  // no node is ready at time zero, so nothing has started yet
  expect(run.simulation.world.hasOrdinary).toBe(true);
  run.simulation.world.hasOrdinary = isShort;
  while (run.advance(1_000_000));
  return text;
}

const POOL = {
  id: 'p',
  vmSize: 'STANDARD_D2_V2',
  cloudServiceConfiguration: { osFamily: '5' },
  targetDedicatedNodes: 3,
  targetLowPriorityNodes: 4,
  maxTasksPerNode: 4,
};
const BUSY = {
  start: '2017-05-01T00:00:00Z',
  pools: [POOL],
  jobs: [
    { id: 'plain', poolInfo: { poolId: 'p' } },
    { id: 'watched', priority: 5, poolInfo: { poolId: 'p' }, constraints: { maxTaskRetryCount: 2 } },
    { id: 'ending', poolInfo: { poolId: 'p' }, onAllTasksComplete: 'terminatejob' },
    {
      id: 'managed',
      poolInfo: { poolId: 'p' },
      usesTaskDependencies: true,
      jobManagerTask: { id: 'm', commandLine: 'manage' },
    },
  ],
  tasks: [
    { jobId: 'plain', count: 300, task: { id: 't{n}', commandLine: 'work' } },
    {
      jobId: 'watched',
      count: 200,
      arrival: { poisson: { mean: 'PT20S' } },
      task: { id: 't{n}', commandLine: 'fail', constraints: { maxWallClockTime: 'PT4M', maxTaskRetryCount: 2 } },
    },
    { jobId: 'ending', count: 40, arrival: { every: 'PT1M' }, task: { id: 't{n}', commandLine: 'steady' } },
    { jobId: 'managed', count: 40, task: { id: 't{n}', commandLine: 'work' } },
    { jobId: 'managed', task: { id: 'last', commandLine: 'work', dependsOn: { taskIds: ['t1', 't2'] } } },
  ],
  programs: [
    { match: 'work', duration: { exponential: { mean: 'PT2M' } } },
    {
      match: 'fail',
      duration: { uniform: { min: 'PT1M', max: 'PT5M' } },
      exitCode: {
        choices: [
          { code: 0, p: 0.7 },
          { code: 1, p: 0.3 },
        ],
      },
    },
    { match: 'steady', duration: 'PT1M' },
    { match: 'manage', duration: 'PT30M' },
  ],
  actions: [
    { at: 'PT20M', disableJob: { jobId: 'plain', disableTasks: 'requeue' } },
    { at: 'PT30M', enableJob: { jobId: 'plain' } },
    { at: 'PT35M', rebootNode: { poolId: 'p', nodeId: 'tvm-1', nodeRebootOption: 'taskcompletion' } },
    { at: 'PT40M', updateTask: { jobId: 'watched', taskId: 't60', constraints: { maxWallClockTime: 'PT2M' } } },
    {
      at: 'PT45M',
      resizePool: {
        poolId: 'p',
        targetDedicatedNodes: 5,
        targetLowPriorityNodes: 2,
        nodeDeallocationOption: 'requeue',
      },
    },
  ],
};

describe('an ordinary attempt leaves the log that the long way leaves, byte by byte', () => {
  for (const nodeFillType of ['pack', 'spread']) {
    for (const ratePerNodeHour of [0, 2]) {
      it(`on a pool that is filled by ${nodeFillType}, ${ratePerNodeHour} preemptions an hour and node`, () => {
        const compiled = compileScenario({
          ...BUSY,
          pools: [{ ...POOL, taskSchedulingPolicy: { nodeFillType } }],
          cloud: ratePerNodeHour === 0 ? {} : { preemption: { ratePerNodeHour } },
        });
        if (!compiled.ok) throw new Error(compiled.issues.map(({ message }) => message).join('\n'));
        const long = logOf(compiled.value, false);
        expect(logOf(compiled.value, true)).toBe(long);
        for (const reason of ['retried', 'wallClockRetried', 'succeeded', 'requeuedByDisable'])
          expect(long).toContain(`"reason":"${reason}"`);
        expect(long.includes('"reason":"preempted"')).toBe(ratePerNodeHour > 0);
      });
    }
  }
});
