/** Shipped scenarios in the stepper: every lesson with its questions answered, and a night of 5,000 tasks. */
import { describe, expect, it } from 'vitest';
import { SummaryFold } from '../../src/metrics/fold.ts';
import { readLog } from '../../src/trace/reader.ts';
import { questionsOf } from '../../src/viewer/question.ts';
import { logOfFile } from '../explain/logs.ts';
import { recordingOf, SHIPPED } from '../viewer/support.ts';
import { Browser, IS_LEFT_OUT, pageOf } from './viewer-page.ts';

/** Steps and answers with the first answer until nothing moves any more; the number of questions that were asked. */
const GO_THROUGH = `(() => {
  const press = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  const place = () => document.querySelector('.v-row > .v-small').textContent;
  let asked = 0;
  for (let before = ''; before !== place(); ) {
    before = place();
    press('ArrowRight');
    if (document.querySelector('.v-question').hidden) continue;
    asked++;
    press('1');
  }
  return asked;
})()`;

describe.skipIf(IS_LEFT_OUT)('shipped scenarios in the stepper', () => {
  const browser = new Browser();
  const clean = () => {
    expect(browser.complaints.splice(0)).toEqual([]);
    expect(browser.requests.splice(0)).toEqual([]);
  };

  it.each(SHIPPED.filter((file) => file.includes('lessons')))(
    'a lesson asks all its questions on the way to its end: %s',
    async (file) => {
      const log = logOfFile(file);
      const recording = recordingOf(log);
      await browser.open(await pageOf(log));
      expect((await browser.text('.v-about')).length).toBeGreaterThan(100);
      expect(await browser.page.evaluate(GO_THROUGH)).toBe(questionsOf(recording).length);
      expect(await browser.text('.v-row > .v-small')).toBe(`line ${recording.count} of ${recording.count}`);
      expect(await browser.text('.v-headline')).toBe('The run ends');
      expect(await browser.text('.v-controls')).toMatch(/\d+ of \d+ right(?!,)/);
      clean();
    },
  );

  it.each(['light', 'dark'] as const)('a night of 5,000 tasks ends as its summary says, in %s', async (colorScheme) => {
    const log = logOfFile('scenarios/nightly-render.yaml');
    const fold = readLog('events.ndjson', [log], (names) => new SummaryFold(names));
    const summary = fold.summary({ eventsSha256: null, transitionsSha256: null });
    await browser.page.emulateMedia({ colorScheme });
    await browser.open(await pageOf(log));
    await browser.page.keyboard.press('End');
    const jobs = await browser.page.locator('.v-job').allTextContents();
    expect(jobs.length).toBe(Object.keys(summary.jobs).length);
    for (const [name, { tasks }] of Object.entries(summary.jobs)) {
      const words = `${tasks.succeeded.toLocaleString('en-US')} done`;
      expect(jobs.find((text) => text.startsWith(name))).toContain(words);
    }
    const legend = await browser.page.locator('.v-legend li').allTextContents();
    const counted = legend.reduce((sum, text) => sum + (Number.parseInt(text, 10) || 0), 0);
    expect(counted).toBe(await browser.page.locator('.v-node').count());
    expect(counted).toBe(summary.pools.render.peakNodes);
    await browser.page.locator('.v-side input[list]').fill('tvm-150');
    await browser.page.keyboard.press('Enter');
    expect(await browser.text('.v-thing h2')).toMatch(/^node render\/tvm-150/);
    await browser.page.locator('.v-leaps input').fill('PT20M');
    await browser.page.keyboard.press('Enter');
    expect(await browser.page.locator('.v-cell.running').count()).toBeGreaterThan(500);
    expect(await browser.violations()).toEqual([]);
    clean();
    await browser.page.emulateMedia({ colorScheme: null });
  });
});
