/**
 * The same tasks on the same slots in general simulation libraries, where they are installed: SimPy (Debian: python3-simpy3) and SIM.JS
 * (npm install --no-save simjs@2.0.3). They place tasks and say when the last one ends, as the bare loop does; batchlab also keeps states,
 * rules, causes of waiting and a summary. Whoever comes to another makespan or busy time than the bare loop is not measured but refused.
 *
 *     npx tsx bench/peers.ts [tasks] [A|B]
 *
 * SimPy was stopped after a quarter of an hour with a million tasks that wait at once: its queue is a list that moves up one by one.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareLoop, type Load } from './bare.ts';
import { isProgram, type Result, tell } from './result.ts';
import { loadOf, measure, SLOTS_PER_NODE, type Workload } from './throughput.ts';
import { cpuTime, median } from './timing.ts';

const NODES = 1000;
const SLOTS = NODES * SLOTS_PER_NODE;
const HERE = join(process.cwd(), 'bench/peers');

interface Answer {
  readonly makespan: number;
  readonly busy: number;
  readonly cpuSeconds: number;
  readonly version: string;
}

interface Peer {
  readonly name: string;
  readonly missing: string;
  /** the command, or `null` where there is no runtime for it */
  readonly command: (folder: string) => readonly [program: string, args: readonly string[]] | null;
}

if (isProgram(import.meta)) {
  const [tasks = '100000', workload = 'A'] = process.argv.slice(2);
  tell(results(Number(tasks), workload as Workload));
}

function results(tasks: number, workload: Workload): Result[] {
  const load = loadOf(workload, tasks, NODES);
  const folder = mkdtempSync(join(tmpdir(), 'batchlab-peers-'));
  try {
    writeFileSync(join(folder, 'at.f64'), new Uint8Array(load.at.buffer));
    writeFileSync(join(folder, 'duration.f64'), new Uint8Array(load.duration.buffer));
    const expected = bareLoop(load);
    const hash = `${expected.makespan}/${expected.busy}`;
    const bare = bareTime(load);
    const result = (what: string, seconds: number): Result => ({
      what: `${workload}, ${tasks} tasks: ${what}`,
      value: (seconds * 1e9) / tasks,
      unit: 'ns a task',
      ratio: seconds / bare,
      baseline: 'bare loop',
      hash,
    });
    const measured = measure({ workload, tasks, rounds: 5 });
    const found = [result('batchlab', (measured.batchlab * tasks) / 1e9)];
    for (const { name, command, missing } of peers()) {
      const started = command(folder);
      if (started === null) console.log(`${name} is not here: ${missing}`);
      else {
        const answers = Array.from({ length: 3 }, () => ask(...started));
        const wrong = answers.find(({ makespan, busy }) => `${makespan}/${busy}` !== hash);
        if (wrong !== undefined) throw new Error(`${name} comes to ${wrong.makespan}/${wrong.busy}, not ${hash}`);
        found.push(result(`${name} ${answers[0].version}`, median(answers.map(({ cpuSeconds }) => cpuSeconds))));
      }
    }
    return found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** CPU seconds, the median of rounds of which the first is not counted. */
function bareTime(load: Load): number {
  const times = Array.from({ length: 6 }, () => cpuTime(() => bareLoop(load)));
  return median(times.slice(1)) / 1e6;
}

function ask(program: string, args: readonly string[]): Answer {
  return JSON.parse(execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 20 }));
}

function peers(): readonly Peer[] {
  const python = ['/usr/bin/python3', 'python3'].find(
    (program) => spawnSync(program, ['-c', 'import simpy']).status === 0,
  );
  const simjs = join(process.env.BATCHLAB_SIMJS ?? join(process.cwd(), 'node_modules/simjs'), 'sim.js');
  return [
    {
      name: 'SimPy',
      missing: 'apt-get install python3-simpy3, or pip install simpy',
      command: (folder) =>
        python === undefined ? null : [python, [join(HERE, 'simpy_slots.py'), folder, String(SLOTS)]],
    },
    {
      name: 'SIM.JS',
      missing: 'npm install --no-save simjs@2.0.3, or name its folder in BATCHLAB_SIMJS',
      command: (folder) =>
        existsSync(simjs) ? [process.execPath, [join(HERE, 'simjs-slots.mjs'), folder, String(SLOTS), simjs]] : null,
    },
  ];
}
