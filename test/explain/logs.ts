/** Logs of runs in memory, and explanations from them. */
import { diskReader } from '../../src/cli/disk-reader.ts';
import { explain, type Instant } from '../../src/explain/explain.ts';
import type { Explanation } from '../../src/explain/explanation.ts';
import { parseSubject } from '../../src/explain/subject.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { formatLocated } from '../../src/scenario/located.ts';
import { Run, simulate } from '../../src/simulate.ts';

/** The log of a scenario file. */
export function logOfFile(file: string): string {
  const loaded = loadScenario(file, diskReader);
  if (!loaded.ok) throw new Error(loaded.errors.map(formatLocated).join('\n'));
  let text = '';
  const run = new Run(loaded.scenario, {
    onLog: (chunk) => {
      text += chunk;
    },
  });
  while (run.advance(1_000_000));
  return text;
}

/** The log of a scenario: YAML text or an object. */
export function logOf(scenario: string | object): string {
  let text = '';
  simulate(scenario, {
    onLog: (chunk) => {
      text += chunk;
    },
  });
  return text;
}

export function explained(log: string, entity: string, at: Instant | null = null): Explanation {
  const subjects = parseSubject(entity);
  if (subjects === null) throw new Error(`${entity} names nothing`);
  return explain('events.ndjson', () => [log], subjects, at);
}
