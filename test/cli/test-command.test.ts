import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { batchlab, smallScenario, temporaryFolder, writeScenario } from './helpers.ts';

const cwd = temporaryFolder();
mkdirSync(join(cwd, 'all/deep'), { recursive: true });
const expecting = (...expectations: string[]) =>
  smallScenario(3, `expect:\n${expectations.map((each) => `  - ${each}\n`).join('')}`);
writeScenario(
  cwd,
  'all/good.yaml',
  expecting('{ metric: tasks.succeeded, equals: 3 }', '{ metric: makespanSeconds, min: 180, max: 500 }'),
);
writeScenario(cwd, 'all/deep/free.yml', smallScenario());
writeScenario(cwd, 'all/body.json', '{ "id": "p", "vmSize": "STANDARD_D2_V2" }');
writeScenario(
  cwd,
  'bad.yaml',
  expecting(
    '{ metric: tasks.succeeded, equals: 4 }',
    '{ metric: tasks.total, equals: 3 }',
    '{ metric: cost, max: 1 }',
    '{ metric: tasks.typo, min: 0 }',
  ),
);
writeScenario(cwd, 'refused.yaml', smallScenario().replace('jobs:', 'job:'));
writeScenario(
  cwd,
  'endless.yaml',
  smallScenario(1)
    .replace('commandLine: work }', 'commandLine: work, constraints: { maxTaskRetryCount: -1 } }')
    .replace('duration: PT1M', 'duration: PT1M\n    exitCode: 1'),
);

describe('batchlab test', () => {
  it('passes when every expectation of every scenario holds, and lists what is unchecked', () => {
    const { status, stdout, stderr } = batchlab(['test', 'all'], { cwd });
    expect(status).toBe(0);
    expect(stdout).toBe(`unchecked  all/deep/free.yml  it runs, and has no expect: section
ok         all/good.yaml  2 expectations

2 scenarios: 1 ok, 1 unchecked
`);
    expect(stderr).toBe('all/body.json: not a scenario (it has no pools:, jobs: or jobSchedules:), left out\n');
  });

  it('ends with 1 when one does not hold, and says what was found instead', () => {
    const { status, stdout } = batchlab(['test', 'bad.yaml', 'all/good.yaml'], { cwd });
    expect(status).toBe(1);
    expect(stdout).toContain('FAILED     bad.yaml  3 of 5 checks\n             tasks.succeeded equals 4: it is 3\n');
    expect(stdout).toContain('cost is at most 1: it is null: the run has no such figure\n');
    expect(stdout).toContain('tasks.typo is at least 0: there is no such metric; tasks has total, ');
    expect(stdout).toContain('2 scenarios: 1 ok, 1 failed\n');
  });

  it('ends with 2 when a file is refused, after running the others', () => {
    const { status, stdout, stderr } = batchlab(['test', 'refused.yaml', 'bad.yaml'], { cwd });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^refused\.yaml:8:1: error: /m);
    expect(stdout).toContain('REFUSED    refused.yaml\n');
    expect(stdout).toContain('2 scenarios: 0 ok, 1 failed, 1 refused\n');
  });

  it('fails a run that had to be stopped by a limit', () => {
    const { status, stdout } = batchlab(['test', 'endless.yaml', '--set', 'end=P9000D'], { cwd });
    expect([status, stdout]).toEqual([0, expect.stringContaining('unchecked')]);
    const endless = batchlab(['test', 'endless.yaml', '--max-events', '1000'], { cwd });
    expect(endless.status).toBe(1);
    expect(endless.stdout).toMatch(/the run comes to an end: it was stopped by a limit: .+/);
  });

  it('takes the same --set as run', () => {
    expect(batchlab(['test', 'all/good.yaml', '--set', 'tasks.0.count=4'], { cwd }).status).toBe(1);
  });

  it('writes no output files, and the outcome as JUnit XML where asked', () => {
    const before = readdirSync(cwd, { recursive: true }).sort();
    batchlab(['test', 'bad.yaml', 'refused.yaml'], { cwd });
    expect(readdirSync(cwd, { recursive: true }).sort()).toEqual(before);
    batchlab(['test', 'bad.yaml', 'refused.yaml', '--junit', 'junit.xml'], { cwd });
    const xml = readFileSync(join(cwd, 'junit.xml'), 'utf8');
    expect(xml).toContain('<testsuites name="batchlab" tests="6" failures="3" errors="1">');
    expect(xml).toContain('<failure message="it is 3">it is 3</failure>');
    expect(existsSync(join(cwd, 'reports'))).toBe(false);
  });

  it('refuses a folder without scenarios', () => {
    mkdirSync(join(cwd, 'empty'), { recursive: true });
    expect(batchlab(['test', 'empty'], { cwd })).toEqual({
      status: 2,
      stdout: '',
      stderr: 'error: no scenario below empty\n',
    });
  });
});
