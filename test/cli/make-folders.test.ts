import { once } from 'node:events';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { makeFolders } from '../../src/cli/make-folders.ts';
import { ROOT } from '../support/source.ts';
import { temporaryFolder } from './helpers.ts';

const folder = temporaryFolder();

/** Makes folder after folder, each at the same moment as the other thread; answers what went wrong. */
const RACER = `
const { workerData: { module, folder, gate, rounds }, parentPort } = require('node:worker_threads');
import(module).then(({ makeFolders }) => {
  const errors = [];
  for (let round = 0; round < rounds; round++) {
    Atomics.add(gate, 0, 1);
    while (Atomics.load(gate, 0) < 2 * (round + 1));
    try { makeFolders(folder + '/' + round + '/below'); } catch (error) { errors.push(error.message); }
  }
  parentPort.postMessage(errors);
});
`;

it('several that make the same folder at the same moment all have it', async () => {
  const rounds = 150;
  const workerData = {
    module: pathToFileURL(join(ROOT, 'dist/cli/make-folders.js')).href,
    folder,
    gate: new Int32Array(new SharedArrayBuffer(4)),
    rounds,
  };
  const racers = [1, 2].map(() => new Worker(RACER, { eval: true, workerData }));
  const errors = await Promise.all(racers.map(async (racer) => (await once(racer, 'message'))[0]));
  expect(errors).toEqual([[], []]);
  expect(existsSync(join(folder, String(rounds - 1), 'below'))).toBe(true);
});

it('a link that leads nowhere is no folder and cannot become one', () => {
  const link = join(folder, 'link');
  symlinkSync(join(folder, 'nowhere'), link);
  expect(() => makeFolders(link)).toThrow(/EEXIST/);
});
