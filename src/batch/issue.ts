/**
 * What is wrong with an input. A list of issues is complete: validation does not stop at the first.
 *
 * The path leads from the root of the validated value to the culprit; whoever knows the file turns it into a line and a column.
 */
export type Path = readonly (string | number)[];

export interface Issue {
  readonly path: Path;
  /** point at the key rather than the value (unknown keys); a missing property points at its enclosing object */
  readonly at: 'key' | 'value' | 'object';
  /** one sentence, naming the field as the body spells it */
  readonly message: string;
  /** what the service would answer, where the service would see this at all */
  readonly status?: number;
  readonly code?: string;
  /** where in the value, if that is a text of several lines with a language of its own; 1-based */
  readonly within?: { readonly line: number; readonly column: number };
  /** rule numbers behind the refusal */
  readonly rules?: readonly string[];
}

/** The outcome of validating one value: the compiled value, or everything that is wrong with it. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Issue[] }
  | { readonly ok: false; readonly issues: readonly Issue[]; readonly warnings: readonly Issue[] };
