/** Small checks of values that were read, put together into the shapes of lines. A check answers what is wrong, or null. */
export type Check = (value: unknown) => string | null;

const kind =
  (expected: string, fits: (value: unknown) => boolean): Check =>
  (value) =>
    fits(value) ? null : `is no ${expected}`;

export const text = kind('text', (value) => typeof value === 'string');
export const boolean = kind('truth value', (value) => typeof value === 'boolean');
/** from 0 */
export const wholeNumber = kind('whole number', (value) => Number.isSafeInteger(value) && (value as number) >= 0);
export const integer = kind('integer', (value) => Number.isSafeInteger(value));
export const amount = kind('amount', (value) => Number.isFinite(value) && (value as number) >= 0);
export const anything: Check = (value) => (value === undefined ? 'is missing' : null);
/** that a `Date` can stand for, with room for a long run after it */
export const instant = kind(
  'instant in UTC',
  (value) => typeof value === 'string' && value.endsWith('Z') && Math.abs(Date.parse(value)) <= 8e15,
);
export const oneOf = (...allowed: readonly (string | null)[]): Check =>
  kind(`known value (${allowed.join(', ')})`, (value) => allowed.includes(value as string | null));

export const orNull =
  (check: Check): Check =>
  (value) =>
    value === null ? null : check(value);

export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? null : check(value);

export const listOf =
  (item: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return 'is no list';
    return firstProblem(value.map((each, index) => [String(index), item(each)]));
  };

/** an object of any keys */
export const mapOf =
  (key: Check, item: Check): Check =>
  (value) => {
    if (!isObject(value)) return 'is no object';
    return firstProblem(Object.entries(value).map(([name, each]) => [name, key(name) ?? item(each)]));
  };

/** an object of these keys; what else it has does not matter */
export const objectOf =
  (shape: Readonly<Record<string, Check>>): Check =>
  (value) => {
    if (!isObject(value)) return 'is no object';
    return firstProblem(Object.entries(shape).map(([name, check]) => [name, problemOf(value[name], check)]));
  };

function problemOf(value: unknown, check: Check): string | null {
  const problem = check(value);
  return problem !== null && value === undefined ? 'is missing' : problem;
}

function firstProblem(problems: readonly (readonly [string, string | null])[]): string | null {
  const first = problems.find(([, problem]) => problem !== null);
  if (first === undefined) return null;
  const [name, problem] = first;
  return located(name, problem as string);
}

/** `'billing' is no object`, `'billing.minimum' is missing`: the problem of a member, told from outside. */
export function located(name: string, problem: string): string {
  return problem.startsWith("'") ? problem.replace("'", `'${name}.`) : `'${name}' ${problem}`;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
