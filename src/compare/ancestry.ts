/** What led to a line of a log: the line that its cause names, the cause of that, and so on. Memory: one number a line. */
import { Int32Column } from '../kernel/columns.ts';
import type { LogText } from './lockstep.ts';
import { LogLines } from './log-lines.ts';
import { type RawLine, rawLine } from './raw-line.ts';

/** so many causes of a line are told */
const TOLD = 3;

/** For each of the causes the lines from it backwards, the cause itself first; the scenario itself, line 0, is left out. */
export function ancestries(log: LogText, causes: readonly (number | null)[]): readonly (readonly RawLine[])[] {
  const last = Math.max(0, ...causes.map((cause) => cause ?? 0));
  if (last === 0) return causes.map(() => []);
  const causeOf = causesUpTo(log, last);
  const chains = causes.map((cause) => {
    const seqs: number[] = [];
    for (let seq = cause ?? 0; seq > 0 && seqs.length < TOLD; seq = causeOf.data[seq]) seqs.push(seq);
    return seqs;
  });
  const lines = linesAt(log, new Set(chains.flat()), last);
  return chains.map((seqs) => seqs.map((seq) => lines.get(seq)).filter((line) => line !== undefined));
}

function causesUpTo(log: LogText, last: number): Int32Column {
  const causes = new Int32Column();
  eachLine(log, last, (text, seq) => {
    if (seq >= causes.data.length) causes.grow(Math.max(1024, 2 * seq));
    const cause = Number(/"cause":(\d+)\}$/.exec(text.slice(-24))?.[1] ?? 0);
    causes.data[seq] = cause < seq ? cause : 0;
  });
  return causes;
}

function linesAt(log: LogText, seqs: ReadonlySet<number>, last: number): ReadonlyMap<number, RawLine> {
  const lines = new Map<number, RawLine>();
  eachLine(log, last, (text, seq) => {
    if (seqs.has(seq)) lines.set(seq, rawLine(text, log.file, seq + 1));
  });
  return lines;
}

function eachLine(log: LogText, last: number, visit: (text: string, seq: number) => void): void {
  const lines = new LogLines(log.file, log.open());
  try {
    for (let seq = 0; seq <= last; seq++) {
      const text = lines.next();
      if (text === null) return;
      visit(text, seq);
    }
  } finally {
    lines.close();
  }
}
