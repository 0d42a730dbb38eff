import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OPERATION_NAMES } from '../../src/batch/body/operation-schemas.ts';
import { LIMITS } from '../../src/scenario/limits.ts';
import { SECTIONS } from '../../src/scenario/sections.ts';
import { load, loaded } from './files.ts';

const manual = readFileSync(new URL('../../docs/scenario.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...manual.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text!);

const files = {
  'pool.json': JSON.stringify({
    id: 'small',
    vmSize: 'STANDARD_A1',
    cloudServiceConfiguration: { osFamily: '5' },
    targetDedicatedNodes: 2,
    targetLowPriorityNodes: 2,
  }),
  'tasks.csv': blocks('csv tasks.csv')[0]!,
};

describe('the manual of the scenario file', () => {
  const examples = blocks('yaml scenario');

  it('has examples for every section', () => {
    for (const name of Object.keys(SECTIONS)) {
      const used = examples.some((text) => new RegExp(`^${name}:`, 'm').test(text));
      expect(used || manual.includes(`| \`${name}\` |`), name).toBe(true);
    }
  });

  it.each(examples.map((text) => [text.split('\n').slice(0, 3).join(' / '), text]))(
    'has an example that loads: %s',
    (_, text) => {
      const result = load(text, { files });
      expect(result.ok ? [] : result.errors.map(({ line, message }) => `${line} ${message}`)).toEqual([]);
    },
  );

  it('gives the defaults of the cloud as they are', () => {
    const defaults = examples.find((text) => text.includes('preemption: null'))!;
    expect(loaded(defaults).cloud).toEqual(loaded('name: x').cloud);
  });

  it('has every distribution and arrival of its tables', () => {
    const cells = [...manual.matchAll(/^\| (?:`PT4M` or )?`(\{ .*? \})` \|/gm)].map(([, text]) => text!);
    expect(cells).toHaveLength(14);
    for (const cell of cells) {
      const isArrival = /^\{ (at|every|poisson|rate):/.test(cell);
      const text = isArrival
        ? `{ jobs: [ { id: j, poolInfo: { poolId: p } } ], tasks: [ { jobId: j, arrival: ${cell}, task: { id: a, commandLine: c } } ] }`
        : `cloud: { dispatch: ${cell} }`;
      expect(load(text).ok, cell).toBe(true);
    }
  });

  it('names every operation', () => {
    for (const name of OPERATION_NAMES) expect(manual).toMatch(new RegExp(`\`${name}[\` ]`));
  });

  it('names the limits', () => {
    for (const [name, value] of Object.entries(LIMITS))
      expect(manual).toContain(`| \`${name}\` | ${value.toLocaleString('en-US')} `);
  });
});
