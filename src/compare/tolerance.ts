/** How far a figure of B may be from that of A: `makespanSeconds=60`, `cost=5%`, `cost=+5%`. */
import type { Summary } from '../metrics/summary.ts';
import { decimal } from '../report/words.ts';
import type { ToleranceOutcome } from './comparison.ts';
import { isNearly } from './outcome.ts';

export interface Tolerance {
  /** as it was given */
  readonly text: string;
  readonly metric: string;
  /** of the figure's own unit, or of percent of |A| */
  readonly most: number;
  readonly isPercent: boolean;
  /** `+`: only more than in A counts, `-`: only less, `±`: both */
  readonly direction: '+' | '-' | '±';
}

/** A sentence instead, where the text is none. */
export function parseTolerance(text: string): Tolerance | string {
  const equals = text.lastIndexOf('=');
  const metric = text.slice(0, Math.max(0, equals));
  const match = /^([+-]?)(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(\s*%?)$/.exec(text.slice(equals + 1).trim());
  const most = Number(match?.[2]);
  if (metric === '' || match === null || !Number.isFinite(most))
    return 'expected METRIC=VALUE or METRIC=PERCENT%, like cost=5% or tasks.failed=0; +5% lets only an increase count';
  const sign = match[1];
  const direction = sign === '+' || sign === '-' ? sign : '±';
  return { text, metric, most, isPercent: match[3].endsWith('%'), direction };
}

/** A metric that neither summary has is the caller's mistake: `unknownMetric` finds it first. */
export function checkTolerance(tolerance: Tolerance, a: Summary, b: Summary): ToleranceOutcome {
  const { text, metric } = tolerance;
  return { tolerance: text, metric, failure: failureOf(tolerance, lookUp(a, metric), lookUp(b, metric)) };
}

export function isUnknown({ metric }: Tolerance, a: Summary, b: Summary): boolean {
  return lookUp(a, metric) === undefined && lookUp(b, metric) === undefined;
}

function failureOf({ most, isPercent, direction }: Tolerance, a: unknown, b: unknown): string | null {
  for (const [value, name] of [
    [a, 'A'],
    [b, 'B'],
  ] as const) {
    if (value === undefined) return `${name} has no such figure`;
    if (value === null) return `${name} has no such figure, it is null`;
  }
  if (typeof a !== 'number' || typeof b !== 'number')
    return JSON.stringify(a) === JSON.stringify(b) ? null : 'it is not the same, and no number';
  const difference = b - a;
  if (isNearly(a, b)) return null;
  if ((direction === '+' && difference < 0) || (direction === '-' && difference > 0)) return null;
  const limit = isPercent ? (most / 100) * Math.abs(a) : most;
  if (Math.abs(difference) <= limit * (1 + 1e-9)) return null;
  const by =
    isPercent && a !== 0
      ? `${decimal((Math.abs(difference) / Math.abs(a)) * 100, 2)} %`
      : decimal(Math.abs(difference), 6);
  return `it went from ${decimal(a, 6)} to ${decimal(b, 6)}, which is ${by} ${difference > 0 ? 'more' : 'less'}`;
}

/** A path into summary.json; ids may hold dots. undefined: there is no such thing */
function lookUp(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const members: Readonly<Record<string, unknown>> = { ...value };
  if (Object.hasOwn(members, path)) return members[path];
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const key = path.slice(0, dot);
    if (!Object.hasOwn(members, key)) continue;
    const found = lookUp(members[key], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}
