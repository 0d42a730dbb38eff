/** How an attempt or a task ended, read off the reason of its line. */
import type { Reason } from '../trace/reasons.ts';

/** The attempt was lost because the machine under it was taken away. */
export function isPreemption(reason: Reason): boolean {
  return reason === 'preempted';
}

/**
 * The task was completed from outside: by a user, by an operation on its node, by the end of its job or of its own lifetime. A task
 * that exceeded its wall clock was killed too, but by a limit on its run: it counts as failed by itself.
 */
export function isTermination(reason: Reason): boolean {
  return TERMINATIONS.has(reason);
}

const TERMINATIONS: ReadonlySet<Reason> = new Set([
  'terminatedByUser',
  'terminatedWithJob',
  'terminatedByDisable',
  'terminatedWithNode',
  'lifetimeExpired',
] as const);
