import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { ROOT } from '../support/source.ts';
import { batchlab, temporaryFolder } from './helpers.ts';

const folder = temporaryFolder();
const SCENARIO = join(ROOT, 'scenarios/nightly-render.yaml');

/** The hash of the log of a run inside a worker thread, by the built library. */
function hashInWorker(): Promise<string> {
  const code = `
    import { createHash } from 'node:crypto';
    import { readFileSync } from 'node:fs';
    import { parentPort } from 'node:worker_threads';
    const { simulate } = await import(${JSON.stringify(pathToFileURL(join(ROOT, 'dist/index.js')).href)});
    const hash = createHash('sha256');
    simulate(readFileSync(${JSON.stringify(SCENARIO)}, 'utf8'), { onLog: (text) => hash.update(text) });
    parentPort.postMessage(hash.digest('hex'));`;
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

it('the same scenario, seed and version give the same bytes: twice in processes of their own, and in a worker thread', async () => {
  const [first, second] = ['first', 'second'].map((name) => {
    expect(batchlab(['run', SCENARIO, '--out', join(folder, name), '--quiet']).status).toBe(0);
    return ['events.ndjson', 'summary.json', 'tasks.csv', 'nodes.csv', 'jobs.csv', 'report.html'].map((file) =>
      createHash('sha256')
        .update(readFileSync(join(folder, name, file)))
        .digest('hex'),
    );
  });
  expect(second).toEqual(first);
  expect(await hashInWorker()).toBe(first[0]);
});
