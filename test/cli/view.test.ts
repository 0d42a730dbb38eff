import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchlab, PROGRAM, smallScenario, temporaryFolder, writeScenario } from './helpers.ts';

const folder = temporaryFolder();
const run = join(folder, 'run');

interface Reply {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

describe('batchlab view', () => {
  let program: ChildProcess;
  let port = 0;
  let printed = '';

  beforeAll(async () => {
    const scenario = writeScenario(folder, 's.yaml', smallScenario());
    expect(batchlab(['run', scenario, '--out', run, '--quiet']).status).toBe(0);
    program = spawn(process.execPath, [PROGRAM, 'view', run], { stdio: ['ignore', 'pipe', 'pipe'] });
    program.stdout?.setEncoding('utf8');
    for await (const text of program.stdout ?? []) {
      printed += text;
      if (printed.includes('\n')) break;
    }
    port = Number(/:(\d+)\//.exec(printed)?.[1]);
  });
  afterAll(() => {
    program.kill('SIGKILL');
  });

  /** A path goes over the wire as it is written here. */
  async function ask(path: string, method = 'GET', host = `127.0.0.1:${port}`): Promise<Reply> {
    const asked = request({ host: '127.0.0.1', port, path, method, headers: { host } }).end();
    const [answer] = await once(asked, 'response');
    answer.setEncoding('utf8');
    let body = '';
    for await (const text of answer) body += text;
    return { status: answer.statusCode, headers: answer.headers, body };
  }

  it('prints the address of this machine where it hands out the report and the log', async () => {
    expect(printed).toBe(`http://127.0.0.1:${port}/#viewer\n`);
    const page = await ask('/');
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.body).toBe(readFileSync(join(run, 'report.html'), 'utf8'));
    expect((await ask('/events.ndjson', 'GET', `localhost:${port}`)).body).toBe(
      readFileSync(join(run, 'events.ndjson'), 'utf8'),
    );
    const head = await ask('/summary.json', 'HEAD');
    expect(head.status).toBe(200);
    expect(head.body).toBe('');
  });

  it.each([
    '/../s.yaml',
    '/%2e%2e/s.yaml',
    '/..%2fs.yaml',
    '/..%5cs.yaml',
    '/./%2e%2e%2f%2e%2e%2fetc/passwd',
    '//etc/passwd',
    '/.batchlab/exchange.json',
    '/secret.txt',
    '/summary.json/',
    '/summary.json%00.html',
    '/metrics.csv',
    '/%',
  ])('hands out nothing else: %s', async (path) => {
    writeFileSync(join(run, 'secret.txt'), 'secret');
    const { status, body } = await ask(path);
    expect([400, 404]).toContain(status);
    expect(body).not.toMatch(/secret|root:|pools:/);
  });

  it('follows no link out of the folder', async () => {
    symlinkSync(join(folder, 's.yaml'), join(run, 'metrics.csv'));
    expect((await ask('/metrics.csv')).status).toBe(404);
    rmSync(join(run, 'metrics.csv'));
    linkSync(join(run, 'summary.json'), join(run, 'metrics.csv'));
    expect((await ask('/metrics.csv')).status).toBe(200);
    rmSync(join(run, 'metrics.csv'));
  });

  it.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example'])(
    'answers nobody who comes by the name of another host: %s',
    async (host) => {
      for (const path of ['/', '/events.ndjson']) {
        const { status, body } = await ask(path, 'GET', host);
        expect([400, 403]).toContain(status);
        expect(body).not.toMatch(/entity|<html/);
      }
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('can only be read: %s', async (method) => {
    expect((await ask('/summary.json', method)).status).toBe(405);
  });

  it('lets no other page frame it, guess at its types or keep it', async () => {
    const { headers } = await ask('/');
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('refuses a port that is in use, in one line', () => {
    const { status, stderr } = batchlab(['view', run, '--port', String(port)]);
    expect(status).toBe(2);
    expect(stderr).toBe(`error: --port ${port}: the port is in use; without --port any free one is taken\n`);
  });

  it('refuses folders without a log or a page, and ports that are none', () => {
    expect(batchlab(['view', join(folder, 'none')])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/no such folder/),
    });
    const silent = join(folder, 'silent');
    batchlab(['run', join(folder, 's.yaml'), '--out', silent, '--no-events', '--quiet']);
    expect(batchlab(['view', silent])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/made with --no-events/),
    });
    const bare = join(folder, 'bare');
    batchlab(['run', join(folder, 's.yaml'), '--out', bare, '--quiet']);
    rmSync(join(bare, 'report.html'));
    expect(batchlab(['view', bare])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/batchlab report .* makes it/),
    });
    expect(batchlab(['view', run, '--port', '70000'])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/from 0 to 65535/),
    });
  });

  it('ends with 130 when it is interrupted, though a browser is still connected', async () => {
    const asked = request({ host: '127.0.0.1', port, path: '/', headers: { connection: 'keep-alive' } }).end();
    asked.on('error', () => {}); // the server hangs up
    await once(asked, 'response');
    program.kill('SIGINT');
    const [status] = await once(program, 'exit');
    expect(status).toBe(130);
  });
});
