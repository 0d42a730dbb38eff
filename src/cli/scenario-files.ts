/** Loads the scenario files of a command and shows what is to be said about them. */
import type { Scenario } from '../batch/model.ts';
import { LIMITS, type Limits } from '../scenario/limits.ts';
import { loadScenario } from '../scenario/load.ts';
import { formatLocated, type Located } from '../scenario/located.ts';
import { didYouMean } from '../scenario/suggestion.ts';
import { diskReader } from './disk-reader.ts';
import { Refusal } from './exit.ts';
import { complain } from './terminal.ts';

export interface LoadOptions {
  readonly set: readonly string[];
  readonly seed?: string;
  readonly allowOutside?: boolean;
  /** `NAME=VALUE` */
  readonly limit?: readonly string[];
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
    limits: limitsOf(options.limit ?? []),
  });
  const errors = result.ok ? [] : result.errors;
  for (const located of [...errors, ...result.warnings]) complain(formatLocated(located));
  return { file, scenario: result.ok ? result.scenario : null, errors, warnings: result.warnings };
}

/** Deeper nesting than this could exhaust the stack. */
const MOST_DEPTH = 500;

/** The limits that `--limit` changes. */
export function limitsOf(settings: readonly string[]): Partial<Limits> {
  const names = Object.keys(LIMITS);
  const pairs = settings.map((setting) => {
    const [, name, value] = /^([^=]*)=(\d+)$/.exec(setting) ?? [];
    if (name === undefined || !(Number(value) >= 1 && Number.isSafeInteger(Number(value))))
      throw new Refusal(`error: --limit ${setting}: expected NAME=VALUE with a whole number from 1 up`);
    if (!names.includes(name))
      throw new Refusal(
        `error: --limit ${setting}: there is no such limit${didYouMean(name, names) || '.'} Known are ${names.join(', ')}`,
      );
    if (name === 'depth' && Number(value) > MOST_DEPTH)
      throw new Refusal(`error: --limit ${setting}: the depth can be at most ${MOST_DEPTH}`);
    return [name, Number(value)] as const;
  });
  return Object.fromEntries(pairs);
}

/** `2 errors and 1 warning` */
export function countIssues(errors: number, warnings: number): string {
  const plural = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
  if (warnings === 0) return plural(errors, 'error');
  return errors === 0 ? plural(warnings, 'warning') : `${plural(errors, 'error')} and ${plural(warnings, 'warning')}`;
}
