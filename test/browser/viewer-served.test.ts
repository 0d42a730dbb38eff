/** Stepping through a run whose log is too long for its page: the page reads it from the server of `batchlab view`. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { afterAll, describe, expect, it } from 'vitest';
import { folderServer } from '../../src/cli/folder-server.ts';
import { logOf, logOfFile } from '../explain/logs.ts';
import { Browser, IS_LEFT_OUT, pageOf } from './viewer-page.ts';

describe.skipIf(IS_LEFT_OUT)('a page whose log is not in it, in Chromium', () => {
  const browser = new Browser();
  let server: Server | undefined;
  afterAll(() => {
    server?.close();
    server?.closeAllConnections();
  });

  async function serve(log: string | null, page: string): Promise<string> {
    if (log !== null) writeFileSync(join(browser.folder, 'events.ndjson'), log);
    writeFileSync(join(browser.folder, 'report.html'), page);
    if (server === undefined) {
      server = createAdaptorServer({ fetch: folderServer(browser.folder, () => port).fetch }) as Server;
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
    const { port } = server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/`;
  }

  it('reads it from this machine and from nowhere else, and steps both ways', async () => {
    const log = logOf({
      name: 'long',
      pools: [
        {
          id: 'p',
          vmSize: 'STANDARD_D2_V2',
          cloudServiceConfiguration: { osFamily: '5' },
          targetDedicatedNodes: 80,
          maxTasksPerNode: 4,
        },
      ],
      jobs: [{ id: 'j', poolInfo: { poolId: 'p' } }],
      tasks: [{ jobId: 'j', count: 7000, task: { id: 't{n}', commandLine: 'work' } }],
      programs: [{ match: 'work', duration: { exponential: { mean: 'PT5M' } } }],
    });
    const lines = (log.split('\n').length - 1).toLocaleString('en-US');
    const address = await serve(log, await pageOf(log, true));
    await browser.page.goto(`${address}#viewer`);
    await browser.page.waitForSelector('#viewer[data-ready=true]');
    await browser.page.keyboard.press('End');
    expect(await browser.text('.v-row > .v-small')).toBe(`line ${lines} of ${lines}`);
    expect(await browser.text('.v-job')).toMatch(/7,000 done/);
    await browser.page.getByLabel('Go to a time').fill('PT30M');
    await browser.page.keyboard.press('Enter');
    const stage = () => browser.page.locator('.v-stage').innerHTML();
    await browser.page.locator('h1').click();
    const before = await stage();
    await browser.steps(20);
    await browser.steps(20, 'ArrowLeft');
    const withoutMarks = (html: string) => html.replace(/ ?v-(moved|chosen)/g, '');
    expect(withoutMarks(await stage())).toBe(withoutMarks(before));
    expect(await browser.page.locator('.v-nodes.small > .v-node').count()).toBe(80);
    expect(new Set(browser.requests.splice(0))).toEqual(new Set([address, `${address}events.ndjson`]));
    expect(browser.complaints.splice(0)).toEqual([]);
  });

  it('says what is wrong with a log that is not in order', async () => {
    const log = logOfFile('scenarios/lessons/01-first-task.yaml');
    const address = await serve(log.replace('"seq":7', '"seq":8'), await pageOf(log, true));
    await browser.page.goto('about:blank');
    await browser.page.goto(`${address}#viewer`);
    await browser.page.waitForSelector('#viewer[data-ready=true]');
    expect(await browser.text('.v-no-log')).toMatch(/^events\.ndjson:8: error: 'seq' is 8 where 7 has its turn/);
    expect(browser.complaints.splice(0)).toEqual([]);
  });

  it('says from disk, where it may ask nobody, which command to use', async () => {
    browser.requests.splice(0);
    await browser.open(await pageOf(logOfFile('scenarios/lessons/01-first-task.yaml'), true));
    expect(await browser.text('.v-no-log')).toMatch(/run “batchlab view” with the folder of this page/);
    expect(browser.requests).toEqual([]);
    expect(browser.complaints.splice(0)).toEqual([]);
  });
});
