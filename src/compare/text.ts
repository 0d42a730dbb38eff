/** A comparison for a terminal. */
import type { Comparison, SideHead } from './comparison.ts';
import { differenceText, inputTitle, logSentences, patchText, plain, valueText } from './figures.ts';
import { isWorthALine } from './outcome.ts';

/** so many differences are told of the input, and figures of the outcome */
const INPUTS = 30;
const FIGURES = 30;

export function renderComparison(comparison: Comparison): string {
  const { a, b, input } = comparison;
  const inputs = input.differences.slice(0, INPUTS).map((patch) => `  ${patchText(patch)}`);
  const hidden = input.differences.length + input.omitted - inputs.length;
  const lines = [
    headText('A', a),
    headText('B', b),
    '',
    inputTitle(comparison),
    ...inputs,
    ...(hidden > 0 ? [`  and ${hidden} more in detail, see --json`] : []),
    '',
    ...outcome(comparison),
    '',
    'Where they part',
    ...logSentences(comparison).map((sentence) => `  ${plain(sentence)}`),
    ...tolerances(comparison),
  ];
  return `${lines.join('\n')}\n`;
}

const KINDS = { scenario: 'scenario', run: 'run', summary: 'summary' } as const;

function headText(which: string, { name, kind, scenario, seed, version }: SideHead): string {
  return plain(`${which}  ${name}  (${KINDS[kind]} of ${scenario}, seed ${seed}, batchlab ${version})`);
}

function outcome({ outcome: figures }: Comparison): string[] {
  const differing = figures.filter(({ isSame }) => !isSame).length;
  if (differing === 0) return ['Outcome: every figure is the same'];
  const shown = figures.filter(isWorthALine).slice(0, FIGURES);
  const rows = [
    ['', 'A', 'B', 'difference'],
    ...shown.map((row) => [plain(row.metric), valueText(row.a), valueText(row.b), differenceText(row)]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((cells) => cells[column].length)));
  const aligned = rows.map(([name, a, b, difference]) =>
    `  ${name.padEnd(widths[0])}  ${a.padStart(widths[1])}  ${b.padStart(widths[2])}  ${difference}`.trimEnd(),
  );
  const hidden = figures.length - shown.length; // parts of those
  return [
    `Outcome: ${differing} ${differing === 1 ? 'figure differs' : 'figures differ'}`,
    ...aligned,
    ...(hidden > 0 ? [`  and ${hidden} more in detail, see --json`] : []),
  ];
}

function tolerances({ tolerances: outcomes }: Comparison): string[] {
  if (outcomes.length === 0) return [];
  return [
    '',
    'Tolerances',
    ...outcomes.map(
      ({ tolerance, failure }) =>
        `  ${failure === null ? 'kept  ' : 'BROKEN'}  ${plain(tolerance)}${failure === null ? '' : `: ${failure}`}`,
    ),
  ];
}
