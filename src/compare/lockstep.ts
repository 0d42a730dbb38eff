/**
 * Reads two logs side by side up to the first step that is not the same in both, and then looks ahead in each for what the other does
 * there. Memory: a chunk of each log, and the names that are not the same.
 */

import { FORMAT } from '../trace/vocabulary.ts';
import type { DetailDifference } from './comparison.ts';
import { LogLines } from './log-lines.ts';
import { type RawLine, rawLine } from './raw-line.ts';
import { Renames } from './renames.ts';
import { whatOf } from './step.ts';
import { detailsOf, isSameStep, stepText } from './steps.ts';

export interface LogText {
  /** stands in messages */
  readonly file: string;
  readonly open: () => Iterable<string>;
}

export interface Lockstep {
  /** the first lines, which tell of the scenario */
  readonly heads: readonly [RawLine, RawLine];
  /** lines that say the same, the first one counted as if it did */
  readonly commonLines: number;
  readonly renames: Renames;
  readonly detail: DetailDifference | null;
  /** null: the logs are the same to their ends */
  readonly parting: {
    /** null: the log breaks off here */
    readonly a: RawLine | null;
    readonly b: RawLine | null;
    /** A's step in B, and B's step in A, from here on; null: it does not come */
    readonly aInB: RawLine | null;
    readonly bInA: RawLine | null;
  } | null;
}

export function readInLockstep(textA: LogText, textB: LogText): Lockstep {
  const a = new LogLines(textA.file, textA.open());
  const b = new LogLines(textB.file, textB.open());
  try {
    return compareLines(a, b);
  } finally {
    a.close();
    b.close();
  }
}

function compareLines(a: LogLines, b: LogLines): Lockstep {
  const heads = [headOf(a), headOf(b)] as const;
  const renames = new Renames();
  let detail: DetailDifference | null = null;
  for (;;) {
    LogLines.skipSame(a, b);
    const commonLines = a.count;
    const [one, other] = [nextOf(a), nextOf(b)];
    if (one === null && other === null) {
      if (!a.last.includes('"entity":"run"'))
        throw a.error(commonLines, "the log breaks off: its last line is not the run's end");
      return { heads, commonLines, renames, detail, parting: null };
    }
    if (one === null || other === null || !isSameStep(one, other, renames)) {
      const bInA = other === null ? null : find(a, one, stepText(other, renames, 'a'));
      const aInB = one === null ? null : find(b, other, stepText(one, renames, 'b'));
      return { heads, commonLines, renames, detail, parting: { a: one, b: other, aInB, bInA } };
    }
    if (detail !== null) continue;
    const differences = detailsOf(one, other, renames);
    if (differences.length > 0) detail = { seq: one.seq, atMs: one.at, what: whatOf(one), to: one.to, differences };
  }
}

function headOf(lines: LogLines): RawLine {
  const head = nextOf(lines);
  if (head === null || head.entity !== 'run') throw lines.error(1, 'this is no event log');
  if (head.format !== FORMAT)
    throw lines.error(1, `the format is '${String(head.format)}'; only '${FORMAT}' can be read`);
  return head;
}

function nextOf(lines: LogLines): RawLine | null {
  const text = lines.next();
  return text === null ? null : rawLine(text, lines.file, lines.count);
}

/** The first line with this text in it, the line just read included. */
function find(lines: LogLines, last: RawLine | null, text: string): RawLine | null {
  if (last !== null && JSON.stringify(last).includes(text)) return last;
  for (let line = lines.next(); line !== null; line = lines.next())
    if (line.includes(text)) return rawLine(line, lines.file, lines.count);
  return null;
}
