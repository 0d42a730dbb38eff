/**
 * A complaint with its place in a file, and how it is shown.
 *
 * Knows text, lines and columns; knows nothing of what the file means.
 */
export interface Located {
  readonly file: string;
  /** 1-based */
  readonly line: number;
  /** 1-based, in UTF-16 code units */
  readonly column: number;
  readonly severity: 'error' | 'warning';
  /** one sentence; ends with `(400 InvalidPropertyValue)` where the service would answer so */
  readonly message: string;
  /** the lines around the place with a marker under it; empty where there is no text to show */
  readonly frame: string;
}

/** A stretch of a text, in UTF-16 code units from its beginning; `end` is not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** `FILE:LINE:COL: error: MESSAGE`, and the code frame below it. */
export function formatLocated(located: Located): string {
  const { file, line, column, severity, message, frame } = located;
  const head = `${file}:${line}:${column}: ${severity}: ${message}`.replace(CONTROL, ' ');
  return frame === '' ? head : `${head}\n${frame}`;
}

/** The beginnings of all lines, for {@link locateSpan}. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The complaint about one stretch of a text. */
export function locateSpan(
  text: string,
  starts: readonly number[],
  span: Span,
  complaint: { readonly file: string; readonly severity: Located['severity']; readonly message: string },
): Located {
  const start = Math.max(0, Math.min(span.start, text.length));
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= start) low = middle;
    else high = middle - 1;
  }
  const column = start - starts[low]! + 1;
  const frame = codeFrame(text, starts, low, column, Math.max(1, span.end - start));
  return { ...complaint, message: clipped(complaint.message), line: low + 1, column, frame };
}

/** A message may quote what the file holds, and that may be anything. */
const LONGEST_MESSAGE = 1000;

function clipped(message: string): string {
  if (message.length <= LONGEST_MESSAGE) return message;
  const half = LONGEST_MESSAGE / 2;
  return `${message.slice(0, half)} … ${message.slice(-half)}`;
}

/** Wider lines are shown as a window around the place. */
const FRAME_WIDTH = 120;

/** The line with its neighbours and a row of carets under the place. `line` is 0-based, `column` 1-based. */
function codeFrame(text: string, starts: readonly number[], line: number, column: number, length: number): string {
  const endOf = (index: number) => {
    const end = index + 1 < starts.length ? starts[index + 1]! - 1 : text.length;
    return end > starts[index]! && text[end - 1] === '\r' ? end - 1 : end;
  };
  const window = endOf(line) - starts[line]! > FRAME_WIDTH ? Math.max(0, column - 1 - FRAME_WIDTH / 2) : 0;
  // cut first: a line may be as long as the file, and shown as often as something is wrong in it
  const textOf = (index: number) => {
    const start = Math.min(starts[index]! + window, endOf(index));
    return text.slice(start, Math.min(start + FRAME_WIDTH, endOf(index))).replace(CONTROL, ' ');
  };
  const width = String(Math.min(line + 2, starts.length)).length;
  const rows: string[] = [];
  for (let index = Math.max(0, line - 1); index <= Math.min(starts.length - 1, line + 1); index += 1) {
    const here = index === line;
    const shown = textOf(index);
    rows.push(`${here ? '>' : ' '} ${String(index + 1).padStart(width)} | ${shown}`.trimEnd());
    if (here) {
      const offset = column - 1 - window;
      const carets = '^'.repeat(Math.max(1, Math.min(length, shown.length - offset)));
      rows.push(`  ${' '.repeat(width)} | ${' '.repeat(offset)}${carets}`);
    }
  }
  return rows.join('\n');
}

/** Control characters would garble a terminal (and could drive it). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;
