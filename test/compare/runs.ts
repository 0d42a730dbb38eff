/** Sides of comparisons, made in memory. */
import { compareSides } from '../../src/compare/compare.ts';
import type { Comparison } from '../../src/compare/comparison.ts';
import { type Side, simulatedLog } from '../../src/compare/side.ts';
import { parseTolerance } from '../../src/compare/tolerance.ts';
import { SummaryFold } from '../../src/metrics/fold.ts';
import { readDocument } from '../../src/scenario/document.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { formatLocated } from '../../src/scenario/located.ts';
import { Run } from '../../src/simulate.ts';
import { readLog } from '../../src/trace/reader.ts';
import { filesOf } from '../scenario/files.ts';

const NO_HASHES = { eventsSha256: null, transitionsSha256: null };

/** A scenario file, and the files it names. */
export function scenarioSide(
  text: string,
  files: Readonly<Record<string, string>> = {},
  set: readonly string[] = [],
): Side {
  const reader = filesOf({ ...files, 'scenario.yaml': text });
  const loaded = loadScenario('scenario.yaml', reader, { set });
  const read = readDocument('scenario.yaml', reader, { set });
  if (!loaded.ok || !read.ok) throw new Error(loaded.ok ? 'not read' : loaded.errors.map(formatLocated).join('\n'));
  const { scenario } = loaded;
  const run = new Run(scenario);
  while (run.advance(1_000_000));
  const summary = run.fold.summary(NO_HASHES);
  return {
    name: 'scenario.yaml',
    kind: 'scenario',
    summary,
    document: read.document,
    log: () => simulatedLog(scenario),
  };
}

/** A run as it lies in a folder: a log, in chunks of any size, and the summary of that log or of another. */
export function runSide(log: string, chunk = 1 << 16, ofSummary = log): Side {
  const fold = readLog('events.ndjson', [ofSummary], (names) => new SummaryFold(names));
  return { name: 'run', kind: 'run', summary: fold.summary(NO_HASHES), document: null, log: () => pieces(log, chunk) };
}

export function* pieces(text: string, length: number): Generator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

export function compared(a: Side, b: Side, ...tolerances: string[]): Comparison {
  return compareSides(
    a,
    b,
    tolerances.map((text) => {
      const tolerance = parseTolerance(text);
      if (typeof tolerance === 'string') throw new Error(tolerance);
      return tolerance;
    }),
  );
}
