import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkJob, checkJobSchedule } from '../../src/batch/body/job.ts';
import { checkPool } from '../../src/batch/body/pool.ts';
import { checkTask } from '../../src/batch/body/task.ts';
import type { Checked } from '../../src/batch/issue.ts';
import { account } from '../batch/account.ts';
import { autoPoolJob, poolBody, taskBody } from '../batch/sample-bodies.ts';
import { processorTime, TWO_SECONDS } from './quickly.ts';

const BODIES: Record<string, readonly [body: object, check: (raw: unknown) => Checked<unknown>]> = {
  pool: [poolBody({}), (raw) => checkPool(raw, account())],
  job: [autoPoolJob(), (raw) => checkJob(raw, account())],
  task: [taskBody({}), (raw) => checkTask(raw)],
  schedule: [
    { id: 's', schedule: { recurrenceInterval: 'PT1H' }, jobSpecification: { poolInfo: { poolId: 'p' } } },
    (raw) => checkJobSchedule(raw, account(), 0),
  ],
};

/** Members that a parser of JSON may give an object, whatever an object literal makes of their names. */
const ILL_KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  ' ',
  '\0',
  'id ',
  'ID',
  '🎞',
];

describe.each(Object.entries(BODIES))('the body of a %s', (_, [body, check]) => {
  it('in which every name and value is made up is refused in words, quickly, and changes nothing', () => {
    const value = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>(
          null,
          true,
          0,
          -0,
          1e308,
          2 ** 53,
          '',
          '\0',
          'x'.repeat(50_000),
          'PT1S',
          'P99999999D',
          '9999-12-31T23:59:59Z',
        ),
        fc.dictionary(fc.constantFrom(...ILL_KEYS, ...Object.keys(body)), tie('tree'), { maxKeys: 5 }),
        fc.array(tie('tree'), { maxLength: 3 }),
      ),
    })).tree;
    fc.assert(
      fc.property(value, fc.constantFrom(...ILL_KEYS, ...Object.keys(body)), (tree, key) => {
        const raw = JSON.parse(`${JSON.stringify(body).slice(0, -1)},${JSON.stringify(key)}:${JSON.stringify(tree)}}`);
        const checked = check(raw);
        if (checked.ok) return;
        expect(checked.issues.length).toBeGreaterThan(0);
        for (const { message } of checked.issues) expect(message).not.toMatch(/^$|\[object|undefined/);
      }),
      { numRuns: 300, seed: 5 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('of a hundred thousand members is refused within two seconds', () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (__, index) => [`member${index}`, index]));
    const raw = { ...body, ...many };
    expect(processorTime(() => expect(check(raw).ok).toBe(false))).toBeLessThan(TWO_SECONDS);
  });

  it('nested a thousand levels deep is refused', () => {
    let deep: unknown = {};
    for (let level = 0; level < 1000; level++) deep = level % 2 === 0 ? [deep] : { id: deep };
    for (const key of Object.keys(body)) expect(check({ ...body, [key]: deep }).ok).toBe(false);
  });
});
