/** Where {n} may not stand in a body that is repeated. */
import { hasPattern } from '../batch/body/patterns.ts';
import type { Path } from '../batch/issue.ts';
import { type Complaints, refuse } from './shape.ts';

/** Elements that are no free text: they are the same in every body of an entry. */
const FIXED = new Set([
  'maxWallClockTime',
  'retentionTime',
  'resizeTimeout',
  'autoScaleEvaluationInterval',
  'vmSize',
  'autoScaleFormula',
]);

/** Complains of every {n} in such an element; whether there was one. */
export function refuseFixedPatterns(raw: unknown, path: Path, complaints: Complaints): boolean {
  if (typeof raw !== 'object' || raw === null) return false;
  let found = false;
  for (const [key, value] of Object.entries(raw)) {
    const at = [...path, Array.isArray(raw) ? Number(key) : key];
    if (FIXED.has(key) && hasPattern(value)) {
      refuse(complaints, at, `{n} cannot stand in ${key}, which is the same for all of an entry`);
      found = true;
    } else if (refuseFixedPatterns(value, at, complaints)) found = true;
  }
  return found;
}
