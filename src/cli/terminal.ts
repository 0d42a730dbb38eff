/** Standard output for results, standard error for everything else. A reader that went away (`batchlab … | head`) is no error. */

/** To be called once, before anything is written. */
export function forgiveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

/** A result. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** An error, a warning or a remark. */
export function complain(text: string): void {
  if (text !== '') process.stderr.write(`${text}\n`);
}
