/** The page of a study in a real browser, from disk and without a network. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pageScript } from '../../src/cli/page-script.ts';
import { renderStudy } from '../../src/study/page/page.ts';
import { planOf } from '../../src/study/plan.ts';
import { type StudySummary, summarizeStudy } from '../../src/study/summary.ts';
import { loaded } from '../study/studies.ts';
import { Browser, IS_LEFT_OUT } from './viewer-page.ts';

const EVIL = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>\'"&';

/** Three numbers of nodes, two kinds of programs; figures that leave no doubt which is best. */
function outcome(): StudySummary {
  const study = loaded(`
description: ${JSON.stringify(EVIL)}
factors:
  pools.p.targetDedicatedNodes: [1, 2, 4]
  jobs.j.displayName: [ plain, ${JSON.stringify(EVIL)} ]
baseline: { pools.p.targetDedicatedNodes: 4, jobs.j.displayName: plain }
metrics: [ cost, makespanSeconds ]
replications: { min: 4, max: 40 }
goal: { minimize: cost, indifference: 0.5, subjectTo: [ { metric: makespanSeconds, max: 4200 } ] }`);
  const plan = planOf(study);
  while (!plan.done)
    for (const cell of plan.next()) {
      const { variant, replication } = cell;
      const cost = [10, 14, 20, 26, 40, 60][variant] + ((replication * 7919) % 13) / 10;
      const metrics = { cost, makespanSeconds: 40_000 / (variant + 8) + ((replication * 31) % 7) };
      plan.take({ ...cell, seed: '1', ended: 'quiescent', metrics });
    }
  return summarizeStudy(study, plan);
}

describe.skipIf(IS_LEFT_OUT)('study.html in Chromium', () => {
  const browser = new Browser();
  const { complaints, requests } = browser;
  const summary = outcome();

  const open = async (colorScheme: 'light' | 'dark' = 'light') => {
    const path = join(browser.folder, 'study.html');
    writeFileSync(path, renderStudy({ summary, script: await pageScript() }));
    await browser.page.emulateMedia({ colorScheme });
    await browser.page.goto(pathToFileURL(path).href);
    await browser.page.waitForSelector('#study[data-ready=true]', { timeout: 10_000 });
  };
  const variants = () =>
    browser.page
      .locator('.variants tbody tr:visible')
      .evaluateAll((rows) => rows.map((row) => row.children[0].textContent));

  beforeAll(() => expect(summary.goal?.answer.kind).toBe('best'));
  afterEach(() => {
    expect(complaints.splice(0)).toEqual([]);
    expect(requests.splice(0)).toEqual([]);
    expect(browser.page.url()).toMatch(/^file:/);
  });

  it('opens from disk with the answer on the first screen, and runs nothing that a study holds', async () => {
    await open();
    const { sentence } = summary.goal!.answer;
    const answer = browser.page.locator('.answer');
    expect(await answer.textContent()).toBe(sentence);
    expect((await answer.boundingBox())!.y).toBeLessThan(600);
    expect(await browser.page.evaluate('window.broken')).toBeUndefined();
    expect(await browser.page.locator('img').count()).toBe(0);
  });

  it('draws a mark for each variant and each mean, inside its chart', async () => {
    await open();
    const marks = (chart: string) => browser.page.locator(`[data-chart=${chart}] svg.chart .point`).count();
    expect(await marks('tradeoff')).toBe(6);
    expect(await marks('effect')).toBe(2 * (3 + 2));
    expect(await marks('interaction')).toBe(2 * 6);
    expect(await marks('difference')).toBe(2 * 5);
    const outside = await browser.page.locator('svg.chart').evaluateAll(
      (charts) =>
        charts.flatMap((chart) => {
          const frame = chart.getBoundingClientRect();
          return [...chart.querySelectorAll('.point, .whisker')].filter((mark) => {
            const box = mark.getBoundingClientRect();
            return (
              box.left < frame.left - 1 ||
              box.right > frame.right + 1 ||
              box.top < frame.top - 1 ||
              box.bottom > frame.bottom + 1
            );
          });
        }).length,
    );
    expect(outside).toBe(0);
  });

  it('sorts its table of variants by keyboard, by number and not by text, and filters it', async () => {
    await open();
    expect(await variants()).toHaveLength(6);
    const heading = browser.page.locator('.variants th button', { hasText: 'Cost, mean' });
    await heading.focus();
    await browser.page.keyboard.press('Enter');
    expect(await variants()).toEqual(['0', '1', '2', '3', '4', '5']);
    await browser.page.keyboard.press('Enter');
    expect(await variants()).toEqual(['5', '4', '3', '2', '1', '0']);
    await browser.page.locator('input[type=search]').last().fill('this is the baseline');
    expect(await variants()).toEqual([String(summary.baseline)]);
  });

  it('can be used by keyboard alone: every table that scrolls and everything that folds takes the focus', async () => {
    await open();
    const names = new Set<string>();
    for (let press = 0; press < 60; press++) {
      await browser.page.keyboard.press('Tab');
      names.add(
        await browser.page.evaluate(
          'document.activeElement.tagName + " " + document.activeElement.textContent.trim().slice(0, 20)',
        ),
      );
    }
    for (const name of ['SUMMARY Table: Cost against', 'SUMMARY Makespan', 'BUTTON Copy as CSV', 'CODE batchlab run'])
      expect(
        [...names].some((each) => each.startsWith(name)),
        name,
      ).toBe(true);
    const folds = browser.page.locator('details > summary');
    await folds.first().focus();
    await browser.page.keyboard.press('Enter');
    expect(await browser.page.locator('[data-chart=tradeoff] table').isVisible()).toBe(true);
  });

  it.each(['light', 'dark'] as const)('has nothing that axe-core finds wrong, in %s', async (colorScheme) => {
    await open(colorScheme);
    expect(await browser.violations()).toEqual([]);
    await browser.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
    expect(await browser.violations()).toEqual([]);
  });

  it('fits a narrow screen without scrolling sideways', async () => {
    await browser.page.setViewportSize({ width: 390, height: 800 });
    await open();
    const widths: number[] = await browser.page.evaluate('[document.documentElement.scrollWidth, innerWidth]');
    await browser.page.setViewportSize({ width: 1500, height: 1000 });
    expect(widths[0]).toBeLessThanOrEqual(widths[1]);
  });

  it('reads the same without its script, and prints', async () => {
    const path = join(browser.folder, 'still.html');
    writeFileSync(path, renderStudy({ summary }));
    await browser.page.goto(pathToFileURL(path).href);
    expect(await browser.page.locator('svg.chart').count()).toBe(9);
    expect(await browser.page.locator('script').count()).toBe(0);
    await browser.page.emulateMedia({ media: 'print' });
    const drawn = await browser.page
      .locator('svg.chart')
      .evaluateAll((charts) => charts.filter((chart) => chart.getBoundingClientRect().height > 50).length);
    expect(drawn).toBe(9);
    expect((await browser.page.pdf()).length).toBeGreaterThan(10_000);
    await browser.page.emulateMedia({ media: 'screen' });
  });
});
