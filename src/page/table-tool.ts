/**
 * Makes the tables of a page useful: rows sort by a click on a heading, a field leaves only the rows with a text, and a button copies
 * what is shown as CSV. Works on the tables as they stand in the page (`table[data-tool]`), so without scripts they are tables still.
 */
import { csvRow } from '../metrics/csv.ts';

/** tables with fewer rows get no field */
const ROWS_TO_FILTER = 6;

export function startTables(root: ParentNode): void {
  for (const table of root.querySelectorAll<HTMLTableElement>('table[data-tool]')) {
    delete table.dataset.tool;
    addTool(table);
  }
}

function addTool(table: HTMLTableElement): void {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const bar = document.createElement('div');
  bar.className = 'tool screen-only';
  const said = document.createElement('span');
  said.setAttribute('role', 'status');
  if (rows.length >= ROWS_TO_FILTER) bar.append(filterField(rows, said));
  bar.append(copyButton(table, said), said);
  (table.closest('.scroll') ?? table).before(bar);
  for (const [column, heading] of [...(table.tHead?.rows[0].cells ?? [])].entries())
    makeSortable(table, heading, column);
}

function filterField(rows: readonly HTMLTableRowElement[], said: HTMLElement): HTMLElement {
  const label = document.createElement('label');
  const input = document.createElement('input');
  input.type = 'search';
  input.size = 18;
  label.append('Filter ', input);
  const texts = rows.map((row) => (row.textContent ?? '').toLowerCase());
  input.addEventListener('input', () => {
    const wanted = input.value.trim().toLowerCase();
    let shown = 0;
    for (const [place, row] of rows.entries()) {
      row.hidden = !texts[place].includes(wanted);
      if (!row.hidden) shown++;
    }
    said.textContent = wanted === '' ? '' : `${shown} of ${rows.length} rows`;
  });
  return label;
}

function copyButton(table: HTMLTableElement, said: HTMLElement): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy as CSV';
  button.setAttribute('aria-label', `Copy as CSV: ${table.caption?.textContent ?? 'the table'}`);
  button.addEventListener('click', async () => {
    const count = [...table.tBodies[0].rows].filter((row) => !row.hidden).length;
    said.textContent = (await copy(csvOf(table))) ? `${count} rows copied` : 'the browser did not let the page copy';
  });
  return button;
}

/** The rows that are shown, in the order in which they are shown; numbers as they are, not in words. */
export function csvOf(table: HTMLTableElement): string {
  const headings = [...(table.tHead?.rows[0].cells ?? [])].map((heading) => {
    const text = (heading.textContent ?? '').trim();
    return heading.dataset.unit === undefined ? text : `${text} (${heading.dataset.unit})`;
  });
  const rows = [...table.tBodies[0].rows].filter((row) => !row.hidden);
  const cells = rows.map((row) =>
    [...row.cells].map((cell) =>
      cell.dataset.value === undefined ? (cell.textContent ?? '').trim() : Number(cell.dataset.value),
    ),
  );
  return [headings, ...cells].map(csvRow).join('');
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Where the page has no clipboard of its own, as on some pages from disk. */
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'unseen';
  document.body.append(area);
  area.select();
  try {
    return document.execCommand('copy');
  } finally {
    area.remove();
  }
}

function makeSortable(table: HTMLTableElement, heading: HTMLTableCellElement, column: number): void {
  if ((heading.textContent ?? '').trim() === '') return;
  const button = document.createElement('button');
  button.type = 'button';
  button.append(...heading.childNodes);
  heading.append(button);
  heading.classList.add('sortable');
  button.addEventListener('click', () => {
    const isUp = heading.getAttribute('aria-sort') !== 'ascending';
    for (const other of table.tHead?.rows[0].cells ?? []) other.removeAttribute('aria-sort');
    heading.setAttribute('aria-sort', isUp ? 'ascending' : 'descending');
    sort(table.tBodies[0], column, isUp ? 1 : -1);
  });
}

/** Numbers by value, texts by the numbers in them too; what has no value comes last either way. */
function sort(body: HTMLTableSectionElement, column: number, direction: 1 | -1): void {
  const order = new Intl.Collator('en', { numeric: true });
  const keys = [...body.rows].map((row) => {
    const cell = row.cells[column];
    const text = (cell.textContent ?? '').trim();
    const value = cell.dataset.value === undefined ? null : Number(cell.dataset.value);
    return { row, text, value, isNone: value === null && (text === '–' || text === '') };
  });
  keys.sort((a, b) => {
    if (a.isNone !== b.isNone) return a.isNone ? 1 : -1;
    const difference = a.value !== null && b.value !== null ? a.value - b.value : order.compare(a.text, b.text);
    return direction * difference;
  });
  body.append(...keys.map(({ row }) => row));
}
