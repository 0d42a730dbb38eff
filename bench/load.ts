/**
 * Loading a scenario whose tasks stand in a file, against the bare parse of that file: CSV split into lines and the lines into fields,
 * NDJSON through `JSON.parse` line by line, numbers into typed arrays and ids into an array. Both read the file from disk.
 *
 *     npx tsx bench/load.ts [tasks] [rounds]
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scenario } from '../src/batch/model.ts';
import { diskReader } from '../src/cli/disk-reader.ts';
import { loadScenario } from '../src/scenario/load.ts';
import { isProgram, type Result, tell } from './result.ts';
import { byTurns } from './timing.ts';

const FORMATS = ['csv', 'ndjson'] as const;
type Format = (typeof FORMATS)[number];
/** what a row comes to */
interface Row {
  readonly id: string;
  readonly at: number;
  readonly duration: number;
  readonly exitCode: number;
}

function rowsOf(tasks: number): Row[] {
  let x = 1;
  return Array.from({ length: tasks }, (_, task) => {
    x = (Math.imul(x, 1103515245) + 12345) & 0x7fffffff;
    const duration = 60 + ((x >> 8) % 3541);
    return { id: `frame-${String(task + 1).padStart(7, '0')}`, at: task * 2, duration, exitCode: x % 50 === 0 ? 1 : 0 };
  });
}

const WRITERS: Readonly<Record<Format, (rows: readonly Row[]) => string>> = {
  csv: (rows) =>
    `id,at,duration,exitCode\n${rows.map((row) => `${row.id},${row.at},${row.duration},${row.exitCode}\n`).join('')}`,
  ndjson: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
};

/** the least that could be done to have the rows as columns */
const BARE: Readonly<Record<Format, (path: string, tasks: number) => string>> = {
  csv(path, tasks) {
    const columns = new Columns(tasks);
    const lines = readFileSync(path, 'utf8').split('\n');
    for (let row = 0; row < tasks; row++) {
      const [id, at, duration, exitCode] = lines[row + 1].split(',');
      columns.add(row, id, Number(at), Number(duration), Number(exitCode));
    }
    return columns.hash();
  },
  ndjson(path, tasks) {
    const columns = new Columns(tasks);
    const lines = readFileSync(path, 'utf8').split('\n');
    for (let row = 0; row < tasks; row++) {
      const { id, at, duration, exitCode }: Row = JSON.parse(lines[row]);
      columns.add(row, id, at, duration, exitCode);
    }
    return columns.hash();
  },
};

class Columns {
  readonly ids: string[] = [];
  readonly at: Float64Array;
  readonly duration: Float64Array;
  readonly exitCode: Float64Array;

  constructor(tasks: number) {
    this.at = new Float64Array(tasks);
    this.duration = new Float64Array(tasks);
    this.exitCode = new Float64Array(tasks);
  }

  add(row: number, id: string, at: number, duration: number, exitCode: number): void {
    this.ids.push(id);
    this.at[row] = at * 1000;
    this.duration[row] = duration * 1000;
    this.exitCode[row] = exitCode;
  }

  hash(): string {
    return hashOf((row) => this.ids[row], this);
  }
}

/** Of all that was read; it is a small part of the time. */
function hashOf(
  id: (row: number) => string,
  { at, duration, exitCode }: Pick<Columns, 'at' | 'duration' | 'exitCode'>,
): string {
  let hash = 0;
  for (let row = 0; row < at.length; row++) {
    hash = (Math.imul(hash, 31) + at[row] + 7 * duration[row] + 13 * exitCode[row]) | 0;
    if (row % 1000 === 0) for (const character of id(row)) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) | 0;
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

const scenarioText = (tasks: string) => `
pools: [ { id: p, vmSize: STANDARD_D2_V2, cloudServiceConfiguration: { osFamily: "5" }, targetDedicatedNodes: 1 } ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
tasks: [ { jobId: j, ${tasks} } ]
`;

function load(path: string): Scenario {
  const loaded = loadScenario(path, diskReader);
  if (!loaded.ok) throw new Error(loaded.errors.map(({ message }) => message).join('\n'));
  return loaded.scenario;
}

/** Loading may take so many times the bare parse. */
const MOST = 3;
/** What tasks that are generated add to loading is a small part of that. */
const MOST_GENERATED = 0.05;

/** Measures both formats, and as many tasks from a generator; throws when batchlab and the bare parse read different things. */
export function measure(tasks: number, rounds: number): Result[] {
  const folder = mkdtempSync(join(tmpdir(), 'batchlab-load-'));
  try {
    return [
      ...FORMATS.map((format) => measureFile(folder, format, tasks, rounds)),
      measureGenerated(folder, tasks, rounds),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measureFile(folder: string, format: Format, tasks: number, rounds: number): Result {
  const file = join(folder, `tasks.${format}`);
  const scenario = join(folder, `${format}.yaml`);
  writeFileSync(file, WRITERS[format](rowsOf(tasks)));
  writeFileSync(scenario, scenarioText(`file: tasks.${format}, task: { commandLine: work }`));
  let expected = '';
  let hash = '';
  const times = byTurns(rounds, {
    bare: () => (expected = BARE[format](file, tasks)),
    batchlab: () => {
      const { rows } = load(scenario).tasks[0];
      hash = hashOf((row) => rows!.id!.at(row)!, rows!);
    },
  });
  if (hash !== expected) throw new Error(`${format}: the rows come to ${hash}, not ${expected}`);
  return {
    what: `load ${format}, ${tasks} rows`,
    value: (times.batchlab * 1000) / tasks,
    unit: 'ns a row',
    ratio: times.batchlab / times.bare,
    baseline: 'bare parse',
    limit: MOST,
    hash,
  };
}

function measureGenerated(folder: string, tasks: number, rounds: number): Result {
  const file = join(folder, 'tasks.csv');
  const scenario = join(folder, 'generated.yaml');
  writeFileSync(scenario, scenarioText(`count: ${tasks}, task: { id: "frame-{n:7}", commandLine: work }`));
  const times = byTurns(rounds, { bare: () => BARE.csv(file, tasks), batchlab: () => load(scenario) });
  return {
    what: `load generated, ${tasks} tasks`,
    value: times.batchlab / 1000,
    unit: 'ms',
    ratio: times.batchlab / times.bare,
    baseline: 'bare parse of CSV',
    // a few milliseconds are for the scenario itself
    ...(tasks >= 1_000_000 ? { limit: MOST_GENERATED } : {}),
  };
}

if (isProgram(import.meta)) {
  const [tasks = '1000000', rounds = '5'] = process.argv.slice(2);
  tell(measure(Number(tasks), Number(rounds)));
}
