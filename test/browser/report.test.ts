/**
 * The report in a real browser, from disk and without a network. Runs where Chromium is installed; elsewhere it says what to install,
 * and fails if BATCHLAB_REQUIRE names chromium.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunRecord } from '../../src/metrics/run-record.ts';
import { renderReport } from '../../src/report/html.ts';
import { reportData } from '../../src/report/report-data.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { Run } from '../../src/simulate.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const isThere = existsSync(CHROMIUM);
const isRequired = (process.env.BATCHLAB_REQUIRE ?? '').split(',').includes('chromium');
if (!isThere && !isRequired) console.log('browser tests are left out: install Debian\'s "chromium" to run them');

/** Names that would run as scripts or break out of markup if they were not escaped. */
const SCRIPT = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>\'"&';

function reportOf(scenario: object): string {
  const compiled = compileScenario(scenario);
  if (!compiled.ok) throw new Error(compiled.issues.map(({ message }) => message).join('\n'));
  const series = new RunRecord();
  const run = new Run(compiled.value, { onStretch: series });
  while (run.advance(1_000_000));
  const summary = run.fold.summary({ eventsSha256: null, transitionsSha256: null });
  return renderReport({ summary, report: reportData(run.fold, series, summary) });
}

describe.skipIf(!isThere && !isRequired)('the report in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchlab-browser-'));
  const complaints: string[] = [];
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    context = await chromium.launchPersistentContext(join(folder, 'profile'), {
      executablePath: CHROMIUM,
      headless: true,
      offline: true,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) complaints.push(`a request for ${request.url()}`);
    });
  });
  afterAll(async () => {
    await context?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (name: string, html: string) => {
    const path = join(folder, name);
    writeFileSync(path, html);
    await page.goto(pathToFileURL(path).href);
  };

  it('shows what scripts would look like and runs none of them', async () => {
    const html = reportOf({
      name: 'hostile',
      pools: [
        { id: 'p', vmSize: 'STANDARD_D2_V2', cloudServiceConfiguration: { osFamily: '5' }, targetDedicatedNodes: 1 },
      ],
      jobs: [{ id: 'j', poolInfo: { poolId: 'p' } }],
      tasks: [{ jobId: 'j', task: { id: 't', commandLine: SCRIPT } }],
      actions: [{ at: 'PT1M', terminateJob: { jobId: 'j', terminateReason: SCRIPT } }],
    });
    await open('hostile.html', html);
    expect(await page.evaluate('window.broken')).toBeUndefined();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('main').textContent()).toContain('<script>window.broken=1</script>');
    expect(complaints).toEqual([]);
  });

  it('opens from disk without a request or an error, and says what the summary says', async () => {
    const html = reportOf({
      name: 'plain',
      pools: [
        { id: 'p', vmSize: 'STANDARD_D2_V2', cloudServiceConfiguration: { osFamily: '5' }, targetDedicatedNodes: 2 },
      ],
      jobs: [{ id: 'j', poolInfo: { poolId: 'p' } }],
      tasks: [{ jobId: 'j', count: 10, task: { id: 't{n}', commandLine: 'work' } }],
      programs: [{ match: 'work', duration: 'PT5M' }],
    });
    await open('plain.html', html);
    expect(await page.title()).toContain('plain');
    expect(await page.locator('main').textContent()).toMatch(/10 completed tasks/);
    expect(await page.locator('svg').count()).toBeGreaterThanOrEqual(2);
    expect(complaints).toEqual([]);
  });
});
