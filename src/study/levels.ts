/** The values of a factor: those of a list, or numbers from one to another. */
import type { Path } from '../batch/issue.ts';
import { beyond, type Limits } from '../scenario/limits.ts';
import { type Complaints, kindOf, refuse } from '../scenario/shape.ts';
import { canonicalJson } from './key.ts';
import type { StudyShape } from './shape.ts';
import type { Value } from './study.ts';

/** One value and where it stands in the study file. */
export interface Level {
  readonly value: Value;
  readonly place: Path;
}

/** Discrete values, or any number of an interval. */
export type Levels =
  | { readonly kind: 'values'; readonly levels: readonly Level[] }
  | { readonly kind: 'interval'; readonly from: number; readonly to: number; readonly place: Path };

type LevelsShape = NonNullable<StudyShape['factors']>[string];

/** `path` leads to the levels in the study file. An interval is for a Latin hypercube only, which takes its values from it. */
export function levelsOf(
  shape: LevelsShape,
  path: Path,
  { limits, hypercube }: { readonly limits: Limits; readonly hypercube: boolean },
  complaints: Complaints,
): Levels | null {
  if (!Array.isArray(shape)) {
    const { from, to, step } = shape;
    if (step === undefined) {
      if (hypercube) return { kind: 'interval', from, to, place: path };
      refuse(
        complaints,
        path,
        '"step" is missing: only a latinHypercube takes any number between from and to',
        'object',
      );
      return null;
    }
    const count = Math.floor((to - from) / step + SLACK) + 1;
    if (!(count <= limits.variants)) {
      refuse(
        complaints,
        path,
        beyond(`the range has ${count.toLocaleString('en-US')} values`, 'variants', limits.variants),
      );
      return null;
    }
    const numbers = Array.from({ length: count }, (_, n) => clean(from + n * step));
    return { kind: 'values', levels: numbers.map((value) => ({ value, place: path })) };
  }
  const levels: Level[] = [];
  const seen = new Set<string>();
  for (const [place, value] of shape.entries()) {
    if (!isValue(value)) {
      refuse(complaints, [...path, place], `expected a value of a scenario, found ${kindOf(value)}`);
      continue;
    }
    const text = canonicalJson(value);
    if (seen.has(text)) refuse(complaints, [...path, place], 'this value stands twice in the list');
    seen.add(text);
    levels.push({ value, place: [...path, place] });
  }
  return { kind: 'values', levels };
}

/** allows for a step that should divide the range and does not quite, such as 0.1 */
const SLACK = 1e-9;

/** Without the last binary digits: 0.1 + 2 · 0.1 is meant to be 0.3. */
export function clean(value: number): number {
  return Number(value.toPrecision(12));
}

/** What JSON can hold: no NaN and no infinity, which YAML can write. */
export function isValue(value: unknown): value is Value {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  return typeof value === 'object' && Object.values(value).every(isValue);
}
