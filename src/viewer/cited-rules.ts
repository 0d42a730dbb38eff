/** The rules that a page about a run may cite: those behind the edges of the lifecycles, and those that a text names. */
import { RULES } from '../batch/rules.ts';
import { RUN_REASONS } from '../trace/reasons.ts';
import { LIFE_TABLES } from './lives.ts';

/** Texts by number. */
export function citedRules(text = ''): Readonly<Record<string, string>> {
  const numbers = new Set<string>(text.match(/\b[LOS]-\d+\b/g));
  for (const { rules } of Object.values(RUN_REASONS)) for (const rule of rules) numbers.add(rule);
  for (const { edges } of Object.values(LIFE_TABLES))
    for (const { rules } of Object.values(edges).flat()) for (const rule of rules) numbers.add(rule);
  const known = [...numbers].filter((number) => Object.hasOwn(RULES, number)).sort();
  return Object.fromEntries(known.map((number) => [number, RULES[number].text]));
}
