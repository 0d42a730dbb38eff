/** All variants with what was measured of them: a table that sorts, filters and copies. */
import { type CellText, table } from '../../report/html-text.ts';
import { shortNames, valueText } from '../names.ts';
import type { StudySummary } from '../summary.ts';
import { inOrderOfInterest, STANDINGS } from '../text.ts';
import { figureText, grouped, isSeconds, plusMinus } from '../words.ts';
import { metricTitle } from './metric.ts';

/** so many variants have a row; results.csv has all */
const ROWS = 5000;

export function variantsTable(summary: StudySummary): string {
  const { metrics, goal, baseline, variants } = summary;
  const standings = new Map(goal?.answer.standings.map(({ variant, kind }) => [variant, kind]));
  const paths = [...new Set(variants.flatMap(({ assignments }) => Object.keys(assignments)))];
  const short = shortNames(paths);
  const bounds = (goal?.subjectTo ?? []).filter(({ quantile }) => quantile !== null);
  const columns = [
    { title: 'No.', isNumber: true },
    { title: 'Variant' },
    ...paths.map((path) => ({ title: short.get(path) ?? path, isNumber: true })),
    { title: 'Runs', isNumber: true },
    ...metrics.map((metric) => ({ title: `${metricTitle(metric)}, mean`, isNumber: true, ...unit(metric) })),
    ...bounds.map(({ metric, quantile }) => ({
      title: `${metricTitle(metric)}, ${quantile}-quantile`,
      isNumber: true,
      ...unit(metric),
    })),
    ...(goal === null ? [] : [{ title: 'Goal' }]),
    { title: 'Against the baseline' },
  ];
  const rows = inOrderOfInterest(summary)
    .slice(0, ROWS)
    .map(({ index, name, assignments, replications, figures, sentence }): CellText[] => [
      { text: String(index), value: index },
      name,
      ...paths.map((path) => levelCell(assignments[path])),
      { text: grouped(replications), value: replications },
      ...metrics.map((metric) => {
        const { mean, halfWidth, missing } = figures[metric];
        const text = mean === null ? '–' : plusMinus(mean, halfWidth, metric);
        return { text: missing === 0 ? text : `${text} (${grouped(missing)} without)`, value: mean };
      }),
      ...bounds.map(({ metric, quantile }) => {
        const value = figures[metric].quantiles.find(({ q }) => q === quantile)?.value ?? null;
        return { text: value === null ? '–' : figureText(value, metric), value };
      }),
      ...(goal === null ? [] : [STANDINGS[standings.get(index) ?? 'noFigure']]),
      index === baseline ? 'this is the baseline' : (sentence ?? '–'),
    ]);
  const caption = `${grouped(variants.length)} variants${variants.length > ROWS ? `, the first ${grouped(ROWS)} of them; results.csv has all` : ''}`;
  return `<div class="variants">${table(caption, columns, rows, { isTool: true })}</div>`;
}

const unit = (metric: string) => (isSeconds(metric) ? { unit: 'seconds' } : {});

function levelCell(value: Parameters<typeof valueText>[0] | undefined): CellText {
  if (value === undefined) return '–';
  return { text: valueText(value), value: typeof value === 'number' ? value : null };
}
