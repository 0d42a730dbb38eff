import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { batchlab, PROGRAM, smallScenario, temporaryFolder, writeScenario } from './helpers.ts';

const folder = temporaryFolder();
writeScenario(folder, 'small.yaml', smallScenario(1));
writeScenario(folder, 'large.yaml', smallScenario(3000));
writeScenario(folder, 'huge.yaml', smallScenario(150_000).replace('PT1M', 'PT1S'));

describe('with little memory', () => {
  it('a run and a report of a log many times as large as they may hold come to their end', () => {
    const env = { NODE_OPTIONS: '--max-old-space-size=100' };
    const ran = batchlab(['run', 'huge.yaml', '--out', 'huge', '--json'], { cwd: folder, env });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    const before = readFileSync(join(folder, 'huge/summary.json'), 'utf8');
    expect(JSON.parse(before).tasks.total).toBe(150_000);
    expect(batchlab(['report', 'huge', '--quiet'], { cwd: folder, env })).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(folder, 'huge/summary.json'), 'utf8')).toBe(before);
  });
});

/** Runs a shell script as root of a small world of its own, in which it may mount things on `mount`; null where that is not allowed. */
function inOwnWorld(script: string) {
  mkdirSync(join(folder, 'mount'), { recursive: true });
  const child = spawnSync('unshare', ['-rm', 'sh', '-c', script, process.execPath, PROGRAM], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status: child.status, stdout: child.stdout, stderr: child.stderr };
}
const canMount = process.platform === 'linux' && inOwnWorld('mount -t tmpfs tmpfs mount').status === 0;

describe.runIf(canMount)('a disk', () => {
  it('that becomes full is told in one line, and the earlier run stays complete', () => {
    const { status, stdout, stderr } = inOwnWorld(`
      mount -t tmpfs -o size=700k tmpfs mount &&
      "$0" "$1" run small.yaml --out mount/out --quiet && cat mount/out/* | sha256sum &&
      { "$0" "$1" run large.yaml --out mount/out --quiet; echo "status $?"; cat mount/out/* | sha256sum; ls -A mount/out; }`);
    expect(status).toBe(0);
    const [earlier, answer, later, ...files] = stdout.trim().split('\n');
    expect(stderr).toMatch(/^error: (?:mount\/out\/\S+: )?no space is left on the disk \(ENOSPC\)\n$/);
    expect(answer).toBe('status 2');
    expect(later).toBe(earlier);
    expect(files).toEqual(['events.ndjson', 'jobs.csv', 'nodes.csv', 'report.html', 'summary.json', 'tasks.csv']);
  });

  it('that may only be read is told in one line, by run and by report', () => {
    const { stdout, stderr } = inOwnWorld(`
      mount -t tmpfs tmpfs mount && "$0" "$1" run small.yaml --out mount/out --quiet && mount -o remount,ro mount
      "$0" "$1" run small.yaml --out mount/out; echo $?
      "$0" "$1" run small.yaml --out mount/new; echo $?
      "$0" "$1" report mount/out; echo $?`);
    expect(stdout).toBe('2\n2\n2\n');
    const lines = stderr.trim().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).toMatch(/^error: mount\/\S+: the file system is read-only \(EROFS\)$/);
  });
});

it('nothing of all this is left in the folder', () => {
  expect(readdirSync(folder).sort()).toEqual(
    ['huge', 'huge.yaml', 'large.yaml', 'small.yaml', ...(process.platform === 'linux' ? ['mount'] : [])].sort(),
  );
});
