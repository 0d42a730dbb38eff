import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SummaryFold } from '../../src/metrics/fold.ts';
import { nodesCsv } from '../../src/metrics/tables.ts';
import { readLog } from '../../src/trace/reader.ts';
import { ABSENT, NODE_STATES, TASK_STATES } from '../../src/trace/vocabulary.ts';
import { elementOf } from '../../src/viewer/chunks.ts';
import { type History, openHistory } from '../../src/viewer/history.ts';
import type { Recording } from '../../src/viewer/recording.ts';
import type { Stage } from '../../src/viewer/stage.ts';
import { logOfFile } from '../explain/logs.ts';
import { recordingOf, SHIPPED, smallLog } from './support.ts';

const hashOf = (stage: Stage) => createHash('sha256').update(JSON.stringify(stage)).digest('hex');

describe('stepping through a run', () => {
  it.each(SHIPPED)('to the end and back to the start passes the same stages: %s', (file) => {
    const history = openHistory(recordingOf(logOfFile(file)));
    const { count } = history.recording;
    // long logs are stepped through at their beginning, and looked at here and there
    const steps = Math.min(count, 1500);
    const every = Math.max(1, Math.floor(steps / 60));
    const passed = new Map<number, string>([[-1, hashOf(history.stage)]]);
    for (let index = 0; index < steps; index++) {
      expect(history.step()).toBe(true);
      expect(history.index).toBe(index);
      if (index % every === 0) passed.set(index, hashOf(history.stage));
    }
    for (let index = steps - 1; index >= 0; index--) {
      const known = passed.get(index);
      if (known !== undefined) expect(hashOf(history.stage), `after line ${index}, on the way back`).toBe(known);
      expect(history.back()).toBe(true);
    }
    expect(history.back()).toBe(false);
    expect(hashOf(history.stage)).toBe(passed.get(-1));
    for (const [index, known] of passed) expect(hashOf(history.at(index)), `after line ${index}, leapt to`).toBe(known);
  });

  it.each(SHIPPED)('ends where the summary and the tables say the run ended: %s', (file) => {
    const log = logOfFile(file);
    const recording = recordingOf(log);
    const history = openHistory(recording);
    history.at(history.last);
    const fold = readLog('events.ndjson', [log], (names) => new SummaryFold(names));
    const summary = fold.summary({ eventsSha256: null, transitionsSha256: null });

    const states = TASK_STATES.map((state) => tasksIn(history, state));
    expect(states).toEqual([
      summary.tasks.active,
      summary.tasks.preparing,
      summary.tasks.running,
      summary.tasks.succeeded + summary.tasks.failed,
    ]);
    expect(sumOfJobs(history)).toEqual(states);
    const left = [...nodesCsv(fold)]
      .join('')
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(',').slice(0, 4));
    expect(nodesNow(recording, history.stage).sort()).toEqual(
      left
        .filter(([, , , state]) => NODE_STATES.some((each) => each === state))
        .map((row) => row.join())
        .sort(),
    );
  });

  it('goes anywhere in any order and finds what going straight there finds', () => {
    const log = logOfFile('scenarios/autoscale/pending-tasks.yaml');
    const straight = openHistory(recordingOf(log));
    const wandering = openHistory(recordingOf(log));
    const move = fc.oneof(
      fc.integer({ min: -5, max: straight.last + 5 }).map((index) => ({ index })),
      fc.integer({ min: 1, max: 40 }).map((steps) => ({ steps })),
      fc.integer({ min: 1, max: 40 }).map((back) => ({ back })),
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 12 }), (moves) => {
        for (const each of moves) {
          if ('index' in each) wandering.at(each.index);
          if ('steps' in each) for (let step = 0; step < each.steps; step++) wandering.step();
          if ('back' in each) for (let step = 0; step < each.back; step++) wandering.back();
        }
        expect(wandering.stage).toEqual(straight.at(wandering.index));
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  it('goes back over more steps than it keeps inverses of', () => {
    const history = openHistory(recordingOf(logOfFile('scenarios/nightly-render.yaml')));
    const goal = hashOf(history.at(900));
    for (let step = 0; step < 1300; step++) history.step();
    expect(history.index).toBe(2200);
    for (let step = 0; step < 1300; step++) history.back();
    expect(hashOf(history.stage)).toBe(goal);
  });

  it('stays at the first and the last line when it is asked to go beyond', () => {
    const history = openHistory(recordingOf(smallLog()));
    expect(history.at(1e9).seq).toBe(history.last);
    expect(history.step()).toBe(false);
    expect(history.at(-7).seq).toBe(-1);
    expect(history.back()).toBe(false);
  });

  it('changes no stage that somebody holds', () => {
    const history = openHistory(recordingOf(smallLog()));
    const held = Array.from({ length: history.last + 1 }, () => {
      history.step();
      return [history.stage, JSON.stringify(history.stage)] as const;
    });
    while (history.back());
    for (const [stage, text] of held) expect(JSON.stringify(stage)).toBe(text);
  });
});

function tasksIn({ recording, stage }: History, state: string): number {
  return recording.jobOfTask.filter((_, task) => TASK_STATES[recording.to(elementOf(stage.tasks, task))] === state)
    .length;
}

function sumOfJobs({ recording, stage }: History): number[] {
  const sum = [0, 0, 0, 0];
  recording.jobs.forEach((_, job) => {
    const stageOfJob = elementOf(stage.jobs, job);
    TASK_STATES.forEach((state, code) => {
      sum[code] += stageOfJob[state];
    });
  });
  return sum;
}

/** `pool,node,isDedicated,state` of all that exist */
function nodesNow(recording: Recording, stage: Stage): string[] {
  return recording.poolOfNode.flatMap((pool, node) => {
    const state = recording.to(elementOf(stage.nodes, node));
    if (state === ABSENT) return [];
    const { names } = recording;
    return [`${names.poolId(pool)},${names.nodeId(node)},${recording.isDedicated[node]},${NODE_STATES[state]}`];
  });
}
