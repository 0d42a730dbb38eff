import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explain, NoExplanation } from '../../src/explain/explain.ts';
import { situationAt } from '../../src/explain/glimpse.ts';
import { textOf } from '../support/log-text.ts';
import { randomRun } from '../support/random-run.ts';

describe('a glimpse of a run', () => {
  test('says of every thing and instant what an explanation says, from as much of the log as it needs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.nat(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (seed, pick, share) => {
          const log = textOf(randomRun(seed, 60));
          const lines = log
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line));
          const things = lines.filter(
            ({ entity, from }) => from === null && ['task', 'node', 'job', 'pool'].includes(entity),
          );
          const { entity, jobId, taskId, poolId, nodeId } = things[pick % things.length];
          const owner: string = entity === 'task' || entity === 'job' ? jobId : poolId;
          const subject = { kind: entity, owner, member: taskId ?? nodeId ?? '' } as const;
          const at = Math.floor(share * lines.at(-1).at);
          const needed = lines.filter((line) => line.at <= at).length + 1;
          const part = `${log.trimEnd().split('\n').slice(0, needed).join('\n')}\n`;
          const situation = situationAt('e', [part], subject, at);
          let expected: readonly string[] | null = null;
          try {
            expected = explain('e', () => [log], [subject], { after: at }).situation;
          } catch (error) {
            if (!(error instanceof NoExplanation)) throw error;
          }
          if (situation === null) expect(expected).toEqual(['It does not exist yet.']);
          else expect(situation).toEqual(expected);
        },
      ),
    );
  });
});
