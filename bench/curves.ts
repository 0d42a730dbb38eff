/**
 * Curves: seconds and bytes by the number of tasks, seconds by the number of nodes and of jobs, of batchlab and of the bare loop.
 * `draw.ts` makes pictures of them from the record.
 *
 *     npx tsx bench/curves.ts [most tasks] [rounds]
 */
import { measureMemory } from './memory.ts';
import { isProgram, type Result, tell } from './result.ts';
import { measureSizes } from './scale.ts';
import type { Size } from './throughput.ts';

const NODES = [1000, 3000, 10_000, 30_000, 100_000];
const JOBS = [1, 10, 100, 1000, 10_000];

if (isProgram(import.meta)) {
  const [most = '10000000', rounds = '3'] = process.argv.slice(2);
  for (const result of curves(Number(most), Number(rounds))) tell([result]);
}

function* curves(most: number, rounds: number): Generator<Result> {
  for (let tasks = 1000; tasks <= most; tasks *= 10) {
    yield* points(
      'tasks',
      tasks,
      { workload: 'A', tasks },
      tasks > 1_000_000 ? 1 : tasks < 100_000 ? 5 * rounds : rounds,
    );
  }
  const tasks = Math.min(most, 1_000_000);
  for (const nodes of NODES) yield* points('nodes', nodes, { workload: 'A', tasks, nodes }, rounds);
  for (const jobs of JOBS) yield* points('jobs', jobs, { workload: 'A', tasks, jobs }, rounds);
  for (let count = 100_000; count <= most; count *= 10) {
    const [{ value }] = measureMemory(count, 1);
    yield { what: `curve memory by tasks: batchlab, ${count}`, value: (value * count) / 2 ** 20, unit: 'MiB' };
  }
}

/** The CPU time of both at one size. */
function points(by: string, at: number, size: Size, rounds: number): Result[] {
  const [{ bare, batchlab }] = measureSizes(rounds, [size]);
  const point = (of: string, nanoseconds: number): Result => ({
    what: `curve time by ${by}: ${of}, ${at}`,
    value: (nanoseconds * size.tasks) / 1e9,
    unit: 's',
  });
  return [point('bare loop', bare), { ...point('batchlab', batchlab), ratio: batchlab / bare, baseline: 'bare loop' }];
}
