import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { simulate } from '../../src/index.ts';
import { ROOT } from '../support/source.ts';

const SCENARIO = `
pools:
  - { id: p, vmSize: STANDARD_D2_V2, targetDedicatedNodes: 2, cloudServiceConfiguration: { osFamily: "4" } }
jobs:
  - { id: j, poolInfo: { poolId: p } }
tasks:
  - { jobId: j, count: 20, task: { id: "t-{n}", commandLine: work } }
programs:
  - { match: work, duration: { lognormal: { median: PT4M, p95: PT12M } } }
`;

it('the library can be bundled for a browser, needs nothing of Node, and simulates the same there', async () => {
  // a module of Node that is imported anywhere would make this fail
  const { outputFiles, metafile } = await build({
    entryPoints: [join(ROOT, 'src/index.ts')],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'batchlab',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const external = Object.values(metafile.inputs).flatMap(({ imports }) =>
    imports.filter((each) => each.external && each.path !== '(disabled)'),
  );
  expect(external.map(({ path }) => path)).toEqual([]);
  // a context with the language alone: no process, no console, no timers
  const run = `${outputFiles[0].text}\nJSON.stringify(batchlab.simulate(${JSON.stringify(SCENARIO)}).summary)`;
  expect(JSON.parse(runInNewContext(run, {}))).toEqual(JSON.parse(JSON.stringify(simulate(SCENARIO).summary)));
});
