/** Vectors and formulas kept beside the checkout; where they are not, the tests on them are skipped. */
import { existsSync, readFileSync } from 'node:fs';

const folder = new URL('../../../shared/autoscale/', import.meta.url);

export function fromSpecification<T>(name: string): readonly T[] {
  const file = new URL(name, folder);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly T[]) : [];
}
