/** The text of the log of a hand-made run, and reading it back. */
import { readLog } from '../../src/trace/reader.ts';
import type { Directory, TransitionSink } from '../../src/trace/vocabulary.ts';
import { NdjsonFormatter } from '../../src/trace/writer.ts';
import type { Stream } from './stream.ts';

export function chunksOf(stream: Stream): string[] {
  const chunks: string[] = [];
  stream.play(new NdjsonFormatter(stream, (text) => chunks.push(text))).end();
  return chunks;
}
export function textOf(stream: Stream): string {
  return chunksOf(stream).join('');
}
/** The last line, or the one counted from the end. */
export function lineOf(stream: Stream, fromEnd = 1): string {
  return textOf(stream).trimEnd().split('\n').at(-fromEnd) ?? '';
}

/** Writes the log and reads it into a new sink. */
export function throughText<S extends TransitionSink>(stream: Stream, makeSink: (directory: Directory) => S): S {
  return readLog('events.ndjson', [textOf(stream)], makeSink);
}

/** A sink that writes down again what it hears. */
export function echo(directory: Directory, chunks: string[]): NdjsonFormatter {
  return new NdjsonFormatter(directory, (text) => chunks.push(text));
}
