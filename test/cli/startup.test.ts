import { spawnSync } from 'node:child_process';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { ROOT } from '../support/source.ts';
import { PROGRAM, smallScenario, temporaryFolder, writeScenario } from './helpers.ts';

const folder = temporaryFolder();

/** The rooms and packages whose modules a command loads. */
function loadedBy(args: readonly string[]): string[] {
  const child = spawnSync(process.execPath, ['--import', join(import.meta.dirname, 'loaded.mjs'), PROGRAM, ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const root = pathToFileURL(ROOT).href;
  const modules = child.output[3]?.split('\n').filter((url) => url.startsWith(root)) ?? [];
  const owners = modules.map((url) => {
    const parts = relative(root, url).split('/');
    return parts[0] === 'node_modules' ? `${parts[1]}` : parts[1];
  });
  return [...new Set(owners)].sort();
}

const HEAVY = ['yaml', 'zod', 'immer', 'd3-scale', 'autoscale', 'scenario', 'engine', 'metrics', 'report'];

it.each([[['--help']], [['--version']], [['run', '--help']], [['rnu']]])(
  'batchlab %j loads no YAML, no schemas and no simulator',
  (args) => {
    const loaded = loadedBy(args);
    expect(loaded).toEqual(expect.arrayContaining(['cli', 'commander']));
    expect(loaded.filter((name) => HEAVY.includes(name))).toEqual([]);
  },
);

it('batchlab validate loads no simulator and no report', () => {
  const loaded = loadedBy(['validate', writeScenario(folder, 's.yaml', smallScenario())]);
  expect(loaded).toEqual(expect.arrayContaining(['scenario', 'yaml', 'zod']));
  for (const room of ['engine', 'metrics', 'report', 'd3-scale']) expect(loaded).not.toContain(room);
});

it('batchlab run loads the simulator', () => {
  const loaded = loadedBy(['run', writeScenario(folder, 's.yaml', smallScenario()), '--quiet']);
  expect(loaded).toEqual(expect.arrayContaining(['engine', 'metrics', 'report']));
});
