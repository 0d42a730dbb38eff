import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readInLockstep } from '../../src/compare/lockstep.ts';
import { LogError } from '../../src/trace/log-error.ts';
import { textOf } from '../support/log-text.ts';
import { randomRun } from '../support/random-run.ts';
import { pieces } from './runs.ts';

const seeds = fc.integer({ min: 0, max: 1000 });
const chunks = fc.integer({ min: 1, max: 3000 });
const logs = (a: string, b: string, lengthA: number, lengthB: number) =>
  [
    { file: 'a', open: () => pieces(a, lengthA) },
    { file: 'b', open: () => pieces(b, lengthB) },
  ] as const;

describe('logs read side by side', () => {
  test('do not part from themselves, however their text comes', () => {
    fc.assert(
      fc.property(seeds, chunks, chunks, (seed, lengthA, lengthB) => {
        const text = textOf(randomRun(seed, 80));
        const { commonLines, parting, detail, renames } = readInLockstep(...logs(text, text, lengthA, lengthB));
        expect({ parting, detail, renamed: renames.count }).toEqual({ parting: null, detail: null, renamed: 0 });
        expect(commonLines).toBe(text.split('\n').length - 1);
      }),
    );
  });

  test('part exactly at the first line that is another step, however their text comes', () => {
    fc.assert(
      fc.property(seeds, fc.nat(), chunks, chunks, (seed, place, lengthA, lengthB) => {
        const lines = textOf(randomRun(seed, 80)).trimEnd().split('\n');
        const at = 1 + (place % (lines.length - 1));
        const changed = lines.map((line, index) => (index >= at ? line.replace(/"at":(\d+)/, '"at":9$1') : line));
        const [a, b] = [lines, changed].map((each) => `${each.join('\n')}\n`);
        const { commonLines, parting } = readInLockstep(...logs(a, b, lengthA, lengthB));
        expect(commonLines).toBe(at);
        expect(parting!.a).toEqual(JSON.parse(lines[at]));
        expect(parting!.b).toEqual(JSON.parse(changed[at]));
        expect(parting!.aInB).toEqual(parting!.b);
      }),
    );
  });

  test('do not part over names, as long as each name stands for one other', () => {
    fc.assert(
      fc.property(seeds, chunks, chunks, (seed, lengthA, lengthB) => {
        const text = textOf(randomRun(seed, 80));
        const called = (kind: string) => (line: string) =>
          line.replaceAll(new RegExp(`"${kind}Id":"([^"]*)"`, 'g'), `"${kind}Id":"$1-${kind}"`);
        const renamed = text
          .split('\n')
          .map((line) => called('job')(called('task')(line)))
          .join('\n');
        const { parting, renames } = readInLockstep(...logs(text, renamed, lengthA, lengthB));
        expect(parting).toBeNull();
        expect(renames.count > 0).toBe(text !== renamed);
      }),
    );
  });

  test('part where two things change their names for one another', () => {
    const line = (seq: number, rest: object) => JSON.stringify({ seq, at: 0, ...rest, reason: 'r', cause: 0 });
    const log = (ids: readonly string[]) =>
      [
        line(0, { entity: 'run', from: null, to: 'started', format: 'batchlab-events/1' }),
        line(1, { entity: 'job', jobId: 'x', from: null, to: 'active' }),
        line(2, { entity: 'job', jobId: 'y', from: null, to: 'active' }),
        ...ids.map((jobId, place) => line(3 + place, { entity: 'job', jobId, from: 'active', to: 'completed' })),
        line(3 + ids.length, { entity: 'run', from: 'started', to: 'ended' }),
      ].join('\n');
    const end = '\n';
    const { commonLines, parting } = readInLockstep(...logs(log(['x', 'y']) + end, log(['y', 'x']) + end, 99, 99));
    expect(commonLines).toBe(3);
    expect(parting).toMatchObject({ aInB: { seq: 4, jobId: 'x' }, bInA: { seq: 4, jobId: 'y' } });
  });

  test('are read or refused with a place, however damaged', () => {
    fc.assert(
      fc.property(seeds, fc.nat(), fc.nat(60), fc.string({ maxLength: 10 }), (seed, place, length, inserted) => {
        const text = textOf(randomRun(seed, 60));
        const at = place % text.length;
        const damaged = text.slice(0, at) + inserted + text.slice(at + length);
        try {
          readInLockstep(...logs(text, damaged, 100, 777));
        } catch (error) {
          if (!(error instanceof LogError)) throw error;
          expect(error.message).toMatch(/^[ab]:\d+: error: ./);
        }
      }),
    );
  });
});
