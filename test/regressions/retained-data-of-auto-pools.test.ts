import { expect, test } from 'vitest';
import { PROGRAMS, QUICK_CLOUD, run } from '../support/run.ts';

test('L-079, S-32: a node stays for the sake of kept task directories if the formula of an auto pool says retaineddata', () => {
  const log = run(`
${QUICK_CLOUD}
${PROGRAMS}
jobs:
  - id: j
    poolInfo:
      autoPoolSpecification:
        poolLifetimeOption: job
        pool:
          vmSize: STANDARD_A1
          cloudServiceConfiguration: { osFamily: '5' }
          enableAutoScale: true
          autoScaleEvaluationInterval: PT5M
          autoScaleFormula: |
            $TargetDedicatedNodes = time() > time("2017-05-01T00:12:00Z") ? 0 : 1;
            $NodeDeallocationOption = retaineddata;
tasks: [{ jobId: j, task: { id: t, commandLine: w60, constraints: { retentionTime: PT30M } } }]
end: PT2H`);
  const ended = log.last('task j/t');
  expect(ended).toMatchObject({ to: 'completed' });
  const leaves = log.lines.find(({ entity, to }) => entity === 'node' && to === 'leavingpool');
  expect(leaves?.at).toBe(ended.at + 1_800_000);
});
