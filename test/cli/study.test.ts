import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { batchlab, PROGRAM, smallScenario, temporaryFolder, writeScenario } from './helpers.ts';

const folder = temporaryFolder();
const SCENARIO = smallScenario(20).replace('PT1M', '{ exponential: { mean: PT1M } }');
writeScenario(folder, 'small.yaml', SCENARIO);
writeScenario(folder, 'slow.yaml', SCENARIO.replace('count: 20', 'count: 10000'));

/** Two variants of three replications, unless said otherwise. */
function writeStudy(name: string, more: Readonly<Record<string, unknown>> = {}): string {
  const study = {
    name: 'sizes',
    scenario: 'small.yaml',
    factors: { 'pools.p.targetDedicatedNodes': [1, 2] },
    replications: 3,
    metrics: ['makespanSeconds', 'tasks.waitSeconds.mean'],
    ...more,
  };
  return writeScenario(folder, name, JSON.stringify(study));
}
writeStudy('study.json');

const run = (...args: readonly string[]) => batchlab(['study', ...args], { cwd: folder });
const read = (...path: readonly string[]) => readFileSync(join(folder, ...path), 'utf8');
/** Finished cells that are kept, each as often as it was run. */
const kept = (out: string) => read(out, 'cells.ndjson').trimEnd().split('\n').length - 1;
const outcome = (out: string) => [read(out, 'results.csv'), read(out, 'summary.json')];

describe('batchlab study', () => {
  it('writes the same bytes with one worker and with two, and the table on the terminal, to reports/<study name> when nobody says where', () => {
    const { status, stdout, stderr } = run('study.json', '--out', 'one', '--workers', '1');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('2 variants, 6 runs');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('written to one');
    expect(run('study.json', '--workers', '2', '--quiet').status).toBe(0);
    renameSync(join(folder, 'reports/sizes'), join(folder, 'two'));
    expect(outcome('two')).toEqual(outcome('one'));
    expect(readdirSync(join(folder, 'one')).sort()).toEqual(
      expect.arrayContaining(['cells.ndjson', 'results.csv', 'summary.json']),
    );
    expect(read('one', 'results.csv').trimEnd().split(/\r?\n/)).toHaveLength(7);
  });

  it('replication 0 of a variant is the run that batchlab run would do', () => {
    const { stdout } = batchlab(
      ['run', 'small.yaml', '--json', '--no-events', '--out', 'run', '--set', 'pools.p.targetDedicatedNodes=2'],
      { cwd: folder },
    );
    const row = read('one', 'results.csv')
      .split(/\r?\n/)
      .find((line) => line.includes('targetDedicatedNodes=2,0,'));
    expect(Number(row?.split(',').at(-2))).toBe(JSON.parse(stdout).makespanSeconds);
  });

  it('goes on from what is there: nothing is run twice, and only what was added is run', () => {
    const before = outcome('one');
    const again = run('study.json', '--out', 'one');
    expect(again.stdout).toContain('(6 runs were kept from before, 0 were run now)');
    expect(outcome('one')).toEqual(before);
    expect(kept('one')).toBe(6);
    writeStudy('wider.json', { replications: 4 });
    expect(run('wider.json', '--out', 'one').stdout).toContain('(6 runs were kept from before, 2 were run now)');
    expect(kept('one')).toBe(8);
  });

  it('prints the summary as one JSON document with --json, and nothing with --quiet', () => {
    const { stdout, stderr } = run('study.json', '--out', 'two', '--json');
    expect(stdout).toBe(read('two', 'summary.json'));
    expect(JSON.parse(stdout).format).toBe('batchlab-study/1');
    expect(stderr).toBe('');
    expect(run('study.json', '--out', 'two', '--quiet')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('refuses a study with errors and writes nothing', () => {
    writeStudy('ill.json', { factors: { 'pools.p.vmSize': ['STANDARD_NONE'] } });
    const { status, stdout, stderr } = run('ill.json', '--out', 'ill');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^ill\.json:1:\d+: error: .*STANDARD_NONE/);
    expect(existsSync(join(folder, 'ill'))).toBe(false);
  });

  it.each([
    [['--on', 'nowhere'], 'error: --on nowhere: expected redis://HOST:PORT'],
    [['--on', 'redis://u:secret@h/x'], 'error: --on redis://…@h/x: expected redis://HOST:PORT'],
    [['--on', 'redis://127.0.0.1:1'], 'error: redis://127.0.0.1:1: no redis server answers there (ECONNREFUSED)'],
    [['--search'], 'error: study.json: --search is not possible: a search needs a goal'],
    [['--workers', '0'], "option '--workers <n>' argument '0' is invalid"],
    [['--on', 'redis://h', '--collect', 'x'], "cannot be used with option '--on"],
  ])('%j is refused, and nothing is written', (args, message) => {
    const { status, stderr } = run('study.json', '--out', 'refused', ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(join(folder, 'refused'))).toBe(false);
  });

  it('mixes with no run in one folder, whichever was there first', () => {
    const study = run('study.json', '--out', 'run');
    expect(study).toMatchObject({
      status: 2,
      stderr: 'error: run: the folder holds a run; choose another with --out, or remove it first\n',
    });
    const other = batchlab(['run', 'small.yaml', '--out', 'two'], { cwd: folder });
    expect(other).toMatchObject({
      status: 2,
      stderr: 'error: two: the folder holds a study; choose another with --out, or remove it first\n',
    });
    expect(kept('two')).toBe(6);
  });

  it('leaves a cells.ndjson alone that is none', () => {
    writeFileSync(join(folder, 'one/cells.ndjson'), 'my notes');
    const { status, stderr } = run('study.json', '--out', 'one');
    expect(status).toBe(2);
    expect(stderr).toBe('error: one/cells.ndjson: it was not written by batchlab; choose another folder with --out\n');
    expect(read('one/cells.ndjson')).toBe('my notes');
  });
});

it('a run that fails is reported by its variant and replication, and the others are done', () => {
  writeScenario(
    folder,
    'jobs.yaml',
    smallScenario(1).replace(
      /^jobs:[\s\S]*$/m,
      'jobs: [ { count: 5, job: { id: "j-{n}", poolInfo: { poolId: p } } } ]\n',
    ),
  );
  const pairs = { few: { 'jobs.0.count': 5 }, many: { 'jobs.0.count': 300_000 }, some: { 'jobs.0.count': 9 } };
  writeStudy('jobs.json', {
    scenario: 'jobs.yaml',
    factors: undefined,
    pairs,
    replications: 1,
    metrics: ['tasks.total'],
  });
  const env = { NODE_OPTIONS: '--max-old-space-size=100' };
  const { status, stderr } = batchlab(['study', 'jobs.json', '--out', 'jobs', '--quiet'], { cwd: folder, env });
  expect(stderr).toMatch(/^error: many, replication 0: the memory does not suffice \(.*\)\n$/);
  expect(status).toBe(3);
  expect(kept('jobs')).toBe(2);
  const endings = read('jobs/results.csv')
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.split(',').at(-2));
  expect(endings).toEqual(['ended', 'quiescent', 'failed', 'quiescent']);
});

describe('a study that is stopped', () => {
  writeStudy('more.json', { replications: 8 });

  it('by kill -9, again and again, each time at a later call to the file system, comes to the same bytes and runs nothing twice', () => {
    expect(run('more.json', '--out', 'whole', '--quiet').status).toBe(0);
    let starts = 0;
    for (let status: number | null = null; status !== 0; starts++) {
      const args = ['--import', join(import.meta.dirname, 'dying.mjs'), PROGRAM];
      const child = spawnSync(process.execPath, [...args, 'study', 'more.json', '--out', 'killed', '--workers', '1'], {
        cwd: folder,
        env: { ...process.env, SIGNAL_AT: String(6 + 9 * starts) },
        encoding: 'utf8',
      });
      status = child.status;
      if (status !== 0) expect([child.signal, child.stdout, child.stderr]).toEqual(['SIGKILL', '', '']);
      expect(starts).toBeLessThan(12);
    }
    expect(starts).toBeGreaterThan(3);
    expect(outcome('killed')).toEqual(outcome('whole'));
    expect(kept('killed')).toBe(16);
  });

  it('in the middle of a line loses that line only, and what is behind a damaged one stays', () => {
    const path = join(folder, 'killed/cells.ndjson');
    const lines = read('killed/cells.ndjson').trimEnd().split('\n');
    lines[3] = lines[3].replace('"replication":', '"replication":1');
    writeFileSync(path, `${lines.join('\n')}\n`);
    truncateSync(path, Buffer.byteLength(`${lines.join('\n')}`) - 20);
    const { status, stdout, stderr } = run('more.json', '--out', 'killed');
    expect(status).toBe(0);
    expect(stderr).toBe('killed/cells.ndjson: warning: 1 damaged line counts as not done\n');
    expect(stdout).toContain('(14 runs were kept from before, 2 were run now)');
    expect(outcome('killed')).toEqual(outcome('whole'));
  });

  it('by Ctrl-C keeps what is done and says so; meanwhile nobody else may write there; the same command goes on', async () => {
    writeStudy('slow.json', { scenario: 'slow.yaml', replications: 500 });
    const first = start('slow.json', '--out', 'slow', '--workers', '1');
    await first.untilKept('slow', 3);
    const second = run('slow.json', '--out', 'slow');
    expect(second.status).toBe(2);
    expect(second.stderr).toMatch(/^error: slow: the folder is in use by another command \(process \d+ on .+\); .*\n$/);
    first.child.kill('SIGINT');
    expect(await first.status).toBe(130);
    const count = kept('slow');
    const advice = `${count} finished runs are kept in slow/cells.ndjson; the same command goes on from there`;
    expect(first.stderr()).toBe(`${advice}\ninterrupted\n`);
    expect(readdirSync(join(folder, 'slow'))).toEqual(['cells.ndjson']);
    // not all five hundred, to save time
    writeStudy('slow.json', {
      scenario: 'slow.yaml',
      replications: 3,
      factors: { 'pools.p.targetDedicatedNodes': [1] },
    });
    expect(run('slow.json', '--out', 'slow').stdout).toContain('(3 runs were kept from before, 0 were run now)');
    expect(kept('slow')).toBe(count);
  });

  it.runIf(canMount())('by a full disk is told in one line; with more space it goes on', () => {
    const { status, stdout, stderr } = inOwnWorld(`
      mount -t tmpfs -o size=8k tmpfs mount
      "$0" "$1" study more.json --out mount/out --quiet; echo "status $?"
      cp mount/out/cells.ndjson .; mount -o remount,size=1m mount
      "$0" "$1" study more.json --out mount/out | tail -n 1
      cat mount/out/results.csv mount/out/summary.json`);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^error: mount\/out\/\S+: no space is left on the disk \(ENOSPC\)\n$/);
    const found = kept('.');
    expect(found).toBeGreaterThan(0);
    expect(read('cells.ndjson').endsWith('"}\n')).toBe(true);
    const [answer, last, ...rest] = stdout.split('\n');
    expect(answer).toBe('status 2');
    expect(last).toBe(`written to mount/out (${found} runs were kept from before, ${16 - found} were run now)`);
    expect(rest.join('\n')).toBe(outcome('whole').join(''));
  });
});

describe('batchlab cell', () => {
  const cell = (...args: readonly string[]) => batchlab(['cell', '--study', 'study.json', ...args], { cwd: folder });
  const collect = () => run('study.json', '--out', 'collected', '--collect', 'cells');

  it('writes one cell, once, and nothing half', () => {
    expect(cell('--count')).toEqual({ status: 0, stdout: '6\n', stderr: '' });
    expect(cell('--index', '4', '--out', 'cells')).toEqual({
      status: 0,
      stdout: 'cells/cell-4.json: targetDedicatedNodes=2, replication 1\n',
      stderr: '',
    });
    expect(readdirSync(join(folder, 'cells'))).toEqual(['cell-4.json']);
    expect(cell('--index', '4', '--out', 'cells').stdout).toContain('(was there already)');
    writeFileSync(join(folder, 'cells/cell-4.json'), read('cells/cell-4.json').slice(0, -9));
    expect(cell('--index', '4', '--out', 'cells').stdout).not.toContain('(was there already)');
  });

  it('refuses an index that the study has not, and to guess what is wanted', () => {
    expect(cell('--index', '6', '--out', 'cells').stderr).toBe(
      'error: --index 6: the study has 6 cells, from 0 to 5\n',
    );
    expect(cell('--out', 'cells').stderr).toBe(
      'error: which cell, and where to: --index and --out are needed (or --count)\n',
    );
  });

  it('what it wrote is collected to the same bytes; which cells are missing is said as array jobs take it', () => {
    const early = collect();
    expect(early.status).toBe(2);
    expect(early.stderr).toBe(
      'error: cells: cells 0-3,5 are missing; run each of them as in: batchlab cell --study study.json --index 0 --out cells\n',
    );
    for (const index of [0, 1, 2, 3, 5])
      expect(cell('--index', String(index), '--out', 'cells', '--quiet').status).toBe(0);
    expect(collect().status).toBe(0);
    expect(outcome('collected')).toEqual(outcome('two'));
  });
});

/** Starts a study and goes on while it runs. */
function start(...args: readonly string[]) {
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, 'study', ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const status = once(child, 'close').then(([code]: unknown[]) => code);
  const untilKept = (out: string, count: number) =>
    expect
      .poll(() => existsSync(join(folder, out, 'cells.ndjson')) && kept(out) >= count, {
        timeout: 30_000,
        interval: 20,
      })
      .toBe(true);
  return { child, status, stderr: () => stderr, untilKept };
}

/** Runs a shell script as root of a small world of its own, in which it may mount things on `mount`. */
function inOwnWorld(script: string) {
  mkdirSync(join(folder, 'mount'), { recursive: true });
  return spawnSync('unshare', ['-rm', 'sh', '-c', script, process.execPath, PROGRAM], {
    cwd: folder,
    encoding: 'utf8',
  });
}

function canMount(): boolean {
  return process.platform === 'linux' && inOwnWorld('mount -t tmpfs tmpfs mount').status === 0;
}
