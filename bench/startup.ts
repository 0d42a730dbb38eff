/**
 * What it takes to start the program, in times of `node -e 0`: `batchlab --help`, and the run of a scenario with one task. Each process
 * tells its own CPU time when it ends; the least of rounds in which they take turns counts. Measures `dist/`: build first.
 *
 *     npx tsx bench/startup.ts [rounds]
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isProgram, type Result, tell } from './result.ts';

/** in times of `node -e 0` */
const MOST = { help: 4, run: 6 } as const;

const SCENARIO = `
pools: [ { id: p, vmSize: STANDARD_D2_V2, cloudServiceConfiguration: { osFamily: "5" }, targetDedicatedNodes: 1 } ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
tasks: [ { jobId: j, task: { id: t, commandLine: work } } ]
programs: [ { match: work } ]
`;

/** Loaded into each process: milliseconds of CPU from its beginning to its end. */
const USAGE = `
const file = require('node:path').join(process.cwd(), 'usage.txt');
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').writeFileSync(file, String((user + system) / 1000));
});
`;

if (isProgram(import.meta)) tell(measure(Number(process.argv[2] ?? 21)));

function measure(rounds: number): Result[] {
  const main = join(process.cwd(), 'dist/cli/main.js');
  if (!existsSync(main)) throw new Error(`${main} is not there: npm run build`);
  const folder = mkdtempSync(join(tmpdir(), 'batchlab-startup-'));
  try {
    writeFileSync(join(folder, 'one.yaml'), SCENARIO);
    writeFileSync(join(folder, 'usage.cjs'), USAGE);
    const works = {
      node: ['-e', '0'],
      help: [main, '--help'],
      run: [main, 'run', 'one.yaml', '--quiet'],
    };
    const least = { node: Infinity, help: Infinity, run: Infinity };
    for (let round = 0; round < rounds; round++) {
      for (const name of ['node', 'help', 'run'] as const) {
        execFileSync(process.execPath, ['--require', './usage.cjs', ...works[name]], { cwd: folder });
        least[name] = Math.min(least[name], Number(readFileSync(join(folder, 'usage.txt'), 'utf8')));
      }
    }
    const result = (name: 'help' | 'run', what: string): Result => ({
      what,
      value: least[name],
      unit: 'ms',
      ratio: least[name] / least.node,
      baseline: 'node -e 0',
      limit: MOST[name],
    });
    return [
      { what: 'node -e 0', value: least.node, unit: 'ms' },
      result('help', 'batchlab --help'),
      result('run', 'batchlab run of one task'),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
