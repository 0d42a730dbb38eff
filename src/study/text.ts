/** The outcome of a study for a terminal: what was looked for, a table of the variants, what distinguishes them. */
import type { StandingKind } from './goal.ts';
import { shortNames, valueText } from './names.ts';
import type { FigureSummary, StudySummary, VariantSummary } from './summary.ts';
import { grouped, percent, plusMinus } from './words.ts';

/** so many variants are shown; the others are in the files */
const VARIANTS_SHOWN = 30;
const WIDEST_NAME = 60;
const FIGURES_SHOWN = 5;
const SENTENCES_SHOWN = 10;

export function studyText(summary: StudySummary): string {
  const { study, variants, runs, confidence, baseline, goal, precision, search } = summary;
  const lines = [`${study}: ${grouped(variants.length)} variants, ${grouped(runs)} runs`];
  if (goal !== null) lines.push('', `  ${goal.answer.sentence}`);
  if (search !== null) lines.push('', `  ${search.sentence}`);
  const run = inOrderOfInterest(summary).filter(({ replications }) => replications > 0);
  const shown = run.slice(0, VARIANTS_SHOWN);
  lines.push('', ...table(summary, shown));
  if (shown.length < run.length) lines.push(`  … and ${grouped(run.length - shown.length)} more in summary.json`);
  lines.push(
    '',
    `  ± is the ${percent(confidence)} interval of each mean by itself; n counts runs; * is the baseline.`,
  );
  const sentences = shown.filter(({ sentence }) => sentence !== null).slice(0, SENTENCES_SHOWN);
  if (sentences.length > 0) lines.push('', `  Compared with ${labelOf(summary, variants[baseline])}:`);
  for (const variant of sentences) lines.push(`    ${labelOf(summary, variant)}: ${variant.sentence}`);
  if (precision !== null && precision.missed.length > 0) {
    const count = precision.missed.length;
    lines.push(
      '',
      `  ${grouped(count)} ${count === 1 ? 'variant has' : 'variants have'} not reached the precision of ${precision.metric}.`,
    );
  }
  const cut = variants.filter(({ ended }) => (ended.limit ?? 0) > 0).length;
  if (cut > 0)
    lines.push('', `  Runs of ${grouped(cut)} variants were stopped by a limit and count as having no figures.`);
  return `${lines.join('\n')}\n`;
}

/** With a goal the best first, then those in the race, then the rest; else as designed. */
export function inOrderOfInterest({ variants, goal, baseline }: StudySummary): readonly VariantSummary[] {
  if (goal === null) return variants;
  const rank = { best: 0, equal: 1, unclear: 2, worse: 3, infeasible: 4, noFigure: 5 } as const;
  const sign = goal.sense === 'minimize' ? 1 : -1;
  const standing = new Map(goal.answer.standings.map((each) => [each.variant, each]));
  const key = ({ index }: VariantSummary) => (index === baseline ? 0.5 : rank[standing.get(index)?.kind ?? 'noFigure']);
  const mean = ({ index }: VariantSummary) => sign * (standing.get(index)?.mean ?? Number.POSITIVE_INFINITY);
  const compare = (left: number, right: number) => (left < right ? -1 : left > right ? 1 : 0);
  return [...variants].sort(
    (left, right) => compare(key(left), key(right)) || compare(mean(left), mean(right)) || left.index - right.index,
  );
}

function table(summary: StudySummary, variants: readonly VariantSummary[]): readonly string[] {
  const { metrics, goal, baseline, design, factors } = summary;
  const shown = metrics.slice(0, FIGURES_SHOWN);
  const short = shortNames(factors.map(({ path }) => path));
  const named = design === 'pairs' ? ['variant'] : factors.map(({ path }) => clipped(short.get(path) ?? path));
  const standings = new Map(goal?.answer.standings.map(({ variant, kind }) => [variant, kind]));
  const rows = [
    ['', ...named, 'n', ...shown, ...(goal === null ? [] : ['goal'])],
    ...variants.map((variant) => [
      variant.index === baseline ? '*' : '',
      ...namesOf(summary, variant),
      String(variant.replications),
      ...shown.map((metric) => cell(variant.figures[metric], metric)),
      ...(goal === null ? [] : [standingText(standings.get(variant.index))]),
    ]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const isLeft = (column: number) => column <= named.length || (goal !== null && column === widths.length - 1);
  return rows.map((row) => {
    const cells = row.map((text, column) =>
      isLeft(column) ? text.padEnd(widths[column]) : text.padStart(widths[column]),
    );
    return `  ${cells.join('  ')}`.trimEnd();
  });
}

/** What tells a variant from the others: its name, or its value of every factor. */
function namesOf({ design, factors }: StudySummary, { name, assignments }: VariantSummary): readonly string[] {
  if (design === 'pairs') return [clipped(name)];
  return factors.map(({ path }) => (Object.hasOwn(assignments, path) ? clipped(valueText(assignments[path])) : ''));
}

/** `100, 0, pack` */
function labelOf(summary: StudySummary, variant: VariantSummary): string {
  return namesOf(summary, variant).join(', ');
}

export const STANDINGS = {
  best: 'best',
  equal: 'may be best',
  unclear: 'not clear',
  worse: 'worse',
  infeasible: 'does not meet it',
  noFigure: 'no figure',
} as const;

/** Of what a search ran only to compare with it there is none. */
function standingText(kind: StandingKind | undefined): string {
  return kind === undefined ? '' : STANDINGS[kind];
}

function cell({ count, missing, mean, halfWidth }: FigureSummary, metric: string): string {
  if (mean === null) return 'none';
  const text = plusMinus(mean, halfWidth, metric);
  return missing === 0 ? text : `${text} (${count} of ${count + missing})`;
}

function clipped(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they would drive the terminal
  const line = name.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
  return line.length <= WIDEST_NAME ? line : `${line.slice(0, WIDEST_NAME - 1)}…`;
}
