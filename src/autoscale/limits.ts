/** The sizes that the formula language and its samples stay within. */

/** UTF-16 units of a formula's text: 8 KB. */
export const MAX_FORMULA_LENGTH = 8192;

/** Statements of a formula; empty ones do not count. */
export const MAX_STATEMENTS = 100;

/** How deep parentheses, argument lists, signs, members and alternatives may stand in each other. The service's own bound is not public. */
export const MAX_NESTING = 250;

/**
 * Steps of one evaluation: an operator, a call or an assignment is one step, and so is each number that a vector operation reads or
 * writes. There are no loops, so only vectors can make an evaluation long; `v = vec(v, v)` a hundred times would, without a bound, never
 * end. The bound is looked at where vectors are at work; operators on doubles, fewer than the text has characters, may come on top.
 */
export const MAX_STEPS = 1_000_000;

/** Milliseconds between two samples of a metric. */
export const SAMPLE_PERIOD = 30_000;

/** Milliseconds from the collection of a sample until a formula can read it. */
export const SAMPLE_DELAY = 15_000;

/** Milliseconds for which a sample can be read. */
export const SAMPLE_RETENTION = 24 * 3_600_000;

/** Percent of the possible samples that a range asks for if the formula does not say. */
export const DEFAULT_SAMPLE_PERCENT = 70;
