/** A log that cannot be read: where and why. */
export class LogError extends Error {
  override readonly name = 'LogError';
  readonly file: string;
  /** from 1 */
  readonly line: number;
  readonly problem: string;

  constructor(file: string, line: number, problem: string) {
    super(`${file}:${line}: error: ${problem}`);
    this.file = file;
    this.line = line;
    this.problem = problem;
  }
}

/** What is wrong with one line; the reader knows which. */
export class LineProblem extends Error {
  override readonly name = 'LineProblem';
}

/** Refuses the line. */
export function refuse(problem: string): never {
  throw new LineProblem(problem);
}
