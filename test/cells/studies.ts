/** A small study without a disk, and other helpers for tests of where its cells run. */
import { loadStudy } from '../../src/study/load.ts';
import type { Study } from '../../src/study/study.ts';

const SCENARIO = `
name: small
pools:
  - id: p
    vmSize: STANDARD_D2_V2
    targetDedicatedNodes: 1
    virtualMachineConfiguration:
      imageReference: { publisher: Canonical, offer: UbuntuServer, sku: 16.04-LTS }
      nodeAgentSKUId: batch.node.ubuntu 16.04
jobs: [ { id: j, poolInfo: { poolId: p } } ]
tasks: [ { jobId: j, count: 5, task: { id: "t-{n}", commandLine: work } } ]
programs: [ { match: work, duration: { exponential: { mean: PT1M } } } ]
`;

/** Variants are by number of nodes, from 1 on. */
export function smallStudy({ variants = 2, replications = 3, metrics = ['cost'], seed = '1' } = {}): Study {
  const texts: Readonly<Record<string, string>> = {
    'small.yaml': SCENARIO,
    'study.json': JSON.stringify({
      name: 'small-study',
      scenario: 'small.yaml',
      seed,
      factors: { 'pools.p.targetDedicatedNodes': Array.from({ length: variants }, (_, place) => place + 1) },
      replications,
      metrics,
    }),
  };
  const loaded = loadStudy('study.json', {
    read: (path) => texts[path],
    resolve: (_from, ref) => (ref === '.' ? '' : ref),
  });
  if (!loaded.ok) throw new Error(loaded.errors.map(({ message }) => message).join('\n'));
  return loaded.study;
}
