/** Text inside HTML and SVG: nothing that a scenario contains can become markup. */
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]).replace(FORBIDDEN, '\ufffd');
}
/** control characters but white space: HTML does not allow them at all */
const FORBIDDEN = /(?![\t\n\r])\p{Cc}/gu;

export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
  /** of the cells' values, where their text says it in words; a copy of the table has it in its heading */
  readonly unit?: string;
}

/** A text, or a number with the words for it: a table is sorted by the number and copied with it. */
export type CellText = string | { readonly text: string; readonly value: number | null };

export interface TableOptions {
  /** the script makes its rows sortable, lets them be filtered and copied */
  readonly isTool?: boolean;
}

/** A table with a caption and a heading; the first cell of a row names it. Cells are text, not markup. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly CellText[])[],
  { isTool = false }: TableOptions = {},
): string {
  const kind = (index: number) => (columns[index]?.isNumber ? ' class="n"' : '');
  const head = columns.map(({ title, unit }, index) => {
    const data = unit === undefined ? '' : ` data-unit="${escapeHtml(unit)}"`;
    return `<th scope="col"${kind(index)}${data}>${escapeHtml(title)}</th>`;
  });
  const body = rows.map((cells) => {
    const rest = cells.slice(1).map((cell, index) => `<td${kind(index + 1)}${content(cell)}</td>`);
    return `<tr><th scope="row"${kind(0)}${content(cells[0])}</th>${rest.join('')}</tr>`;
  });
  const tool = isTool ? ' data-tool' : '';
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(caption)}"><table${tool}><caption>${escapeHtml(caption)}</caption><thead><tr>${head.join('')}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}

/** The rest of a cell's start tag, and its text. */
function content(cell: CellText): string {
  if (typeof cell === 'string') return `>${escapeHtml(cell)}`;
  return `${cell.value === null ? '' : ` data-value="${cell.value}"`}>${escapeHtml(cell.text)}`;
}

export function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
}
