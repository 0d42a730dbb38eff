/** Loads the scenario files of a command and shows what is to be said about them. */
import type { Scenario } from '../batch/model.ts';
import { loadScenario } from '../scenario/load.ts';
import { formatLocated, type Located } from '../scenario/located.ts';
import { diskReader } from './disk-reader.ts';
import { complain } from './terminal.ts';

export interface LoadOptions {
  readonly set: readonly string[];
  readonly seed?: string;
  readonly allowOutside?: boolean;
}

export interface Loaded {
  readonly file: string;
  /** null: it was refused, and why has been printed */
  readonly scenario: Scenario | null;
  readonly errors: readonly Located[];
  readonly warnings: readonly Located[];
}

export function loadFile(file: string, options: LoadOptions): Loaded {
  const result = loadScenario(file, diskReader, {
    set: options.set,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    allowOutside: options.allowOutside ?? false,
  });
  const errors = result.ok ? [] : result.errors;
  for (const located of [...errors, ...result.warnings]) complain(formatLocated(located));
  return { file, scenario: result.ok ? result.scenario : null, errors, warnings: result.warnings };
}

/** `2 errors and 1 warning` */
export function countIssues(errors: number, warnings: number): string {
  const plural = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
  if (warnings === 0) return plural(errors, 'error');
  return errors === 0 ? plural(warnings, 'warning') : `${plural(errors, 'error')} and ${plural(warnings, 'warning')}`;
}
