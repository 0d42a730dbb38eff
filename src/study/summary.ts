/**
 * The outcome of a study, `batchlab-study/1`: what summary.json of a study holds, in the order in which its keys are written.
 *
 * Every number follows from the results that count. `null` says that a figure does not exist, never that it is 0.
 */
import { VERSION } from '../version.ts';
import { type Difference, differenceOf } from './difference.ts';
import type { Goal, GoalAnswer } from './goal.ts';
import type { SearchReport } from './search-report.ts';
import { sentenceOfVariant } from './sentences.ts';
import { estimateMean, estimateQuantile, type QuantileEstimate } from './statistics.ts';
import type { CellResult, DesignKind, Factor, Precision, Study, StudyPlan, Value } from './study.ts';

export const STUDY_FORMAT = 'batchlab-study/1';

export interface StudySummary {
  readonly format: typeof STUDY_FORMAT;
  readonly study: string;
  readonly description: string;
  /** path of the scenario file */
  readonly scenario: string;
  readonly version: string;
  /** of replication 0 */
  readonly seed: string;
  readonly design: DesignKind;
  readonly factors: readonly Factor[];
  readonly metrics: readonly string[];
  /** of every interval by itself */
  readonly confidence: number;
  readonly precision:
    | (Precision & { /** variants whose mean is not known so well */ readonly missed: readonly number[] })
    | null;
  readonly baseline: number;
  /** runs that count */
  readonly runs: number;
  readonly variants: readonly VariantSummary[];
  readonly goal:
    | (Omit<Goal, 'subjectTo'> & { readonly subjectTo: readonly ConstraintSummary[]; readonly answer: GoalAnswer })
    | null;
  /** how variants were searched; null: all were run */
  readonly search: SearchReport | null;
}

/** A condition as the study file has it: bounds that were not given are null. */
export interface ConstraintSummary {
  readonly metric: string;
  readonly quantile: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly tolerance: number;
}

export interface VariantSummary {
  readonly index: number;
  readonly name: string;
  readonly assignments: Readonly<Record<string, Value>>;
  /** runs that count */
  readonly replications: number;
  /** how many of them ended with which reason */
  readonly ended: Readonly<Record<string, number>>;
  /** by metric */
  readonly figures: Readonly<Record<string, FigureSummary>>;
  /** what distinguishes it from the baseline; null of the baseline itself, and where nothing can be compared */
  readonly sentence: string | null;
}

export interface FigureSummary {
  /** runs that have the figure, and runs that have not */
  readonly count: number;
  readonly missing: number;
  readonly mean: number | null;
  /** of one run; null of fewer than two */
  readonly sd: number | null;
  /** of the interval around the mean, on each side */
  readonly halfWidth: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** over replications; 0.5, 0.95 and those of the conditions on this metric */
  readonly quantiles: readonly (QuantileEstimate & { readonly q: number })[];
  /** to the baseline, from replications that both have; null of the baseline itself, and without such replications */
  readonly difference: Difference | null;
}

const QUANTILES = [0.5, 0.95];

/** What the results of a plan say, at its end or on the way. */
export function summarizeStudy(study: Study, plan: Pick<StudyPlan, 'results' | 'answer' | 'search'>): StudySummary {
  const byVariant: CellResult[][] = study.variants.map(() => []);
  for (const result of plan.results()) byVariant[result.variant].push(result);
  const variants = study.variants.map(({ index }) => summarizeVariant(study, index, byVariant));
  const { goal, replications } = study;
  const { precision, confidence } = replications;
  const { answer, search } = plan;
  return {
    format: STUDY_FORMAT,
    study: study.name,
    description: study.description,
    scenario: study.scenarioFile,
    version: VERSION,
    seed: study.seed,
    design: study.design,
    factors: study.factors,
    metrics: study.metrics,
    confidence,
    precision: precision === null ? null : { ...precision, missed: missed(variants, precision) },
    baseline: study.baseline,
    runs: byVariant.reduce((sum, { length }) => sum + length, 0),
    variants,
    goal:
      goal === null || answer === null
        ? null
        : {
            ...goal,
            subjectTo: goal.subjectTo.map(({ min, max, ...rest }) => ({ ...rest, min: finite(min), max: finite(max) })),
            answer,
          },
    search: search ?? null,
  };
}

/** The text of summary.json. */
export function studySummaryText(summary: StudySummary): string {
  return `${JSON.stringify(summary, null, 2)}\n`;
}

function summarizeVariant(study: Study, index: number, results: readonly (readonly CellResult[])[]): VariantSummary {
  const { name, assignments } = study.variants[index];
  const own = results[index];
  const ended: Record<string, number> = {};
  for (const { ended: reason } of own) ended[reason] = (ended[reason] ?? 0) + 1;
  const valuesOf = (variant: number, metric: string) => results[variant].map(({ metrics }) => metrics[metric] ?? null);
  const figures = Object.fromEntries(
    study.metrics.map((metric) => {
      const baseline = index === study.baseline ? null : valuesOf(study.baseline, metric);
      return [metric, figureOf(study, metric, valuesOf(index, metric), baseline)];
    }),
  );
  const sentence = index === study.baseline ? null : sentenceOfVariant(figures);
  return { index, name, assignments, replications: own.length, ended, figures, sentence };
}

function figureOf(
  { goal, replications: { confidence } }: Study,
  metric: string,
  values: readonly (number | null)[],
  baseline: readonly (number | null)[] | null,
): FigureSummary {
  const present = values.filter((value) => value !== null).sort((left, right) => left - right);
  // in the order of the replications, so that what is added up is added up alike
  const estimate = estimateMean(
    values.filter((value) => value !== null),
    confidence,
  );
  const wanted = (goal?.subjectTo ?? []).flatMap(({ metric: other, quantile }) =>
    other === metric ? (quantile ?? []) : [],
  );
  const qs = [...new Set([...QUANTILES, ...wanted])].sort((left, right) => left - right);
  return {
    count: present.length,
    missing: values.length - present.length,
    mean: estimate?.mean ?? null,
    sd: estimate?.sd ?? null,
    halfWidth: estimate?.halfWidth ?? null,
    min: present[0] ?? null,
    max: present.at(-1) ?? null,
    quantiles: present.length === 0 ? [] : qs.map((q) => ({ q, ...estimateQuantile(present, q, confidence) })),
    difference: baseline === null ? null : differenceOf(values, baseline, confidence),
  };
}

function missed(variants: readonly VariantSummary[], { metric, relativeHalfWidth, halfWidth }: Precision) {
  return variants.flatMap(({ index, figures }) => {
    const { mean, halfWidth: reached } = figures[metric];
    if (mean === null) return [];
    const wanted = halfWidth ?? (relativeHalfWidth ?? 0) * Math.abs(mean);
    return reached !== null && reached <= wanted ? [] : [index];
  });
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
