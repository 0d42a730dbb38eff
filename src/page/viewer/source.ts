/** Where the log comes from: out of the page, or, where a server hands out the folder, from beside it. */
import { NameBook } from '../../trace/name-book.ts';
import { LogReader } from '../../trace/reader.ts';
import { type PackedLog, unpackLog } from '../../viewer/packed-log.ts';
import { Recording } from '../../viewer/recording.ts';
import { embedded } from '../data.ts';

/** There is no log that the page could read; the message says what to do. */
export class NoLog extends Error {
  override readonly name = 'NoLog';
}

const FILE = 'events.ndjson';

/** Reads the log. `onProgress` hears the lines read so far. Throws a `NoLog`, or a `LogError` for a log that is not in order. */
export async function loadRecording(onProgress: (lines: number) => void): Promise<Recording> {
  const packed = embedded<PackedLog>('viewer-log');
  if (packed !== null) return recordingOf(unpackLog(packed));
  if (!location.protocol.startsWith('http'))
    throw new NoLog(
      'The log of this run is too long to stand in the page. To step through it, run “batchlab view” with the folder of this page.',
    );
  const response = await fetch(FILE).catch(() => null);
  if (response?.body == null || !response.ok)
    throw new NoLog(`The log of this run is too long to stand in the page, and there is no ${FILE} beside it.`);
  return readStream(response.body, onProgress);
}

function recordingOf(lines: Iterable<string>): Recording {
  const names = new NameBook();
  const recording = new Recording(names);
  const reader = new LogReader(FILE, names, recording);
  for (const line of lines) reader.push(line);
  reader.end();
  return recording;
}

/** Between pieces the page gets its turn; what is beyond the bound of a recording is not fetched. */
async function readStream(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onProgress: (lines: number) => void,
): Promise<Recording> {
  const names = new NameBook();
  const recording = new Recording(names);
  const reader = new LogReader(FILE, names, recording);
  const pieces = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) {
    reader.push(piece.value);
    if (recording.isPartial) {
      await pieces.cancel();
      return recording;
    }
    onProgress(recording.count);
  }
  reader.end();
  return recording;
}
