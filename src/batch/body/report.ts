/**
 * What is found wrong with one body, collected in any order and handed over in the order of the API's tables (O-05).
 *
 * Checks read the body as it came: `record`, `list` and their like take what has the right type and leave the rest to the structure check.
 */

import { type ErrorCode, serviceError } from '../errors.ts';
import type { Checked, Issue, Path } from '../issue.ts';

/** A body, or any part of one, before it is known to be well-formed. */
export type Raw = Readonly<Record<string, unknown>>;

export interface Finding extends Issue {
  /** the element concerned, also where the issue points at the object that lacks it */
  readonly element: Path;
}

export interface Report {
  readonly findings: Finding[];
  readonly warnings: Issue[];
}

export function newReport(): Report {
  return { findings: [], warnings: [] };
}

/** The value at `element` would be refused with `code`. */
export function refuse(report: Report, element: Path, code: ErrorCode, message: string, ...rules: string[]): void {
  report.findings.push({
    path: element,
    element,
    at: 'value',
    message,
    status: serviceError(code).status,
    code,
    rules,
  });
}

/** The element itself is out of place: the issue points at its key. */
export function refuseKey(report: Report, element: Path, code: ErrorCode, message: string, ...rules: string[]): void {
  report.findings.push({ path: element, element, at: 'key', message, status: serviceError(code).status, code, rules });
}

/** `element` is required and not there: the issue points at the object that should have it. */
export function refuseMissing(report: Report, element: Path, message: string, ...rules: string[]): void {
  const code = 'MissingRequiredProperty';
  report.findings.push({
    path: element.slice(0, -1),
    element,
    at: 'object',
    message,
    status: serviceError(code).status,
    code,
    rules,
  });
}

export function warn(report: Report, path: Path, message: string, ...rules: string[]): void {
  report.warnings.push({ path, at: 'key', message, rules });
}

/** Everything that is wrong, in table order, or what `compile` makes of a body that has nothing wrong with it. */
export function conclude<T>(report: Report, order: (left: Path, right: Path) => number, compile: () => T): Checked<T> {
  const { warnings } = report;
  if (report.findings.length === 0) return { ok: true, value: compile(), warnings };
  const findings = [...report.findings].sort((left, right) => order(left.element, right.element));
  return { ok: false, issues: findings.map(({ element: _, ...issue }) => issue), warnings };
}

// ---------------------------------------------------------------- reading what may be ill-formed

export function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value if it is an object, else an empty one. */
export function record(value: unknown): Raw {
  return isRecord(value) ? value : {};
}

/** The value if it is a list, else an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value if it is a text, else `null`. */
export function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The value if it is a number, else `null`. */
export function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
