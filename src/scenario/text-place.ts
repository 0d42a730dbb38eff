/** A place inside a text that stands as a value in a file: line and column of the text become a stretch of the file. */
import type { Span } from './located.ts';

/** 1-based, within the text */
export interface PlaceInText {
  readonly line: number;
  readonly column: number;
}

/**
 * The stretch of one character, or null where the file does not show the text line by line: folded blocks, and quoted texts of several
 * lines. `value` is the stretch of the value in `file`, of a block with its header.
 */
export function placeInValue(file: string, value: Span, place: PlaceInText): Span | null {
  const head = file[value.start];
  if (head === '|') return placeInBlock(file, value, place);
  if (head === '>' || place.line > 1) return null;
  const start = value.start + (head === '"' || head === "'" ? 1 : 0) + place.column - 1;
  return start < value.end ? { start, end: start + 1 } : null;
}

function placeInBlock(file: string, value: Span, place: PlaceInText): Span | null {
  let line = file.indexOf('\n', value.start) + 1;
  if (line === 0) return null;
  const indent = indentOf(file, line, value.end);
  for (let skipped = 1; skipped < place.line; skipped++) {
    line = file.indexOf('\n', line) + 1;
    if (line === 0 || line > value.end) return null;
  }
  const start = line + indent + place.column - 1;
  return start < file.length ? { start, end: start + 1 } : null;
}

/** The indentation of a block is that of its first line that is not empty. */
function indentOf(file: string, from: number, end: number): number {
  const first = /^(?:[ ]*\r?\n)*([ ]*)/.exec(file.slice(from, end));
  return first === null ? 0 : first[1].length;
}

/** The stretch of a place in a whole text. */
export function placeInFile(text: string, place: PlaceInText): Span {
  let line = 0;
  for (let skipped = 1; skipped < place.line; skipped++) line = text.indexOf('\n', line) + 1;
  return { start: line + place.column - 1, end: line + place.column };
}
