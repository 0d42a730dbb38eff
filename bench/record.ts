/** The record of a run of the benchmarks: small, for machines, kept in the repository; and what changed from one to the next. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import type { Result } from './result.ts';

export interface RunRecord {
  /** as given; nobody asks the clock */
  readonly date: string | null;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly memoryMiB: number;
    readonly system: string;
    readonly node: string;
  };
  readonly results: readonly Result[];
}

export function recordOf(results: readonly Result[], date: string | null): RunRecord {
  return {
    date,
    machine: {
      processor: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryMiB: Math.round(totalmem() / 2 ** 20),
      system: `${type()} ${release()}`,
      node: process.version,
    },
    results: results.map(({ value, ratio, ...rest }) => ({
      ...rest,
      value: rounded(value),
      ...(ratio === undefined ? {} : { ratio: rounded(ratio) }),
    })),
  };
}

/** Three digits are more than a measurement is worth. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

export function readRecord(file: string): RunRecord | null {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

export function writeRecord(file: string, record: RunRecord): void {
  const { results, ...head } = record;
  const opening = JSON.stringify(head, null, 2).replace(/\n}$/, '');
  const lines = results.map((result) => `    ${JSON.stringify(result)}`).join(',\n');
  writeFileSync(file, `${opening},\n  "results": [\n${lines}\n  ]\n}\n`);
}

/** Smaller changes are noise. */
const NOTEWORTHY = 0.1;

/** What became slower or faster than in the record before, by its ratio to the baseline, and where something else came out. */
export function compare(before: RunRecord, now: RunRecord): string {
  const earlier = new Map(before.results.map((result) => [result.what, result]));
  const changes = now.results.flatMap(({ what, ratio, hash }) => {
    const then = earlier.get(what);
    if (then === undefined) return [`  new: ${what}`];
    const parts: string[] = [];
    if (then.hash !== hash) parts.push(`came to ${then.hash}, now to ${hash}`);
    const change = ratio === undefined || then.ratio === undefined ? 0 : ratio / then.ratio - 1;
    if (Math.abs(change) >= NOTEWORTHY)
      parts.push(`ratio ${then.ratio} → ${ratio} (${change > 0 ? '+' : '−'}${Math.abs(100 * change).toFixed(0)} %)`);
    return parts.length === 0 ? [] : [`  ${what}: ${parts.join('; ')}`];
  });
  const head = `against the record before${before.date === null ? '' : ` (${before.date})`}`;
  return changes.length === 0
    ? `${head}: nothing changed by more than ${NOTEWORTHY * 100} %`
    : `${head}:\n${changes.join('\n')}`;
}
