/**
 * A study of one scenario, run many times by the program on several threads, by the clock: against as many single runs of the program,
 * divided by the threads, and against the same runs one after the other in this process, which has warmed up and stays so; against
 * those by CPU time, too, which others on the machine do not lengthen. Then what one more variant costs before it runs, against
 * compiling the whole scenario. Measures `dist/`: build first.
 *
 *     npx tsx bench/study.ts [replications] [tasks] [threads] [most CPU] [most by the clock]
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskReader } from '../src/cli/disk-reader.ts';
import { runCell } from '../src/study/cell.ts';
import { loadStudy } from '../src/study/load.ts';
import type { Study } from '../src/study/study.ts';
import { isProgram, type Result, tell } from './result.ts';
import { byTurns, cpuTime } from './timing.ts';

/** In times of single runs of the program. */
const MOST_OF_SINGLE = 1.3;
/** In times of warm runs, on a quiet machine: half a second goes into threads that are loaded and warmed up, however much they then run. */
const MOST = 2;
/** a variant without one run, in times of loading the scenario */
const MOST_OF_LOAD = 0.2;

const SCENARIO = (tasks: number) => `
pools: [ { id: p, vmSize: STANDARD_D2_V2, cloudServiceConfiguration: { osFamily: "5" }, targetDedicatedNodes: 50, maxTasksPerNode: 4 } ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
tasks: [ { jobId: j, count: ${tasks}, arrival: { poisson: { mean: PT1S } }, task: { id: "t-{n}", commandLine: work } } ]
programs: [ { match: work, duration: { lognormal: { median: PT2M, p95: PT6M } } } ]
`;

/** Loaded into the program: microseconds of CPU from its beginning to its end, all its threads together. */
const USAGE = `
if (require('node:worker_threads').isMainThread)
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    require('node:fs').writeFileSync('usage.txt', String(user + system));
  });
`;

if (isProgram(import.meta)) {
  const [replications = 200, tasks = 10_000, threads = 2, mostCpu = MOST, mostClock = MOST] = process.argv
    .slice(2)
    .map(Number);
  tell(measure({ replications, tasks, threads, mostCpu, mostClock }));
}

interface Size {
  readonly replications: number;
  readonly tasks: number;
  readonly threads: number;
  readonly mostCpu: number;
  readonly mostClock: number;
}

function measure({ replications, tasks, threads, mostCpu, mostClock }: Size): Result[] {
  const main = join(process.cwd(), 'dist/cli/main.js');
  if (!existsSync(main)) throw new Error(`${main} is not there: npm run build`);
  const folder = mkdtempSync(join(tmpdir(), 'batchlab-study-'));
  try {
    writeFileSync(join(folder, 'scenario.yaml'), SCENARIO(tasks));
    writeFileSync(join(folder, 'usage.cjs'), USAGE);
    const study = (nodes: readonly number[]) => {
      const factors = { 'pools.p.targetDedicatedNodes': nodes };
      const text = { scenario: 'scenario.yaml', factors, replications, metrics: ['makespanSeconds'] };
      writeFileSync(join(folder, 'study.json'), JSON.stringify(text));
      return load(join(folder, 'study.json'));
    };
    const bare = oneAfterTheOther(study([50]), replications);
    const began = performance.now();
    const args = [
      '--require',
      './usage.cjs',
      main,
      'study',
      'study.json',
      '--out',
      'out',
      '--workers',
      String(threads),
    ];
    execFileSync(process.execPath, args, { cwd: folder });
    const clock = performance.now() - began;
    const single = singleRun(main, folder);
    const cpu = Number(readFileSync(join(folder, 'usage.txt'), 'utf8')) / 1000;
    const figures = readFileSync(join(folder, 'out/results.csv'), 'utf8').trimEnd().split(/\r?\n/).slice(1);
    if (figures.map((row) => row.split(',').at(-1)).join() !== bare.figures.join())
      throw new Error('the study has come to other figures than the same runs one after the other');
    const size = `${replications} runs of ${tasks} tasks`;
    return [
      {
        what: `study, ${size}, against the program`,
        value: clock,
        unit: 'ms',
        ratio: clock / ((replications * single) / threads),
        baseline: `single runs / ${threads}`,
        limit: MOST_OF_SINGLE,
      },
      {
        what: `study, ${size}, CPU`,
        value: cpu / replications,
        unit: 'ms a run',
        ratio: cpu / bare.cpu,
        baseline: 'one after the other',
        limit: mostCpu,
      },
      {
        what: `study, ${size}, ${threads} threads`,
        value: clock,
        unit: 'ms',
        ratio: clock / (bare.clock / threads),
        baseline: `one after the other / ${threads}`,
        limit: mostClock,
      },
      oneMoreVariant(study, tasks),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Milliseconds of `batchlab run` without a log, from beginning to end; the median of three. */
function singleRun(main: string, folder: string): number {
  const times = [1, 2, 3].map(() => {
    const began = performance.now();
    execFileSync(process.execPath, [main, 'run', 'scenario.yaml', '--out', 'single', '--no-events', '--quiet'], {
      cwd: folder,
    });
    return performance.now() - began;
  });
  return times.sort((left, right) => left - right)[1];
}

/** Milliseconds of all runs, by this process's CPU and by the clock, and what they came to. */
function oneAfterTheOther(study: Study, replications: number) {
  const figures: (number | null | undefined)[] = [];
  const began = performance.now();
  const cpu = cpuTime(() => {
    for (let replication = 0; replication < replications; replication++)
      figures.push(runCell(study, { variant: 0, replication })?.metrics.makespanSeconds);
  });
  return { cpu: cpu / 1000, clock: performance.now() - began, figures };
}

/** Loading a study with 101 variants, less one with a single variant, by 100; against that of the single variant. */
function oneMoreVariant(study: (nodes: readonly number[]) => Study, tasks: number): Result {
  const nodes = Array.from({ length: 101 }, (_, place) => place + 1);
  const { one, many } = byTurns(7, { one: () => study([50]), many: () => study(nodes) });
  return {
    what: `one more variant, ${tasks} tasks`,
    value: (many - one) / 100,
    unit: 'us',
    ratio: (many - one) / 100 / one,
    baseline: 'loading the study',
    limit: MOST_OF_LOAD,
  };
}

function load(file: string): Study {
  const loaded = loadStudy(file, diskReader);
  if (!loaded.ok) throw new Error(loaded.errors.map(({ message }) => message).join('\n'));
  return loaded.study;
}
