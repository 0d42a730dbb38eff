/**
 * A defect of batchlab itself: something its own code promised did not hold.
 *
 * Never thrown for what a user wrote (that is an issue with a position) nor for what the service refuses (that is a status and a
 * code). Whoever knows more on the way out, such as the seed, the instant or the entity, adds it with `with`.
 */
export class Defect extends Error {
  override readonly name = 'Defect';
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, details: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.details = details;
  }

  /** the same defect with more details; details given earlier, nearer to the fault, win */
  with(details: Readonly<Record<string, unknown>>): Defect {
    const richer = new Defect(this.message, { ...details, ...this.details }, this.cause);
    if (this.stack !== undefined) richer.stack = this.stack;
    return richer;
  }
}

/** Throws a `Defect` unless `condition` holds. A message that costs something to make is given as a function. */
export function invariant(condition: unknown, message: string | (() => string)): asserts condition {
  if (!condition) throw new Defect(typeof message === 'string' ? message : message());
}
