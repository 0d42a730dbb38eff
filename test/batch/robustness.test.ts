import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkJob, checkJobSchedule } from '../../src/batch/body/job.ts';
import { checkPool } from '../../src/batch/body/pool.ts';
import { checkTask } from '../../src/batch/body/task.ts';
import type { Checked } from '../../src/batch/issue.ts';
import { account } from './account.ts';
import { autoPoolJob, poolBody, taskBody } from './sample-bodies.ts';

const rich = {
  pool: poolBody({
    startTask: {
      commandLine: 'setup',
      resourceFiles: [{ blobSource: 'https://a/b', filePath: 'b' }],
      userIdentity: { autoUser: {} },
    },
    userAccounts: [{ name: 'ann', password: 'x', linuxUserConfiguration: { uid: 1, gid: 2 } }],
    metadata: [{ name: 'team', value: 'film' }],
    taskSchedulingPolicy: { nodeFillType: 'pack' },
    resizeTimeout: 'PT10M',
  }),
  job: {
    ...autoPoolJob(),
    constraints: { maxWallClockTime: 'PT1H' },
    jobManagerTask: { id: 'm', commandLine: 'manage' },
    jobPreparationTask: { commandLine: 'prep' },
    jobReleaseTask: { commandLine: 'clean' },
  },
  task: taskBody({
    dependsOn: { taskIds: ['a'], taskIdRanges: [{ start: 1, end: 2 }] },
    exitConditions: { exitCodes: [{ code: 1, exitOptions: {} }], default: { jobAction: 'none' } },
    multiInstanceSettings: { numberOfInstances: 2 },
  }),
  schedule: { id: 's', schedule: { recurrenceInterval: 'PT1H' }, jobSpecification: { poolInfo: { poolId: 'p' } } },
};

const checks: Record<keyof typeof rich, (raw: unknown) => Checked<unknown>> = {
  pool: (raw) => checkPool(raw, account()),
  job: (raw) => checkJob(raw, account()),
  task: (raw) => checkTask(raw),
  schedule: (raw) => checkJobSchedule(raw, account(), 0),
};

/** Every place of a value, the value itself first. */
function places(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, item]) =>
      places(item, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

function replaced(value: unknown, path: readonly (string | number)[], by: unknown): unknown {
  if (path.length === 0) return by;
  const [step, ...rest] = path;
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? replaced(item, rest, by) : item));
  const object = value as Record<string, unknown>;
  return { ...object, [step]: replaced(object[step], rest, by) };
}

describe.each(Object.keys(rich) as (keyof typeof rich)[])('any value in any place of a %s', (noun) => {
  const body = rich[noun];

  it('the body itself is accepted', () => {
    expect(checks[noun](body)).toMatchObject({ ok: true, warnings: [] });
  });

  it('S-5: is accepted or refused with a message, a code and a place, never with a crash', () => {
    const place = fc.constantFrom(...places(body));
    fc.assert(
      fc.property(place, fc.jsonValue({ maxDepth: 3 }), (path, value) => {
        const checked = checks[noun](replaced(body, path, value));
        if (checked.ok) return;
        expect(checked.issues.length).toBeGreaterThan(0);
        for (const issue of checked.issues) {
          expect(issue.message.length).toBeGreaterThan(0);
          expect(issue.code).toBeDefined();
          expect(issue.status).toBeGreaterThanOrEqual(400);
        }
      }),
      { numRuns: 400, seed: 1 },
    );
  });

  it('S-5: an unknown property is found in every object', () => {
    const objects = places(body).filter((path) => {
      const value = path.reduce<unknown>((inner, step) => (inner as Record<string | number, unknown>)[step], body);
      return typeof value === 'object' && !Array.isArray(value);
    });
    expect(objects.length).toBeGreaterThan(2);
    for (const path of objects) {
      const checked = checks[noun](replaced(body, [...path, 'colour'], 'red'));
      const found = checked.ok ? [] : checked.issues.map((issue) => issue.path.join('.'));
      expect(found).toContain([...path, 'colour'].join('.'));
    }
  });
});
