/** How often variants are run, and what for. */
import { beyond, type Limits } from '../scenario/limits.ts';
import { type Complaints, refuse } from '../scenario/shape.ts';
import type { Goal } from './goal.ts';
import type { StudyShape } from './shape.ts';
import type { Replications } from './study.ts';

const DEFAULT = { min: 10, max: 200, batch: 10, confidence: 0.95 };

export function replicationsOf(shape: StudyShape, limits: Limits, complaints: Complaints): Replications {
  const given = typeof shape.replications === 'number' ? null : shape.replications;
  const fixed = typeof shape.replications === 'number' ? shape.replications : null;
  const asksForMore = given?.precision !== undefined || shape.goal !== undefined;
  const min = fixed ?? given?.min ?? Math.min(DEFAULT.min, given?.max ?? DEFAULT.min);
  const max = given?.max ?? (asksForMore && fixed === null ? Math.max(DEFAULT.max, min) : min);
  if (max > limits.replications)
    refuse(
      complaints,
      ['replications', ...(fixed === null ? [given?.max === undefined ? 'min' : 'max'] : [])],
      beyond(`a variant has up to ${max.toLocaleString('en-US')} replications`, 'replications', limits.replications),
    );
  if (max > min && !asksForMore)
    refuse(complaints, ['replications', 'max'], 'nothing asks for more than min: give a precision or a goal', 'key');
  if (asksForMore && min < 2) {
    const what = shape.goal === undefined ? 'a precision' : 'a goal';
    refuse(complaints, ['replications'], `${what} needs at least 2 replications to begin with`, 'key');
  }
  const precision = given?.precision;
  return {
    min,
    max,
    batch: given?.batch ?? DEFAULT.batch,
    confidence: given?.confidence ?? DEFAULT.confidence,
    precision:
      precision === undefined
        ? null
        : {
            metric: precision.metric,
            relativeHalfWidth: precision.relativeHalfWidth ?? null,
            halfWidth: precision.halfWidth ?? null,
          },
  };
}

export function goalOf({ goal }: StudyShape): Goal | null {
  if (goal === undefined) return null;
  const { minimize, maximize, subjectTo, confidence, indifference } = goal;
  return {
    metric: minimize ?? maximize ?? '',
    sense: minimize === undefined ? 'maximize' : 'minimize',
    subjectTo: subjectTo.map(({ metric, quantile, min, max, tolerance }) => ({
      metric,
      quantile: quantile ?? null,
      min: min ?? Number.NEGATIVE_INFINITY,
      max: max ?? Number.POSITIVE_INFINITY,
      tolerance,
    })),
    confidence,
    indifference: indifference ?? null,
  };
}
