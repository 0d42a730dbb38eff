/** How an attempt or a task ended, read off its line. */
import type { TaskTransition } from '../trace/vocabulary.ts';

/** The attempt was lost because its node was preempted. */
export function isPreemption(transition: Readonly<TaskTransition>): boolean {
  return PREEMPTION.has(transition.reason);
}

/**
 * The task was completed from outside: by a user, by an operation on its node or by the end of its job. A task that exceeded its own
 * wall clock was not, though its failureInfo has the same code.
 */
export function isTermination(transition: Readonly<TaskTransition>): boolean {
  return transition.failureInfo?.code === 'TaskEnded' && !OWN_LIMIT.has(transition.reason);
}

const PREEMPTION: ReadonlySet<string> = new Set(['preempted']);
const OWN_LIMIT: ReadonlySet<string> = new Set(['wallClockExpired']);
