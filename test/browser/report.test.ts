/**
 * The report in a real browser, from disk and without a network. Runs where Chromium is installed; elsewhere it says what to install,
 * and fails if BATCHLAB_REQUIRE names chromium.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { sums } from '../../src/report/gantt-data.ts';
import { duration, grouped, money, percent } from '../../src/report/words.ts';
import { ROOT } from '../support/source.ts';
import { Browser, IS_LEFT_OUT, type Report, reportOf } from './report-page.ts';

const scenarioOf = (path: string): object => parse(readFileSync(join(ROOT, 'scenarios', path), 'utf8'));
const POOL = { vmSize: 'STANDARD_D2_V2', cloudServiceConfiguration: { osFamily: '5' } };

/** Names that would run as scripts or break out of markup if they were not escaped. */
const SCRIPT = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>\'"&';

/** Nearly a hundred thousand bars: so many attempts of tasks, and a few bars of each node. */
const HUNDRED_THOUSAND = {
  name: 'large',
  pools: [{ id: 'p', ...POOL, targetDedicatedNodes: 1000, maxTasksPerNode: 4 }],
  jobs: [{ id: 'j', poolInfo: { poolId: 'p' } }],
  tasks: [{ jobId: 'j', count: 97_000, task: { id: 't{n}', commandLine: 'work' } }],
  programs: [{ match: 'work', duration: { lognormal: { median: 'PT4M', p95: 'PT20M' } } }],
};

describe.skipIf(IS_LEFT_OUT)('the report in Chromium', () => {
  const browser = new Browser();
  const text = async (selector: string) => (await browser.page.locator(selector).textContent()) ?? '';

  it('shows what scripts would look like and runs none of them', async () => {
    const { html } = await reportOf({
      name: 'hostile',
      description: SCRIPT,
      pools: [{ id: 'p', ...POOL, targetDedicatedNodes: 1 }],
      jobs: [{ id: 'j', poolInfo: { poolId: 'p' } }],
      tasks: [{ jobId: 'j', task: { id: 't', commandLine: SCRIPT } }],
      actions: [
        { at: 'PT1M', terminateJob: { jobId: 'j', terminateReason: SCRIPT } },
        { at: 'PT2M', resizePool: { poolId: 'p', targetDedicatedNodes: 1, resizeTimeout: SCRIPT } },
      ],
    });
    await browser.open('hostile.html', html);
    expect(await browser.page.evaluate('window.broken')).toBeUndefined();
    expect(await browser.page.locator('img').count()).toBe(0);
    expect(await browser.page.locator('main').textContent()).toContain('<script>window.broken=1</script>');
    expect(browser.complaints).toEqual([]);
  });

  describe.each([
    ['a lesson', 'lessons/01-first-task.yaml'],
    ['a night of rendering', 'nightly-render.yaml'],
  ])('of %s', (_what, path) => {
    let report: Report;
    beforeAll(async () => {
      report = await reportOf(scenarioOf(path));
      await browser.open('report.html', report.html);
    });

    it('opens from disk without a request or an error, and its figures are those of the summary', async () => {
      const { summary } = report;
      const figures = await browser.page.locator('.figures dd').allInnerTexts();
      const currency = Object.values(summary.pools)[0].cost?.currency ?? '';
      expect(figures[0]).toBe(duration(summary.makespanSeconds));
      if (summary.cost !== null) expect(figures[1]).toBe(money(summary.cost, currency));
      const slots = Object.values(summary.pools)[0].slotSeconds;
      expect(figures[2]).toBe(percent(slots.busy / (slots.busy + slots.preparing + slots.idle)));
      expect(figures[3]).toBe(grouped(summary.tasks.failed));
      expect(figures[4]).toBe(grouped(summary.stuck.length));
      expect(browser.complaints).toEqual([]);
    });

    it('draws a layer for every state that nodes were in, a target line, and a bar for every attempt', async () => {
      const { summary, data } = report;
      for (const kind of ['dedicated', 'lowPriority'] as const) {
        const states = new Set(
          Object.values(summary.pools).flatMap(({ nodeSeconds }) =>
            Object.entries(nodeSeconds[kind]).flatMap(([state, seconds]) => (seconds > 0 ? [state] : [])),
          ),
        );
        const chart = browser.page.locator(`figure[data-chart=${kind}] svg`);
        expect(await chart.locator('.layer').count()).toBe(states.size);
        if (states.size > 0) expect(await chart.locator('.target').count()).toBe(1);
      }
      const bars = grouped(data.gantt.attempts.task.length + data.gantt.nodeBars.node.length);
      expect(await text('.gantt .choices')).toContain(`${bars} of ${bars} bars in view`);
      const { tasks } = summary;
      // a task has one attempt, and one more for each that was repeated
      expect(new Set(sums(data.gantt.attempts.task)).size).toBe(tasks.succeeded + tasks.failed);
      expect(data.gantt.attempts.task.length - data.gantt.attempts.further.length).toBe(
        tasks.succeeded + tasks.failed + tasks.retries + tasks.requeues + tasks.preemptions,
      );
    });

    it.each(['light', 'dark'] as const)('has no fault that axe-core finds, in %s colours', async (colorScheme) => {
      await browser.page.emulateMedia({ colorScheme });
      expect(await browser.faults()).toEqual([]);
      await browser.page.emulateMedia({ colorScheme: null });
    });

    it('is printed, with all its charts', async () => {
      const pdf = await browser.page.pdf({ format: 'A4' });
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      expect(pdf.length).toBeGreaterThan(20_000);
      expect(browser.complaints).toEqual([]);
    });
  });

  describe('used with the keyboard', () => {
    let report: Report;
    beforeAll(async () => {
      report = await reportOf(scenarioOf('nightly-render.yaml'));
      await browser.open('keys.html', report.html);
    });
    const shown = () => text('.overview [role=status]');
    const press = (key: string) => browser.page.keyboard.press(key);

    it('is walked through from the first control to the last, and everything can be reached', async () => {
      await browser.page.evaluate('document.body.focus()');
      const seen: string[] = [];
      for (let step = 0; step < 120; step++) {
        await press('Tab');
        const here = await browser.page.evaluate<string>(
          `(() => { const e = document.activeElement; return e === document.body ? '' : e.tagName + ' ' + (e.getAttribute('aria-label') ?? e.textContent ?? '').slice(0, 40); })()`,
        );
        if (here === '') break;
        seen.push(here);
      }
      for (const wanted of [
        /^BUTTON Colours/,
        /^svg Part of the run/,
        /^BUTTON Zoom in/,
        /^svg Dedicated nodes/,
        /^svg Cost so far/,
        /^SUMMARY Table: Slots/,
        /^CANVAS Gantt chart/,
        /^INPUT/,
        /^BUTTON Copy as CSV: The jobs/,
        /^BUTTON Mean wait/,
      ])
        expect(seen.some((name) => wanted.test(name))).toBe(true);
    });

    it('zooms and moves all charts at once', async () => {
      await browser.page.locator('figure[data-chart=slots] svg').focus();
      expect(await shown()).toBe('the whole run, 2 h 2 min');
      const tick = (id: string) => browser.page.locator(`figure[data-chart=${id}] .axis .tick`).first().textContent();
      await press('+');
      await expect.poll(shown).toMatch(/^\d+ min.* to .*min/);
      const zoomed = await shown();
      await press('ArrowRight');
      await expect.poll(shown).not.toBe(zoomed);
      const first = await tick('slots');
      expect(first).not.toBe('0 s');
      for (const id of ['dedicated', 'queue', 'gantt']) {
        // a chart is drawn when it comes into sight
        await browser.page.locator(`figure[data-chart=${id}]`).scrollIntoViewIfNeeded();
        await expect.poll(() => tick(id)).toBe(first);
      }
      await browser.page.locator('figure[data-chart=slots] svg').focus();
      await press('0');
      await expect.poll(shown).toBe('the whole run, 2 h 2 min');
    });

    it('finds a task and tells its story, whose waits and attempts are those of the run', async () => {
      await browser.page.locator('.search input').fill('frame-0042');
      await press('Enter');
      const story = await text('.story');
      const { tasks, attempts, nodes } = report.data.gantt;
      const task = tasks.id.indexOf('frame-0042');
      expect(story).toContain('Task film/frame-0042');
      expect(story).toContain(`It waited ${duration(tasks.waited[task] / 1000)}:`);
      const [attempted, waited] = [sums(attempts.task), sums(tasks.waits.task)];
      const rows = [...attempted.keys()].filter((row) => attempted[row] === task);
      expect(await browser.page.locator('.story ol li').count()).toBe(rows.length);
      for (const row of rows) expect(story).toContain(`on render ${nodes.id[attempts.node[row]]}:`);
      expect(await browser.page.locator('.story ul li').count()).toBe(
        new Set(tasks.waits.cause.filter((_, place) => waited[place] === task)).size,
      );
      await browser.page.locator('.gantt canvas').focus();
      await press('n');
      expect(await text('.story h3')).not.toBe('Task film/frame-0042');
    });
  });

  it('says what is under the pointer, moves by dragging, zooms by the wheel, and tells the story of a task that is clicked', async () => {
    const { page } = browser;
    await browser.open('pointer.html', (await reportOf(scenarioOf('lessons/01-first-task.yaml'))).html);
    const canvas = page.locator('.gantt canvas');
    await canvas.scrollIntoViewIfNeeded();
    const box = (await canvas.boundingBox())!;
    const [x, y] = [box.x + 112 + (box.width - 124) * 0.6, box.y + box.height * 0.75];
    await page.mouse.move(x, y);
    await expect.poll(() => text('.tooltip')).toMatch(/^j\/hello: succeeded.*tvm-1/);
    await page.mouse.click(x, y);
    expect(await text('.story h3')).toBe('Task j/hello');
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -200);
    await page.keyboard.up('Control');
    await expect.poll(() => text('.overview [role=status]')).toMatch(/ to /);
    const before = await text('.overview [role=status]');
    await page.mouse.down();
    await page.mouse.move(x - 80, y, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => text('.overview [role=status]')).not.toBe(before);
    await page.mouse.move(0, 0);
    expect(await page.locator('.tooltip').isVisible()).toBe(false);
    expect(browser.complaints).toEqual([]);
  });

  it('of a run in which nothing happened says so, and offers no charts', async () => {
    await browser.open('empty.html', (await reportOf({ name: 'empty' })).html);
    expect(await text('#over-time')).toContain('Nothing happened that could be drawn.');
    expect(await browser.page.locator('.overview, canvas').count()).toBe(0);
    expect(browser.complaints).toEqual([]);
  });

  describe('its tables', () => {
    beforeAll(async () => {
      const ids = ['beta', '-2+3', 'alpha', 'gamma', 'a10', 'a9'];
      await browser.open(
        'tables.html',
        (
          await reportOf({
            name: 'tables',
            pools: [{ id: 'p', ...POOL, targetDedicatedNodes: 1 }],
            jobs: ids.filter((id) => !id.includes('+')).map((id) => ({ id, poolInfo: { poolId: 'p' } })),
            tasks: ids
              .filter((id) => !id.includes('+'))
              .map((id, place) => ({ jobId: id, count: place + 1, task: { id: '{n}', commandLine: 'work' } })),
            actions: [
              { at: 'PT1M', terminateJob: { jobId: 'beta', terminateReason: '=1+1' } },
              { at: 'PT1M', enableJob: { jobId: 'nowhere' } },
            ],
          })
        ).html,
      );
    });
    const column = (place: number) =>
      browser.page.locator(`#jobs tbody tr:visible > :nth-child(${place})`).allInnerTexts();

    it('sort by a click on a heading, numbers as numbers', async () => {
      const heading = browser.page.locator('#jobs th', { hasText: 'Tasks' }).locator('button');
      await heading.click();
      expect(await column(4)).toEqual(['1', '2', '3', '4', '5']);
      await heading.click();
      expect(await column(4)).toEqual(['5', '4', '3', '2', '1']);
      await browser.page.locator('#jobs th', { hasText: 'Job' }).locator('button').click();
      expect(await column(1)).toEqual(['a9', 'a10', 'alpha', 'beta', 'gamma']);
    });

    it('copy what is shown as CSV: numbers as they are, and nothing a spreadsheet would take for a formula', async () => {
      await browser.page
        .locator('#jobs')
        .getByRole('button', { name: /^Copy as CSV/ })
        .click();
      await browser.page.locator('#jobs [role=status]', { hasText: 'rows copied' }).waitFor();
      const copied = await browser.page.evaluate<string>('navigator.clipboard.readText()');
      const [head, ...rows] = copied.trimEnd().split('\n');
      expect(head).toContain('Job,State,Ended because,Tasks');
      expect(head).toContain('Mean wait (seconds)');
      expect(rows.map((row) => row.split(',')[0])).toEqual(['a9', 'a10', 'alpha', 'beta', 'gamma']);
      expect(rows[3]).toContain("beta,completed,'=1+1,1,");
      expect(rows[0].split(',')[8]).toMatch(/^\d+(\.\d+)?$/);
    });

    it('are filtered where they are long', async () => {
      await browser.open('filter.html', (await reportOf(scenarioOf('nightly-render.yaml'))).html);
      await browser.page.locator('#waiting details summary').click();
      const pools = browser.page.locator('#pools');
      await pools.locator('details summary').click();
      await pools.locator('input[type=search]').fill('low-priority');
      const kinds = await pools.locator('details tbody tr:visible > :nth-child(2)').allInnerTexts();
      expect(kinds.length).toBeGreaterThan(2);
      expect(new Set(kinds)).toEqual(new Set(['low-priority']));
      expect(await pools.locator('[role=status]').last().textContent()).toMatch(/^\d+ of \d+ rows$/);
    });
  });

  it('reads well without scripts: still charts, all tables, no control that does nothing', async () => {
    const { html } = await reportOf(scenarioOf('nightly-render.yaml'));
    const session = await browser.context.newCDPSession(browser.page);
    await session.send('Emulation.setScriptExecutionDisabled', { value: true });
    await browser.open('still.html', html);
    expect(await browser.page.locator('figure svg').count()).toBe(5);
    expect(await browser.page.locator('button, canvas, input').count()).toBe(0);
    expect(await text('#jobs tbody')).toContain('thumbnails');
    await session.send('Emulation.setScriptExecutionDisabled', { value: false });
    expect(browser.complaints).toEqual([]);
  });

  it('pans a hundred thousand bars at 30 frames a second or more', async () => {
    const { html, data } = await reportOf(HUNDRED_THOUSAND);
    const bars = data.gantt.attempts.task.length + data.gantt.nodeBars.node.length;
    expect(data.gantt.occupancy).toBeNull();
    expect(bars).toBeGreaterThan(98_000);
    await browser.open('large.html', html);
    await browser.page.locator('.gantt canvas').scrollIntoViewIfNeeded();
    await browser.page.locator('.gantt .choices', { hasText: 'bars in view' }).waitFor();
    // nearly all of the run stays in view, so that nearly all bars are drawn in every frame
    const rate = `(async () => {
      const canvas = document.querySelector('.gantt canvas');
      const wheel = (details) => canvas.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, ...details }));
      wheel({ ctrlKey: true, deltaY: -10 });
      const drawn = () => Number(canvas.dataset.frames);
      const before = drawn(), start = performance.now();
      for (let frame = 0; performance.now() - start < 1000; frame++) {
        await new Promise(requestAnimationFrame);
        wheel({ shiftKey: true, deltaY: frame % 40 < 20 ? 1 : -1 });
      }
      return (drawn() - before) / ((performance.now() - start) / 1000);
    })()`;
    let best = 0;
    for (let stretch = 0; stretch < 8 && best < 30; stretch++) best = Math.max(best, await browser.page.evaluate(rate));
    if (process.env.BATCHLAB_SAY !== undefined) console.log(`${best.toFixed(1)} frames a second`);
    expect(best).toBeGreaterThanOrEqual(30);
    expect(browser.complaints).toEqual([]);
  });

  it('draws the occupancy of groups of nodes where there are more bars than a page holds, and says so', async () => {
    const { html, data } = await reportOf({
      ...HUNDRED_THOUSAND,
      tasks: [{ jobId: 'j', count: 120_000, task: { id: 't{n}', commandLine: 'work' } }],
    });
    expect(data.gantt.occupancy?.rows).toHaveLength(250);
    await browser.open('occupancy.html', html);
    await browser.page.locator('.gantt canvas').scrollIntoViewIfNeeded();
    expect(await text('.gantt .choices')).toContain('120,000 tasks: too many bars for a page');
    await browser.page.locator('.search input').fill('t');
    expect(await text('.search [role=status]')).toMatch(/^\d+ found.* slowest and failed tasks$/);
    await browser.page.keyboard.press('Enter');
    expect(await text('.story')).toMatch(/It waited/);
    expect(browser.complaints).toEqual([]);
  });
});
