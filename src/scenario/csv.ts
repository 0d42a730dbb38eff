/** CSV as RFC 4180 has it: commas, double quotes, either line end. A semicolon or tab separates where the header line has no comma. */
import type { Span } from './located.ts';

export interface CsvRecord {
  readonly fields: readonly string[];
  readonly fieldSpans: readonly Span[];
  readonly span: Span;
  /** why the record cannot be read; nothing follows it */
  readonly fault: string | null;
}

/** The records of a text one after the other, empty lines left out. */
export function* readCsv(text: string): Generator<CsvRecord, void> {
  const separator = separatorOf(text);
  let at = 0;
  while (at < text.length) {
    const start = at;
    const fields: string[] = [];
    const fieldSpans: Span[] = [];
    for (;;) {
      const field = readField(text, at, separator);
      if (field === null) {
        yield {
          fields,
          fieldSpans,
          span: { start: at, end: at + 1 },
          fault: 'a quotation mark is not closed, or something follows a closed one',
        };
        return;
      }
      fields.push(field.value);
      fieldSpans.push({ start: at, end: field.end });
      at = field.end + 1;
      if (text[field.end] !== separator) break;
    }
    const end = at - 1;
    if (text[end] === '\r' && text[end + 1] === '\n') at += 1;
    if (fields.length > 1 || fields[0]!.trim() !== '') yield { fields, fieldSpans, span: { start, end }, fault: null };
  }
}

function separatorOf(text: string): string {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  return header.includes(',') ? ',' : header.includes(';') ? ';' : header.includes('\t') ? '\t' : ',';
}

/** The field that begins at `start` and the place of the separator, line end or end of text behind it. */
function readField(
  text: string,
  start: number,
  separator: string,
): { readonly value: string; readonly end: number } | null {
  if (text[start] !== '"') {
    let end = start;
    while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1;
    return { value: text.slice(start, end), end };
  }
  let value = '';
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return null;
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') {
      const end = quote + 1;
      const closed = end >= text.length || text[end] === separator || text[end] === '\n' || text[end] === '\r';
      return closed ? { value, end } : null;
    }
    value += '"';
    at = quote + 2;
  }
}
