import { describe, expect, it } from 'vitest';
import { LIFECYCLES } from '../../src/trace/reasons.ts';
import { LIFE_TABLES } from '../../src/viewer/lives.ts';
import { questionAt, questionsOf } from '../../src/viewer/question.ts';
import { logOfFile } from '../explain/logs.ts';
import { recordingOf, SHIPPED } from './support.ts';

const LESSONS = SHIPPED.filter((file) => file.includes('lessons'));

describe('the questions of a lesson', () => {
  it.each(LESSONS)('offer the truth of the log and other ways out of the same state: %s', (file) => {
    const recording = recordingOf(logOfFile(file));
    const lines = questionsOf(recording);
    expect(lines.length).toBeGreaterThan(0);
    for (const seq of lines) {
      const question = questionAt(recording, seq)!;
      const { answers, truth, life, state } = question;
      expect(answers.length).toBeGreaterThanOrEqual(2);
      expect(answers.length).toBeLessThanOrEqual(4);
      expect(answers[truth].reason).toBe(recording.reason(seq));
      expect(answers[truth].to).toBe(LIFE_TABLES[life].states[recording.to(seq)] ?? null);
      expect(new Set(answers.map(({ to, when }) => `${to} ${when}`)).size).toBe(answers.length);
      for (const { reason, to, when } of answers) {
        const edges = LIFE_TABLES[life].edges[reason];
        expect(edges.some((edge) => edge.from.includes(state) && edge.to === to && edge.when === when)).toBe(true);
      }
    }
  });

  it('ask about each turn out of a state once, and not about what is set up at time zero', () => {
    const recording = recordingOf(logOfFile('scenarios/lessons/11-priorities.yaml'));
    const turns = questionsOf(recording).map(
      (seq) => `${recording.kind(seq)} ${recording.from(seq)} ${recording.reason(seq)}`,
    );
    expect(new Set(turns).size).toBe(turns.length);
    expect(questionsOf(recording).every((seq) => recording.at(seq) > 0)).toBe(true);
  });

  it('are the same every time, and do not always have the truth in the same place', () => {
    const places = LESSONS.flatMap((file) => {
      const recording = recordingOf(logOfFile(file));
      const once = questionsOf(recording).map((seq) => questionAt(recording, seq));
      expect(questionsOf(recording).map((seq) => questionAt(recording, seq))).toEqual(once);
      return once.map((question) => question!.truth);
    });
    for (const place of [0, 1, 2, 3]) {
      const share = places.filter((each) => each === place).length / places.length;
      expect(share).toBeGreaterThan(0.15);
      expect(share).toBeLessThan(0.4);
    }
  });

  it('know every lifecycle', () => {
    expect(Object.keys(LIFE_TABLES)).toEqual(Object.keys(LIFECYCLES));
  });
});
