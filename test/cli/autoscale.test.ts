import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { batchlab, PROGRAM, temporaryFolder } from './helpers.ts';

const folder = temporaryFolder();

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

const autoscale = (...args: string[]) => batchlab(['autoscale', ...args], { cwd: folder });

const NOON = ['--at', '2024-01-03T12:00:00Z'];
const followsTasks = write(
  'tasks.formula',
  '$p = $PendingTasks.GetSamplePercent(TimeInterval_Minute * 3);\n' +
    '$tasks = $p < 70 ? max(0, $PendingTasks.GetSample(1)) : avg($PendingTasks.GetSample(TimeInterval_Minute * 3));\n' +
    '$TargetDedicatedNodes = min(25, $tasks);\n' +
    '$NodeDeallocationOption = taskcompletion;\n',
);
const everything = write(
  'everything.formula',
  'd = 1.5; n = 0/0; i = 1/0; j = -1/0; v = vec(1, 0/0, -1/0); s = "text"; t = time(); l = TimeInterval_Hour * 1.5; o = terminate;',
);
const failing = write('failing.formula', 'a = 1;\n$TargetDedicatedNodes = a + $nope;\n');
const refused = write('refused.formula', 'a = 1\nb = 2;\nc = (3;\n');

describe('batchlab autoscale eval', () => {
  it('prints the variables one a line, and the time', () => {
    const { status, stdout, stderr } = autoscale(
      'eval',
      followsTasks,
      '--metric',
      '$PendingTasks=4,4,4,4,4,4',
      ...NOON,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(
      '2024-01-03T12:00:00.0000000Z\n' +
        '  $TargetDedicatedNodes = 4\n  $TargetLowPriorityNodes = 0\n  $NodeDeallocationOption = taskcompletion\n' +
        '  $p = 100\n  $tasks = 4\n',
    );
  });

  it('--json prints the run: numbers as numbers where JSON has them, everything else as in results', () => {
    const { status, stdout, stderr } = autoscale(
      'eval',
      everything,
      '--json',
      '--pool',
      'targetDedicatedNodes=3',
      ...NOON,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      timestamp: '2024-01-03T12:00:00.0000000Z',
      results:
        '$TargetDedicatedNodes=3;$TargetLowPriorityNodes=0;$NodeDeallocationOption=requeue;' +
        'd=1.5;i=inf;j=-inf;l=01:30:00;n=nan;o=terminate;s=text;t=2024-01-03T12:00:00.000Z;v=[1,nan,-inf]',
      variables: {
        d: 1.5,
        i: 'inf',
        j: '-inf',
        l: '01:30:00',
        n: 'nan',
        o: 'terminate',
        s: 'text',
        t: '2024-01-03T12:00:00.000Z',
        v: [1, 'nan', '-inf'],
      },
      targetDedicatedNodes: 3,
      targetLowPriorityNodes: 0,
      nodeDeallocationOption: 'requeue',
    });
  });

  it('answers an error of the evaluation with status 0, as the service does, and puts it into the run', () => {
    const { status, stdout, stderr } = autoscale(
      'eval',
      failing,
      '--json',
      '--pool',
      'targetDedicatedNodes=3',
      ...NOON,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        code: 'AutoScalingFormulaEvaluationError',
        message: 'The specified auto-scaling formula has evaluation error',
        values: [{ name: 'Message', value: 'Line 2, Col 29: Undefined symbol: $nope' }],
      },
      variables: { a: 1 },
      targetDedicatedNodes: 3,
    });
    expect(autoscale('eval', failing, ...NOON).stderr).toBe(
      'failing.formula:2:29: error: Undefined symbol: $nope (AutoScalingFormulaEvaluationError)\n' +
        '  1 | a = 1;\n> 2 | $TargetDedicatedNodes = a + $nope;\n    |                             ^^^^^\n  3 |\n',
    );
  });

  it('ends with status 2 for a formula that the service would refuse, and says why with place and code', () => {
    const { status, stdout, stderr } = autoscale('eval', refused, '--json', ...NOON);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^refused\.formula:2:1: error: .* \(400 AutoScalingFormulaSyntaxError\)$/m);
    expect(stderr).toMatch(/^refused\.formula:3:7: error: .* \(400 AutoScalingFormulaSyntaxError\)$/m);
    const tooLong = write('long.formula', ' '.repeat(8193));
    expect(autoscale('eval', tooLong).stderr).toMatch(
      /^long\.formula:1:8193: error: .* \(400 AutoScaleFormulaTooLong\)$/m,
    );
  });

  it('reads samples from a file, with their ages in seconds', () => {
    const samples = write('samples.json', '{ "$PendingTasks": [[0, 7], [30, 5], [59.5, 3], [60, 1]] }');
    const formula = write(
      'window.formula',
      'v = $PendingTasks.GetSample(TimeInterval_Minute); w = $PendingTasks.GetSample(9);',
    );
    const { status, stdout } = autoscale('eval', formula, '--samples', samples, '--json', ...NOON);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).variables).toEqual({ v: [3, 5, 7], w: [1, 3, 5, 7] });
  });

  it('takes the samples of several metrics, also without the $ that a shell would take for its own', () => {
    const formula = write(
      'two.formula',
      'a = $ActiveTasks.GetSample(3); r = $RunningTasks.GetSample(3); p = $PendingTasks.Count();',
    );
    const settings = [
      '--metric',
      '$ActiveTasks=1,2.5',
      '--metric',
      'RunningTasks= 3 , 4',
      '--metric',
      '$PendingTasks=',
    ];
    expect(JSON.parse(autoscale('eval', formula, ...settings, '--json').stdout).variables).toEqual({
      a: [1, 2.5],
      r: [3, 4],
      p: 0,
    });
  });

  it('takes the values of the pool', () => {
    const formula = write(
      'pool.formula',
      'x = vec($TargetDedicatedNodes, $TargetLowPriorityNodes, $CurrentDedicatedNodes, $CurrentLowPriorityNodes, $TaskSlotsPerNode);',
    );
    const keys = [
      'targetDedicatedNodes=1',
      'targetLowPriorityNodes=2',
      'currentDedicatedNodes=3',
      'currentLowPriorityNodes=4',
      'taskSlotsPerNode=5',
    ];
    const all = keys.flatMap((key) => ['--pool', key]);
    expect(JSON.parse(autoscale('eval', formula, ...all, '--json').stdout).variables.x).toEqual([1, 2, 3, 4, 5]);
    expect(JSON.parse(autoscale('eval', formula, '--json').stdout).variables.x).toEqual([0, 0, 0, 0, 1]);
  });

  it('reads the formula from standard input', () => {
    const input = 'x = 41 + 1;';
    const { stdout } = spawnSync(process.execPath, [PROGRAM, 'autoscale', 'eval', '-', '--json'], {
      input,
      encoding: 'utf8',
    });
    expect(JSON.parse(stdout).variables).toEqual({ x: 42 });
  });

  it('draws rand() from the seed', () => {
    const rand = write('rand.formula', 'x = rand();');
    const draw = (...more: string[]) => JSON.parse(autoscale('eval', rand, '--json', ...more).stdout).variables.x;
    expect(draw()).toBe(draw());
    expect(draw('--seed', '2')).not.toBe(draw());
  });

  it.each([
    ['an unknown metric', ['--metric', '$PendingTask=1'], /did you mean "\$PendingTasks"/],
    ['a value that is no number', ['--metric', '$PendingTasks=1,x'], /"x" is no number/],
    ['a metric without a name', ['--metric', '=1,2'], /single quotes/],
    ['a metric given twice', ['--metric', '$PendingTasks=1', '--metric', '$PendingTasks=1'], /has samples already/],
    ['an unknown key of the pool', ['--pool', 'nodes=1'], /the keys are targetDedicatedNodes/],
    ['a key of the pool without a number', ['--pool', 'taskSlotsPerNode=many'], /whole number/],
    ['a time that is none', ['--at', 'noon'], /no time like/],
    ['a file that does not exist', ['--samples', 'nowhere.json'], /no such file/],
  ])('refuses %s', (_, args, message) => {
    const { status, stdout, stderr } = autoscale('eval', followsTasks, ...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it.each([
    ['no JSON', '{ "$PendingTasks": [[0, 1] }', /^bad\.json:1:\d+: error: This is no JSON/],
    ['no object', '[1, 2]', /^bad\.json:1:1: error: Expected an object/],
    [
      'an unknown metric',
      '{\n  "PendingTasks": []\n}',
      /^bad\.json:2:\d+: error: PendingTasks is no sampled variable.*did you mean "\$PendingTasks"/,
    ],
    ['no list', '{ "$PendingTasks": 3 }', /^bad\.json:1:20: error: \$PendingTasks: expected a list/],
    [
      'a sample that is none',
      '{ "$PendingTasks": [[0, 1],\n [30] ] }',
      /^bad\.json:2:2: error: \$PendingTasks: expected \[secondsBeforeNow, value\]/,
    ],
    ['a sample of the future', '{ "$PendingTasks": [[-1, 1]] }', /^bad\.json:1:21: error/],
  ])('refuses a file of samples with %s, and says where', (_, text, message) => {
    const { status, stderr } = autoscale('eval', followsTasks, '--samples', write('bad.json', text));
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('batchlab autoscale check', () => {
  it('ends with status 0 for formulas that are in order', () => {
    expect(autoscale('check', followsTasks, everything)).toEqual({
      status: 0,
      stdout: 'tasks.formula: in order\neverything.formula: in order\n',
      stderr: '',
    });
  });

  it('ends with status 1 for a formula that the service accepts and that fails in every evaluation', () => {
    const { status, stdout, stderr } = autoscale('check', failing, followsTasks);
    expect({ status, stdout }).toEqual({ status: 1, stdout: 'failing.formula: 1 problem\ntasks.formula: in order\n' });
    expect(stderr).toMatch(
      /^failing\.formula:2:29: error: Undefined symbol: \$nope.* \(AutoScalingFormulaEvaluationError\)$/m,
    );
  });

  it('ends with status 2 for one that the service refuses, and shows all problems', () => {
    const { status, stdout, stderr } = autoscale('check', refused, failing);
    expect({ status, stdout }).toEqual({
      status: 2,
      stdout: 'refused.formula: 2 problems\nfailing.formula: 1 problem\n',
    });
    expect(stderr.match(/: error: /g)).toHaveLength(3);
  });

  it('--json prints the problems', () => {
    const { stdout, stderr } = autoscale('check', failing, '--json');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      file: 'failing.formula',
      problems: [
        { code: 'AutoScalingFormulaEvaluationError', message: 'Undefined symbol: $nope', line: 2, column: 29 },
      ],
    });
  });
});

describe('batchlab autoscale lint', () => {
  const surprising = write(
    'surprising.formula',
    '$TargetDedicatedNodes = min(10, $PendingTasks.GetSample(1) / 4);\nunused = 1;\n',
  );

  it('prints each piece of advice with place, code and fix, and ends with status 0', () => {
    const { status, stdout, stderr } = autoscale('lint', surprising);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^surprising\.formula:1:1: warning: .* \(fraction-becomes-zero\)$/m);
    expect(stdout).toMatch(/^surprising\.formula:2:1: warning: .* \(unused-variable\)$/m);
    expect(stdout.match(/^ {2}fix: /gm)?.length).toBe(stdout.match(/: warning: /g)?.length);
  });

  it('--strict ends with status 1 if there is any', () => {
    expect(autoscale('lint', surprising, '--strict').status).toBe(1);
    expect(autoscale('lint', followsTasks, '--strict')).toEqual({
      status: 0,
      stdout: 'tasks.formula: no advice\n',
      stderr: '',
    });
  });

  it('speaks of the interval only if it is told', () => {
    expect(autoscale('lint', followsTasks, '--interval', 'PT15M').stdout).toMatch(/\(interval-too-long\)/);
    expect(autoscale('lint', followsTasks, '--interval', 'PT4M').status).toBe(2);
    expect(autoscale('lint', followsTasks, '--interval', '15').status).toBe(2);
  });

  it('--json prints the advice', () => {
    const { stdout } = autoscale('lint', surprising, '--json');
    const codes = JSON.parse(stdout).advice.map(({ code }: { code: string }) => code);
    expect(codes).toContain('unused-variable');
  });

  it('does not advise on what is refused', () => {
    expect(autoscale('lint', refused).status).toBe(2);
    expect(autoscale('lint', failing).status).toBe(1);
  });
});
