/**
 * What a task takes of memory: a run with its summary in a process of its own, above the same process with a single task. Held is what
 * is resident at the end, with engine and summary alive and garbage collected; the peak is the most that ever was.
 *
 *     npx tsx bench/memory.ts [tasks] [slack]
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compileScenario } from '../src/scenario/compile.ts';
import { Run } from '../src/simulate.ts';
import { isProgram, type Result, tell } from './result.ts';

/** Bytes a task may hold. */
const MOST = 100;

interface Resident {
  readonly held: number;
  readonly peak: number;
  readonly makespan: number;
}

if (isProgram(import.meta)) {
  const [tasks = '10000000', slack = '1', role] = process.argv.slice(2);
  if (role === 'child') console.log(JSON.stringify(resident(Number(tasks))));
  else tell(measureMemory(Number(tasks), Number(slack)));
}

export function measureMemory(tasks: number, slack: number): Result[] {
  const [one, many] = [inChild(1), inChild(tasks)];
  const result = (what: keyof Omit<Resident, 'makespan'>): Result => ({
    what: `memory ${what}, ${tasks} tasks`,
    value: (many[what] - one[what]) / tasks,
    unit: 'bytes a task',
  });
  const held = result('held');
  // its limit is one of bytes
  return [
    { ...held, ratio: held.value / MOST, baseline: `${MOST} bytes`, limit: slack, hash: String(many.makespan) },
    result('peak'),
  ];
}

function inChild(tasks: number): Resident {
  const args = ['--expose-gc', fileURLToPath(import.meta.url), String(tasks), '1', 'child'];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

/** Generated tasks with durations that are drawn, on a thousand nodes. */
function resident(tasks: number): Resident {
  const compiled = compileScenario({
    name: 'memory',
    cloud: { nodes: { allocate: 'PT0S', create: 'PT0S', start: 'PT0S' } },
    pools: [
      {
        id: 'p',
        vmSize: 'STANDARD_D2_V2',
        cloudServiceConfiguration: { osFamily: '5' },
        targetDedicatedNodes: 1000,
        maxTasksPerNode: 4,
      },
    ],
    jobs: [{ id: 'j', poolInfo: { poolId: 'p' } }],
    tasks: [{ jobId: 'j', count: tasks, task: { id: 't{n}', commandLine: 'work' } }],
    programs: [{ match: 'work', duration: { uniform: { min: 'PT1M', max: 'PT3M' } } }],
  });
  if (!compiled.ok) throw new Error(compiled.issues.map((issue) => issue.message).join('\n'));
  const run = new Run(compiled.value, { maxEvents: Infinity });
  while (run.advance(1_000_000));
  const summary = run.fold.summary({ eventsSha256: null, transitionsSha256: null });
  const { gc } = globalThis;
  gc?.();
  gc?.();
  const held = process.memoryUsage().rss;
  // engine and summary are alive until here
  if (run.simulation.events < tasks) throw new Error('some tasks are missing');
  return { held, peak: process.resourceUsage().maxRSS * 1024, makespan: summary.makespanSeconds ?? 0 };
}
