/** What a search did, and in which cases it was not allowed to leave variants out. */
import { grouped } from './words.ts';

export interface SearchReport {
  /** the factor along which it was searched */
  readonly axis: string;
  readonly lines: readonly SearchedLine[];
  /** the same in words */
  readonly sentence: string;
}

/** Variants that differ in the factor only. */
export interface SearchedLine {
  /** from the one that is best by the goal's metric on */
  readonly variants: readonly number[];
  /** how many of them were run */
  readonly run: number;
  /** `found`: the first that meets the conditions; `none`: no variant does; `whole`: bisection was not justified, all were run */
  readonly outcome: 'open' | 'found' | 'none' | 'whole';
  /** the variant that was found */
  readonly best: number | null;
  /** why it was run as a whole */
  readonly why: string | null;
}

export function searchSentence({ axis, lines }: Omit<SearchReport, 'sentence'>): string {
  const variants = lines.reduce((sum, line) => sum + line.variants.length, 0);
  const run = lines.reduce((sum, line) => sum + line.run, 0);
  const whole = lines.filter(({ outcome }) => outcome === 'whole');
  const done = `Searched along ${axis}: ${grouped(run)} of ${grouped(variants)} variants were run.`;
  const assumed = ` Between those that were run the figures are taken to go one way, as they do from one to the next of them.`;
  if (whole.length === 0) return `${done}${assumed}`;
  const reasons = [...new Set(whole.map(({ why }) => why))].join('; ');
  const which = whole.length === lines.length ? '' : ` on ${grouped(whole.length)} of ${grouped(lines.length)} lines`;
  return `${done} Bisection was not justified${which} (${reasons}), so that all was run there.${run < variants ? assumed : ''}`;
}
