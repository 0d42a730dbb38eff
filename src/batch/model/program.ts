/** Programs: what a command line does when it runs. */
import type { SimTime } from '../../kernel/clock.ts';
import type { Distribution } from '../../kernel/distribution.ts';
import type { Request } from './operation.ts';

/** What a command line does when it runs. */
export interface Runs {
  readonly duration: Distribution;
  readonly exitCode: ExitCodeSource;
  readonly perNode: { readonly count: number; readonly exitCode: number | null; readonly speed: number } | null;
  /** what it adds to the resource metrics of its node, instead of what `cloud.metrics` says of those */
  readonly metrics: Readonly<Record<string, number>>;
  readonly then: readonly ProgramAct[];
}
export interface Program extends Runs {
  /** glob over the whole command line */
  readonly match: string;
}
export type ExitCodeSource =
  | { readonly kind: 'constant'; readonly code: number }
  | { readonly kind: 'choices'; readonly choices: readonly { readonly code: number; readonly p: number }[] }
  | { readonly kind: 'attempts'; readonly codes: readonly number[] };
export interface ProgramAct {
  readonly after: SimTime;
  /** a request whose jobId is empty means the program's own job */
  readonly request: Request;
}
