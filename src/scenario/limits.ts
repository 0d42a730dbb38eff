/** Bounds on what a scenario or a study may ask for, so that a slip of the pen does not fill the memory. Each can be raised by its name. */
export interface Limits {
  /** characters of a scenario or body file */
  readonly fileSize: number;
  /** characters of a task file (CSV or NDJSON) */
  readonly taskFileSize: number;
  /** levels of lists and mappings in a file */
  readonly depth: number;
  /** values of a file, aliases counted as often as they are used */
  readonly values: number;
  /** tasks of all entries together */
  readonly tasks: number;
  /** jobs of all entries together */
  readonly jobs: number;
  /** target nodes of all pools together */
  readonly nodes: number;
  /** variants of a study */
  readonly variants: number;
  /** replications of a variant of a study */
  readonly replications: number;
}

export const LIMITS: Limits = {
  fileSize: 20_000_000,
  taskFileSize: 500_000_000,
  depth: 100,
  values: 200_000,
  tasks: 20_000_000,
  jobs: 1_000_000,
  nodes: 1_000_000,
  variants: 10_000,
  replications: 100_000,
};

/** The sentence that refuses something beyond a limit. */
export function beyond(what: string, limit: keyof Limits, value: number): string {
  return `${what}, more than the limit of ${value.toLocaleString('en-US')} (raise the limit "${limit}" if this is meant)`;
}
