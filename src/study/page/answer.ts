/** What a study found, for its first screen: the answer to the goal with how sure it is, or where there is none what there was to see. */
import { escapeHtml } from '../../report/html-text.ts';
import type { GoalAnswer } from '../goal.ts';
import type { ConstraintSummary, StudySummary, VariantSummary } from '../summary.ts';
import { figureText, grouped, percent, percentPlusMinus, plusMinus } from '../words.ts';
import { metricTitle } from './metric.ts';

interface Tile {
  readonly title: string;
  readonly text: string;
  readonly isBad?: boolean;
}

export function answerSection(summary: StudySummary): string {
  const { goal } = summary;
  const best = goal === null || goal.answer.variant === null ? null : summary.variants[goal.answer.variant];
  const tiles = goal === null ? plainTiles(summary) : [...goalTiles(summary, goal.answer, best)];
  const sentences = [
    ...(goal === null
      ? []
      : [`<p class="answer${goal.answer.kind === 'best' ? '' : ' bad-text'}">${escapeHtml(goal.answer.sentence)}</p>`]),
    ...against(summary, best).map((text) => `<p>${escapeHtml(text)}</p>`),
    ...(goal === null ? [] : [`<p>${escapeHtml(countsOf(goal.answer))}</p>`]),
    ...(summary.search === null ? [] : [`<p>${escapeHtml(summary.search.sentence)}</p>`]),
    ...(best === null ? [] : [tryIt(summary, best)]),
  ];
  const items = tiles.map(
    ({ title, text, isBad }) =>
      `<div${isBad === true ? ' class="bad"' : ''}><dt>${escapeHtml(title)}</dt><dd>${escapeHtml(text)}</dd></div>`,
  );
  return `<section aria-label="The answer">\n<dl class="figures wide">${items.join('')}</dl>\n${sentences.join('\n')}\n</section>`;
}

function* goalTiles(summary: StudySummary, answer: GoalAnswer, best: VariantSummary | null): Generator<Tile> {
  const isBad = answer.kind !== 'best';
  const titles = { best: 'Best variant', undecided: 'Looks best, not decided', none: 'Best variant' } as const;
  yield { title: titles[answer.kind], text: best?.name ?? 'none meets the conditions', isBad };
  if (best !== null && summary.goal !== null) {
    const { metric, subjectTo } = summary.goal;
    const { mean, halfWidth } = best.figures[metric];
    if (mean !== null) yield { title: `${metricTitle(metric)}, mean`, text: plusMinus(mean, halfWidth, metric) };
    for (const condition of subjectTo.slice(0, 2)) yield conditionTile(best, condition);
    const difference = best.figures[metric].difference?.relative ?? null;
    if (difference !== null)
      yield {
        title: 'Against the baseline',
        text: signed(difference.mean, percentPlusMinus(Math.abs(difference.mean), difference.halfWidth)),
      };
  }
  yield { title: 'Confidence', text: percent(answer.confidence), isBad };
}

const signed = (value: number, text: string) => `${value < 0 ? '−' : '+'}${text}`;

function conditionTile({ figures }: VariantSummary, { metric, quantile, min, max }: ConstraintSummary): Tile {
  const figure = figures[metric];
  const value = quantile === null ? figure.mean : (figure.quantiles.find(({ q }) => q === quantile)?.value ?? null);
  const bounds = [
    ...(min === null ? [] : [`≥ ${figureText(min, metric)}`]),
    ...(max === null ? [] : [`≤ ${figureText(max, metric)}`]),
  ];
  const share = quantile === null ? 'mean' : `${percent(quantile)} quantile`;
  return {
    title: `${metricTitle(metric)}, ${share} (${bounds.join(', ')})`,
    text: value === null ? 'none' : figureText(value, metric),
  };
}

function plainTiles({ variants, runs, metrics, baseline }: StudySummary): readonly Tile[] {
  const ranked = metrics.slice(0, 2).flatMap((metric): Tile[] => {
    const known = variants.filter(({ figures }) => figures[metric].mean !== null);
    const lowest = known.reduce<VariantSummary | null>(
      (least, each) => (least === null || each.figures[metric].mean! < least.figures[metric].mean! ? each : least),
      null,
    );
    return lowest === null
      ? []
      : [
          {
            title: `Lowest ${metricTitle(metric)}`,
            text: `${figureText(lowest.figures[metric].mean!, metric)}: ${lowest.name}`,
          },
        ];
  });
  return [
    { title: 'Variants', text: grouped(variants.length) },
    { title: 'Runs', text: grouped(runs) },
    ...ranked,
    { title: 'Baseline', text: variants[baseline].name },
  ];
}

function against({ variants, baseline }: StudySummary, best: VariantSummary | null): string[] {
  if (best === null || best.sentence === null) return [];
  return [`Compared with ${variants[baseline].name}: ${best.sentence}`];
}

function countsOf({ standings, kind }: GoalAnswer): string {
  const count = (...kinds: readonly string[]) => standings.filter((standing) => kinds.includes(standing.kind)).length;
  const parts = [
    [count('worse'), 'shown to be worse'],
    [count('equal'), 'not told apart from the best'],
    [count('unclear'), 'for which it is open whether they meet the conditions'],
    [count('infeasible'), 'shown not to meet the conditions'],
    [count('noFigure'), 'without the figure in some of their runs'],
  ] as const;
  const told = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  const first = kind === 'none' ? 'Of' : 'Besides, of';
  return told.length === 0
    ? `There ${standings.length === 1 ? 'is 1 variant' : `are ${standings.length} variants`}.`
    : `${first} the ${standings.length} variants: ${told.join(', ')}.`;
}

/** The command that runs the variant once, to look at it in detail. */
function tryIt({ scenario }: StudySummary, { assignments }: VariantSummary): string {
  const settings = Object.entries(assignments).map(
    ([path, value]) => ` \\\n    --set ${quoted(`${path}=${JSON.stringify(value)}`)}`,
  );
  return `<p class="soft">One run of it, to be looked at in detail:</p>\n<code class="command" tabindex="0" role="region" aria-label="Command">batchlab run ${escapeHtml(quoted(direct(scenario)))}${escapeHtml(settings.join(''))}</code>`;
}

/** `a/b/../c` is `a/c`. */
export function direct(path: string): string {
  const shorter = path.replace(/(^|\/)(?!\.\.?\/)[^/]+\/\.\.\//, '$1');
  return shorter === path ? path : direct(shorter);
}

/** For a shell. */
function quoted(text: string): string {
  return /^[\w./=:,+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
