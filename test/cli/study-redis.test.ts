/** Studies and workers as processes of their own, which meet on a redis server and are killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisServer, WITHOUT_REDIS } from '../support/redis-server.ts';
import { batchlab, PROGRAM, smallScenario, temporaryFolder, writeScenario } from './helpers.ts';

const folder = temporaryFolder();
const CELLS = 20;
const scenario = smallScenario(4000).replace('PT1M', '{ exponential: { mean: PT1M } }');
writeScenario(folder, 'scenario.yaml', scenario);
writeScenario(
  folder,
  'study.yaml',
  `scenario: scenario.yaml
factors: { pools.p.targetDedicatedNodes: [1, 2] }
replications: ${CELLS / 2}
metrics: [makespanSeconds]
`,
);

describe.skipIf(WITHOUT_REDIS)('batchlab study --on redis, and batchlab worker', () => {
  let server: RedisServer;
  const children: ChildProcess[] = [];
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await server.stop();
  });

  /** Starts the program in a folder in which there are no files of the study. */
  function start(args: readonly string[], cwd = folder) {
    mkdirSync(cwd, { recursive: true });
    const child = spawn(process.execPath, [PROGRAM, ...args], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    children.push(child);
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const ended = once(child, 'close').then(([status]: unknown[]) => status);
    return { child, ended, stderr: () => stderr };
  }
  const startWorker = (name: string) =>
    start(['worker', '--on', server.address, '--workers', '1', '--lease', '2'], join(folder, name));
  const startStudy = () => start(['study', 'study.yaml', '--on', server.address, '--out', 'far']);
  const lines = () => {
    const path = join(folder, 'far/cells.ndjson');
    return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 2 : 0;
  };
  const untilKept = (count: number) =>
    expect.poll(lines, { timeout: 30_000, interval: 20 }).toBeGreaterThanOrEqual(count);

  it('come to the bytes of a local study, with a worker and the study itself killed on the way; no run is lost or kept twice', async () => {
    expect(batchlab(['study', 'study.yaml', '--out', 'near', '--quiet'], { cwd: folder }).status).toBe(0);
    const doomed = startWorker('doomed');
    const first = startStudy();
    await untilKept(2);
    doomed.child.kill('SIGKILL');
    const worker = startWorker('steady');
    await untilKept(5);
    first.child.kill('SIGKILL');
    await Promise.all([doomed.ended, first.ended]);
    const before = lines();
    expect(before).toBeLessThan(CELLS);
    const second = startStudy();
    expect(await second.ended).toBe(0);
    expect(second.stderr()).toBe('');
    expect(lines()).toBe(CELLS);
    for (const file of ['results.csv', 'summary.json'])
      expect(readFileSync(join(folder, 'far', file), 'utf8')).toBe(readFileSync(join(folder, 'near', file), 'utf8'));
    // a worker leaves nothing on its machine, and ends when it is told to
    expect(readdirSync(join(folder, 'steady'))).toEqual([]);
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toBe(130);
    expect(worker.stderr()).toMatch(
      /^batchlab \S+: takes cells from redis:\S+, 1 at a time\n\d+ cells done\ninterrupted\n$/,
    );
  });

  it('a worker ends by itself when it was idle for long enough', async () => {
    const { status, stderr } = batchlab(['worker', '--on', server.address, '--idle', '1', '--workers', '1'], {
      cwd: folder,
    });
    expect(status).toBe(0);
    expect(stderr).toContain('\n0 cells done\n');
  });
});

it('batchlab worker that finds no server says so in one line', () => {
  const { status, stderr } = batchlab(['worker', '--on', 'redis://127.0.0.1:1'], { cwd: folder });
  expect([status, stderr]).toEqual([2, 'error: redis://127.0.0.1:1: no redis server answers there (ECONNREFUSED)\n']);
});
