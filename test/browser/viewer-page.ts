/** Pages that step through a run, opened in Chromium, for the tests of the viewer. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { pageScript } from '../../src/cli/page-script.ts';
import { renderPage } from '../../src/report/page.ts';
import { LogPacker } from '../../src/viewer/packed-log.ts';
import { viewerParts } from '../../src/viewer/tab.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const isThere = existsSync(CHROMIUM);
const isRequired = (process.env.BATCHLAB_REQUIRE ?? '').split(',').includes('chromium');
if (!isThere && !isRequired) console.log('browser tests are left out: install Debian\'s "chromium" to run them');
/** for `describe.skipIf` */
export const IS_LEFT_OUT = !isThere && !isRequired;

/** The page of a log as `run` writes it, its first tab aside; without the log inside if `isLong`. */
export async function pageOf(log: string, isLong = false): Promise<string> {
  const packer = new LogPacker();
  packer.push(log);
  const { scenario, description } = JSON.parse(log.slice(0, log.indexOf('\n')));
  const parts = viewerParts(isLong ? null : packer.packed(), description);
  return renderPage({
    title: scenario,
    header: '<h1>A run</h1>',
    ...parts,
    tabs: [{ id: 'report', label: 'Report', html: '<p>The report.</p>' }, ...parts.tabs],
    script: await pageScript(),
  });
}

/** A browser of this test file alone, offline but for this machine. */
export class Browser {
  readonly folder = mkdtempSync(join(tmpdir(), 'batchlab-viewer-'));
  /** errors of pages, and every request that is neither for a file nor for this machine's own address */
  readonly complaints: string[] = [];
  /** what was asked for by HTTP */
  readonly requests: string[] = [];
  page!: Page;
  #context: BrowserContext | undefined;

  constructor() {
    beforeAll(async () => {
      if (!IS_LEFT_OUT) await this.#launch();
    });
    afterAll(async () => {
      await this.#context?.close();
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  async #launch(): Promise<void> {
    this.#context = await chromium.launchPersistentContext(join(this.folder, 'profile'), {
      executablePath: CHROMIUM,
      headless: true,
      viewport: { width: 1500, height: 1000 },
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      ],
    });
    this.page = await this.#context.newPage();
    this.page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    this.page.on('pageerror', (error) => this.complaints.push(error.message));
    this.page.on('request', (request) => {
      if (request.url().startsWith('http')) this.requests.push(request.url());
    });
  }

  /** Opens a page from disk at its second tab. */
  async open(html: string): Promise<void> {
    const path = join(this.folder, 'page.html');
    writeFileSync(path, html);
    await this.page.goto('about:blank');
    await this.page.goto(`${pathToFileURL(path).href}#viewer`);
    await this.page.waitForSelector('#viewer[data-ready=true]');
  }

  async steps(count: number, key = 'ArrowRight'): Promise<void> {
    for (let step = 0; step < count; step++) await this.page.keyboard.press(key);
  }

  /** The text of the first element, its white space as single blanks. */
  async text(selector: string): Promise<string> {
    const text = await this.page.locator(selector).first().textContent();
    return (text ?? '').replace(/\s+/g, ' ').trim();
  }

  /** What axe-core finds wrong with the page, in words. */
  async violations(): Promise<string[]> {
    // put there as text: the page's policy allows no further script, this one is the test's
    await this.page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
    const found: { id: string; nodes: { html: string; failureSummary: string }[] }[] = await this.page.evaluate(
      'axe.run(document).then(({ violations }) => violations)',
    );
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
  }
}
