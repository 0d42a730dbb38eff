/**
 * Effects of factors (Law, "Simulation Modeling and Analysis", on experimental design): the main effect of a level is the mean over all
 * variants that have it, an interaction is how the effect of one factor depends on the level of another.
 *
 * For designs in which every combination occurs. The interval of such a mean is taken as wide as those of its variants are on average:
 * variants see the same random numbers, so their errors may well have one sign and do not cancel out.
 */
import { canonicalJson } from '../key.ts';
import type { Factor, Value } from '../study.ts';
import type { StudySummary, VariantSummary } from '../summary.ts';

export interface LevelMean {
  readonly level: Value;
  /** null: no variant of this level has the figure */
  readonly mean: number | null;
  readonly halfWidth: number | null;
  /** variants that the mean is of */
  readonly variants: number;
}

export interface MainEffect {
  readonly factor: Factor;
  readonly levels: readonly LevelMean[];
}

export interface Interaction {
  readonly factor: Factor;
  readonly other: Factor;
  /** for each level of `other` the means by levels of `factor` */
  readonly lines: readonly { readonly level: Value; readonly points: readonly LevelMean[] }[];
}

/** Factors that have an effect to be seen: those with several levels, if all combinations of levels were run. */
export function variedFactors({ factors, design, search }: StudySummary): readonly Factor[] {
  return design === 'product' && search === null ? factors.filter(({ values }) => values.length > 1) : [];
}

export function mainEffects(summary: StudySummary, metric: string): readonly MainEffect[] {
  return variedFactors(summary).map((factor) => ({ factor, levels: levelMeans(summary.variants, factor, metric) }));
}

/** Each pair of factors once; the one with more levels runs along the axis. */
export function interactions(summary: StudySummary, metric: string): readonly Interaction[] {
  const factors = variedFactors(summary);
  const pairs = factors.flatMap((one, place) => factors.slice(place + 1).map((other) => [one, other] as const));
  return pairs.map(([one, two]) => {
    const [factor, other] = one.values.length >= two.values.length ? [one, two] : [two, one];
    const lines = other.values.map((level) => ({
      level,
      points: levelMeans(withLevel(summary.variants, other, level), factor, metric),
    }));
    return { factor, other, lines };
  });
}

function levelMeans(variants: readonly VariantSummary[], factor: Factor, metric: string): readonly LevelMean[] {
  return factor.values.map((level) => {
    const figures = withLevel(variants, factor, level).map(({ figures: all }) => all[metric]);
    const known = figures.filter(({ mean }) => mean !== null);
    const widths = known.map(({ halfWidth }) => halfWidth);
    return {
      level,
      mean: average(known.map(({ mean }) => mean)),
      halfWidth: average(widths),
      variants: known.length,
    };
  });
}

function withLevel(variants: readonly VariantSummary[], { path }: Factor, level: Value): readonly VariantSummary[] {
  const text = canonicalJson(level);
  return variants.filter(({ assignments }) => canonicalJson(assignments[path]) === text);
}

/** null where one is missing, or all are */
function average(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return values.length === 0 ? null : sum / values.length;
}
