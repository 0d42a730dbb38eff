/** Reports opened in Chromium, from disk and without a network, for the tests of what their script does. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { pageScript } from '../../src/cli/page-script.ts';
import { RunRecord } from '../../src/metrics/run-record.ts';
import type { Summary } from '../../src/metrics/summary.ts';
import { renderReport } from '../../src/report/html.ts';
import { type ReportData, reportData } from '../../src/report/report-data.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { Run } from '../../src/simulate.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const isThere = existsSync(CHROMIUM);
const isRequired = (process.env.BATCHLAB_REQUIRE ?? '').split(',').includes('chromium');
if (!isThere && !isRequired) console.log('browser tests are left out: install Debian\'s "chromium" to run them');
/** for `describe.skipIf` */
export const IS_LEFT_OUT = !isThere && !isRequired;

export interface Report {
  readonly html: string;
  readonly summary: Summary;
  readonly data: ReportData;
}

/** The report of a scenario, as `run` writes it but for its second tab. */
export async function reportOf(scenario: object): Promise<Report> {
  const compiled = compileScenario(scenario);
  if (!compiled.ok) throw new Error(compiled.issues.map(({ message }) => message).join('\n'));
  const record = new RunRecord();
  const run = new Run(compiled.value, { onStretch: record });
  while (run.advance(1_000_000));
  const summary = run.fold.summary({ eventsSha256: null, transitionsSha256: null });
  const data = reportData(record, summary);
  return { html: renderReport({ summary, report: data, script: await pageScript() }), summary, data };
}

/** A browser of this test file alone. */
export class Browser {
  readonly folder = mkdtempSync(join(tmpdir(), 'batchlab-report-'));
  /** errors of pages, and every request for anything but a file */
  readonly complaints: string[] = [];
  page!: Page;
  context!: BrowserContext;

  constructor() {
    beforeAll(async () => {
      if (!IS_LEFT_OUT) await this.#launch();
    });
    afterAll(async () => {
      await this.context?.close();
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  /** Opens a page from disk. */
  async open(name: string, html: string): Promise<void> {
    const path = join(this.folder, name);
    writeFileSync(path, html);
    await this.page.goto(pathToFileURL(path).href);
  }

  /** What axe-core finds wrong, by rule and element. */
  async faults(): Promise<string[]> {
    // as a script of the tester's and not of the page, whose policy lets no other script run
    await this.page.evaluate(AXE);
    return this.page.evaluate(`axe.run(document).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 160))))`);
  }

  async #launch(): Promise<void> {
    this.context = await chromium.launchPersistentContext(join(this.folder, 'profile'), {
      executablePath: CHROMIUM,
      headless: true,
      offline: true,
      viewport: { width: 1280, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
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
    this.page = await this.context.newPage();
    this.page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    this.page.on('pageerror', (error) => this.complaints.push(error.message));
    this.page.on('request', (request) => {
      if (!request.url().startsWith('file:')) this.complaints.push(`a request for ${request.url()}`);
    });
  }
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
