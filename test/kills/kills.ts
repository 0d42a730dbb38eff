/**
 * Kills `batchlab run`, `report` and `test` where chance wants it, and looks at what is left: the earlier results or the new ones, whole,
 * and a program that goes on from there.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type RandomStream, stream } from '../../src/kernel/random.ts';
import { asAnybody, smallScenario } from '../cli/helpers.ts';
import { ROOT } from '../support/source.ts';

export const COMMANDS = ['run', 'report', 'test'] as const;
export type Command = (typeof COMMANDS)[number];
/** `call`: before a call to the file system that chance picks; `time`: after a time that chance picks */
export type Moment = 'call' | 'time';

export interface Killed {
  readonly command: Command;
  /** whether the program was stopped before its end */
  readonly wasKilled: boolean;
  /** what was not as it must be */
  readonly complaints: readonly string[];
}

/** contents by file name, as hashes */
type Contents = Readonly<Record<string, string>>;

const JUNIT = 'results.xml';
const EXPECTS = 'expect: [{ metric: tasks.failed, equals: 0 }]\n';

/** A folder in which programs are killed, with the results that each of them should leave behind. */
export class Victims {
  readonly #folder: string;
  /** a copy of what was built, so that a new build meanwhile does no harm */
  readonly #program: string;
  readonly #chance: RandomStream;
  readonly #earlier: Contents;
  readonly #later: Contents;
  readonly #junit: readonly string[];
  /** how many calls to the file system each command makes, and how many ms it takes, when nobody stops it */
  readonly #calls: Record<string, number> = {};
  readonly #ms: Record<string, number> = {};

  constructor(folder: string, seed: string) {
    this.#folder = folder;
    this.#chance = stream(seed, 'kills');
    mkdirSync(folder, { recursive: true });
    this.#program = join(asAnybody(folder).dist, 'cli/main.js');
    writeFileSync(join(folder, 'earlier.yaml'), smallScenario(3, EXPECTS));
    writeFileSync(join(folder, 'later.yaml'), smallScenario(3000, EXPECTS));
    this.#later = this.#resultsOf('later.yaml');
    this.#earlier = this.#resultsOf('earlier.yaml');
    this.#junit = ['later.yaml', 'earlier.yaml'].map((scenario) => {
      this.#start(['test', scenario, '--junit', JUNIT]);
      return this.#read(JUNIT);
    });
    for (const command of COMMANDS) {
      this.#reset(command);
      this.#calls[command] = Number(this.#start(this.#args(command), { SIGNAL_AT: '0' }).calls);
      const from = performance.now();
      this.#start(this.#args(command));
      this.#ms[command] = performance.now() - from;
    }
  }

  kill(command: Command, moment: Moment): Killed {
    this.#reset(command);
    const wasKilled =
      moment === 'call'
        ? this.#start(this.#args(command), {
            SIGNAL_AT: String(1 + this.#chance.nextRange(this.#calls[command])),
          }).wasKilled
        : this.#start(this.#args(command), {}, 1 + this.#chance.nextRange(Math.ceil(this.#ms[command]))).wasKilled;
    return { command, wasKilled, complaints: command === 'test' ? this.#lookAtJunit() : this.#lookAtRun(command) };
  }

  #args(command: Command): string[] {
    if (command === 'run') return ['run', 'later.yaml', '--out', 'out', '--quiet'];
    return command === 'report' ? ['report', 'out', '--quiet'] : ['test', 'later.yaml', '--junit', JUNIT];
  }

  /** The earlier results are there and nothing else; before a report some of them are missing. */
  #reset(command: Command): void {
    if (command === 'test') return void this.#start(['test', 'earlier.yaml', '--junit', JUNIT]);
    this.#resultsOf('earlier.yaml');
    if (command === 'report') for (const file of ['report.html', 'nodes.csv']) rmSync(join(this.#folder, 'out', file));
  }

  #resultsOf(scenario: string): Contents {
    rmSync(join(this.#folder, 'out'), { recursive: true, force: true });
    this.#start(['run', scenario, '--out', 'out', '--quiet']);
    return this.#contents();
  }

  #lookAtRun(command: Command): string[] {
    const complaints: string[] = [];
    // before anybody has settled the folder: whatever has a finished name is one of the two, whole
    for (const [file, hash] of Object.entries(this.#contents()))
      if (hash !== this.#earlier[file] && hash !== this.#later[file]) complaints.push(`${file} is neither old nor new`);
    const answer = this.#start(['report', 'out', '--quiet']);
    if (answer.status !== 0) complaints.push(`report ends with ${answer.status}: ${answer.stderr}`);
    const settled = JSON.stringify(this.#contents());
    const possible = [this.#earlier, ...(command === 'run' ? [this.#later] : [])].map((set) => JSON.stringify(set));
    if (!possible.includes(settled)) complaints.push(`the folder holds a mixture: ${settled}`);
    const next = this.#start(['run', 'later.yaml', '--out', 'out', '--quiet']);
    if (next.status !== 0) complaints.push(`the next run ends with ${next.status}: ${next.stderr}`);
    if (JSON.stringify(this.#contents()) !== JSON.stringify(this.#later)) complaints.push('the next run is not whole');
    const left = readdirSync(join(this.#folder, 'out')).filter((name) => this.#later[name] === undefined);
    if (left.length > 0) complaints.push(`left behind: ${left.join(', ')}`);
    return complaints;
  }

  #lookAtJunit(): string[] {
    const complaints: string[] = [];
    if (!this.#junit.includes(this.#read(JUNIT))) complaints.push(`${JUNIT} is neither old nor new`);
    const { status } = this.#start(this.#args('test'));
    if (status !== 0) complaints.push(`the next test ends with ${status}`);
    if (this.#read(JUNIT) !== this.#junit[0]) complaints.push(`the next ${JUNIT} is not whole`);
    return complaints;
  }

  #contents(): Contents {
    const out = join(this.#folder, 'out');
    const files = readdirSync(out, { withFileTypes: true }).filter((entry) => entry.isFile());
    return Object.fromEntries(files.map(({ name }) => [name, this.#read(join('out', name))]).sort());
  }

  /** A file's hash; of a report of tests, without the times that they took. */
  #read(file: string): string {
    const content = readFileSync(join(this.#folder, file), 'utf8');
    return createHash('sha256')
      .update(file === JUNIT ? content.replace(/ (time|timestamp)="[^"]*"/g, '') : content)
      .digest('hex');
  }

  /** Runs the program, to its end unless the environment or `timeout` (ms) stops it. */
  #start(args: readonly string[], env: Record<string, string> = {}, timeout?: number) {
    const loads = 'SIGNAL_AT' in env ? ['--import', pathToFileURL(join(ROOT, 'test/cli/dying.mjs')).href] : [];
    const child = spawnSync(process.execPath, [...loads, this.#program, ...args], {
      cwd: this.#folder,
      env: { ...process.env, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      encoding: 'utf8',
      killSignal: 'SIGKILL',
      ...(timeout === undefined ? {} : { timeout }),
    });
    return {
      status: child.status,
      stderr: child.stderr,
      wasKilled: child.signal === 'SIGKILL',
      calls: child.output?.[3] ?? '',
    };
  }
}
