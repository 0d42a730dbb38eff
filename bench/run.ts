/**
 * Runs all benchmarks one after the other, each in a process of its own: at a smoke size that takes seconds and shows that they still
 * run, come to the same results and keep their limits, or at their full sizes. Throughput is always measured at its full size.
 *
 * What is measured is bundled first, as the program is: a loader of TypeScript would add to every closure that is made.
 *
 *     npm run bench                       smoke size
 *     npm run bench -- --full             full size, minutes; writes bench/results/full.json and compares with the one before
 *     npm run bench -- --record           smoke size; writes bench/results/smoke.json
 *     npm run bench -- --only load,log    some of them
 *     npm run bench -- --accept           takes the hashes of this run as the expected ones
 *     npm run bench -- --full --date 2017-05-01    puts a date into the record
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.ts';
import { compare, type RunRecord, readRecord, recordOf, writeRecord } from './record.ts';
import { RESULTS, type Result } from './result.ts';

/** The benchmarks with the arguments of their smoke sizes and of their full sizes; of several lists each is a run. */
const BENCHMARKS: readonly {
  readonly file: string;
  readonly smoke: readonly (readonly string[])[];
  readonly full: readonly (readonly string[])[];
}[] = [
  { file: 'calendar.ts', smoke: [['20000']], full: [[]] },
  { file: 'log.ts', smoke: [['20000']], full: [[]] },
  { file: 'autoscale.ts', smoke: [['200']], full: [[]] },
  { file: 'load.ts', smoke: [['300000', '5']], full: [[]] },
  // pools, days
  { file: 'autoscaled-pools.ts', smoke: [['100', '3']], full: [[]] },
  { file: 'startup.ts', smoke: [['7']], full: [[]] },
  // replications, tasks, threads, most CPU, most by the clock
  { file: 'study.ts', smoke: [['100', '10000', '2', '2.5', '5']], full: [[]] },
  // tasks, slack
  { file: 'memory.ts', smoke: [['1000000', '1.5']], full: [[], ['1000000']] },
  // tasks, rounds, slack
  { file: 'scale.ts', smoke: [['300000', '3', '2']], full: [[]] },
  // most tasks, rounds
  { file: 'curves.ts', smoke: [], full: [[]] },
  // tasks, workload; what is not installed is not measured
  {
    file: 'peers.ts',
    smoke: [],
    full: [
      ['100000', 'A'],
      ['100000', 'B'],
    ],
  },
  // tasks, workload, rounds, nodes, jobs, limit
  {
    file: 'throughput.ts',
    // what is kept, with a margin for other machines; what is wanted is 4 (docs/performance.md)
    smoke: [['1000000', 'M', '7', '1000', '1', '6']],
    full: [
      ['1000000', 'M', '7', '1000', '1', '6'],
      ['1000000', 'A', '5', '1000', '1', '9'],
      ['1000000', 'B', '5', '1000', '1', '12.5'],
      ['10000000', 'A', '1'],
    ],
  },
];

/** The hashes that results are known to have, by what they are. */
const EXPECTED = join(import.meta.dirname, 'expected.json');

const { values: options } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    accept: { type: 'boolean', default: false },
    only: { type: 'string' },
    date: { type: 'string' },
  },
});
const chosen = BENCHMARKS.filter(
  ({ file }) => options.only === undefined || options.only.split(',').includes(file.replace(/\.ts$/, '')),
);
const folder = mkdtempSync(join(tmpdir(), 'batchlab-bench-'));
const failures: string[] = [];
try {
  await bundle(folder);
  const results = chosen.flatMap(({ file, smoke, full }) =>
    (options.full ? full : smoke).flatMap((args) => run(file, args)),
  );
  const known: Readonly<Record<string, string>> = existsSync(EXPECTED)
    ? JSON.parse(readFileSync(EXPECTED, 'utf8'))
    : {};
  const expected = options.accept ? accepted(known, results) : known;
  for (const result of results) judge(result, expected);
  if (options.full || options.record) keep(recordOf(results, options.date ?? null));
} finally {
  rmSync(folder, { recursive: true });
}
if (failures.length > 0) console.error(`\nfailed:\n${failures.map((failure) => `  ${failure}`).join('\n')}`);
process.exitCode = failures.length > 0 ? 1 : 0;

/** The results of a benchmark in a process of its own. */
function run(file: string, args: readonly string[]): readonly Result[] {
  console.log(`\n== ${[file, ...args].join(' ')}`);
  const into = join(folder, 'results.ndjson');
  writeFileSync(into, '');
  const { status } = spawnSync(process.execPath, [join(folder, file.replace(/\.ts$/, '.mjs')), ...args], {
    stdio: 'inherit',
    env: { ...process.env, [RESULTS]: into },
  });
  if (status !== 0) failures.push(`${[file, ...args].join(' ')} ended with status ${status}`);
  const lines = readFileSync(into, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line): Result => JSON.parse(line));
}

function judge({ what, ratio, limit, hash }: Result, expected: Readonly<Record<string, string>>): void {
  if (ratio !== undefined && limit !== undefined && !(ratio <= limit))
    failures.push(`${what}: the ratio is ${ratio.toFixed(2)}, above ${limit}`);
  if (hash === undefined) return;
  const known = Object.hasOwn(expected, what) ? expected[what] : undefined;
  if (known === undefined) failures.push(`${what}: came to ${hash}, and nothing is known (--accept takes it)`);
  else if (known !== hash) failures.push(`${what}: came to ${hash}, not ${known}`);
}

/** What is known with the hashes of these results, which is written down. */
function accepted(
  known: Readonly<Record<string, string>>,
  results: readonly Result[],
): Readonly<Record<string, string>> {
  const all = { ...known };
  for (const { what, hash } of results) if (hash !== undefined) all[what] = hash;
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(EXPECTED, `${JSON.stringify(sorted, null, 2)}\n`);
  return sorted;
}

function keep(record: RunRecord): void {
  const file = join(import.meta.dirname, 'results', options.full ? 'full.json' : 'smoke.json');
  const before = readRecord(file);
  if (before !== null) console.log(`\n${compare(before, record)}`);
  // of some benchmarks only: the others stay as they were
  writeRecord(
    file,
    before !== null && options.only !== undefined ? { ...record, results: merged(before, record) } : record,
  );
}

function merged(before: RunRecord, now: RunRecord): RunRecord['results'] {
  const names = new Set(now.results.map(({ what }) => what));
  return [...before.results.filter(({ what }) => !names.has(what)), ...now.results];
}
