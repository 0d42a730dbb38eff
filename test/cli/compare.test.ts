import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Comparison } from '../../src/compare/comparison.ts';
import { batchlab, smallScenario, temporaryFolder, writeScenario } from './helpers.ts';

const folder = temporaryFolder();
const compare = (...args: string[]) => batchlab(['compare', ...args], { cwd: folder });

beforeAll(() => {
  writeScenario(folder, 'three.yaml', smallScenario(3));
  writeScenario(folder, 'four.yaml', smallScenario(4));
  for (const name of ['three', 'four'])
    expect(batchlab(['run', `${name}.yaml`, '--quiet', '--out', name], { cwd: folder }).status).toBe(0);
});

describe('batchlab compare', () => {
  test('takes folders, summaries and scenarios, each with each, and ends with status 0 whatever differs', () => {
    const names = ['three', 'three.yaml', 'three/summary.json', 'four', 'four.yaml', 'four/summary.json'];
    const pairs = [
      [0, 3, 'logs'],
      [0, 4, 'logs'],
      [1, 4, 'scenarios'],
      [2, 3, 'summaries'],
      [1, 5, 'summaries'],
    ] as const;
    for (const [a, b, basis] of pairs) {
      const { status, stdout, stderr } = compare(names[a], names[b], '--json');
      expect({ status, stderr }, `${names[a]} ${names[b]}`).toEqual({ status: 0, stderr: '' });
      const comparison: Comparison = JSON.parse(stdout);
      expect(comparison).toMatchObject({ format: 'batchlab-comparison/1', input: { basis } });
      const total = comparison.outcome.find(({ metric }) => metric === 'tasks.total');
      expect(total).toMatchObject({ a: 3, b: 4, difference: 1 });
      expect(comparison.logs === null).toBe(basis === 'summaries');
    }
  });

  test('says what differs, what came of it, and where the runs part', () => {
    const { status, stdout } = compare('three.yaml', 'four.yaml');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^A {2}three\.yaml {2}\(scenario of three, seed 1, batchlab \S+\)\nB {2}four\.yaml/);
    expect(stdout).toContain('Input: 1 difference of the scenario files\n  tasks.t-{n}.count: 3 → 4\n');
    expect(stdout).toMatch(/\n {2}tasks\.total +3 +4 {2}\+1 \(\+33\.3 %\)\n/);
    expect(stdout).toMatch(
      /They part at 00:00:00, after \d+ lines that say the same\.\n {2}B goes on at 00:00:00: task j\/t-4/,
    );
    expect(stdout).toContain('That never happens in A.');
  });

  test('--set-b changes B alone', () => {
    const { stdout } = compare('three.yaml', 'three.yaml', '--set-b', 'pools.p.targetDedicatedNodes=2');
    expect(stdout).toContain('  pools.p.targetDedicatedNodes: 1 → 2\n');
    const { status, stderr } = compare('three.yaml', 'three', '--set-b', 'pools.p.targetDedicatedNodes=2');
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'error: --set-b: three is no scenario; only a scenario can be changed before it is run\n',
    });
  });

  test('--tolerance: a figure of B that is too far from that of A ends with status 1 and is named', () => {
    const kept = compare('three', 'four', '--tolerance', 'tasks.failed=0', '--tolerance', 'makespanSeconds=100%');
    expect(kept.status).toBe(0);
    const broken = compare('three', 'four', '--tolerance', 'tasks.failed=0', '--tolerance', 'makespanSeconds=1%');
    expect(broken.status).toBe(1);
    expect(broken.stdout).toMatch(
      /\nTolerances\n {2}kept {4}tasks\.failed=0\n {2}BROKEN {2}makespanSeconds=1%: it went from /,
    );
    expect(compare('three', 'four', '--json', '--tolerance', 'tasks.total=0').status).toBe(1);
  });

  test('--markdown is a comment for a pull request: a verdict, a table of figures, the rest folded', () => {
    const { stdout } = compare('three.yaml', 'four.yaml', '--markdown', '--tolerance', 'tasks.total=0');
    expect(stdout).toMatch(
      /^### batchlab: three against four\n\n❌ 1 of 1 tolerances is broken:\n\n- `tasks.total=0`: /,
    );
    expect(stdout).toContain('| `tasks.total` | `3` | `4` | +1 (+33.3 %) |\n');
    expect(stdout.match(/<details>/g)).toHaveLength(stdout.match(/<\/details>/g)!.length);
  });

  test('runs that are the same are said to be so', () => {
    for (const [a, b] of [
      ['three', 'three'],
      ['three', 'three.yaml'],
    ]) {
      const { stdout, status } = compare(a, b);
      expect(status).toBe(0);
      expect(stdout).toContain('Outcome: every figure is the same\n');
      expect(stdout).toMatch(/They do not part: all \d+ lines of the logs are the same/);
    }
  });

  test('takes a summary that is kept as what is expected, without the version that made it', () => {
    const { version, ...kept } = JSON.parse(readFileSync(join(folder, 'three/summary.json'), 'utf8'));
    expect(version).toMatch(/^\d/);
    writeFileSync(join(folder, 'expected.json'), JSON.stringify(kept));
    const { status, stdout } = compare('expected.json', 'three.yaml', '--tolerance', 'makespanSeconds=0');
    expect(status).toBe(0);
    expect(stdout).toContain('A  expected.json  (summary of three, seed 1, batchlab unknown)');
    expect(stdout).toContain('Outcome: every figure is the same');
  });

  test('tells the figures of a run without a log', () => {
    expect(batchlab(['run', 'three.yaml', '--no-events', '--quiet', '--out', 'bare'], { cwd: folder }).status).toBe(0);
    const { status, stdout } = compare('bare', 'four');
    expect(status).toBe(0);
    expect(stdout).toContain('One of them has no log, so it cannot be told where they part.');
  });

  test('ends with status 2, a message for each file that is refused, and nothing on standard output', () => {
    mkdirSync(join(folder, 'empty'));
    mkdirSync(join(folder, 'orphan'));
    writeFileSync(join(folder, 'orphan/events.ndjson'), '');
    cpSync(join(folder, 'three'), join(folder, 'torn'), { recursive: true });
    const log = readFileSync(join(folder, 'three/events.ndjson'), 'utf8');
    writeFileSync(join(folder, 'torn/events.ndjson'), log.replace('"seq":5', '"seq":7'));
    writeFileSync(join(folder, 'study.json'), '{"format":"batchlab-study-summary/1"}');
    writeFileSync(join(folder, 'part.json'), '{"format":"batchlab-summary/1"}');
    writeScenario(folder, 'study.yaml', 'scenario: three.yaml\nfactors: { seed: [1] }\n');
    writeScenario(folder, 'ill.yaml', smallScenario().replace('targetDedicatedNodes: 1', 'targetDedicatedNodes: x'));
    const refused = [
      [['three', 'nowhere.yaml'], /nowhere\.yaml:1:1: error: /],
      [['three', 'empty'], /^error: empty: the folder has no run in it$/m],
      [['three', 'orphan'], /^error: orphan: the folder has no summary\.json; make it: batchlab report orphan$/m],
      [['three', 'torn'], /^torn:6: error: 'seq' is 7 where 5 has its turn$/m],
      [['three', 'study.json'], /^error: study\.json: its format is 'batchlab-study-summary\/1'; of runs, only/m],
      [['three', 'part.json'], /^error: part\.json: the summary has no scenario, no seed, no tasks/m],
      [['ill.yaml', 'ill.yaml'], /ill\.yaml:4:27: error: [\s\S]*2 errors; nothing was compared$/m],
      [['three', 'three/events.ndjson'], /^error: three\/events\.ndjson: to compare a log, name the folder/m],
      [['three', 'study.yaml'], /^error: study\.yaml: a study is many runs; name a scenario/m],
      [['three', 'four', '--tolerance', 'cost'], /^error: --tolerance cost: expected METRIC=VALUE/m],
      [['three', 'four', '--tolerance', 'tasks.lost=0'], /neither summary has a metric 'tasks\.lost'$/m],
      [['three', 'four', '--json', '--markdown'], /only one of them can be printed$/m],
    ] as const;
    for (const [args, message] of refused) {
      const { status, stdout, stderr } = compare(...args);
      expect({ status, stdout }, args.join(' ')).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(message);
    }
  });
});
