/** One piece of advice on a formula that is accepted and runs. */
import type { Position } from '../position.ts';

export interface Advice extends Position {
  /** names a section of `docs/autoscale-lint.md` */
  readonly code: AdviceCode;
  /** what happens, in one sentence */
  readonly reason: string;
  /** what to write instead */
  readonly fix: string;
}

export const ADVICE_CODES = [
  'no-target',
  'similar-name',
  'unused-variable',
  'active-without-running',
  'unguarded-sample',
  'fraction-becomes-zero',
  'zero-is-final',
  'never-shrinks',
  'unbounded-target',
  'default-deallocation',
  'interval-too-long',
  'window-too-short',
] as const;
export type AdviceCode = (typeof ADVICE_CODES)[number];
