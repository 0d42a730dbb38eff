import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OutputFolder, RUN_FILES } from '../../src/cli/output-folder.ts';
import { asAnybody, batchlab, PROGRAM, smallScenario, temporaryFolder, writeScenario } from './helpers.ts';

const base = temporaryFolder();
let made = 0;
/** A new working folder with a scenario `small.yaml` in it. */
function workplace(text = smallScenario()): { cwd: string; file: string } {
  const cwd = join(base, `place-${made++}`);
  mkdirSync(cwd);
  return { cwd, file: writeScenario(cwd, 'small.yaml', text) };
}
const read = (...path: string[]) => readFileSync(join(...path), 'utf8');
const all = (directory: string) =>
  Object.fromEntries(readdirSync(directory).map((name) => [name, read(directory, name)]));
const NAMES = [...RUN_FILES].sort();
const WITHOUT_LOG = ['jobs.csv', 'nodes.csv', 'report.html', 'summary.json'];

describe('run', () => {
  it('writes six files to reports/<name> and shows a summary', () => {
    const { cwd } = workplace();
    const { status, stdout, stderr } = batchlab(['run', 'small.yaml'], { cwd });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('small');
    expect(stdout).toMatch(/written to reports\/small\n$/);
    expect(readdirSync(join(cwd, 'reports/small')).sort()).toEqual(NAMES);
    const summary = JSON.parse(read(cwd, 'reports/small/summary.json'));
    expect(summary).toMatchObject({
      scenario: 'small',
      seed: '1',
      endReason: 'quiescent',
      tasks: { total: 3, succeeded: 3 },
    });
    expect(read(cwd, 'reports/small/tasks.csv').trim().split('\n')).toHaveLength(4);
  });

  it('names in the summary the hashes of the log, as a whole and without its first line', () => {
    const { cwd } = workplace();
    batchlab(['run', 'small.yaml', '--out', 'out'], { cwd });
    const log = read(cwd, 'out/events.ndjson');
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    const summary = JSON.parse(read(cwd, 'out/summary.json'));
    expect(summary.eventsSha256).toBe(sha256(log));
    expect(summary.transitionsSha256).toBe(sha256(log.slice(log.indexOf('\n') + 1)));
    expect(summary.events).toBe(log.trim().split('\n').length);
  });

  it('with the same scenario and seed writes the same bytes, with another seed another first line', () => {
    const { cwd } = workplace(smallScenario(20).replace('duration: PT1M', 'duration: { exponential: { mean: PT1M } }'));
    for (const out of ['a', 'b']) batchlab(['run', 'small.yaml', '--out', out], { cwd });
    expect(all(join(cwd, 'a'))).toEqual(all(join(cwd, 'b')));
    batchlab(['run', 'small.yaml', '--out', 'c', '--seed', 'other'], { cwd });
    const [a, c] = ['a', 'c'].map((out) => JSON.parse(read(cwd, out, 'summary.json')));
    expect(c.seed).toBe('other');
    expect(c.transitionsSha256).not.toBe(a.transitionsSha256);
  });

  it('--json prints the summary and nothing else on standard output', () => {
    const { cwd } = workplace();
    const { stdout } = batchlab(['run', 'small.yaml', '--out', 'out', '--json'], { cwd });
    expect(JSON.parse(stdout)).toEqual(JSON.parse(read(cwd, 'out/summary.json')));
  });

  it('--quiet prints nothing', () => {
    const { cwd } = workplace();
    expect(batchlab(['run', 'small.yaml', '--quiet'], { cwd })).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('--set changes values before the scenario is checked, in the order given', () => {
    const { cwd } = workplace();
    const set = ['--set', 'name=other', '--set', 'tasks.0.count=9', '--set', 'tasks.0.count=5'];
    const { stdout } = batchlab(['run', 'small.yaml', '--json', ...set], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ scenario: 'other', tasks: { total: 5 } });
    expect(readdirSync(join(cwd, 'reports'))).toEqual(['other']);
  });

  it('--no-events leaves out the log and the table of tasks, removes earlier ones, and changes no other figure', () => {
    const { cwd } = workplace();
    batchlab(['run', 'small.yaml', '--out', 'out'], { cwd });
    const before = all(join(cwd, 'out'));
    batchlab(['run', 'small.yaml', '--out', 'out', '--no-events'], { cwd });
    const after = all(join(cwd, 'out'));
    expect(Object.keys(after).sort()).toEqual(WITHOUT_LOG);
    expect([after['nodes.csv'], after['jobs.csv']]).toEqual([before['nodes.csv'], before['jobs.csv']]);
    expect(JSON.parse(after['summary.json'])).toEqual({
      ...JSON.parse(before['summary.json']),
      eventsSha256: null,
      transitionsSha256: null,
    });
  });

  it('says once for each command line that no program matches it', () => {
    const { cwd } = workplace(smallScenario().replace('match: work', 'match: play'));
    const { status, stderr } = batchlab(['run', 'small.yaml', '--quiet'], { cwd });
    expect(status).toBe(0);
    expect(stderr.match(/no program matches/g)).toHaveLength(1);
    expect(stderr).toMatch(/^small\.yaml:14:\d+: warning: .*work/);
    expect(JSON.parse(read(cwd, 'reports/small/summary.json')).unmatchedCommandLines).toEqual(['work']);
  });

  it('S-2: that reaches its limit of events ends with status 0 and a line that says so', () => {
    const { cwd } = workplace();
    const { status, stdout, stderr } = batchlab(['run', 'small.yaml', '--json', '--max-events', '10'], { cwd });
    expect(status).toBe(0);
    expect(stderr).toMatch(/^small: warning: the run was stopped by a limit: .+\n$/);
    expect(JSON.parse(stdout).endReason).toBe('limit');
  });
});

describe('several scenarios', () => {
  it('are written below the folder that --out names, and --json prints an array', () => {
    const { cwd } = workplace();
    writeScenario(cwd, 'big.yaml', smallScenario(5));
    const { status, stdout } = batchlab(['run', 'small.yaml', 'big.yaml', '--out', 'out', '--json'], { cwd });
    expect(status).toBe(0);
    expect(JSON.parse(stdout).map((summary: { scenario: string }) => summary.scenario)).toEqual(['small', 'big']);
    expect(readdirSync(join(cwd, 'out')).sort()).toEqual(['big', 'small']);
    for (const name of ['big', 'small']) expect(readdirSync(join(cwd, 'out', name)).sort()).toEqual(NAMES);
  });

  it('of the same name are refused, and nothing is run', () => {
    const { cwd } = workplace();
    mkdirSync(join(cwd, 'copy'));
    writeScenario(join(cwd, 'copy'), 'small.yaml', smallScenario());
    const { status, stderr } = batchlab(['run', 'small.yaml', 'copy/small.yaml'], { cwd });
    expect(status).toBe(2);
    expect(stderr).toBe(
      "error: copy/small.yaml: its name 'small' is also that of small.yaml, and both would be written to the same folder\n",
    );
    expect(existsSync(join(cwd, 'reports'))).toBe(false);
  });
});

describe('what is refused', () => {
  it('is said for all files at once, with status 2, and nothing is written, not even a folder', () => {
    const { cwd } = workplace();
    writeScenario(cwd, 'one.yaml', smallScenario().replace('poolId: p', 'poolId: [p]'));
    writeScenario(cwd, 'two.yaml', 'pools: [');
    const { status, stdout, stderr } = batchlab(['run', 'small.yaml', 'one.yaml', 'two.yaml'], { cwd });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^one\.yaml:10:\d+: error: /m);
    expect(stderr).toMatch(/^two\.yaml:1:\d+: error: /m);
    expect(stderr).toMatch(/\d errors; nothing was run and nothing was written\n$/);
    expect(readdirSync(cwd).sort()).toEqual(['one.yaml', 'small.yaml', 'two.yaml']);
  });

  it('leaves an earlier run as it was', () => {
    const { cwd } = workplace();
    batchlab(['run', 'small.yaml'], { cwd });
    const before = all(join(cwd, 'reports/small'));
    expect(batchlab(['run', 'small.yaml', '--set', 'pools.p.vmSize=none'], { cwd }).status).toBe(2);
    expect(all(join(cwd, 'reports/small'))).toEqual(before);
  });

  it('is a second run into a folder in use, and the first does not notice', () => {
    const { cwd } = workplace();
    const first = OutputFolder.open(join(cwd, 'out'));
    first.write('summary.json', 'the first');
    const { status, stdout, stderr } = batchlab(['run', 'small.yaml', '--out', 'out'], { cwd });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: out: the folder is in use by another command \(process \d+ on .+\); .*\n$/);
    first.commit();
    expect(all(join(cwd, 'out'))).toEqual({ 'summary.json': 'the first' });
  });

  it('is an --out that is a file, or lies where nothing may be written, in one line', () => {
    const { cwd } = workplace();
    const { status, stderr } = batchlab(['run', 'small.yaml', '--out', 'small.yaml'], { cwd });
    expect([status, stderr]).toEqual([2, 'error: small.yaml: it exists already (EEXIST)\n']);

    mkdirSync(join(cwd, 'closed'), { mode: 0o555 });
    chmodSync(cwd, 0o755);
    const { dist, user } = asAnybody(base);
    const args = [join(dist, 'cli/main.js'), 'run', 'small.yaml', '--out', 'closed/out'];
    const child = spawnSync(process.execPath, args, { ...user, cwd, encoding: 'utf8' });
    expect(child).toMatchObject({ status: 2, stdout: '' });
    expect(child.stderr).toMatch(/^error: closed\/out: permission denied \(EACCES\)\n$/);
  });

  it('is to grow beyond what the disk or a quota allows: one line, and the earlier run stays complete', () => {
    const { cwd } = workplace(smallScenario(3000));
    batchlab(['run', 'small.yaml', '--out', 'out', '--set', 'tasks.0.count=1'], { cwd });
    const before = all(join(cwd, 'out'));
    // the shell's limit on the size of files stands for a full disk
    const child = spawnSync(
      'bash',
      ['-c', `ulimit -f 64; exec "$0" "$1" run small.yaml --out out`, process.execPath, PROGRAM],
      { cwd, encoding: 'utf8' },
    );
    expect(child).toMatchObject({ status: 2, stdout: '' });
    expect(child.stderr).toMatch(
      /^error: out\/\.batchlab\/\S+: the file would become larger than is allowed \(EFBIG\)\n$/,
    );
    expect(all(join(cwd, 'out'))).toEqual(before);
  });
});

describe('a run that is cut short', () => {
  /** Runs with a signal sent before the program's n-th call that changes the file system; 0: none, and the number of calls. */
  function cut(cwd: string, at: number, signal: string) {
    const child = spawnSync(
      process.execPath,
      ['--import', join(import.meta.dirname, 'dying.mjs'), PROGRAM, 'run', 'small.yaml', '--out', 'out'],
      {
        cwd,
        env: { ...process.env, SIGNAL_AT: String(at), SIGNAL: signal },
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
        encoding: 'utf8',
      },
    );
    return {
      status: child.status,
      signal: child.signal,
      stdout: child.stdout,
      stderr: child.stderr,
      calls: Number(child.output[3]),
    };
  }

  it('by Ctrl-C or a request to terminate ends with 130 and takes everything back', () => {
    const { cwd } = workplace(smallScenario(3000));
    const place = join(cwd, 'out');
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      expect(cut(cwd, 6, signal)).toMatchObject({ status: 130, stdout: '', stderr: 'interrupted\n' });
      expect(existsSync(place)).toBe(false);
    }
    batchlab(['run', 'small.yaml', '--out', 'out', '--set', 'tasks.0.count=1'], { cwd });
    const before = all(place);
    expect(cut(cwd, 6, 'SIGINT').status).toBe(130);
    expect(all(place)).toEqual(before);
  });

  it('by a kill leaves the complete earlier set or the complete new one, as the next command finds it', () => {
    const { cwd, file } = workplace(smallScenario(1));
    const place = join(cwd, 'out');
    batchlab(['run', 'small.yaml', '--out', 'out'], { cwd });
    const earlier = all(place);
    writeFileSync(file, smallScenario(2));
    const { calls } = cut(cwd, 0, 'SIGKILL');
    const later = all(place);
    expect(later['summary.json']).not.toBe(earlier['summary.json']);
    const seen = { earlier: 0, later: 0 };
    for (let at = 1; at <= calls; at += 4) {
      rmSync(place, { recursive: true });
      mkdirSync(place);
      for (const [name, text] of Object.entries(earlier)) writeFileSync(join(place, name), text);
      expect(cut(cwd, at, 'SIGKILL').signal).toBe('SIGKILL');
      expect(batchlab(['report', 'out'], { cwd }).status).toBe(0);
      const found = all(place);
      const isLater = found['summary.json'] === later['summary.json'];
      expect(found, `call ${at}`).toEqual(isLater ? later : earlier);
      seen[isLater ? 'later' : 'earlier']++;
    }
    expect(seen.earlier).toBeGreaterThan(2);
    expect(seen.later).toBeGreaterThan(2);
  });
});

describe('report', () => {
  it('makes everything again from the log alone, byte by byte', () => {
    const { cwd } = workplace(
      smallScenario(50, 'cloud:\n  prices: { STANDARD_D2_V2: { dedicated: 0.14 } }\n').replace(
        'duration: PT1M',
        'duration: { exponential: { mean: PT1M } }',
      ),
    );
    batchlab(['run', 'small.yaml', '--out', 'out'], { cwd });
    const before = all(join(cwd, 'out'));
    for (const name of NAMES) if (name !== 'events.ndjson') rmSync(join(cwd, 'out', name));
    const { status, stdout, stderr } = batchlab(['report', 'out'], { cwd });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/written to out\n$/);
    expect(all(join(cwd, 'out'))).toEqual(before);
    expect(JSON.parse(batchlab(['report', 'out', '--json'], { cwd }).stdout)).toEqual(
      JSON.parse(before['summary.json']),
    );
  });

  it('of a run without a log ends with 2 and says why', () => {
    const { cwd } = workplace();
    batchlab(['run', 'small.yaml', '--out', 'out', '--no-events'], { cwd });
    const { status, stderr } = batchlab(['report', 'out'], { cwd });
    expect(status).toBe(2);
    expect(stderr).toBe(
      'error: out: the folder has no events.ndjson: the run that is in it was made with --no-events; run it again without\n',
    );
    expect(readdirSync(join(cwd, 'out')).sort()).toEqual(WITHOUT_LOG);
  });

  it('of no folder, or of one without a run, ends with 2 and makes none', () => {
    const { cwd } = workplace();
    expect(batchlab(['report', 'none'], { cwd })).toEqual({
      status: 2,
      stdout: '',
      stderr: 'error: none: no such folder\n',
    });
    expect(batchlab(['report', '.'], { cwd })).toMatchObject({
      status: 2,
      stderr: 'error: .: the folder has no events.ndjson: there is no run in it\n',
    });
    expect(readdirSync(cwd)).toEqual(['small.yaml']);
  });

  it('of a log that is damaged names the line and changes nothing', () => {
    const { cwd } = workplace();
    batchlab(['run', 'small.yaml', '--out', 'out'], { cwd });
    const log = read(cwd, 'out/events.ndjson');
    writeFileSync(join(cwd, 'out/events.ndjson'), log.slice(0, log.length - 20));
    const before = all(join(cwd, 'out'));
    const { status, stderr } = batchlab(['report', 'out'], { cwd });
    expect(status).toBe(2);
    expect(stderr).toMatch(new RegExp(`^out/events\\.ndjson:${log.trim().split('\n').length}: error: .+\n$`));
    expect(all(join(cwd, 'out'))).toEqual(before);
  });
});

describe('a reader that goes away', () => {
  it('is no error', () => {
    const { cwd } = workplace();
    const script = '"$0" "$1" run small.yaml --json | true; echo "$PIPESTATUS"';
    expect(spawnSync('bash', ['-c', script, process.execPath, PROGRAM], { cwd, encoding: 'utf8' })).toMatchObject({
      stdout: '0\n',
      stderr: '',
    });
    const early = '"$0" "$1" schema | head -c 1; echo "$PIPESTATUS"';
    expect(spawnSync('bash', ['-c', early, process.execPath, PROGRAM], { cwd, encoding: 'utf8' })).toMatchObject({
      stdout: '{0\n',
      stderr: '',
    });
  });
});
