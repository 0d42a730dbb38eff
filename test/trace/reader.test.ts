import { describe, expect, test } from 'vitest';
import { readLog } from '../../src/trace/reader.ts';
import { tee } from '../../src/trace/vocabulary.ts';
import { echo, textOf } from '../support/log-text.ts';
import { Stream } from '../support/stream.ts';

const silent = () => tee([]);

/** a run with a line of every entity */
function everything(): Stream {
  const stream = new Stream();
  const pool = stream.pool('p');
  stream.allocation(pool, null, 'steady');
  stream.allocation(pool, 'steady', 'resizing', { targetDedicatedNodes: 2, removing: ['tvm-9'] });
  const node = stream.at(10).node(pool, 'tvm-1');
  const other = stream.node(pool, 'tvm-2', false);
  const stamp = { seq: 0, at: 0, cause: 0 };
  const start = { ...stamp, entity: 'startTask', poolId: 'p', nodeId: 'tvm-1', retryCount: 0 } as const;
  stream.other({ ...start, from: null, to: 'running', reason: 'nodeStarted' }, node);
  stream.other(
    { ...start, from: 'running', to: 'completed', reason: 'succeeded', exitCode: 0, result: 'success' },
    node,
  );
  const evaluated = { entity: 'autoscale', poolId: 'p', from: null, to: 'evaluated', results: '$a=1' } as const;
  stream.other({ ...stamp, ...evaluated, reason: 'evaluated' }, pool);
  const scheduled = { entity: 'jobSchedule', jobScheduleId: 's', from: null, to: 'active' } as const;
  stream.other({ ...stamp, ...scheduled, reason: 'added' }, 0);
  const job = stream.job('j', { jobManager: { taskId: 'jm', runExclusive: true, allowLowPriorityNode: false } });
  const prep = { entity: 'jobPreparation', jobId: 'j', poolId: 'p', nodeId: 'tvm-2', retryCount: 0 } as const;
  stream.other({ ...stamp, ...prep, from: null, to: 'running', reason: 'taskAssigned' }, other);
  const task = stream.task(job, 't', { dependsOn: { taskIds: ['x'], taskIdRanges: [] } });
  stream.at(20).moveTask(task, 'running', { nodes: [node, other], waited: { slots: 10 } });
  stream.at(25).moveTask(task, 'active', { reason: 'requeuedByResize', requeueCount: 1 });
  stream.moveTask(task, 'running', { nodes: [other, node], waited: {} });
  const failureInfo = { category: 'UserError', code: 'TaskEnded' } as const;
  stream
    .at(30)
    .moveTask(task, 'completed', { reason: 'terminatedByUser', exitCode: 137, result: 'failure', failureInfo });
  stream.moveTask(task, null);
  stream.request('deleteTask', 204, { jobId: 'j', taskId: 't' });
  stream.moveJob(job, 'deleting');
  stream.moveJob(job, null);
  const again = stream.job('j');
  stream.task(again, 't');
  stream.moveNode(node, 'leavingpool');
  stream.moveNode(node, null);
  return stream.at(40).end({ 'j#2': { slots: 10 } }, { unmatched: ['cmd'] });
}

function reread(text: string, size = text.length): string {
  const chunks: string[] = [];
  const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, n) => text.slice(n * size, (n + 1) * size));
  readLog('events.ndjson', pieces, (directory) => echo(directory, chunks)).end();
  return chunks.join('');
}

describe('reading a log', () => {
  test('makes the same calls as the run did: written down again, the log is the same', () => {
    const text = textOf(everything());
    expect(reread(text)).toBe(text);
  });

  test('does not care how the text is cut into pieces', () => {
    const text = textOf(everything());
    for (const size of [1, 7, 1000]) expect(reread(text, size)).toBe(text);
  });

  test('refuses a line that is no JSON, with its place', () => {
    const lines = textOf(everything()).split('\n');
    lines[3] = lines[3].slice(0, 20);
    expect(() => readLog('out/events.ndjson', [lines.join('\n')], silent)).toThrow(
      'out/events.ndjson:4: error: the line is no JSON',
    );
  });

  test('refuses a log that breaks off', () => {
    const text = textOf(everything());
    const count = text.split('\n').length - 1;
    const read = (part: string) => () => readLog('e', [part], silent);
    expect(read(text.slice(0, -1))).toThrow(`e:${count}: error: the log breaks off in the middle of a line`);
    expect(read(text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1))).toThrow(
      `e:${count - 1}: error: the log breaks off: its last line is not the run's end`,
    );
    expect(read('')).toThrow('e:0: error: the log is empty');
  });

  test("refuses lines after the run's end", () => {
    const text = textOf(everything());
    expect(() => readLog('e', [text, '{}\n'], silent)).toThrow("there is a line after the run's end");
  });

  test('refuses other formats and other versions', () => {
    const read = (line: string) => () => readLog('e', [`${line}\n`], silent);
    expect(read('{"entity":"run","to":"started","format":"batchlab-events/2"}')).toThrow(
      "e:1: error: the format is 'batchlab-events/2'; only 'batchlab-events/1' can be read",
    );
    expect(read('{"a":1}')).toThrow("e:1: error: this is no event log: it does not begin with a run's start");
    expect(read('[]')).toThrow('e:1: error: the line is no JSON object');
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a missing line', { seq: 14 }, "'seq' is 14 where 13 has its turn"],
    ['time that goes back', { at: 5 }, 'time goes back from 10 to 5'],
    ['a cause that comes later', { cause: 13 }, "'cause' is 13, which is no earlier line"],
    ['an unknown reason', { reason: 'magic' }, "there is no reason 'magic'"],
    ['an unknown state', { to: 'happy' }, "there is no state 'happy'"],
    ['an unknown entity', { entity: 'cat' }, "there is no entity 'cat'"],
    ['an unknown job', { jobId: 'k' }, "no line has created job 'k'"],
    ['an unknown node', { nodeId: 'tvm-7' }, "no line has created node 'tvm-7' of pool 'p'"],
    ['a state the task was not in', { from: 'running' }, "task 'j/t' was in another state"],
    ['a second creation', { from: null }, "task 'j/t' was in another state"],
    ['an unknown cause of waiting', { waited: { luck: 3 } }, "there is no cause of waiting 'luck'"],
    ['a text for a number', { retryCount: '1' }, "'retryCount' is no whole number"],
  ])('refuses %s', (_, change, problem) => {
    const lines = textOf(everything()).split('\n');
    const line = JSON.parse(lines[13]);
    expect(line).toMatchObject({ seq: 13, at: 20, entity: 'task', to: 'running' });
    lines[13] = JSON.stringify({ ...line, ...change });
    expect(() => readLog('e', [lines.join('\n')], silent)).toThrow(`e:14: error: ${problem}`);
  });
});
