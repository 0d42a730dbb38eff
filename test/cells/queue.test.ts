/** The queue with studies and workers in one process; threads that do not simulate answer for them. */
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Parcel } from '../../src/cells/parcel.ts';
import { ATTEMPTS, PREFIX, QUEUE } from '../../src/cells/queue.ts';
import { QueueRunner } from '../../src/cells/queue-runner.ts';
import { QueueWorker } from '../../src/cells/queue-worker.ts';
import { parseRedisAddress, type RedisAddress } from '../../src/cells/redis.ts';
import type { CellOutcome } from '../../src/cells/runner.ts';
import type { Cell } from '../../src/study/study.ts';
import { RedisServer, WITHOUT_REDIS } from '../support/redis-server.ts';

const NOTHING: Parcel = { bundle: { file: 'study.yaml', texts: {}, references: [] }, options: {} };
const THREAD = new URL('./thread.mjs', import.meta.url);
const cellsOf = (variant: number, count: number) =>
  Array.from({ length: count }, (_, replication) => ({ variant, replication }));
const nameOf = ({ variant, replication }: Cell) => `v${variant}r${replication}`;
const keyOf = (outcome: CellOutcome) => nameOf('result' in outcome ? outcome.result : outcome.cell);

describe.skipIf(WITHOUT_REDIS)('the queue', () => {
  let server: RedisServer;
  let redis: Redis;
  let address: RedisAddress;
  beforeAll(async () => {
    server = await RedisServer.start();
    address = parseRedisAddress(server.address)!;
    redis = new Redis(address.options);
    redis.on('error', () => {}); // the server goes away in a test
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });
  beforeEach(() => redis.flushall());

  /** Serves while `work` is done; answers what the worker counted. */
  async function withWorker(work: () => Promise<void>, threads = 2) {
    const controller = new AbortController();
    const remarks: string[] = [];
    let counts = { done: 0, failed: 0 };
    let serving = Promise.resolve();
    await new Promise<void>((resolve, reject) => {
      serving = QueueWorker.serve(address, {
        threads,
        lease: 1000,
        idle: null,
        signal: controller.signal,
        worker: THREAD,
        onReady: resolve,
        onRemark: (text) => remarks.push(text),
        onCell: (now) => {
          counts = now;
        },
      });
      serving.catch(reject);
    });
    await work();
    controller.abort();
    await serving;
    return { counts, remarks };
  }

  async function openRunner(remarks: string[] = []) {
    return QueueRunner.open(address, NOTHING, { nameOf, onRemark: (text) => remarks.push(text) });
  }

  async function runAll(cells: readonly Cell[]): Promise<readonly CellOutcome[]> {
    const runner = await openRunner();
    const outcomes: CellOutcome[] = [];
    await runner.run(cells, (outcome) => outcomes.push(outcome));
    await runner.close();
    return outcomes;
  }

  it('brings each cell to a worker once, and its result back', async () => {
    let outcomes: readonly CellOutcome[] = [];
    const { counts } = await withWorker(async () => {
      outcomes = await runAll(cellsOf(0, 30));
    });
    expect(outcomes.map(keyOf).sort()).toEqual(cellsOf(0, 30).map(nameOf).sort());
    expect(
      outcomes.every((outcome) => 'result' in outcome && outcome.result.metrics.cost === outcome.result.replication),
    ).toBe(true);
    expect(counts).toEqual({ done: 30, failed: 0 });
  });

  it('reports a cell that fails after three attempts, and one that kills its thread; the others are run', async () => {
    let outcomes: readonly CellOutcome[] = [];
    const { counts } = await withWorker(async () => {
      outcomes = await runAll([...cellsOf(1, 1), ...cellsOf(2, 1), ...cellsOf(0, 5)]);
    });
    expect(
      outcomes.filter((outcome) => 'message' in outcome).toSorted((a, b) => keyOf(a).localeCompare(keyOf(b))),
    ).toEqual([
      { cell: { variant: 1, replication: 0 }, message: 'the first line; and the second' },
      { cell: { variant: 2, replication: 0 }, message: 'worker exited with code: 7' },
    ]);
    expect(outcomes).toHaveLength(7);
    expect(counts).toEqual({ done: 5, failed: 6 });
  });

  it('reports a cell that whoever runs it does not survive, after three of them', async () => {
    const runner = await openRunner();
    const outcomes: CellOutcome[] = [];
    const running = runner.run(cellsOf(0, 1), (outcome) => outcomes.push(outcome));
    // takes the cell and is not heard of again
    const connection = address.options;
    const mortal = new Worker(QUEUE, null, {
      connection,
      prefix: PREFIX,
      lockDuration: 100,
      stalledInterval: 60,
      maxStalledCount: ATTEMPTS - 1,
    });
    mortal.on('error', () => {});
    await mortal.startStalledCheckTimer();
    for (let life = 1; life <= ATTEMPTS; life++) {
      await expect.poll(() => mortal.getNextJob(`life ${life}`, { block: false }), { interval: 20 }).toBeTruthy();
    }
    const queue = new Queue(QUEUE, { connection, prefix: PREFIX });
    await expect.poll(() => queue.getWaitingCount(), { interval: 20 }).toBe(1);
    await mortal.close(true);
    await withWorker(() => running);
    const cell = { variant: 0, replication: 0 };
    expect(outcomes).toEqual([{ cell, message: 'whoever ran it vanished, again and again' }]);
    await runner.close();
    await queue.close();
  });

  it('leaves nothing on the server of what was fetched, so what failed is tried again the next time', async () => {
    await withWorker(async () => {
      await runAll([...cellsOf(1, 1), ...cellsOf(0, 3)]);
    });
    const queue = new Queue(QUEUE, { connection: address.options, prefix: PREFIX });
    expect(await queue.getJobCounts('waiting', 'active', 'completed', 'failed', 'delayed')).toEqual({
      waiting: 0,
      active: 0,
      completed: 0,
      failed: 0,
      delayed: 0,
    });
    await queue.close();
  });

  it('keeps what workers finish while nobody waits for it; the study that is started again runs nothing twice', async () => {
    const first = await openRunner();
    const seen: string[] = [];
    const firstRun = first.run(cellsOf(0, 10), (outcome) => {
      seen.push(keyOf(outcome));
      if (seen.length === 4) throw new Error('the study dies');
    });
    const { counts } = await withWorker(async () => {
      await expect(firstRun).rejects.toThrow('the study dies');
      // not closed, so nothing is withdrawn: as if it had been killed
      const outcomes = await runAll(cellsOf(0, 10).filter((cell) => !seen.slice(0, 3).includes(nameOf(cell))));
      expect(outcomes).toHaveLength(7);
    });
    await first.close();
    expect(counts).toEqual({ done: 10, failed: 0 });
  });

  it('is asked for the same cell by two studies and runs it for both', async () => {
    await withWorker(async () => {
      const [one, other] = await Promise.all([runAll(cellsOf(0, 6)), runAll(cellsOf(0, 6))]);
      expect(one.map(keyOf).sort()).toEqual(other.map(keyOf).sort());
    });
  });

  it('gives the same result to two variants that come to the same', async () => {
    await withWorker(async () => {
      const runner = await QueueRunner.open(address, NOTHING, { nameOf: () => 'same', onRemark: () => {} });
      const outcomes: CellOutcome[] = [];
      await runner.run([...cellsOf(0, 1), ...cellsOf(6, 1)], (outcome) => outcomes.push(outcome));
      await runner.close();
      expect(outcomes.map(keyOf)).toEqual(['v0r0', 'v6r0']);
    });
  });

  it('takes cells back that nobody has begun when a study is stopped', async () => {
    const runner = await openRunner();
    const running = runner.run(cellsOf(0, 5), () => {});
    const queue = new Queue(QUEUE, { connection: address.options, prefix: PREFIX });
    await expect.poll(() => queue.getWaitingCount()).toBe(5);
    await runner.close();
    await running;
    expect(await queue.getWaitingCount()).toBe(0);
    await queue.close();
  });

  it('is given back what a worker had begun when it is told to stop', async () => {
    const runner = await openRunner();
    const outcomes: CellOutcome[] = [];
    const running = runner.run(cellsOf(4, 1), (outcome) => outcomes.push(outcome));
    const queue = new Queue(QUEUE, { connection: address.options, prefix: PREFIX });
    await withWorker(() => expect.poll(() => queue.getActiveCount()).toBe(1));
    expect(await queue.getWaitingCount()).toBe(1);
    await runner.close();
    await running;
    expect(outcomes).toEqual([]);
    await queue.close();
  });

  it('is filled again by the study when the server was gone and has lost its memory', async () => {
    const runner = await openRunner();
    const outcomes: CellOutcome[] = [];
    const running = runner.run(cellsOf(0, 3), (outcome) => outcomes.push(outcome));
    const queue = new Queue(QUEUE, { connection: address.options, prefix: PREFIX });
    await expect.poll(() => queue.getWaitingCount()).toBe(3);
    server = await server.restart();
    await withWorker(() => running);
    expect(outcomes).toHaveLength(3);
    await runner.close();
    await queue.close();
  });

  it('that has gone away with its server keeps neither worker nor study from ending', async () => {
    const runner = await openRunner();
    await withWorker(() => server.stop());
    await runner.close();
    server = await server.restart();
  });

  it('says when no worker is there', async () => {
    const remarks: string[] = [];
    const runner = await openRunner(remarks);
    const running = runner.run(cellsOf(0, 1), () => {});
    await expect
      .poll(() => remarks, { timeout: 10_000 })
      .toEqual([
        `no worker takes cells from ${server.address}; start some with: batchlab worker --on ${server.address}`,
      ]);
    await runner.close();
    await running;
  });

  it.each([
    ['study', 'worker', () => openRunner()],
    ['worker', 'study', () => withWorker(async () => {})],
  ] as const)('refuses a %s where all there is of the other kind is of another version', async (_me, other, join) => {
    const stranger = new Redis({ ...address.options, connectionName: `batchlab-${other}@9.9.9` });
    await stranger.ping();
    await expect(join()).rejects.toThrow(
      new RegExp(`${other === 'study' ? 'studies' : 'workers'} there are of batchlab 9\\.9\\.9, and this is`),
    );
    stranger.disconnect();
  });
});

describe('the address of a redis server', () => {
  it.each([
    ['redis://localhost', { host: 'localhost', port: 6379, db: 0 }, 'redis://localhost:6379'],
    ['redis://10.0.0.5:7000/3', { host: '10.0.0.5', port: 7000, db: 3 }, 'redis://10.0.0.5:7000/3'],
    ['redis://[::1]:7000/', { host: '::1', port: 7000, db: 0 }, 'redis://[::1]:7000'],
    ['redis://me:p%40ss@h', { username: 'me', password: 'p@ss' }, 'redis://h:6379'],
    ['rediss://:secret@h:1', { password: 'secret', tls: {} }, 'rediss://h:1'],
  ])('%s is understood, and shown without a password', (text, options, shown) => {
    const address = parseRedisAddress(text);
    expect(address?.options).toMatchObject(options);
    expect(address?.shown).toBe(shown);
  });

  it.each([
    'localhost:6379',
    'http://h',
    'redis://',
    'redis://h/x',
    'redis://h?x=1',
    '',
    'redis://h:99999',
    'redis://a%zz@h',
  ])('%j is none', (text) => {
    expect(parseRedisAddress(text)).toBeNull();
  });
});
