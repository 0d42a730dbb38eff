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
}

/** A table with a caption and a heading; the first cell of a row names it. Cells are text, not markup. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const kind = (index: number) => (columns[index].isNumber ? ' class="n"' : '');
  const head = columns.map(({ title }, index) => `<th scope="col"${kind(index)}>${escapeHtml(title)}</th>`).join('');
  const body = rows.map((cells) => {
    const rest = cells.slice(1).map((cell, index) => `<td${kind(index + 1)}>${escapeHtml(cell)}</td>`);
    return `<tr><th scope="row">${escapeHtml(cells[0])}</th>${rest.join('')}</tr>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(caption)}"><table><caption>${escapeHtml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}

export function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
}
