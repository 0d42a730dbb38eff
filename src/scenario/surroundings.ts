/** What the compilers of single bodies and entries have in common: the scenario around them, and what becomes of a checked body. */
import { serviceError } from '../batch/errors.ts';
import type { Checked, Issue, Path } from '../batch/issue.ts';
import type { Account, Runs } from '../batch/model.ts';
import type { DoubtfulJobs } from './doubtful-jobs.ts';
import type { Limits } from './limits.ts';
import type { Complaints } from './shape.ts';
import type { Tally } from './tally.ts';
import type { TaskTable } from './task-table.ts';

/** What is known of the scenario where one of its entries is compiled. */
export interface Surroundings {
  readonly account: Account;
  /** the scenario's time zero, milliseconds since 1970 */
  readonly start: number;
  readonly limits: Limits;
  readonly complaints: Complaints;
  /** The rows of a task file; `null` where they could not be read, which has been complained about. */
  readonly table: (ref: string, path: Path) => TaskTable | null;
  /** The acts of a program, which are requests. */
  readonly acts: (raw: readonly unknown[], path: Path, complaints: Complaints) => Runs['then'];
  readonly doubtful: DoubtfulJobs;
  /** of all entries so far */
  readonly tally: Tally;
}

/** A compiled part and where it stands. */
export interface Placed<T> {
  readonly value: T;
  readonly path: Path;
}

/** The value of a checked body; what was found wrong with it is added to the complaints, under `path`. */
export function accept<T>(checked: Checked<T>, path: Path, complaints: Complaints): T | undefined {
  const within = (issue: Issue): Issue => ({ ...issue, path: [...path, ...issue.path] });
  complaints.warnings.push(...checked.warnings.map(within));
  if (checked.ok) return checked.value;
  complaints.issues.push(...checked.issues.map(within));
  return undefined;
}

/** What the service would answer to something that is well-formed in itself. */
export function fault(path: Path, code: Parameters<typeof serviceError>[0], message: string, rule: string): Issue {
  return { path, at: 'value', message, status: serviceError(code).status, code, rules: [rule] };
}

/** The id of a body, if it has one. */
export function idIn(body: unknown): unknown {
  return typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>).id : undefined;
}
