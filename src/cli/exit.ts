/** How a command ends: the exit statuses of the command line, and the two ways of ending early that are no defects. */

export const EXIT = { done: 0, expectationFailed: 1, refused: 2, defect: 3, interrupted: 130 } as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/**
 * The input or the surroundings do not allow what was asked: status 2, and nothing was written.
 * The message is for the user and complete; it may have several lines.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Ctrl-C or a request to terminate: status 130, after everything half-done was taken back. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
