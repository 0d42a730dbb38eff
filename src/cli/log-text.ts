/** The text of a log on disk, piece by piece. */
import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const CHUNK = 256 * 1024;

/** `onBytes` hears the bytes of each piece before its text is given out; it keeps nothing of them. */
export function* logText(path: string, onBytes?: (bytes: Buffer) => void): Generator<string> {
  const handle = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(CHUNK);
    const decoder = new StringDecoder('utf8');
    for (let length = readSync(handle, buffer); length > 0; length = readSync(handle, buffer)) {
      const bytes = buffer.subarray(0, length);
      onBytes?.(bytes);
      yield decoder.write(bytes);
    }
    yield decoder.end();
  } finally {
    closeSync(handle);
  }
}
