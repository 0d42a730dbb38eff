import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { diskReader } from '../../src/cli/disk-reader.ts';
import { RunRecord } from '../../src/metrics/run-record.ts';
import { jobsCsv, nodesCsv, tasksCsv } from '../../src/metrics/tables.ts';
import { renderReport } from '../../src/report/html.ts';
import { reportData } from '../../src/report/report-data.ts';
import { renderText } from '../../src/report/text.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { formatLocated } from '../../src/scenario/located.ts';
import { Run } from '../../src/simulate.ts';
import { ROOT } from '../support/source.ts';

const FOLDER = join(ROOT, 'scenarios');
const shipped = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml') && !name.startsWith('studies'))
  .sort()
  .map((name) => ({ path: join(FOLDER, name), text: readFileSync(join(FOLDER, name), 'utf8') }));

/** Loads the text as if it stood in the file, runs what loads for a while, and makes all that is ever made of a run. */
function survive(path: string, text: string): 'refused' | 'ran' {
  const reader = {
    ...diskReader,
    read: (name: string, most: number) => (name === path ? text : diskReader.read(name, most)),
  };
  const loaded = loadScenario(path, reader, { limits: { tasks: 100_000, jobs: 10_000, nodes: 10_000 } });
  if (!loaded.ok) {
    expect(loaded.errors.length).toBeGreaterThan(0);
    for (const error of loaded.errors) {
      const [head] = formatLocated(error).split('\n');
      expect(head).toMatch(/^\S+\.(?:yaml|json|csv|formula|txt):\d+:\d+: error: \S/);
      expect(head.length).toBeLessThan(1500);
    }
    return 'refused';
  }
  const series = new RunRecord();
  const run = new Run(loaded.scenario, { maxEvents: 2000, onStretch: series });
  for (let slices = 0; slices < 50 && run.advance(1000); slices++);
  if (!run.simulation.hasEnded) return 'ran';
  const summary = run.fold.summary({ eventsSha256: null, transitionsSha256: null });
  const tables = [tasksCsv(run.fold), nodesCsv(run.fold), jobsCsv(run.fold)].map((chunks) => [...chunks].join(''));
  const page = renderReport({ summary, report: reportData(series, summary) });
  for (const made of [renderText(summary), page, ...tables]) expect(made).not.toContain('undefined');
  return 'ran';
}

const files = fc.constantFrom(...shipped);

describe('a shipped scenario, changed by chance, is refused with places or runs to an end', () => {
  it('where text was lost, doubled or put in', () => {
    const pieces = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom(
        '\0',
        '\uFEFF',
        '\r\n',
        '\t',
        '- ',
        ': ',
        '{',
        '}',
        '[',
        ']',
        '&a ',
        '*a ',
        '<<: ',
        '---\n',
        '!!js/x ',
        '"',
        '\u2028',
        '{n}',
      ),
    );
    const seen = { refused: 0, ran: 0 };
    fc.assert(
      fc.property(files, fc.nat(), fc.nat(60), pieces, fc.boolean(), ({ path, text }, at, length, piece, isDoubled) => {
        const start = at % text.length;
        const kept = isDoubled ? text.slice(start, start + length) : '';
        seen[survive(path, text.slice(0, start) + kept + kept + piece + text.slice(start + length))]++;
      }),
      { numRuns: 400, seed: 11 },
    );
    expect(seen.refused).toBeGreaterThan(50);
    expect(seen.ran).toBeGreaterThan(20);
  });

  it('where a value was replaced by one at the edge of what can be', () => {
    const edges = fc.constantFrom<unknown>(
      0,
      -1,
      -0,
      1e-9,
      0.5,
      2 ** 31,
      2 ** 53,
      1e308,
      -1e308,
      '',
      ' ',
      '\0',
      'x'.repeat(70_000),
      '{n}',
      '{n:99}',
      '{n:999999999}',
      'PT0S',
      'PT0.0001S',
      'P1000000D',
      'P1Y',
      '-PT1S',
      'PT1e9S',
      'P106751991167DT7H12M55.807S',
      '0000-01-01T00:00:00Z',
      '9999-12-31T23:59:59.999Z',
      '+275760-09-13T00:00:00Z',
      '2016-12-31T23:59:60Z',
      '2017-02-29T00:00:00Z',
      '__proto__',
      'constructor',
      'toString',
      'tvm-0',
      'tvm-99999999999999999999',
      '../../../etc/passwd',
      '/etc/passwd',
      '/dev/zero',
      '.',
      'C:\\x',
      'file:///etc/passwd',
      null,
      true,
      [],
      {},
      [[]],
      [null],
      { __proto__: null, length: 5 },
      '=1+1',
      '<script>',
      '\u202e',
      '🎞'.repeat(40),
    );
    const seen = { refused: 0, ran: 0 };
    fc.assert(
      fc.property(files, fc.nat(), edges, ({ path, text }, place, edge) => {
        const tree: unknown = parse(text);
        const places = placesOf(tree);
        const [owner, key] = places[place % places.length];
        owner[key] = edge;
        seen[survive(path, JSON.stringify(tree))]++;
      }),
      { numRuns: 1200, seed: 12 },
    );
    expect(seen.refused).toBeGreaterThan(200);
    expect(seen.ran).toBeGreaterThan(100);
  });

  it('where a key has a name that every object knows', () => {
    for (const key of [
      '__proto__',
      'constructor',
      'prototype',
      'hasOwnProperty',
      'toString',
      'valueOf',
      '__defineGetter__',
    ])
      fc.assert(
        fc.property(files, fc.nat(), ({ path, text }, place) => {
          const tree: unknown = parse(text);
          const places = placesOf(tree);
          const [owner, name] = places[place % places.length];
          Object.defineProperty(owner, key, {
            value: owner[name],
            enumerable: true,
            configurable: true,
            writable: true,
          });
          survive(path, JSON.stringify(tree));
          expect(({} as Record<string, unknown>)[name]).toBeUndefined();
        }),
        { numRuns: 15, seed: 13 },
      );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

type Owner = Record<string, unknown>;

/** Every member of a value and of the values in it. */
function placesOf(value: unknown): [Owner, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const owner = value as Owner;
  return Object.keys(owner).flatMap((key) => [[owner, key] as [Owner, string], ...placesOf(owner[key])]);
}
