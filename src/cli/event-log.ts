/** Writes events.ndjson and hashes it on the way, as a whole and without its first line. */
import { createHash } from 'node:crypto';
import type { LogHashes } from '../metrics/summarize.ts';
import { ChunkFile } from './chunk-file.ts';

export class EventLog {
  private readonly file: ChunkFile;
  private readonly whole = createHash('sha256');
  private readonly transitions = createHash('sha256');
  private isFirst = true;

  constructor(path: string) {
    this.file = new ChunkFile(path);
    this.file.hashInto(this.whole);
  }

  /** Text in chunks of whole lines; the first line comes alone. */
  append(text: string): void {
    this.file.write(text);
    if (this.isFirst) this.file.hashInto(this.transitions);
    this.isFirst = false;
  }

  close(): LogHashes {
    this.file.close();
    return { eventsSha256: this.whole.digest('hex'), transitionsSha256: this.transitions.digest('hex') };
  }
}
