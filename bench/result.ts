/** What a benchmark found: printed for whoever runs it by itself, and left in a file for run.ts, which judges it. */
import { appendFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

export interface Result {
  /** names it among all results, its size with it: `load csv, 1000000 rows` */
  readonly what: string;
  /** how much of what for one of what: 812 `ns a row` */
  readonly value: number;
  readonly unit: string;
  /** to the baseline that was measured by turns with it, and what that is */
  readonly ratio?: number;
  readonly baseline?: string;
  /** the largest ratio that is allowed */
  readonly limit?: number;
  /** of what came out: another one means that something else was measured than before */
  readonly hash?: string;
}

/** Where results go if run.ts asks for them. */
export const RESULTS = 'BATCHLAB_BENCH_RESULTS';

export function tell(results: readonly Result[]): void {
  for (const result of results) {
    console.log(line(result));
    const file = process.env[RESULTS];
    if (file !== undefined) appendFileSync(file, `${JSON.stringify(result)}\n`);
  }
}

/** Whether a module is the program itself and not imported by another. */
export function isProgram(module: { readonly url: string }): boolean {
  return module.url === pathToFileURL(process.argv[1] ?? '').href;
}

function line({ what, value, unit, ratio, baseline, limit, hash }: Result): string {
  const compared = ratio === undefined ? '' : `× ${ratio.toFixed(2)} ${baseline ?? ''}`;
  const bound = limit === undefined ? '' : ` (at most ${limit})`;
  const amount = value.toFixed(value < 10 ? 2 : 0);
  return `${what.padEnd(46)} ${amount.padStart(9)} ${unit.padEnd(13)} ${`${compared}${bound}`.padEnd(40)} ${hash ?? ''}`.trimEnd();
}
