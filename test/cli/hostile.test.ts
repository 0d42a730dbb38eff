import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROGRAM, smallScenario, temporaryFolder, writeScenario } from './helpers.ts';

const folder = temporaryFolder();
writeScenario(folder, 'good.yaml', smallScenario(2));
writeScenario(folder, 'name.yaml', smallScenario(2, 'name: ../../outside\n'));
writeScenario(folder, 'noise.yaml', '\x1b[31m\x07{{{{ :::: "\n');
writeFileSync(join(folder, 'binary.yaml'), Buffer.from([0xff, 0xfe, 0, 1, 2, 3]));
writeScenario(folder, 'deep.yaml', `seed: ${'['.repeat(100_000)}`);
writeScenario(folder, 'terminal.yaml', '"\x1b]0;owned\x07key": 1\n');
writeScenario(folder, 'long.yaml', `"${'x'.repeat(1_000_000)}": 1\n`);
writeScenario(folder, 'many.yaml', Array.from({ length: 20_000 }, (_, at) => `key${at}: 1`).join('\n'));
mkdirSync(join(folder, 'log'));
writeFileSync(join(folder, 'log/events.ndjson'), '{"seq":0,');
truncateSync(join(folder, 'log/events.ndjson'), 2 ** 30);
mkdirSync(join(folder, 'empty'));

/** The program's answer, and the most memory it had, in bytes. */
function start(args: readonly string[]) {
  const meter = `data:text/javascript,${encodeURIComponent(
    "import { writeSync } from 'node:fs'; process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS * 1024)));",
  )}`;
  const child = spawnSync(process.execPath, ['--import', meter, PROGRAM, ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { status: child.status, stdout: child.stdout, stderr: child.stderr, memory: Number(child.output[3]) };
}

/** Everything in the folder, files with the time of their last change. */
function tree(): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => `${relative(folder, path)} ${statSync(path).isDirectory() ? '' : statSync(path).mtimeMs}`);
}

describe('whatever stands on the command line', () => {
  const LINES: readonly (readonly string[])[] = [
    ['run', 'name.yaml'],
    ['run', 'noise.yaml'],
    ['run', 'binary.yaml'],
    ['run', 'deep.yaml'],
    ['run', 'terminal.yaml'],
    ['run', 'long.yaml'],
    ['run', 'many.yaml'],
    ['run', 'none.yaml'],
    ['run', 'empty'],
    ['run', ''],
    ['run', 'good.yaml', '--out', ''],
    ['run', 'good.yaml', '--out', 'good.yaml/x'],
    ['run', 'good.yaml', '--out', '/proc/batchlab'],
    ['run', 'good.yaml', '--out', 'x'.repeat(5000)],
    ['run', 'good.yaml', '--set', '__proto__.polluted=1'],
    ['run', 'good.yaml', '--set', `seed=${'['.repeat(10_000)}`],
    ['run', 'good.yaml', '--set', 'x'.repeat(50_000)],
    ['run', 'good.yaml', '--set', '='],
    ['run', 'good.yaml', '--limit', 'tasks'],
    ['run', 'good.yaml', '--limit', 'task=5'],
    ['run', 'good.yaml', '--limit', 'tasks=1e9'],
    ['run', 'good.yaml', '--limit', 'depth=100000'],
    ['run', 'good.yaml', '--limit', 'tasks=1'],
    ['run', 'good.yaml', '--limit', '__proto__=1'],
    ['run', 'good.yaml', '--max-events', '-1'],
    ['run', 'good.yaml', '--max-events', '1e400'],
    ['run', 'good.yaml', 'good.yaml'],
    ['validate', '/dev/zero'],
    ['validate', 'good.yaml', '--limit', 'nodes=0'],
    ['test', 'empty'],
    ['test', 'none'],
    ['report', 'log'],
    ['report', 'empty'],
    ['report', 'good.yaml'],
    ['report', '/dev/null'],
    ['schema', 'constructor'],
    ['autoscale', 'eval', '/dev/zero'],
    ['autoscale', 'check', 'binary.yaml'],
    ['verify', '--only', 'no such thing'],
    ['verify', '--seeds', '0'],
    ['__proto__'],
    ['--', 'run'],
  ];

  it.each(LINES.map((args) => [args.map((arg) => arg.slice(0, 40)).join(' '), args] as const))(
    '%s is refused with status 2 and words, and writes nothing',
    (_, args) => {
      const before = tree();
      const { status, stdout, stderr, memory } = start(args);
      expect(stderr).not.toBe('');
      expect(status, stderr).toBe(2);
      expect(`${stdout}${stderr}`).not.toMatch(/\n\s+at |node:internal|TypeError|RangeError|a defect of batchlab/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they could drive a terminal
      expect(`${stdout}${stderr}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      expect(stderr.length).toBeLessThan(2_000_000);
      expect(memory).toBeLessThan(500e6);
      expect(tree()).toEqual(before);
    },
  );

  it('limits can be raised by the names that errors give', () => {
    const refused = start(['validate', 'good.yaml', '--limit', 'tasks=1']);
    expect(refused.stderr).toContain('more than the limit of 1 (raise the limit "tasks" if this is meant)');
    expect(start(['validate', 'good.yaml', '--limit', 'tasks=1', '--limit', 'tasks=2'])).toMatchObject({
      status: 0,
      stdout: 'good.yaml: valid\n',
    });
    expect(start(['validate', 'good.yaml', '--limit', 'tusks=2']).stderr).toBe(
      'error: --limit tusks=2: there is no such limit; did you mean "tasks"? Known are fileSize, taskFileSize, depth, values, tasks, jobs, nodes, variants, replications\n',
    );
  });
});

describe('theory against simulation', () => {
  it('is compared by batchlab verify, which prints a table and ends with 0 when all rows pass', () => {
    const { status, stdout, stderr } = start(['verify', '--only', 'Graham']);
    expect([status, stderr]).toEqual([0, '']);
    const lengths = stdout.split('\n').filter((line) => line.startsWith('  length, hours'));
    expect(
      lengths.map((line) =>
        line
          .trim()
          .split(/\s{2,}/)
          .slice(1),
      ),
    ).toEqual([12, 15, 13, 16, 14].map((hours) => [...Array(6).fill(String(hours)), 'pass']));
    expect(stdout).toMatch(/25 runs with 225 tasks; .*: theory and simulation agree\n$/);
  });

  it('is given as JSON too, row by row and seed by seed', () => {
    const { status, stdout } = start(['verify', '--only', 'exponential tasks', '--seeds', '2', '--json']);
    const { rows, seeds, passed } = JSON.parse(stdout);
    expect([status, seeds, passed]).toEqual([0, ['1', '2'], true]);
    expect(rows[0]).toMatchObject({ quantity: 'mean makespan', verdict: 'pass' });
    expect(rows[0].measured).toHaveLength(2);
  });
});

describe('what a run writes', () => {
  it('stays inside of its folder', () => {
    const before = tree();
    expect(start(['run', 'good.yaml', '--out', 'made/here', '--quiet']).status).toBe(0);
    const made = tree()
      .filter((line) => !before.includes(line))
      .map((line) => line.split(' ')[0]);
    expect(made.filter((name) => !/^made(?:\/here(?:\/[\w.]+)?)?$/.test(name))).toEqual([]);
    expect(readFileSync(join(folder, 'made/here/summary.json'), 'utf8')).toContain('"good"');
  });
});
