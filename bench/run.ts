/**
 * Runs all benchmarks one after the other, each in a process of its own: at a smoke size that takes seconds and shows that they still
 * run and agree, or at their full sizes.
 *
 *     npm run bench            smoke size
 *     npm run bench -- --full  full size, minutes
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** the benchmark, and the arguments of its smoke size */
const BENCHMARKS: readonly (readonly [file: string, smoke: readonly string[]])[] = [
  ['calendar.ts', ['20000']],
  ['log.ts', ['5000']],
  ['autoscale.ts', ['200']],
  ['throughput.ts', ['5000']],
];

const isFull = process.argv.includes('--full');
const failed: string[] = [];
for (const [file, smoke] of BENCHMARKS) {
  const args = isFull ? [] : smoke;
  console.log(`\n== ${[file, ...args].join(' ')}`);
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', join(import.meta.dirname, file), ...args], {
    stdio: 'inherit',
  });
  if (status !== 0) failed.push(file);
}
if (failed.length > 0) console.error(`\nfailed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
