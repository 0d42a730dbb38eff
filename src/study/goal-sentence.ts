/** The answer to a goal in words. */
import type { Constraint, Goal, GoalAnswer, StandingKind } from './goal.ts';
import type { Variant } from './study.ts';
import { figureText, percent } from './words.ts';

export function sentenceOf(answer: Omit<GoalAnswer, 'sentence'>, goal: Goal, variants: readonly Variant[]): string {
  const { kind, variant, confidence, indifference, standings } = answer;
  const sure = `with ${percent(confidence)} confidence`;
  const conditions = goal.subjectTo.map(conditionText).join(' and ');
  const name = variant === null ? '' : `"${variants[variant].name}"`;
  const mean = variant === null ? null : standings[variant].mean;
  const figure = mean === null ? '' : `, ${goal.metric} ${figureText(mean)} on average`;
  const count = (wanted: StandingKind) => standings.filter((standing) => standing.kind === wanted).length;
  if (kind === 'none') {
    const without = count('noFigure');
    if (without === standings.length) return `No variant has the figure ${goal.metric} in all of its runs.`;
    const some =
      without === 0
        ? ''
        : ` (${without} of ${standings.length} have not the figure ${goal.metric} in all of their runs)`;
    return `No variant meets ${conditions}, ${sure}${some}.`;
  }
  const verb = goal.sense === 'minimize' ? 'lowest' : 'highest';
  const among = conditions === '' ? 'of all variants' : `of the variants that meet ${conditions}`;
  if (kind === 'best')
    return `${name} has the ${verb} ${goal.metric} ${among}, or comes within ${figureText(indifference)} of it, ${sure}${figure}.`;
  const open = count('unclear');
  const close = count('equal');
  const reasons = [
    ...(close > 1 ? [`${close} variants cannot be told apart`] : []),
    ...(open > 0 ? [`whether ${open === 1 ? 'a variant meets' : `${open} variants meet`} ${conditions} is open`] : []),
  ];
  return `Not decided ${sure}: ${reasons.join(', and ')}. ${name} looks best${figure}; more replications would tell.`;
}

/** `the 0.95-quantile of makespanSeconds is at most 21,600` */
export function conditionText({ metric, quantile, min, max }: Constraint): string {
  const what = quantile === null ? `the mean of ${metric}` : `the ${quantile}-quantile of ${metric}`;
  const bounds = [
    ...(min === Number.NEGATIVE_INFINITY ? [] : [`at least ${figureText(min)}`]),
    ...(max === Number.POSITIVE_INFINITY ? [] : [`at most ${figureText(max)}`]),
  ];
  return `${what} is ${bounds.join(' and ')}`;
}
