import type { Checked } from '../../src/batch/issue.ts';

/** Every refusal as `STATUS CODE place`, in order; a place in brackets is the object that lacks something, a `key:` an unwanted key. */
export function refusals(checked: Checked<unknown>): readonly string[] {
  if (checked.ok) return [];
  return checked.issues.map(({ status, code, path, at }) => {
    const place = path.join('.');
    const shown = at === 'object' ? `(${place})` : at === 'key' ? `key:${place}` : place;
    return `${status} ${code} ${shown}`;
  });
}

/** The compiled value of a body that has to be accepted. */
export function accepted<T>(checked: Checked<T>): T {
  if (!checked.ok) throw new Error(checked.issues.map((issue) => issue.message).join('\n'));
  return checked.value;
}

/** All messages of a refused body in one text. */
export function messages(checked: Checked<unknown>): string {
  return checked.ok ? '' : checked.issues.map((issue) => issue.message).join('\n');
}
