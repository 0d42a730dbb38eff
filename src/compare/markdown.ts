/** A comparison as Markdown, for a comment on a pull request. Nothing that a scenario contains becomes markup, a link or a mention. */
import type { Comparison, MetricComparison, SideHead } from './comparison.ts';
import { differenceText, inputTitle, logSentences, patchText, plain, valueText } from './figures.ts';
import { isWorthALine } from './outcome.ts';

/** rows of a table; comments have an end */
const ROWS = 60;
/** figures above the fold */
const MAIN = 12;

export function renderMarkdown(comparison: Comparison): string {
  const { a, b, input, outcome, tolerances } = comparison;
  const broken = tolerances.filter(({ failure }) => failure !== null);
  const verdict =
    tolerances.length === 0
      ? []
      : broken.length === 0
        ? [
            tolerances.length === 1 ? '✅ The tolerance is kept.' : `✅ All ${tolerances.length} tolerances are kept.`,
            '',
          ]
        : [
            `❌ ${broken.length} of ${tolerances.length} tolerances ${broken.length === 1 ? 'is' : 'are'} broken:`,
            '',
            ...broken.map(({ tolerance, failure }) => `- ${code(tolerance)}: ${escaped(failure ?? '')}`),
            '',
          ];
  const differing = outcome.filter(({ isSame }) => !isSame).length;
  const worth = outcome.filter(isWorthALine);
  const [main, more] = [worth.slice(0, MAIN), worth.slice(MAIN, ROWS)];
  const hidden = outcome.length - main.length - more.length;
  const inputs = input.differences.slice(0, ROWS);
  const lines = [
    `### batchlab: ${escaped(a.scenario)}${a.scenario === b.scenario ? '' : ` against ${escaped(b.scenario)}`}`,
    '',
    ...verdict,
    `A is ${headText(a)}, B is ${headText(b)}.`,
    '',
    ...(differing === 0 ? ['Every figure of the outcome is the same.', ''] : figures(main)),
    ...(more.length === 0 || differing === 0
      ? []
      : folded(`${more.length + hidden} more figures`, [
          ...figures(more),
          ...(hidden > 0 ? [`and ${hidden} more`, ''] : []),
        ])),
    ...folded(inputTitle(comparison), [
      ...inputs.map((patch) => `- ${code(patchText(patch))}`),
      ...(inputs.length < input.differences.length + input.omitted ? ['- …'] : []),
      '',
    ]),
    ...folded('Where they part', [...logSentences(comparison).map((sentence) => `- ${escaped(sentence.trim())}`), '']),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function headText({ name, kind, seed, version }: SideHead): string {
  return `the ${kind} ${code(name)} (seed ${code(seed)}, batchlab ${escaped(version)})`;
}

function figures(rows: readonly MetricComparison[]): string[] {
  const cells = rows.map((row) => [
    code(row.metric),
    code(valueText(row.a)),
    code(valueText(row.b)),
    differenceText(row),
  ]);
  return [
    '| | A | B | difference |',
    '|---|--:|--:|--:|',
    ...cells.map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
    '',
  ];
}

function folded(title: string, content: readonly string[]): string[] {
  return [`<details><summary>${escaped(title)}</summary>`, '', ...content, '</details>', ''];
}

/** Inside a code span nothing is markup but the run of backticks that ends it. */
function code(text: string): string {
  const value = plain(text);
  const longest = Math.max(0, ...(value.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const room = longest > 0 ? ' ' : '';
  return `${fence}${room}${value}${room}${fence}`;
}

function escaped(text: string): string {
  return plain(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]#|~!]/g, '\\$&')
    .replaceAll('@', '@\u200b')
    .replace(/:\/\//g, ':\u200b//');
}
