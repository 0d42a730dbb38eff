/** Cells and rows of CSV (RFC 4180); lines end in a line feed, an absent value is an empty cell. */
export type Cell = string | number | boolean | null;

/** What a spreadsheet would take for a formula gets an apostrophe in front. */
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line, with its end. */
export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(cell).join(',')}\n`;
}
