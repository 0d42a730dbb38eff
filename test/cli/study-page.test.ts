import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { batchlab, smallScenario, temporaryFolder, writeScenario } from './helpers.ts';

const folder = temporaryFolder();

test('a study writes study.html: its answer, with the script that makes its tables tools, the same for one worker and two', () => {
  writeScenario(folder, 'small.yaml', smallScenario(4));
  writeScenario(
    folder,
    'nodes.yaml',
    `scenario: small.yaml
factors: { pools.p.targetDedicatedNodes: [1, 2] }
metrics: [makespanSeconds, tasks.waitSeconds.mean]
replications: 2
goal: { minimize: makespanSeconds }
`,
  );
  const pages = [1, 2].map((workers) => {
    const out = join(folder, `with-${workers}`);
    const args = ['study', 'nodes.yaml', '--out', out, '--workers', String(workers), '--quiet'];
    expect(batchlab(args, { cwd: folder })).toEqual({ status: 0, stdout: '', stderr: '' });
    return readFileSync(join(out, 'study.html'), 'utf8');
  });
  expect(pages[1]).toBe(pages[0]);
  expect(pages[0]).toContain('targetDedicatedNodes=2');
  expect(pages[0]).toMatch(/<section aria-label="The answer">/);
  expect(pages[0]).toMatch(/script-src 'sha256-[\w+/=]+'/);
  expect(pages[0].replace(/<script>[\s\S]*<\/script>/, '')).not.toMatch(/\b(?:src|href)=/);
  expect(existsSync(join(folder, 'with-1/results.csv'))).toBe(true);
});
