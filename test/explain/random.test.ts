import { expect, test } from 'vitest';
import { renderExplanation } from '../../src/explain/render.ts';
import { randomScenario } from '../swarm/generator.ts';
import { explained, logOf } from './logs.ts';

const ENTITIES: Readonly<Record<string, readonly string[]>> = {
  task: ['jobId', 'taskId'],
  node: ['poolId', 'nodeId'],
  job: ['jobId'],
  pool: ['poolId'],
  jobSchedule: ['jobScheduleId'],
};

/** Everything that the log names, and when it ends. */
function thingsOf(log: string): { readonly things: readonly string[]; readonly end: number } {
  const lines = log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string> & { at: number });
  const named = lines.flatMap((line) => {
    const ids = ENTITIES[line.entity];
    const kind = line.entity === 'jobSchedule' ? 'schedule' : line.entity;
    return ids === undefined ? [] : [`${kind}:${ids.map((id) => line[id]).join('/')}`];
  });
  return { things: [...new Set(named)], end: lines[lines.length - 1].at };
}

test.each([3, 7, 15, 24, 47, 64, 85, 93])('whatever happens in a run can be explained at any time: seed %i', (seed) => {
  const log = logOf(randomScenario(seed, { taskFiles: false }));
  const { things, end } = thingsOf(log);
  expect(things.length).toBeGreaterThan(2);
  for (const thing of things.filter((_, place) => place % Math.ceil(things.length / 12) === 0)) {
    const explanation = explained(log, thing);
    expect(renderExplanation(explanation)).toContain(explanation.entity);
    for (const wait of explanation.waits ?? []) {
      const bounds = wait.stretches.flatMap(({ fromMs, toMs }) => [fromMs, toMs]);
      expect(
        [wait.fromMs, ...bounds, wait.toMs].filter((at, place, all) => place % 2 === 1 && at !== all[place - 1]),
        thing,
      ).toEqual([]);
    }
    const half = explained(log, thing, { after: Math.floor(end / 2) });
    expect(half.history, thing).toEqual(explanation.history.filter(({ atMs }) => atMs <= end / 2));
    expect(half.situation.length, thing).toBeGreaterThan(0);
  }
});
