import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/cli/exit.ts';
import { OutputFolder, RUN_FILES, type RunFile, settleExchange } from '../../src/cli/output-folder.ts';
import { asAnybody, temporaryFolder } from './helpers.ts';

const here = import.meta.dirname;
const built = JSON.stringify(join(here, '../../dist/cli/output-folder.js'));
const base = temporaryFolder();
let made = 0;
const newName = () => join(base, `folder-${made++}`);

/** What a reader who knows nothing of exchanges finds: file by file, its content. */
function lookAt(directory: string): Partial<Record<RunFile, string>> {
  return Object.fromEntries(
    RUN_FILES.filter((name) => existsSync(join(directory, name))).map((name) => [
      name,
      readFileSync(join(directory, name), 'utf8'),
    ]),
  );
}
const setOf = (content: string, names: readonly RunFile[] = RUN_FILES) =>
  Object.fromEntries(names.map((name) => [name, content]));
const WITHOUT_LOG = RUN_FILES.filter((name) => name !== 'events.ndjson' && name !== 'tasks.csv');

function write(
  directory: string,
  content: string,
  options: readonly string[] = [],
  dieAt = 0,
): { signal: string | null; calls: number } {
  const child = spawnSync(
    process.execPath,
    ['--import', join(here, 'dying.mjs'), join(here, 'exchange.mjs'), directory, content, ...options],
    {
      env: { ...process.env, SIGNAL_AT: String(dieAt) },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      encoding: 'utf8',
    },
  );
  if (child.signal === null && child.status !== 0) throw new Error(child.stderr);
  return { signal: child.signal, calls: Number(child.output[3]) };
}

/** A folder in which an earlier run was completed; made once, then copied. */
const earlier = newName();
function withEarlierSet(): string {
  if (!existsSync(earlier)) write(earlier, 'old');
  return copyOf(earlier);
}
function copyOf(directory: string): string {
  const copy = newName();
  cpSync(directory, copy, { recursive: true });
  return copy;
}

describe('the folder of a run', () => {
  it('gets its files all at once and keeps nothing else', () => {
    const directory = newName();
    write(directory, 'new');
    expect(lookAt(directory)).toEqual(setOf('new'));
    expect(readdirSync(directory).sort()).toEqual([...RUN_FILES].sort());
  });

  it('loses log and task table when a run without a log replaces one with a log', () => {
    const directory = withEarlierSet();
    write(directory, 'new', ['--no-events']);
    expect(lookAt(directory)).toEqual(setOf('new', WITHOUT_LOG));
  });

  it('leaves the files of others alone', () => {
    const directory = newName();
    mkdirSync(directory);
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    write(directory, 'new');
    expect(readFileSync(join(directory, 'notes.txt'), 'utf8')).toBe('mine');
  });

  for (const [title, options, after] of [
    ['with a log', [], RUN_FILES],
    ['without a log', ['--no-events'], WITHOUT_LOG],
  ] as const) {
    it(`holds the complete earlier set or the complete new one after a kill before any step of a writer ${title}`, () => {
      const { calls } = write(newName(), 'new', options);
      expect(calls).toBeGreaterThan(20);
      const seen = { earlier: 0, later: 0 };
      for (let step = 1; step <= calls; step++) {
        const directory = withEarlierSet();
        expect(write(directory, 'new', options, step).signal).toBe('SIGKILL');
        const raw = lookAt(directory);
        expect(new Set(Object.values(raw)).size, `step ${step}: a mixture`).toBeLessThanOrEqual(1);
        if (raw['summary.json'] !== undefined) {
          const complete = raw['summary.json'] === 'old' ? setOf('old') : setOf('new', after);
          expect(raw, `step ${step}: a summary without its files`).toEqual(complete);
        }
        settleExchange(directory);
        const settled = lookAt(directory);
        const isNew = settled['summary.json'] === 'new';
        expect(settled, `step ${step}`).toEqual(isNew ? setOf('new', after) : setOf('old'));
        expect(readdirSync(directory).length, `step ${step}: litter`).toBe(Object.keys(settled).length);
        seen[isNew ? 'later' : 'earlier']++;
      }
      expect(seen.earlier).toBeGreaterThan(10);
      expect(seen.later).toBeGreaterThan(10);
    });
  }

  it('can be settled by one who is itself killed, at any step', () => {
    const { calls } = write(newName(), 'new');
    const halfDone = withEarlierSet();
    write(halfDone, 'new', [], calls - 9); // in the middle of the exchange
    expect(existsSync(join(halfDone, '.batchlab/exchange.json'))).toBe(true);
    let step = 1;
    for (let ended = false; !ended && step < 200; step += 2) {
      const directory = copyOf(halfDone);
      ended = write(directory, 'newest', [], step).signal === null;
      settleExchange(directory);
      const settled = lookAt(directory);
      expect(settled).toEqual(setOf(settled['summary.json'] ?? 'nothing'));
      expect(settled['summary.json'], `step ${step}`).not.toBe('old');
      if (ended) expect(settled['summary.json']).toBe('newest');
    }
    expect(step).toBeGreaterThan(30);
  });

  it('that a refused or interrupted run had made is gone again, and one that was there stays', () => {
    const outer = newName();
    const folder = OutputFolder.open(join(outer, 'a', 'b'));
    folder.write('summary.json', 'half');
    folder.discard();
    expect(existsSync(outer)).toBe(false);

    const directory = newName();
    mkdirSync(directory);
    OutputFolder.open(directory).discard();
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe('two writers', () => {
  it('do not meet: the second is refused with a word about the first', () => {
    const directory = newName();
    const first = OutputFolder.open(directory);
    expect(() => OutputFolder.open(directory)).toThrow(Refusal);
    expect(() => OutputFolder.open(directory)).toThrow(`in use by another command (process ${process.pid}`);
    first.write('summary.json', 'first');
    first.commit();
    OutputFolder.open(directory).discard();
    expect(lookAt(directory)).toEqual({ 'summary.json': 'first' });
  });

  it('that start at the same moment are told apart: exactly one gets the folder', async () => {
    for (let round = 0; round < 3; round++) {
      const directory = newName();
      // a stale lock lies there too, so that all of them want to break it
      leaveLock(directory, { pid: 2 ** 22 - 1 - round, started: '1', host: hostname() });
      const program = `
        const { OutputFolder } = await import(${built});
        process.stdin.once('data', () => {
          try { OutputFolder.open(${JSON.stringify(directory)}); console.log('mine'); } catch (error) { console.log(error.name); }
          process.stdin.once('data', () => process.exit());
        });
        console.log('ready');`;
      const children = Array.from({ length: 4 }, () =>
        spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] }),
      );
      const answers = children.map((child) => lines(child.stdout));
      for (const answer of answers) expect(await answer()).toBe('ready');
      for (const child of children) child.stdin.write('go');
      const said: (string | undefined)[] = [];
      for (const answer of answers) said.push(await answer());
      for (const child of children) child.stdin.write('stop');
      expect(said.sort()).toEqual(['Refusal', 'Refusal', 'Refusal', 'mine']);
    }
  });

  it('a lock of a process that is gone is broken', () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const directory = newName();
    leaveLock(directory, { pid: dead, started: null, host: hostname() });
    OutputFolder.open(directory).discard();
  });

  it('a lock whose process number now belongs to another process is broken', () => {
    const directory = newName();
    leaveLock(directory, { pid: process.pid, started: 'long ago', host: hostname() });
    OutputFolder.open(directory).discard();
  });

  it('a lock of another machine is respected, and so is one nobody can read broken', () => {
    const directory = newName();
    leaveLock(directory, { pid: 1, started: null, host: 'some-other-machine' });
    expect(() => OutputFolder.open(directory)).toThrow('some-other-machine');
    const garbled = newName();
    leaveLock(garbled, 'garbage');
    OutputFolder.open(garbled).discard();
  });
});

describe('a reader', () => {
  it('is not kept from the earlier set by a run that is at work', () => {
    const directory = withEarlierSet();
    const running = OutputFolder.open(directory);
    running.write('summary.json', 'half');
    settleExchange(directory);
    expect(lookAt(directory)).toEqual(setOf('old'));
    running.discard();
    expect(lookAt(directory)).toEqual(setOf('old'));
  });

  it('has nothing to settle in a folder that nothing happened to, or that does not exist', () => {
    settleExchange(newName());
    const directory = withEarlierSet();
    settleExchange(directory);
    expect(lookAt(directory)).toEqual(setOf('old'));
  });

  it('may read a folder that it may not write to', () => {
    const directory = withEarlierSet();
    mkdirSync(join(directory, '.batchlab'));
    chmodSync(join(directory, '.batchlab'), 0o555);
    const { dist, user } = asAnybody(base);
    const module = JSON.stringify(join(dist, 'cli/output-folder.js'));
    const settle = `const { settleExchange } = await import(${module}); settleExchange(${JSON.stringify(directory)});`;
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', settle], {
      ...user,
      cwd: base,
      encoding: 'utf8',
    });
    chmodSync(join(directory, '.batchlab'), 0o755);
    expect(child).toMatchObject({ status: 0, stderr: '' });
    expect(lookAt(directory)).toEqual(setOf('old'));
  });
});

function leaveLock(directory: string, holder: unknown): void {
  const lock = join(directory, '.batchlab', 'lock');
  mkdirSync(lock, { recursive: true });
  writeFileSync(join(lock, 'holder.json'), typeof holder === 'string' ? holder : JSON.stringify(holder));
}

/** The lines that a stream brings, one at a call. */
function lines(stream: NodeJS.ReadableStream): () => Promise<string | undefined> {
  const iterator = (async function* () {
    let text = '';
    for await (const chunk of stream) {
      text += String(chunk);
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        yield text.slice(0, end);
        text = text.slice(end + 1);
      }
    }
  })();
  return async () => (await iterator.next()).value ?? undefined;
}

it.skipIf(!existsSync('/proc/self'))('an output folder that can never be made is refused, not waited for', () => {
  expect(() => OutputFolder.open('/proc/nowhere/at-all')).toThrow(/ENOENT/);
});
