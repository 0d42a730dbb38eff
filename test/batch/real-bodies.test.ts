import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkJob, checkJobSchedule } from '../../src/batch/body/job.ts';
import { checkPool } from '../../src/batch/body/pool.ts';
import { checkTask } from '../../src/batch/body/task.ts';
import type { Checked } from '../../src/batch/issue.ts';
import { account } from './account.ts';

/** Recorded request bodies; they are data of others and not part of the project. */
const FOLDER = new URL('../../../shared/real/', import.meta.url);
const present = existsSync(FOLDER);

interface Row {
  readonly file: string;
  readonly kind: string;
  /** `accept`, `ignore`, or `refuse` and what the refusal is about */
  readonly expect: string;
}

const rows: readonly Row[] = !present
  ? []
  : readFileSync(new URL('index.tsv', FOLDER), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => {
        const [file, , , kind, , expected] = line.split('\t');
        return { file, kind, expect: expected };
      });

/**
 * Bodies that the index takes for acceptable at their top level and that have a fault further down: a property of an earlier version in
 * the auto pool or in a list of tasks (S-5), or an auto pool without any target (L-013).
 */
const FAULTY_BELOW: Readonly<Record<string, string>> = {
  'job-add__ps-2015-09-22-TestUpdateJob.json': 'targetDedicated',
  'job-add__ps-2016-04-05-TestUpdateJob.json': 'targetDedicated',
  'job-add__ps-2016-08-04-TestUpdateJob.json': 'targetDedicated',
  'job-add__ps-2016-09-16-IfJobSetsAutoFailure_ItCompletesWhenAnyTaskFails.json': 'targetDedicated',
  'job-add__spec-2017-01-01.4.0-JobAdd_Complex.json': 'targetDedicated',
  'jobschedule-add__spec-2017-01-01.4.0-JobScheduleAdd_Complex.json': 'targetDedicated',
  'job-add__pysdk-2017-11-08-jobs.yaml_bd1be89d90.json': 'targetDedicatedNodes',
  'job-add__pysdk-2017-11-08-jobs.yaml_bd1be89d90_2.json': 'targetDedicatedNodes',
  'task-add-list__clitest-batchCreateMultiTasks.json': 'runElevated',
};

/** The properties that a refusal must name. */
function culprits(row: Row): readonly string[] {
  const below = FAULTY_BELOW[row.file.replace('bodies/', '')];
  if (below !== undefined) return [below];
  const about = row.expect.replace('refuse ', '');
  if (about.startsWith('no target')) return ['targetDedicatedNodes'];
  const nested = /^nested (?:\w+\.)?(\w+)/.exec(about);
  if (nested !== null) return [nested[1]];
  // Names one inside the other are parted by blanks: the outermost is the one that is unknown.
  if (about.includes(' ')) return [about.split(' ').find((name) => name === 'endpointConfiguration') ?? about];
  return about.split(',');
}

function check(kind: string, body: unknown): readonly Checked<unknown>[] {
  const owner = account({ certificates: certificatesOf(body) });
  switch (kind) {
    case 'pool-add':
      return [checkPool(body, owner)];
    case 'job-add':
      return [checkJob(body, owner)];
    case 'jobschedule-add':
      return [checkJobSchedule(body, owner, 0)];
    case 'task-add':
      return [checkTask(body)];
    case 'task-add-collection':
      return (body as { value: unknown[] }).value.map((task) => checkTask(task));
    case 'task-add-list':
      return (body as unknown[]).map((task) => checkTask(task));
    default:
      throw new Error(`no check for ${kind}`);
  }
}

/** The account in which a body was recorded had the certificates that it names. */
function certificatesOf(body: unknown) {
  const thumbprints = JSON.stringify(body).matchAll(/"thumbprint":"([^"]*)"/g);
  return [...thumbprints].map(([, thumbprint]) => ({
    thumbprint,
    thumbprintAlgorithm: 'sha1',
    state: 'active' as const,
  }));
}

describe.skipIf(!present)('recorded request bodies', () => {
  it('the index is not empty', () => {
    expect(rows.length).toBeGreaterThan(100);
  });

  for (const row of rows.filter((each) => each.expect !== 'ignore')) {
    const name = row.file.replace('bodies/', '');
    it(`${name}: ${name in FAULTY_BELOW ? 'refuse what lies below the top level' : row.expect}`, () => {
      const results = check(row.kind, JSON.parse(readFileSync(new URL(row.file, FOLDER), 'utf8')));
      const messages = results.flatMap((result) => (result.ok ? [] : result.issues)).map((issue) => issue.message);
      if (row.expect === 'accept' && !(name in FAULTY_BELOW)) {
        expect(messages).toEqual([]);
      } else {
        for (const culprit of culprits(row)) expect(messages.join('\n')).toContain(culprit);
      }
    });
  }
});
