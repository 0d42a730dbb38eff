/**
 * study.html: what a study found, on one page that needs nothing but itself. The answer with how sure it is comes first; what is gained
 * against what it costs, the effects of the factors, the differences to the baseline and all variants follow, each chart with the table
 * behind it. It is drawn completely without a script; with one its tables sort, filter and copy.
 */
import { escapeHtml } from '../../report/html-text.ts';
import { type PageScript, renderPage } from '../../report/page.ts';
import type { StudySummary } from '../summary.ts';
import { grouped, percent } from '../words.ts';
import { answerSection, direct } from './answer.ts';
import { differencesSection } from './difference-chart.ts';
import { effectsSection } from './effect-charts.ts';
import { STUDY_STYLE } from './style.ts';
import { tradeoffSection } from './tradeoff-chart.ts';
import { variantsTable } from './variants-table.ts';

export function renderStudy({
  summary,
  script,
}: {
  readonly summary: StudySummary;
  readonly script?: PageScript;
}): string {
  const { study, description, scenario, version, seed, variants, runs } = summary;
  const facts = `a study of ${direct(scenario)}: ${grouped(variants.length)} variants, ${grouped(runs)} runs, first seed ${seed}, batchlab ${version}`;
  const sections = [
    answerSection(summary),
    section('What is gained against what it costs', tradeoffSection(summary)),
    section('Effects of the factors', effectsSection(summary)),
    section('Differences to the baseline', differencesSection(summary)),
    section('Variants', variantsTable(summary)),
    section('How to read the figures', notes(summary)),
  ];
  return renderPage({
    title: `${study} – batchlab study`,
    header: `<h1>${escapeHtml(study)}</h1>\n${description === '' ? '' : `<p>${escapeHtml(description)}</p>\n`}<p class="soft">${escapeHtml(facts)}</p>`,
    tabs: [{ id: 'study', label: 'Study', html: sections.join('\n') }],
    script,
    style: STUDY_STYLE,
  });
}

function section(title: string, content: string): string {
  return content === '' ? '' : `<section>\n<h2>${title}</h2>\n${content}\n</section>`;
}

function notes({ confidence, precision, variants, goal }: StudySummary): string {
  const cut = variants.filter(({ ended }) => (ended.limit ?? 0) > 0).length;
  const paragraphs = [
    `± is half the width of the ${percent(confidence)} t-interval around a mean, each taken by itself: of many such intervals, about ${percent(1 - confidence)} do not hold the true mean. Quantiles are over runs, with intervals of order statistics.`,
    'Replications with the same number have the same seed in every variant, so that differences are those of the variants and not of chance.',
    ...(goal === null
      ? []
      : [
          `The answer to the goal is right with ${percent(goal.answer.confidence)} confidence as a whole: conditions and comparisons of all variants together.`,
        ]),
    ...(precision === null || precision.missed.length === 0
      ? []
      : [
          `${grouped(precision.missed.length)} variants have not reached the precision asked for of ${precision.metric}.`,
        ]),
    ...(cut === 0
      ? []
      : [`Runs of ${grouped(cut)} variants were stopped by a limit; they count as having no figures.`]),
  ];
  return paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n');
}
