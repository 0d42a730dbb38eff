import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { batchlab, smallScenario, temporaryFolder } from './helpers.ts';

const folder = temporaryFolder();
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};
const autoscale = (...args: string[]) => batchlab(['autoscale', ...args], { cwd: folder });

const POOL =
  'vmSize: STANDARD_D2_V2, cloudServiceConfiguration: { osFamily: "5" }, enableAutoScale: true, autoScaleEvaluationInterval: PT5M';
const scenario = write(
  'grow.yaml',
  `
cloud: { nodes: { allocate: PT1M, create: PT0S, start: PT0S }, prices: { STANDARD_D2_V2: { dedicated: 0.6 } } }
pools:
  - { id: p, ${POOL}, autoScaleFormula: 'want = $PendingTasks.Count() > 0 ? max($PendingTasks.GetSample(1)) : 0; $TargetDedicatedNodes = min(2, want);' }
  - { id: still, ${POOL}, autoScaleFormula: '$TargetDedicatedNodes = nope;' }
jobs: [ { id: j, poolInfo: { poolId: p } } ]
tasks: [ { jobId: j, count: 2, task: { id: "t{n}", commandLine: w } } ]
programs: [ { match: w, duration: PT10M } ]
end: PT20M
`,
);
const eager = write('eager.formula', '$TargetDedicatedNodes = 2;');
const killer = write('killer.formula', '$TargetDedicatedNodes = $CurrentDedicatedNodes > 0 ? 0 : 2;');

describe('batchlab autoscale trace', () => {
  it('shows what each evaluation read and computed, and what the pool then did', () => {
    const { status, stdout } = autoscale('trace', scenario, '--pool', 'p');
    expect(status).toBe(0);
    expect(stdout).toContain('00:00:00  p  target 0 dedicated, 0 low-priority');
    expect(stdout).toContain(
      [
        '00:05:00  p  target 0 -> 2 dedicated, 0 low-priority',
        '    read    $PendingTasks 2 (newest of 9)',
        '    values  want = 2',
        '    then    00:05:00 resizing, 0 + 0 nodes',
        '            00:06:00 steady, 2 + 0 nodes',
      ].join('\n'),
    );
    expect(stdout).not.toContain('still');
  });

  it('gives the same as JSON, errors included', () => {
    const rows = JSON.parse(autoscale('trace', scenario, '--json').stdout);
    expect(rows.filter((row: { poolId: string }) => row.poolId === 'p')[1]).toMatchObject({
      at: 300,
      samples: { $PendingTasks: { count: 9, newest: 2 } },
      targets: { before: [0, 0], after: [2, 0] },
    });
    expect(rows.find((row: { poolId: string }) => row.poolId === 'still').error).toContain('nope');
  });

  it('says so when there is nothing to show', () => {
    const quiet = write('quiet.yaml', smallScenario());
    expect(autoscale('trace', quiet)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('follows a formula'),
    });
    expect(autoscale('trace', scenario, '--pool', 'q')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("no pool 'q'"),
    });
  });
});

describe('batchlab autoscale backtest', () => {
  it('puts formulas side by side on one scenario', () => {
    const { status, stdout } = autoscale(
      'backtest',
      eager,
      killer,
      '--load',
      scenario,
      '--pool',
      'p',
      '--interval',
      'PT5M',
      '--json',
    );
    expect(status).toBe(0);
    const [steady, flapping] = JSON.parse(stdout);
    // both tasks start at 60 s and take ten minutes; two nodes from 60 s to the end
    expect(steady).toMatchObject({
      formula: 'eager.formula',
      makespanSeconds: 660,
      waitP95Seconds: 60,
      tasksKilled: 0,
      tasksLeft: 0,
      resizes: 1,
    });
    expect(steady.cost).toBeCloseTo(steady.nodeHours * 0.6);
    expect(flapping.tasksKilled).toBeGreaterThan(0);
    expect(flapping.tasksLeft).toBe(2);
  });

  it('takes a list of tasks as the load and prints a table', () => {
    const load = write('load.csv', 'id,at,duration\na,0,600\nb,60,PT5M\n');
    const { status, stdout, stderr } = autoscale('backtest', eager, '--load', load);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/done after\s+1\d\.\d min/);
    expect(stdout).toMatch(/tasks left undone\s+0/);
  });

  it('refuses what it cannot compare', () => {
    expect(autoscale('backtest', eager, '--load', scenario)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--pool is needed'),
    });
    const broken = write('broken.formula', '$TargetDedicatedNodes = ;');
    expect(autoscale('backtest', broken, '--load', scenario, '--pool', 'p')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('400'),
    });
  });
});
