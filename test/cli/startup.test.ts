import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { bundle } from '../../scripts/bundle-cli.mjs';
import { ROOT } from '../support/source.ts';
import { PROGRAM, smallScenario, temporaryFolder, writeScenario } from './helpers.ts';

const folder = temporaryFolder();

/** Of which rooms and packages each file of the bundle is made, by its path from the project's root. */
const { metafile } = await bundle({ write: false });

/** The rooms and packages of which something is loaded by a command. */
function loadedBy(args: readonly string[]): string[] {
  const child = spawnSync(process.execPath, ['--import', join(import.meta.dirname, 'loaded.mjs'), PROGRAM, ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const root = `${pathToFileURL(ROOT).href}/`;
  const files = child.output[3]?.split('\n').filter((url) => url.startsWith(`${root}dist/`)) ?? [];
  const sources = files.flatMap((url) => Object.keys(metafile.outputs[url.slice(root.length)].inputs));
  return [...new Set(sources.map((path) => path.split('/')[1]))].sort();
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
