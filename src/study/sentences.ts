/** What distinguishes a variant from the baseline, in one sentence. */
import type { Difference } from './difference.ts';
import type { FigureSummary } from './summary.ts';
import { figureText, isSeconds, percentPlusMinus, plusMinus } from './words.ts';

/** More would not be read. */
const MOST_FIGURES = 3;

/** `Saves 31 % ± 4 %, finishes 12 min ± 3 min later.` null: there is nothing to compare. */
export function sentenceOfVariant(figures: Readonly<Record<string, FigureSummary>>): string | null {
  const parts = Object.entries(figures)
    .slice(0, MOST_FIGURES)
    .flatMap(([metric, { difference }]) => (difference === null ? [] : [partOf(metric, difference)]));
  if (parts.length === 0) return null;
  const text = parts.join(', ');
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function partOf(metric: string, { mean, halfWidth, relative }: Difference): string {
  const [less, more, same] = wordsOf(metric);
  // whether it is more or less cannot be told when the interval holds zero
  if (mean === 0 && (halfWidth ?? 0) === 0) return same;
  if (halfWidth !== null && Math.abs(mean) <= halfWidth)
    return `${same} within ${figureText(Math.abs(mean) + halfWidth, metric)}`;
  const amount =
    relative === null || isSeconds(metric)
      ? plusMinus(Math.abs(mean), halfWidth, metric)
      : percentPlusMinus(Math.abs(relative.mean), relative.halfWidth);
  return (mean < 0 ? less : more).replace('…', amount);
}

/** Words for less, more and the same of a figure. */
function wordsOf(metric: string): readonly [string, string, string] {
  switch (metric) {
    case 'cost':
    case 'costToLastCompletion':
      return ['saves …', 'costs … more', 'costs the same'];
    case 'makespanSeconds':
      return ['finishes … earlier', 'finishes … later', 'finishes at the same time'];
    case 'tasks.waitSeconds.mean':
      return ['tasks wait … less', 'tasks wait … longer', 'tasks wait as long'];
    default:
      return [`${metric} is … lower`, `${metric} is … higher`, `${metric} is the same`];
  }
}
