/** A file that is written from front to back in large pieces, and hashed on the way if wanted: for logs of millions of lines. */
import type { Hash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { isSystemError } from './failure.ts';

const CHUNK = 64 * 1024;

export class ChunkFile {
  private readonly path: string;
  private readonly handle: number;
  private readonly hashes: Hash[] = [];
  private pending = '';

  constructor(path: string) {
    this.path = path;
    this.handle = openSync(path, 'w');
  }

  /** From here on, what is written goes into `hash` too. */
  hashInto(hash: Hash): void {
    this.flush();
    this.hashes.push(hash);
  }

  write(text: string): void {
    this.pending += text;
    if (this.pending.length >= CHUNK) this.flush();
  }

  /** Writes the rest; before this the hashes are not complete. */
  close(): void {
    try {
      this.flush();
    } finally {
      closeSync(this.handle);
    }
  }

  private flush(): void {
    if (this.pending === '') return;
    const bytes = Buffer.from(this.pending, 'utf8');
    this.pending = '';
    for (const hash of this.hashes) hash.update(bytes);
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.handle, bytes, written);
    } catch (error) {
      if (isSystemError(error)) error.path ??= this.path;
      throw error;
    }
  }
}
