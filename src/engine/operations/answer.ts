/** What the service answers to a request: a status, and what happens if it accepts. */
import type { ErrorCode } from '../../batch/errors.ts';
import type { Refusal } from '../task-adding.ts';

export interface Accepted {
  readonly status: number;
  /** fields that an accepted update changed, or other details for the log */
  readonly changes?: Readonly<Record<string, unknown>>;
  /** done after the request is logged, with the request as its cause */
  readonly effect: () => void;
}

export type Answer = Accepted | Refusal;

export const accept = (status: number, effect: () => void, changes?: Readonly<Record<string, unknown>>): Accepted =>
  changes === undefined ? { status, effect } : { status, effect, changes };

export const conflict = (code: ErrorCode, message: string): Refusal => ({ status: 409, code, message });
export const notFound = (code: ErrorCode, message: string): Refusal => ({ status: 404, code, message });
export const badRequest = (code: ErrorCode, message: string): Refusal => ({ status: 400, code, message });

export function isRefusal(answer: Answer): answer is Refusal {
  return 'code' in answer;
}
