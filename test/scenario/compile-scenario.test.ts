import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../src/scenario/compile.ts';
import { formatIssue } from '../../src/scenario/shape.ts';

const pool = { id: 'p', vmSize: 'A1', targetDedicatedNodes: 1, cloudServiceConfiguration: { osFamily: '5' } };

describe('a scenario as an object', () => {
  it('is compiled like a file', () => {
    const result = compileScenario(
      { pools: [pool], jobs: [{ id: 'j', poolInfo: { poolId: 'p' } }] },
      { name: 'mine', seed: 'x' },
    );
    expect(result.ok && result.value).toMatchObject({ name: 'mine', seed: 'x', pools: [{ id: 'p', cores: 1 }] });
    expect(result.warnings).toEqual([]);
  });

  it('is left alone', () => {
    const raw = Object.freeze({ pools: Object.freeze([Object.freeze({ ...pool })]), cloud: undefined });
    expect(compileScenario(raw)).toMatchObject({ ok: true, value: { name: 'scenario' } });
  });

  it('has complaints with paths instead of lines', () => {
    const result = compileScenario({
      sed: 1,
      pools: [{ ...pool, vmSize: 'Z' }],
      programs: [{ match: 'x', duration: 'P1M' }],
    });
    expect(result.ok ? [] : result.issues.map(formatIssue)).toEqual([
      'sed: unknown key "sed"; did you mean "seed"?',
      expect.stringMatching(/^pools\[0\]\.vmSize: vmSize Z is unknown.* \(400 InvalidPropertyValue\)$/),
      'programs[0].duration: duration: "P1M" names months or years, whose length is not fixed: use days',
    ]);
  });

  it('names no files', () => {
    const raw = { jobs: [{ id: 'j', poolInfo: { poolId: 'p' } }], tasks: [{ jobId: 'j', file: 'a.csv' }] };
    const result = compileScenario(raw);
    expect(result.ok ? [] : result.issues.map(formatIssue)).toEqual([
      'tasks[0].file: cannot read "a.csv": the scenario is not in a file',
    ]);
  });

  it('is no cycle, no number and no __proto__', () => {
    const cycle: Record<string, unknown> = {};
    cycle.cloud = cycle;
    for (const raw of [cycle, 5, null, undefined, [], 10n, JSON.parse('{"__proto__":{"x":1}}')]) {
      expect(compileScenario(raw).ok).toBe(false);
    }
  });
});
