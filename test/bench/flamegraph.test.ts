import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { draw, framesOf } from '../../scripts/flamegraph.mjs';

const folder = mkdtempSync(join(tmpdir(), 'batchlab-flame-'));
afterAll(() => rmSync(folder, { recursive: true }));
const bundle = join(folder, 'program.mjs');
writeFileSync(bundle, '// src/kernel/calendar.ts\nfunction next() {}\n// src/engine/pass.ts\nfunction pass() {}\n');

const frame = (functionName: string, lineNumber: number) => ({
  functionName,
  url: pathToFileURL(bundle).href,
  lineNumber,
});
/** main calls run twice over two callers; run calls next and a function of a hostile name */
const PROFILE = {
  nodes: [
    { id: 1, callFrame: { functionName: '(root)', url: '', lineNumber: -1 }, children: [2, 3] },
    { id: 2, callFrame: frame('run', 3), children: [4] },
    { id: 3, callFrame: frame('other', 3), children: [5] },
    { id: 4, callFrame: frame('next2', 1) },
    { id: 5, callFrame: frame('run', 3), children: [6, 7] },
    { id: 6, callFrame: frame('next', 1) },
    { id: 7, callFrame: frame('</svg><script>', 3) },
  ],
  samples: [2, 4, 6, 7, 3],
  timeDeltas: [100, 300, 500, 50, 50],
};

describe('a flame graph', () => {
  it('puts a function that is called from several places together below its callers', () => {
    const all = framesOf(PROFILE);
    expect(all.total).toBe(1000);
    expect([...all.callees.values()].map(({ name, total }) => [name, total])).toEqual([['(root)', 1000]]);
    const run = framesOf(PROFILE, 'run');
    expect([run.total, run.own]).toEqual([950, 100]);
    expect([...run.callees.values()].map(({ name, total, room }) => [name, total, room])).toEqual([
      ['next', 800, 'kernel'],
      ['</svg><script>', 50, 'engine'],
    ]);
  });

  it('names each box with its share, and nothing gets out of its text', () => {
    const svg = draw(framesOf(PROFILE, 'run'), 'a <run>');
    expect(svg).toContain('<title>next (kernel): 84.2 %</title>');
    expect(svg).toContain('aria-label="a &lt;run&gt;"');
    expect(svg).not.toContain('<script>');
    expect(svg.match(/<rect /g)).toHaveLength(1 + 3 + 3);
  });
});
