import { describe, expect, test } from 'vitest';
import { chunksOf, lineOf, textOf } from '../support/log-text.ts';
import { Stream } from '../support/stream.ts';

/** a pool with two nodes and a job */
function ground() {
  const stream = new Stream();
  const pool = stream.pool('p', { maxTasksPerNode: 2 });
  const first = stream.node(pool, 'tvm-1');
  const second = stream.node(pool, 'tvm-2', false);
  const job = stream.job('j', { priority: 5 });
  return { stream, pool, first, second, job };
}

describe('events.ndjson', () => {
  test("begins with the run's start, which carries what the figures need beside the lines", () => {
    expect(textOf(new Stream({ notModelled: ['pools.p.metadata'] }))).toBe(
      '{"seq":0,"at":0,"entity":"run","from":null,"to":"started","reason":"scenario","format":"batchlab-events/1",' +
        '"scenario":"by-hand","seed":"1","start":"2017-05-01T00:00:00Z","version":"0.1.0",' +
        '"prices":{"STANDARD_D2_V2":{"dedicated":0.1,"lowPriority":0.02}},"currency":"USD",' +
        '"billing":{"granularity":1000,"minimum":0},"vmSizes":{"STANDARD_D2_V2":2},' +
        '"notModelled":["pools.p.metadata"],"cause":null}\n',
    );
  });

  test('hands the first line on by itself, so that the rest can be hashed alone', () => {
    const { stream } = ground();
    const [first, ...rest] = chunksOf(stream);
    expect(first.split('\n')).toHaveLength(2);
    expect(first).toContain('"entity":"run"');
    expect(rest.join('').split('\n')[0]).toContain('"seq":1,');
  });

  test('comes in chunks of whole lines', () => {
    const { stream, job } = ground();
    for (let n = 1; n <= 2000; n++) stream.task(job, `t${n}`);
    const chunks = chunksOf(stream);
    expect(chunks.length).toBeGreaterThan(3);
    for (const chunk of chunks) expect(chunk.endsWith('}\n')).toBe(true);
    expect(chunks.join('').split('\n')).toHaveLength(2000 + 5 + 1);
  });

  test("has a node's kind on its first line only", () => {
    const { stream, first } = ground();
    expect(lineOf(stream, 3)).toBe(
      '{"seq":2,"at":0,"entity":"node","poolId":"p","nodeId":"tvm-1","from":null,"to":"creating","reason":"ready","isDedicated":true,"cause":1}',
    );
    stream.at(1500).moveNode(first, 'starting');
    expect(lineOf(stream)).toBe(
      '{"seq":5,"at":1500,"entity":"node","poolId":"p","nodeId":"tvm-1","from":"creating","to":"starting","reason":"ready","cause":4}',
    );
  });

  test('names the node of a task where it is assigned, and the causes of its wait on the line that ends it', () => {
    const { stream, first, job } = ground();
    const task = stream.task(job, 't1', { dependsOn: { taskIds: ['t0'], taskIdRanges: [{ start: 1, end: 3 }] } });
    expect(lineOf(stream)).toContain(
      '"entity":"task","jobId":"j","taskId":"t1","from":null,"to":"active","reason":"added","dependsOn":{"taskIds":["t0"],"taskIdRanges":[{"start":1,"end":3}]},"cause":4}',
    );
    stream.at(9).moveTask(task, 'running', { nodes: [first], waited: { allocation: 2, slots: 7 } });
    expect(lineOf(stream)).toContain(
      '"from":"active","to":"running","reason":"started","poolId":"p","nodeId":"tvm-1","waited":{"slots":7,"allocation":2},"cause":5}',
    );
    stream.moveTask(task, 'active', { reason: 'retried', retryCount: 1 });
    expect(lineOf(stream)).toContain('"from":"running","to":"active","reason":"retried","retryCount":1,"cause":6}');
    stream.moveTask(task, 'running', { nodes: [first], waited: {} });
    expect(lineOf(stream)).toContain('"waited":{},"cause":7}');
    const failureInfo = { category: 'UserError', code: 'CommandProgramNotFound' } as const;
    stream.moveTask(task, 'completed', { exitCode: -1, result: 'failure', failureInfo });
    expect(lineOf(stream)).toContain(
      '"exitCode":-1,"result":"failure","failureInfo":{"category":"UserError","code":"CommandProgramNotFound"},"cause":8}',
    );
  });

  test('lists all nodes of a multi-instance task, its first as its node', () => {
    const { stream, first, second, job } = ground();
    const task = stream.task(job, 'gang');
    stream.moveTask(task, 'running', { nodes: [second, first], waited: {} });
    expect(lineOf(stream)).toContain('"poolId":"p","nodeId":"tvm-2","nodeIds":["tvm-2","tvm-1"],"waited"');
  });

  test('keeps the order of keys whatever order the details were given in', () => {
    const { stream } = ground();
    stream.request('resizePool', 409, { message: 'it is "busy"', code: 'PoolBeingResized', poolId: 'p' });
    expect(lineOf(stream)).toBe(
      '{"seq":5,"at":0,"entity":"request","poolId":"p","from":null,"to":"resizePool","reason":"rejected","status":409,"code":"PoolBeingResized","message":"it is \\"busy\\"","cause":4}',
    );
  });

  test('quotes ids that need it', () => {
    const stream = new Stream();
    const job = stream.job('j"1');
    stream.task(job, 'a\\b\u0007');
    expect(JSON.parse(lineOf(stream))).toMatchObject({ jobId: 'j"1', taskId: 'a\\b\u0007' });
  });
});
