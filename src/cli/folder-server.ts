/**
 * Hands out the files of a run to browsers of this machine: those that a run writes, under their own names, to whoever asks for them
 * by an address of this machine. Nothing else in the folder or around it can be asked for, and nothing can be written.
 */
import { createReadStream, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Hono } from 'hono';
import { RUN_FILES, TRACE_FILES } from './output-folder.ts';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
};
const FILES: ReadonlySet<string> = new Set([...RUN_FILES, ...Object.values(TRACE_FILES)]);
const PAGE = 'report.html';

/** `port`: where the server listens, once it does. */
export function folderServer(directory: string, port: () => number): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    // a page from elsewhere can make a name of its own point here; it must not read along
    if (!isOwnHost(context.req.header('host'), port()))
      return context.text('This is not the address of this server.\n', 403);
    await next();
    context.header('Cache-Control', 'no-store');
    context.header('Cross-Origin-Resource-Policy', 'same-origin');
    context.header('Referrer-Policy', 'no-referrer');
    context.header('X-Content-Type-Options', 'nosniff');
    context.header('X-Frame-Options', 'DENY');
  });
  app.get('*', (context) => {
    const name = context.req.path === '/' ? PAGE : context.req.path.slice(1);
    const size = FILES.has(name) ? sizeOf(join(directory, name)) : null;
    if (size === null) return context.text('There is no such file of the run.\n', 404);
    context.header('Content-Type', TYPES[name.slice(name.lastIndexOf('.') + 1)]);
    context.header('Content-Length', String(size));
    return context.body(size === 0 ? '' : webStream(join(directory, name), size));
  });
  app.all('*', (context) => context.text('Files of a run can only be read.\n', 405, { Allow: 'GET, HEAD' }));
  return app;
}

function isOwnHost(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

/** Of a regular file; a link may lead out of the folder. */
function sizeOf(path: string): number | null {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? stats.size : null;
}

/** As many bytes as were promised, should the file grow. */
function webStream(path: string, size: number): ReadableStream<Uint8Array> {
  return Readable.toWeb(createReadStream(path, { end: size - 1 })) as ReadableStream<Uint8Array>;
}
