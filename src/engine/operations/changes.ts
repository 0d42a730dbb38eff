/** What an accepted update says in its line of what it changed (S-3). */
import type { JobConstraints, TaskConstraints } from '../../batch/model.ts';

/** Limits in milliseconds; infinite ones are left out, JSON has no word for them. */
export function constraintChanges(constraints: JobConstraints | TaskConstraints): Record<string, number> {
  const { maxWallClockTime, maxTaskRetryCount } = constraints;
  const retentionTime = 'retentionTime' in constraints ? constraints.retentionTime : Infinity;
  return {
    ...(maxWallClockTime === Infinity ? {} : { maxWallClockTimeMs: maxWallClockTime }),
    maxTaskRetryCount: maxTaskRetryCount ?? 0, // L-263
    ...(retentionTime === Infinity ? {} : { retentionTimeMs: retentionTime }),
  };
}
