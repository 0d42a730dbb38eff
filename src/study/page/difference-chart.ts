/** What distinguishes the variants from the baseline: differences with their intervals, and the sentences that say the same. */
import { escapeHtml, list, table } from '../../report/html-text.ts';
import { type Axis, type Frame, horizontal, line, linearAxis, plot, point, whisker } from '../../report/plot.ts';
import type { StandingKind } from '../goal.ts';
import type { StudySummary, VariantSummary } from '../summary.ts';
import { inOrderOfInterest } from '../text.ts';
import { figureText, grouped, isSeconds, percent, percentPlusMinus, plusMinus } from '../words.ts';
import { metricTitle, unitOf } from './metric.ts';

/** so many variants are drawn and told of, and so many figures */
const DRAWN = 24;
const FIGURES = 3;
const ROW = 18;

export function differencesSection(summary: StudySummary): string {
  const { variants, baseline, confidence } = summary;
  const others = inOrderOfInterest(summary).filter(({ index }) => index !== baseline);
  const shown = others.slice(0, DRAWN);
  const panels = summary.metrics.slice(0, FIGURES).map((metric) => panel(summary, shown, metric));
  const sentences = shown.flatMap(({ index, name, sentence }) =>
    sentence === null ? [] : [`No. ${index}, ${name}: ${sentence}`],
  );
  if (sentences.length === 0) return '';
  const more =
    others.length > shown.length
      ? `<p class="soft">and ${grouped(others.length - shown.length)} more in the table of variants.</p>`
      : '';
  const note = `Differences are those of replications with the same random numbers (${percent(confidence)} intervals): a variant whose interval does not touch the line differs from the baseline. Rows are numbered as in the tables.`;
  return `<p>Compared with the baseline, ${escapeHtml(variants[baseline].name)}:</p>
<div class="sentences">${list(sentences)}</div>${more}
<div class="panels">${panels.join('\n')}</div>
<p class="soft">${escapeHtml(note)}</p>
<details><summary>Table: differences to the baseline</summary>${differencesTable(summary, others)}</details>`;
}

interface Change {
  readonly variant: VariantSummary;
  readonly mean: number;
  readonly halfWidth: number | null;
}

/** Relative differences where every variant has one, else differences in the unit of the metric. */
function changesOf(
  shown: readonly VariantSummary[],
  metric: string,
): { readonly changes: readonly Change[]; readonly isRelative: boolean } {
  const known = shown.filter(({ figures }) => figures[metric].difference !== null);
  const isRelative = known.every(({ figures }) => figures[metric].difference?.relative != null);
  const changes = known.flatMap((variant): Change[] => {
    const { difference } = variant.figures[metric];
    const source = isRelative ? difference?.relative : difference;
    return source == null ? [] : [{ variant, mean: source.mean, halfWidth: source.halfWidth }];
  });
  return { changes, isRelative };
}

function panel(summary: StudySummary, shown: readonly VariantSummary[], metric: string): string {
  const { changes, isRelative } = changesOf(shown, metric);
  if (changes.length === 0) return '';
  const standings = new Map(summary.goal?.answer.standings.map(({ variant, kind }) => [variant, kind]));
  const frame: Frame = { width: 400, height: 62 + ROW * changes.length, left: 40, right: 20, top: 20, bottom: 42 };
  const ends = changes.flatMap(({ mean, halfWidth }) => [mean - (halfWidth ?? 0), mean + (halfWidth ?? 0), 0]);
  const unit = isRelative
    ? { title: 'difference, %', of: (value: number) => value * 100 }
    : unitOf(metric, ends, 'difference');
  const x = linearAxis(unit.title, ends.map(unit.of), horizontal(frame), 6);
  const rowOf = (place: number) => frame.top + ROW * (place + 0.5);
  const y: Axis = {
    title: '',
    at: rowOf,
    ticks: changes.map(({ variant }, place) => ({ at: rowOf(place), text: String(variant.index) })),
  };
  const at = (value: number) => x.at(unit.of(value));
  const marks = changes.flatMap(({ variant, mean, halfWidth }, place) => {
    const kind: StandingKind | 'none' = standings.get(variant.index) ?? 'none';
    const look = `standing-${kind}`;
    const text = isRelative ? percentPlusMinus(mean, halfWidth) : plusMinus(mean, halfWidth, metric);
    return [
      halfWidth === null
        ? ''
        : whisker([at(mean - halfWidth), rowOf(place)], [at(mean + halfWidth), rowOf(place)], look),
      point(
        'circle',
        at(mean),
        rowOf(place),
        look,
        `${variant.index}: ${variant.name}\n${metricTitle(metric)} ${text}`,
        4,
      ),
    ];
  });
  const zero = line(
    [
      [x.at(0), frame.top],
      [x.at(0), frame.height - frame.bottom],
    ],
    'zero',
  );
  const label = `${metricTitle(metric)}: differences of ${changes.length} variants to the baseline; the table below has the figures`;
  return `<figure data-chart="difference"><figcaption>${escapeHtml(metricTitle(metric))}</figcaption>${plot(label, x, y, [zero, ...marks], frame)}</figure>`;
}

function differencesTable({ metrics }: StudySummary, others: readonly VariantSummary[]): string {
  const columns = metrics.flatMap((metric) => {
    const unit = isSeconds(metric) ? { unit: 'seconds' } : {};
    return [
      { title: metricTitle(metric), isNumber: true, ...unit },
      { title: '±', isNumber: true, ...unit },
    ];
  });
  const rows = others.map(({ index, name, figures }) => [
    { text: String(index), value: index },
    name,
    ...metrics.flatMap((metric) => {
      const { difference } = figures[metric];
      return [difference?.mean ?? null, difference?.halfWidth ?? null].map((value) => ({
        text: value === null ? '–' : figureText(value, metric),
        value,
      }));
    }),
  ]);
  const heads = [{ title: 'No.', isNumber: true }, { title: 'Variant' }, ...columns];
  return table('Differences to the baseline', heads, rows, { isTool: true });
}
