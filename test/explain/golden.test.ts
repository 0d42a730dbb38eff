/**
 * Explanations of the shipped lessons, as they are printed. After a change that is meant to change them:
 * UPDATE_GOLDEN=1 npx vitest run test/explain, and read the differences.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { durationMs } from '../../src/batch/durations.ts';
import { renderExplanation } from '../../src/explain/render.ts';
import { explained, logOfFile } from './logs.ts';

const LESSONS = 'scenarios/lessons';
const GOLDEN = 'test/explain/golden';

/** By lesson: things, and instants of theirs behind an @. */
const EXPLAINED: Readonly<Record<string, readonly string[]>> = {
  '01-first-task': ['task:j/hello', 'node:p/tvm-1', 'task:j/hello @PT90S'],
  '02-start-task-retries': ['node:p/tvm-1', 'task:j/t1'],
  '03-start-task-fails': ['node:p/tvm-1 @PT12M', 'pool:p', 'task:j/t4'],
  '04-start-task-in-parallel': ['node:p/tvm-1'],
  '05-preparation-and-release': ['task:j/early1', 'job:j', 'job:j @PT11M10S', 'node:p/tvm-3'],
  '06-preparation-fails': ['task:j/t4', 'node:p/tvm-1', 'node:p/tvm-1 @PT4M'],
  '07-job-manager': ['task:j/part1', 'job:j'],
  '08-manager-on-low-priority-nodes': ['task:j/manager', 'job:j', 'pool:p', 'node:p/tvm-2'],
  '09-manager-displaces': ['task:j/t1', 'task:j/t1 @PT6M', 'task:j/manager'],
  '10-preemption': ['task:j/t2', 'node:p/tvm-2', 'node:p/tvm-2 @PT6M'],
  '11-priorities': ['task:batch/b6', 'task:even-b/b3'],
  '12-pack-and-spread': ['node:packed/tvm-3'],
  '13-retries-and-exit-codes': ['job:j'],
  '14-disable-and-enable': ['job:j', 'task:j/t2', 'task:j/t4', 'job:j @PT6M'],
  '15-shrinking': ['pool:p', 'pool:p @PT8M', 'node:p/tvm-2', 'node:p/tvm-2 @PT10M'],
  '16-resize-errors': ['pool:quota', 'pool:scarce', 'pool:scarce @PT5M', 'pool:stopped'],
  '17-dependencies': ['task:j/orphan', 'task:j/merge', 'task:j/publish', 'job:j'],
  '18-multi-instance': ['task:j/gang'],
  '19-job-schedule': ['schedule:nightly', 'schedule:nightly @PT1H', 'job:nightly:job-3'],
  '20-auto-pool': ['job:good', 'job:bad'],
  '21-empty-job': ['job:eager', 'job:patient'],
  '22-wall-clocks': ['task:j/slow', 'job:j'],
  '23-reboot-and-reimage': ['node:p/tvm-1', 'task:keeps/t2'],
  '24-packages-and-files': ['task:j/lost', 'task:j/t2'],
};

test('every lesson has explanations, and nothing else is recorded', () => {
  const lessons = readdirSync(LESSONS).map((file) => file.replace(/\.yaml$/, ''));
  expect(Object.keys(EXPLAINED)).toEqual(lessons.sort());
  const recorded = readdirSync(GOLDEN).map((file) => file.replace(/\.txt$/, ''));
  if (process.env.UPDATE_GOLDEN === undefined) expect(recorded.sort()).toEqual(lessons);
});

describe.each(Object.entries(EXPLAINED))('%s', (lesson, names) => {
  const log = logOfFile(join(LESSONS, `${lesson}.yaml`));
  const text = names
    .map((name) => {
      const [entity, at] = name.split(' @');
      return renderExplanation(explained(log, entity, at === undefined ? null : { after: durationMs(at) }));
    })
    .join('\n----\n\n');

  test('is explained as recorded', () => {
    const path = join(GOLDEN, `${lesson}.txt`);
    if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(path, text);
    expect(existsSync(path), `${path} is missing`).toBe(true);
    expect(text).toBe(readFileSync(path, 'utf8'));
  });
});
