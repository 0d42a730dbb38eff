import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Explanation } from '../../src/explain/explanation.ts';
import { batchlab, smallScenario, temporaryFolder, writeScenario } from './helpers.ts';

const folder = temporaryFolder();
const explain = (...args: string[]) => batchlab(['explain', ...args], { cwd: folder });

beforeAll(() => {
  writeScenario(folder, 'small.yaml', smallScenario());
  expect(batchlab(['run', 'small.yaml', '--quiet', '--out', 'run'], { cwd: folder }).status).toBe(0);
});

describe('batchlab explain', () => {
  test('tells the life of a task, what it waited for, and the rules behind that', () => {
    const { status, stdout, stderr } = explain('run', 'task:j/t-2');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^task:j\/t-2 of small at \S+, the end of the run\n {2}It is completed since /);
    expect(stdout).toContain('waiting for a node to be allocated: pool p was waiting for nodes to be granted');
    expect(stdout).toMatch(/\n {2}\S+ {2}running: it starts on a node \[on p\/tvm-1\] \(L-357, L-427, L-428\)\n/);
    expect(stdout).toMatch(/\n {14}because \S+ task j\/t-1 completed: it exits with 0\n/);
    expect(stdout).toMatch(/\nRules\n(?:.*\n)* {2}L-357 {2}running includes the download/);
  });

  test('takes the prefix as given where the name alone is clear, and ids in any case', () => {
    expect(explain('run', 'J/T-1').stdout).toMatch(/^task:j\/t-1 /);
    expect(explain('run', 'p/tvm-1').stdout).toMatch(/^node:p\/tvm-1 /);
    expect(explain('run', 'j').stdout).toMatch(/^job:j /);
    expect(explain('run', 'p').stdout).toMatch(/^pool:p /);
  });

  test('explains the instant that --at names, from the start or in UTC', () => {
    const after = explain('run', 'task:j/t-1', '--at', 'PT10S').stdout;
    expect(after).toMatch(/^task:j\/t-1 of small at 00:00:10\n {2}It waits since 00:00:00\. No node can take it now: /);
    expect(explain('run', 'task:j/t-1', '--at', '2017-05-01T00:00:10Z').stdout).toBe(after);
    expect(explain('run', 'task:j/t-1', '--at', 'P7D').stdout).toBe(explain('run', 'task:j/t-1').stdout);
  });

  test('says the same as data with --json', () => {
    const { status, stdout } = explain('run', 'task:j/t-1', '--json');
    expect(status).toBe(0);
    const explanation: Explanation = JSON.parse(stdout);
    expect(explanation).toMatchObject({ format: 'batchlab-explanation/1', entity: 'task:j/t-1', isEnd: true });
    expect(explanation.history.map(({ to }) => to)).toEqual(['active', 'running', 'completed']);
    const [wait] = explanation.waits!;
    expect(Object.values(wait.causesMs!).reduce((sum, ms) => sum + ms, 0)).toBe(wait.toMs - wait.fromMs);
  });

  test('ends with status 2 and one line for what cannot be explained', () => {
    expect(batchlab(['run', 'small.yaml', '--no-events', '--quiet', '--out', 'bare'], { cwd: folder }).status).toBe(0);
    mkdirSync(join(folder, 'torn'));
    writeFileSync(join(folder, 'torn/events.ndjson'), '{"seq":0}\n');
    const refused = [
      [['bare', 'task:j/t-1'], /bare: the folder has no events\.ndjson: .*--no-events/],
      [['nowhere', 'task:j/t-1'], /nowhere: no such folder/],
      [['torn', 'job:j'], /torn\/events\.ndjson:1: error: /],
      [['run', 'task:j/t-9'], /run: the run has no task:j\/t-9$/],
      [['run', 'nothing'], /run: the run has no job:nothing, pool:nothing and no schedule:nothing$/],
      [['run', 'task:'], /'task:' names nothing: write task:JOB\/TASK/],
      [['run', 'job:j/t-1'], /'job:j\/t-1' names nothing/],
      [['run', 'job:j', '--at', 'noon'], /--at noon: it is neither a duration/],
      [['run', 'job:j', '--at', '2016-01-01T00:00:00Z'], /the run starts at 2017-05-01T00:00:00Z, after/],
    ] as const;
    for (const [args, message] of refused) {
      const { status, stdout, stderr } = explain(...args);
      expect({ status, stdout }, args.join(' ')).toEqual({ status: 2, stdout: '' });
      expect(stderr.trimEnd()).toMatch(message);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    }
  });

  test('asks for the prefix where a name can mean several things', () => {
    writeScenario(
      folder,
      'same.yaml',
      smallScenario().replaceAll('jobId: j', 'jobId: p').replace('- id: j', '- id: p'),
    );
    expect(batchlab(['run', 'same.yaml', '--quiet', '--out', 'same'], { cwd: folder }).status).toBe(0);
    const { status, stderr } = explain('same', 'p');
    expect(status).toBe(2);
    expect(stderr).toContain('that can be job:p and pool:p: say which, with its prefix');
    expect(explain('same', 'pool:p').status).toBe(0);
  });
});
