/**
 * Runs all benchmarks one after the other, each in a process of its own: at a smoke size that takes seconds and shows that they still
 * run and agree, or at their full sizes. Throughput is always measured at its full size: it has a limit to keep.
 *
 * What is measured is bundled first, as the program is: a loader of TypeScript would add to every closure that is made.
 *
 *     npm run bench            smoke size
 *     npm run bench -- --full  full size, minutes
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildSync } from 'esbuild';

/** the benchmark, and the arguments of its smoke size */
const BENCHMARKS: readonly (readonly [file: string, smoke: readonly string[]])[] = [
  ['calendar.ts', ['20000']],
  ['log.ts', ['5000']],
  ['autoscale.ts', ['200']],
  ['throughput.ts', ['1000000', 'M', '7', '1000', '1', '6']],
];
/** beyond the smoke sizes: other workloads, many nodes, many jobs, many tasks */
const THROUGHPUT: readonly (readonly string[])[] = [
  ['1000000', 'A'],
  ['1000000', 'B'],
  ['1000000', 'A', '5', '100000'],
  ['1000000', 'A', '5', '1000', '10000'],
  ['10000000', 'A', '1'],
];

const isFull = process.argv.includes('--full');
const folder = mkdtempSync(join(tmpdir(), 'batchlab-bench-'));
const failed: string[] = [];
for (const [file, smoke] of BENCHMARKS) run(file, isFull && file !== 'throughput.ts' ? [] : smoke);
if (isFull) for (const args of THROUGHPUT) run('throughput.ts', args);
rmSync(folder, { recursive: true });
if (failed.length > 0) console.error(`\nfailed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;

function run(file: string, args: readonly string[]): void {
  console.log(`\n== ${[file, ...args].join(' ')}`);
  const outfile = join(folder, `${basename(file, '.ts')}.mjs`);
  const entry = join(import.meta.dirname, file);
  buildSync({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  if (spawnSync(process.execPath, [outfile, ...args], { stdio: 'inherit' }).status !== 0) failed.push(file);
}
