import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { simulate } from '../../src/simulate.ts';
import { PROGRAMS, pool, QUICK_CLOUD } from '../support/run.ts';
import { type ChromeEvent, perfettoOf } from './views.ts';

const LESSONS = 'scenarios/lessons';
const lessons = readdirSync(LESSONS).map((file) => readFileSync(join(LESSONS, file), 'utf8'));

const slices = (events: readonly ChromeEvent[]) => events.filter(({ ph }) => ph === 'X');
const encloses = ({ pid, tid, ts, dur }: ChromeEvent, event: ChromeEvent) =>
  pid === event.pid && tid === event.tid && ts <= event.ts && event.ts <= ts + dur;

function startsOf(scenario: string): number {
  let starts = 0;
  let attempts = 0;
  simulate(scenario, {
    listen: () => ({
      line: () => {},
      node: () => {},
      task: ({ from, to, nodes }) => {
        if (to !== 2 && to !== 1) return;
        attempts += nodes?.length ?? 1;
        if (from === 0) starts++;
      },
    }),
  });
  return starts === 0 ? 0 : attempts;
}

describe.each(lessons)('the Perfetto trace of a shipped lesson', (scenario) => {
  const events = perfettoOf(scenario);

  test('shows every attempt of every task on every node it held, and names every track', () => {
    const tasks = slices(events).filter(({ cat }) => cat === 'task');
    expect(tasks).toHaveLength(startsOf(scenario));
    const tracks = events.filter(({ ph, name }) => ph === 'M' && name === 'thread_name');
    const known = new Set(tracks.map(({ pid, tid }) => `${pid} ${tid}`));
    for (const { pid, tid } of slices(events)) expect(known).toContain(`${pid} ${tid}`);
  });

  test('has no two slices at a time on one track', () => {
    const ends = new Map<string, number>();
    for (const { pid, tid, ts, dur } of slices(events).sort((one, other) => one.ts - other.ts || one.dur - other.dur)) {
      const track = `${pid} ${tid}`;
      expect(ts).toBeGreaterThanOrEqual(ends.get(track) ?? 0);
      ends.set(track, ts + dur);
    }
  });

  test('begins and ends every arrow in a slice, and every asynchronous slice once', () => {
    const arrows = events.filter(({ ph }) => ph === 's' || ph === 'f');
    for (const arrow of arrows) expect(slices(events).some((slice) => encloses(slice, arrow))).toBe(true);
    const count = (letter: string) => events.filter(({ ph }) => ph === letter).length;
    expect(count('f')).toBe(count('s'));
    expect(count('e')).toBe(count('b'));
  });
});

describe('the Perfetto trace', () => {
  test('leads from each task that was depended on to the one that waited, and from what freed the slot', () => {
    const events = perfettoOf(`
${QUICK_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 1')} ]
jobs: [ { id: j, poolInfo: { poolId: p }, usesTaskDependencies: true } ]
tasks:
  - { jobId: j, count: 2, task: { id: "{n}", commandLine: w60 } }
  - { jobId: j, task: { id: last, commandLine: w60, dependsOn: { taskIds: [ "1" ], taskIdRanges: [ { start: 2, end: 2 } ] } } }
${PROGRAMS}`);
    const arrows = (letter: string, name: string) =>
      events.filter((event) => event.ph === letter && event.name === name).map(({ ts }) => ts / 1e6);
    expect(arrows('s', 'dependency').map(Math.round)).toEqual([120, 180]);
    expect(arrows('f', 'dependency')).toEqual([180, 180]);
    expect(arrows('f', 'cause')).toEqual([60, 120, 180]);
  });

  test('counts nodes by state and waiting tasks', () => {
    const events = perfettoOf(`
${QUICK_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 2')} ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
tasks: [ { jobId: j, count: 3, task: { id: "t{n}", commandLine: w60 } } ]
${PROGRAMS}`);
    const counter = (name: string) =>
      events.filter((event) => event.ph === 'C' && event.name === name).map(({ ts, args }) => [ts / 1e6, args]);
    expect(counter('tasks that wait for pool p')).toEqual([
      [0, { tasks: 3 }],
      [60, { tasks: 1 }],
      [120, { tasks: 0 }],
    ]);
    expect(counter('nodes by state').at(-1)).toEqual([180, expect.objectContaining({ idle: 2, running: 0 })]);
  });
});
