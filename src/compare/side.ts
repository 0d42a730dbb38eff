/** One of the two things that are compared. Knows nothing of files; whoever makes one has read or simulated what is asked for here. */

import type { Scenario } from '../batch/model.ts';
import type { Summary } from '../metrics/summary.ts';
import type { ScenarioDocument } from '../scenario/document.ts';
import { Run, type RunOptions } from '../simulate.ts';
import type { SideHead, SideKind } from './comparison.ts';

export interface Side {
  /** as the user named it */
  readonly name: string;
  readonly kind: SideKind;
  readonly summary: Summary;
  /** of a scenario: what was written in its files */
  readonly document: ScenarioDocument | null;
  /** the text of the log in chunks, as often as it is asked for; null: there is none */
  readonly log: (() => Iterable<string>) | null;
}

export function headOf({ name, kind, summary }: Side): SideHead {
  const { scenario, seed, version } = summary;
  return { name, kind, scenario, seed, version };
}

/** Steps of a simulation between two looks at what it has written. */
const SLICE = 4096;

/** The log of a scenario, simulated as fast as it is read; nothing of it is kept. */
export function* simulatedLog(scenario: Scenario, options: Pick<RunOptions, 'maxEvents'> = {}): Generator<string> {
  let written: string[] = [];
  const run = new Run(scenario, { ...options, onLog: (text) => written.push(text) });
  for (let isGoing = true; isGoing; ) {
    isGoing = run.advance(SLICE);
    const chunks = written;
    written = [];
    yield* chunks;
  }
}
