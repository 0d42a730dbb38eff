/**
 * A redis server of a test's own: on a free port of this machine, with nothing on disk, gone with the test. Where none is installed the
 * tests are left out with a line that says so, or fail if BATCHLAB_REQUIRE names redis.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

const isRequired = (process.env.BATCHLAB_REQUIRE ?? '').split(',').includes('redis');
const isThere = spawnSync('redis-server', ['--version']).status === 0;
/** For `describe.skipIf`. */
export const WITHOUT_REDIS = !isThere && !isRequired;
if (WITHOUT_REDIS) console.log('tests with redis are left out: install Debian\'s "redis-server" to run them');

/** Another program may take the port that was found before the server does. */
const ATTEMPTS = 5;

export class RedisServer {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(port: number, child: ChildProcess) {
    this.port = port;
    this.#child = child;
  }

  /** `redis://127.0.0.1:PORT` */
  get address(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  static async start(): Promise<RedisServer> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const port = await freePort();
      const child = await startOn(port);
      if (child !== null) return new RedisServer(port, child);
    }
    throw new Error('redis-server does not start');
  }

  /** The same address again, and nothing in it. */
  async restart(): Promise<RedisServer> {
    await this.stop();
    const child = await startOn(this.port);
    if (child === null) throw new Error('redis-server does not start again');
    return new RedisServer(this.port, child);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}

/** null: it ended instead of being ready. */
async function startOn(port: number): Promise<ChildProcess | null> {
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', '/tmp'];
  const child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise<null>((resolve) => {
    child.once('exit', () => resolve(null));
    child.once('error', () => resolve(null));
  });
  const ready = new Promise<ChildProcess>((resolve) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('Ready to accept connections')) resolve(child);
    });
  });
  return Promise.race([ended, ready]);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
