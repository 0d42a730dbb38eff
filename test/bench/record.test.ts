import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compare, readRecord, recordOf, writeRecord } from '../../bench/record.ts';

const folder = mkdtempSync(join(tmpdir(), 'batchlab-record-'));
afterAll(() => rmSync(folder, { recursive: true }));
const record = (ratio: number, hash: string) =>
  recordOf(
    [{ what: 'load', value: 812.345, unit: 'ns a row', ratio, baseline: 'bare parse', limit: 3, hash }],
    '2017-05-01',
  );

describe('the record of a run of the benchmarks', () => {
  it('is read back as it was written, with three digits and one line a result', () => {
    const file = join(folder, 'full.json');
    expect(readRecord(file)).toBeNull();
    writeRecord(file, record(1.40499, 'aa'));
    expect(readRecord(file)).toEqual(record(1.4, 'aa'));
    expect(readRecord(file)!.results[0]).toMatchObject({ value: 812, ratio: 1.4 });
  });

  it('is compared by ratios and hashes; a tenth is noise', () => {
    expect(compare(record(1, 'aa'), record(1.09, 'aa'))).toBe(
      'against the record before (2017-05-01): nothing changed by more than 10 %',
    );
    expect(compare(record(1, 'aa'), record(1.5, 'bb'))).toMatch(
      /load: came to aa, now to bb; ratio 1 → 1.5 \(\+50 %\)/,
    );
    expect(compare(record(2, 'aa'), record(1, 'aa'))).toMatch(/load: ratio 2 → 1 \(−50 %\)/);
    expect(compare({ ...record(1, 'aa'), results: [] }, record(1, 'aa'))).toMatch(/new: load/);
  });
});
