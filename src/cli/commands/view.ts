/** `batchlab view`: hands out the folder of a run to a browser of this machine, until it is interrupted. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { EXIT, type ExitStatus, Refusal } from '../exit.ts';
import { folderServer } from '../folder-server.ts';
import { Interruption } from '../interruption.ts';
import { settleExchange } from '../output-folder.ts';
import { complain, say } from '../terminal.ts';
import { refuseWithoutLog } from './report.ts';

export interface ViewOptions {
  /** 0: any that is free */
  readonly port: number;
  readonly open: boolean;
}

export async function viewCommand(directory: string, options: ViewOptions): Promise<ExitStatus> {
  settleExchange(directory);
  refuseWithoutLog(directory, join(directory, 'events.ndjson'));
  if (!existsSync(join(directory, 'report.html')))
    throw new Refusal(`error: ${directory}: the folder has no report.html; batchlab report ${directory} makes it`);
  const interruption = new Interruption();
  const server = createAdaptorServer({ fetch: folderServer(directory, () => port).fetch });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening').catch((error) => refusePort(options.port, error));
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}/#viewer`;
  say(address);
  if (process.stdout.isTTY) complain('Ctrl-C ends this.');
  if (options.open && process.stdout.isTTY) openBrowser(address);
  await new Promise((resolve) => interruption.signal.addEventListener('abort', resolve, { once: true }));
  interruption.end();
  server.close();
  if ('closeAllConnections' in server) server.closeAllConnections();
  return EXIT.interrupted;
}

function refusePort(port: number, error: NodeJS.ErrnoException): never {
  if (error.code === 'EADDRINUSE')
    throw new Refusal(`error: --port ${port}: the port is in use; without --port any free one is taken`);
  if (error.code === 'EACCES')
    throw new Refusal(`error: --port ${port}: the port may not be used; choose one above 1023`);
  throw error;
}

/** With the desktop's own opener, if there is one; the address stands on the terminal in any case. */
function openBrowser(address: string): void {
  const opener = OPENERS[process.platform];
  const isDesktop =
    process.platform !== 'linux' || process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined;
  if (opener === undefined || !isDesktop) return;
  const [command, ...args] = opener;
  const child = spawn(command, [...args, address], { detached: true, stdio: 'ignore' });
  child.on('error', () => {}); // no opener is installed: the address is enough
  child.unref();
}

const OPENERS: Readonly<Record<string, readonly string[]>> = {
  linux: ['xdg-open'],
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};
