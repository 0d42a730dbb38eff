/** Something that a run must never do. `kind` says which check found it: a smaller scenario must fail in the same way. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: string;
  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}
