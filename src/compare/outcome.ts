/** The figures of two summaries side by side. */
import type { Summary } from '../metrics/summary.ts';
import type { MetricComparison } from './comparison.ts';
import type { Renames } from './renames.ts';

/** What everybody asks for first; shown even if it is the same. */
const FIRST = [
  'makespanSeconds',
  'cost',
  'costToLastCompletion',
  'tasks.total',
  'tasks.succeeded',
  'tasks.failed',
  'tasks.waitSeconds.mean',
  'tasks.waitSeconds.p95',
  'endReason',
] as const;

/** Further figures that are worth a line of their own: all others are parts of these, or the same by job and by kind of node. */
const WORTH =
  /^(?:endedAtSeconds|events|limit|stuck|notModelled|unmatchedCommandLines|requests\.rejected|tasks\.[^.]+|tasks\.waitByCause\..*|pools\..*\.(?:utilization|peakNodes|preemptions|cost|cost\.total)|jobs\.[^.]*\.(?:state|endedSeconds|tasks\.failed))$/;

export function isWorthALine({ metric }: MetricComparison): boolean {
  return WORTH.test(metric) || FIRST.some((first) => first === metric);
}

/** What says of which run it is, not what came of it. */
const HEAD: ReadonlySet<string> = new Set([
  'format',
  'scenario',
  'seed',
  'version',
  'start',
  'eventsSha256',
  'transitionsSha256',
]);

/** The most important figures, then everything else that differs, in the order of a summary. */
export function compareOutcomes(a: Summary, b: Summary): MetricComparison[] {
  const [figuresA, figuresB] = [figuresOf(a), figuresOf(b)];
  const metrics = new Set<string>([...FIRST, ...figuresA.keys(), ...figuresB.keys()]);
  const rows = [...metrics].map((metric) => compareFigures(metric, figuresA.get(metric), figuresB.get(metric)));
  return rows.filter((row, place) => !row.isSame || (place < FIRST.length && row.a !== undefined && row.a !== null));
}

export function compareFigures(metric: string, a: unknown, b: unknown): MetricComparison {
  const areNumbers = typeof a === 'number' && typeof b === 'number';
  const difference = areNumbers ? b - a : null;
  return {
    metric,
    ...(a === undefined ? {} : { a }),
    ...(b === undefined ? {} : { b }),
    difference,
    percent: areNumbers && a !== 0 ? ((b - a) / Math.abs(a)) * 100 : null,
    isSame: areNumbers ? isNearly(a, b) : JSON.stringify(a) === JSON.stringify(b),
  };
}

/** Numbers may differ by what adding them up in another order would change. */
export function isNearly(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}

/** Leaves by their paths; a list is one figure. */
export function figuresOf(summary: Summary): ReadonlyMap<string, unknown> {
  const figures = new Map<string, unknown>();
  const walk = (path: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) figures.set(path, value);
    else for (const [key, child] of Object.entries(value)) walk(`${path}.${key}`, child);
  };
  for (const [key, value] of Object.entries(summary)) if (!HEAD.has(key)) walk(key, value);
  return figures;
}

/** The summary of B with pools and jobs called as in A. */
export function asInA(summary: Summary, renames: Renames): Summary {
  if (renames.count === 0) return summary;
  const named = <T>(things: Readonly<Record<string, T>>, kind: 'pool' | 'job') =>
    Object.fromEntries(Object.entries(things).map(([key, thing]) => [nameInA(key, kind), thing]));
  const nameInA = (key: string, kind: 'pool' | 'job') => {
    const [, id, again] = /^(.*?)(#\d+)?$/s.exec(key) ?? [key, key, ''];
    return renames.inA(kind, '', id) + (again ?? '');
  };
  return { ...summary, pools: named(summary.pools, 'pool'), jobs: named(summary.jobs, 'job') };
}
