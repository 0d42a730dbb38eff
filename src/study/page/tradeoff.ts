/**
 * One figure against another, variant by variant, as what is gained in the one is paid in the other: usually cost against finish time.
 * The Pareto front is made of the variants that no other one beats in both.
 */
import type { StandingKind } from '../goal.ts';
import type { FigureSummary, StudySummary, VariantSummary } from '../summary.ts';
import { percent } from '../words.ts';
import { metricTitle } from './metric.ts';

/** A figure of a variant with what is known of it. */
export interface Reading {
  readonly value: number;
  /** null: the runs bound it on this side with no confidence */
  readonly low: number | null;
  readonly high: number | null;
}

export interface TradeoffPoint {
  readonly variant: VariantSummary;
  readonly standing: StandingKind | null;
  readonly x: Reading;
  readonly y: Reading;
  readonly isOnFront: boolean;
}

export interface Measure {
  readonly metric: string;
  /** a quantile over replications; null: the mean */
  readonly quantile: number | null;
  readonly title: string;
  readonly isLessBetter: boolean;
  /** a bound that the goal sets */
  readonly bound: number | null;
}

export interface Tradeoff {
  readonly x: Measure;
  readonly y: Measure;
  readonly points: readonly TradeoffPoint[];
  /** variants without one of the figures */
  readonly missing: number;
}

/** null: the study has a single figure, and nothing is weighed against it. */
export function tradeoffOf(summary: StudySummary): Tradeoff | null {
  const measures = measuresOf(summary);
  if (measures === null) return null;
  const { x, y } = measures;
  const standings = new Map(summary.goal?.answer.standings.map(({ variant, kind }) => [variant, kind]));
  const read = summary.variants.flatMap((variant): Omit<TradeoffPoint, 'isOnFront'>[] => {
    const [across, up] = [readingOf(variant.figures[x.metric], x), readingOf(variant.figures[y.metric], y)];
    if (across === null || up === null) return [];
    return [{ variant, standing: standings.get(variant.index) ?? null, x: across, y: up }];
  });
  const front = frontOf(read, x, y);
  const points = read.map((point) => ({ ...point, isOnFront: front.has(point.variant.index) }));
  return { x, y, points, missing: summary.variants.length - points.length };
}

/** What the goal weighs: its figure upwards, its first other condition across; without a goal cost and makespan, or the first two. */
function measuresOf({ metrics, goal }: StudySummary): { readonly x: Measure; readonly y: Measure } | null {
  const [first, second] =
    metrics.includes('cost') && metrics.includes('makespanSeconds')
      ? ['makespanSeconds', 'cost']
      : [metrics[1], metrics[0]];
  const up = goal?.metric ?? second;
  const condition = goal?.subjectTo.find(({ metric }) => metric !== up);
  const across =
    condition?.metric ?? [first, second, ...metrics].find((metric) => metric !== undefined && metric !== up);
  if (up === undefined || across === undefined) return null;
  const quantile = condition?.quantile ?? null;
  const x = {
    metric: across,
    quantile,
    title: quantile === null ? metricTitle(across) : `${metricTitle(across)}, ${percent(quantile)} quantile`,
    isLessBetter: condition === undefined || condition.max !== null,
    bound: condition?.max ?? condition?.min ?? null,
  };
  return {
    x,
    y: { metric: up, quantile: null, title: metricTitle(up), isLessBetter: goal?.sense !== 'maximize', bound: null },
  };
}

function readingOf({ mean, halfWidth, quantiles }: FigureSummary, { quantile }: Measure): Reading | null {
  if (quantile === null)
    return mean === null
      ? null
      : {
          value: mean,
          low: halfWidth === null ? null : mean - halfWidth,
          high: halfWidth === null ? null : mean + halfWidth,
        };
  return quantiles.find(({ q }) => q === quantile) ?? null;
}

/** Indices of the variants that none beats: none is as good in both figures and better in one. */
function frontOf(points: readonly Omit<TradeoffPoint, 'isOnFront'>[], x: Measure, y: Measure): ReadonlySet<number> {
  const sign = ({ isLessBetter }: Measure) => (isLessBetter ? 1 : -1);
  const placed = points
    .map(({ variant, x: across, y: up }) => ({
      index: variant.index,
      x: sign(x) * across.value,
      y: sign(y) * up.value,
    }))
    .sort((left, right) => left.x - right.x || left.y - right.y);
  const front = new Set<number>();
  let best = Number.POSITIVE_INFINITY;
  let last = Number.NaN;
  for (const { index, x: across, y: up } of placed) {
    if (up < best || (up === best && across === last)) {
      front.add(index);
      best = up;
      last = across;
    }
  }
  return front;
}
