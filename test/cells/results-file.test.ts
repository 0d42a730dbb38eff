import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type KeyedResult, parseResultLine, resultLine, withCheck } from '../../src/cells/result-line.ts';
import { ForeignFile, ResultsFile } from '../../src/cells/results-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'batchlab-cells-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const freshPath = () => join(folder, `${files++}.ndjson`);

function result(key: string, cost: number | null = 1.5): KeyedResult {
  return { key, variant: 2, replication: 7, seed: 's', ended: 'quiescent', metrics: { cost, 'tasks.failed': 0 } };
}

const CELL = { variant: 2, replication: 7 };

function keysIn(path: string): string[] {
  const file = new ResultsFile(path);
  file.close();
  return ['a', 'b', 'c'].filter((key) => file.find(key, CELL, []) !== null);
}

describe('a line of results', () => {
  it('comes back as it was, whatever the names and figures', () => {
    const metrics = fc.dictionary(fc.string(), fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })));
    fc.assert(
      fc.property(fc.string(), fc.string(), metrics, (key, seed, figures) => {
        const plain = JSON.parse(JSON.stringify(figures)); // minus zero is written as zero
        const given: KeyedResult = { ...result(key), seed, metrics: plain };
        expect(parseResultLine(resultLine(given))).toEqual(given);
        expect(resultLine(given)).not.toContain('\n');
      }),
    );
  });

  it('is known to be damaged when any one character of it is another', () => {
    const line = resultLine(result('a'));
    for (let place = 0; place < line.length; place++)
      expect(parseResultLine(`${line.slice(0, place)}~${line.slice(place + 1)}`)).toBeNull();
  });
});

describe('the file of results', () => {
  it('keeps what was added, for the next to open it', () => {
    const path = freshPath();
    const first = new ResultsFile(path);
    expect(first.find('a', CELL, [])).toBeNull();
    first.add(result('a'));
    first.close();
    const second = new ResultsFile(path);
    expect([second.size, second.damaged]).toEqual([1, 0]);
    second.add(result('b'));
    second.close();
    expect(keysIn(path)).toEqual(['a', 'b']);
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(4);
  });

  it('gives the metrics that are asked for, and nothing for a cell that lacks one of them', () => {
    const file = new ResultsFile(freshPath());
    file.add(result('a', null));
    expect(file.find('a', CELL, ['cost'])?.metrics).toEqual({ cost: null });
    expect(file.find('a', CELL, ['cost', 'makespanSeconds'])).toBeNull();
    file.add({ ...result('a'), metrics: { cost: null, makespanSeconds: 3 } });
    expect(file.find('a', CELL, ['cost', 'makespanSeconds'])?.metrics).toEqual({ cost: null, makespanSeconds: 3 });
    file.close();
  });

  it('that was cut anywhere keeps every whole line, and goes on behind them', () => {
    const whole = freshPath();
    const file = new ResultsFile(whole);
    for (const key of ['a', 'b']) file.add(result(key));
    file.close();
    const text = readFileSync(whole, 'utf8');
    const ends = [...text.matchAll(/\n/g)].map(({ index }) => index + 1);
    const path = freshPath();
    // around every line end, and here and there between
    const isNear = (length: number) => [0, ...ends].some((end) => Math.abs(end - length) <= 1);
    for (let length = 0; length <= text.length; length++) {
      if (!isNear(length) && length % 29 > 0) continue;
      writeFileSync(path, text);
      truncateSync(path, length);
      const again = new ResultsFile(path);
      const wholeLines = ends.filter((end) => end <= length).length;
      expect(again.size).toBe(Math.max(0, wholeLines - 1));
      again.add(result('c'));
      again.close();
      expect(keysIn(path)).toEqual([...['a', 'b'].slice(0, again.size - 1), 'c']);
    }
  });

  it('counts a damaged line in the middle as no result, and leaves it where it is', () => {
    const path = freshPath();
    const file = new ResultsFile(path);
    for (const key of ['a', 'b']) file.add(result(key));
    file.close();
    writeFileSync(path, readFileSync(path, 'utf8').replace('"key":"a"', '"key":"x"'));
    const again = new ResultsFile(path);
    again.close();
    expect([again.size, again.damaged]).toEqual([1, 1]);
    expect(keysIn(path)).toEqual(['b']);
  });

  it('is read however many pieces it takes', () => {
    const path = freshPath();
    const file = new ResultsFile(path);
    file.add(result('a'));
    file.close();
    const long = 'ü'.repeat(500);
    const lines = Array.from({ length: 3000 }, (_, place) => resultLine({ ...result(`k${place}`), seed: long }));
    appendFileSync(path, `${lines.join('\n')}\n`);
    const again = new ResultsFile(path);
    again.close();
    expect([again.size, again.damaged]).toEqual([3001, 0]);
    expect(again.find('k2999', CELL, [])?.seed).toBe(long);
  });

  it.each([
    ['another text', 'name,cost\n', /not written by batchlab/],
    ['a text without a line end', 'my notes', /not written by batchlab/],
    ['a format of tomorrow', `${withCheck('{"format":"batchlab-cells/2"}')}\n`, /format batchlab-cells\/2/],
  ])('is not what holds %s, which stays as it is', (_what, text, message) => {
    const path = freshPath();
    writeFileSync(path, text);
    expect(() => new ResultsFile(path)).toThrow(ForeignFile);
    expect(() => new ResultsFile(path)).toThrow(message);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});
