import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RUN_FILES, TRACE_FILES } from '../../src/cli/output-folder.ts';
import { batchlab, smallScenario, temporaryFolder, writeScenario } from './helpers.ts';

const folder = temporaryFolder();
writeScenario(folder, 'small.yaml', smallScenario());
const run = (...args: string[]) => batchlab(['run', 'small.yaml', '--quiet', '--out', 'out', ...args], { cwd: folder });
const found = () => readdirSync(join(folder, 'out')).sort();
const read = (name: string) => readFileSync(join(folder, 'out', name), 'utf8');

describe('batchlab run --trace', () => {
  test('writes the views that it names beside the files of every run, and the next run takes them away', () => {
    expect(run('--trace', 'perfetto', '--trace', 'metrics', '--trace', 'batch-analytics').status).toBe(0);
    expect(found()).toEqual([...RUN_FILES, ...Object.values(TRACE_FILES)].sort());
    expect(JSON.parse(read('trace.perfetto.json')).traceEvents.length).toBeGreaterThan(10);
    expect(read('metrics.csv')).toMatch(
      /^time,metric,poolId,jobId,total\n2017-05-01T00:00:00\.000Z,PoolCreateEvent,p,,1\n/,
    );
    expect(
      read('batch-analytics.ndjson')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).operationName),
    ).toEqual(expect.arrayContaining(['PoolCreateEvent', 'TaskStartEvent', 'TaskCompleteEvent']));
    expect(run('--trace', 'metrics').status).toBe(0);
    expect(found()).toEqual([...RUN_FILES, 'metrics.csv'].sort());
    expect(run().status).toBe(0);
    expect(found()).toEqual([...RUN_FILES].sort());
  });

  test('changes nothing in the files of every run, and needs no log', () => {
    run();
    const before = [read('events.ndjson'), read('summary.json')];
    run('--trace', 'perfetto', '--trace', 'metrics', '--trace', 'batch-analytics');
    expect([read('events.ndjson'), read('summary.json')]).toEqual(before);
    const views = Object.values(TRACE_FILES).map(read);
    run('--no-events', '--trace', 'perfetto', '--trace', 'metrics', '--trace', 'batch-analytics');
    expect(existsSync(join(folder, 'out/events.ndjson'))).toBe(false);
    expect(Object.values(TRACE_FILES).map(read)).toEqual(views);
  });

  test('refuses a view that there is not', () => {
    const { status, stderr } = run('--trace', 'gantt');
    expect(status).toBe(2);
    expect(stderr).toContain('Allowed choices are perfetto, batch-analytics, metrics.');
  });
});
