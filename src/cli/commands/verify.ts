/** `batchlab verify`: what queueing theory says beside what simulations show. Writes no files. */
import pc from 'picocolors';
import type { Estimate } from '../../verify/estimate.ts';
import { defaultPlan, longPlan } from '../../verify/plan.ts';
import { type Row, type Step, type Verification, verify } from '../../verify/verify.ts';
import { EXIT, type ExitStatus, Refusal } from '../exit.ts';
import { Interruption } from '../interruption.ts';
import { say } from '../terminal.ts';

export interface VerifyOptions {
  readonly long?: boolean;
  /** how many, from seed 1 on */
  readonly seeds: number;
  /** a part of the titles of the experiments to make */
  readonly only?: string;
  readonly json?: boolean;
}

export async function verifyCommand({ long, seeds, only, json }: VerifyOptions): Promise<ExitStatus> {
  const plan = [...defaultPlan(), ...(long ? longPlan() : [])];
  const experiments = only === undefined ? plan : plan.filter(({ title }) => title.includes(only));
  if (experiments.length === 0)
    throw new Refusal(`error: no experiment has '${only}' in its title${long ? '' : ' (with --long there are more)'}`);
  const interruption = new Interruption();
  const steps = verify(
    experiments,
    Array.from({ length: seeds }, (_, place) => String(place + 1)),
  );
  let step = steps.next();
  while (!step.done) {
    showProgress(step.value);
    await interruption.breathe();
    step = steps.next();
  }
  showProgress(null);
  interruption.end();
  say(json ? JSON.stringify(step.value, null, 2) : verificationText(step.value));
  return step.value.passed ? EXIT.done : EXIT.expectationFailed;
}

/** On a terminal only; null takes it away. */
function showProgress(step: Step | null): void {
  if (!process.stderr.isTTY) return;
  const text =
    step === null ? '' : `${step.experiment}, seed ${step.seed} (${step.tasks.toLocaleString('en-US')} tasks)`;
  process.stderr.write(`\r\x1b[K${text}`);
}

const VERDICTS: Readonly<Record<Row['verdict'], string>> = {
  pass: pc.green('pass'),
  outside: pc.red('FAILED: outside of the interval'),
  imprecise: pc.red('FAILED: the interval is too wide'),
};

export function verificationText({ seeds, rows, confidence, runs, tasks, passed }: Verification): string {
  const widths = [Math.max(...rows.map(({ quantity }) => quantity.length)) + 4, 9, ...seeds.map(() => 15)];
  const line = (cells: readonly string[]) =>
    cells.map((cell, place) => (place === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[place] ?? 0))).join('');
  const lines = [pc.bold(line(['', 'exact', ...seeds.map((seed) => `seed ${seed}`)]))];
  for (const [place, row] of rows.entries()) {
    if (row.experiment !== rows[place - 1]?.experiment) lines.push(row.experiment);
    const cells = [`  ${row.quantity}`, figure(row.exact), ...row.measured.map((each) => measured(row.exact, each))];
    lines.push(`${line(cells)}  ${VERDICTS[row.verdict]}`);
  }
  const failed = rows.filter(({ verdict }) => verdict !== 'pass').length;
  const work = `${runs} runs with ${tasks.toLocaleString('en-US')} tasks`;
  const level = `each interval holds with a confidence of ${Number((100 * confidence).toFixed(5))} %`;
  const verdict = passed ? 'theory and simulation agree' : `${failed} of ${rows.length} rows FAILED`;
  return [...lines, '', `${work}; ${level}: ${passed ? pc.green(verdict) : pc.red(verdict)}`].join('\n');
}

function measured(exact: number, { mean, halfWidth }: Estimate): string {
  return halfWidth === 0 ? figure(mean) : `${figure(mean)} ±${((100 * halfWidth) / exact).toFixed(1)}%`;
}

function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}
