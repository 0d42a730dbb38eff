/** The answer to a goal in words. */
import type { Constraint, Goal, GoalAnswer, StandingKind } from './goal.ts';
import type { Variant } from './study.ts';
import { figureText, percent } from './words.ts';

export function sentenceOf(answer: Omit<GoalAnswer, 'sentence'>, goal: Goal, variants: readonly Variant[]): string {
  const { kind, variant, confidence, indifference, standings } = answer;
  const sure = `with ${percent(confidence)} confidence`;
  const conditions = goal.subjectTo.map(conditionText).join(' and ');
  const name = variant === null ? '' : `"${variants[variant].name}"`;
  const mean = variant === null ? null : (standings.find((standing) => standing.variant === variant)?.mean ?? null);
  const figure = mean === null ? '' : `, ${goal.metric} ${figureText(mean, goal.metric)} on average`;
  const count = (wanted: StandingKind) => standings.filter((standing) => standing.kind === wanted).length;
  if (kind === 'none') {
    const without = count('noFigure');
    if (without > 0 && without === standings.length)
      return `No variant has the figure ${goal.metric} in all of its runs.`;
    const some =
      without === 0
        ? ''
        : ` (${without} of ${standings.length} have not the figure ${goal.metric} in all of their runs)`;
    return `No variant has ${conditions}, ${sure}${some}.`;
  }
  const verb = goal.sense === 'minimize' ? 'lowest' : 'highest';
  const among = conditions === '' ? 'of all variants' : `of the variants with ${conditions}`;
  const within = figureText(indifference, goal.metric);
  if (kind === 'best')
    return `${name} has the ${verb} ${goal.metric} ${among}, or comes within ${within} of it, ${sure}${figure}.`;
  const open = count('unclear');
  const close = count('equal');
  const reasons = [
    ...(close > 1 ? [`${close} variants cannot be told apart`] : []),
    ...(open > 0 ? [`whether ${open === 1 ? 'a variant has' : `${open} variants have`} ${conditions} is open`] : []),
  ];
  const looks = close > 0 && open > 0 ? 'looks best of those that surely have it' : 'looks best';
  return `Not decided ${sure}: ${reasons.join(', and ')}. ${name} ${looks}${figure}; more replications would tell.`;
}

/** `makespanSeconds at most 6 h (0.95-quantile)` */
export function conditionText({ metric, quantile, min, max }: Constraint): string {
  const bounds = [
    ...(min === Number.NEGATIVE_INFINITY ? [] : [`at least ${figureText(min, metric)}`]),
    ...(max === Number.POSITIVE_INFINITY ? [] : [`at most ${figureText(max, metric)}`]),
  ];
  return `${metric} ${bounds.join(' and ')} (${quantile === null ? 'mean' : `${quantile}-quantile`})`;
}
