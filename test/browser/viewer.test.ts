/** Stepping through a run in a real browser, from disk and without a network. */
import { afterEach, describe, expect, it } from 'vitest';
import { elementOf } from '../../src/viewer/chunks.ts';
import { openHistory } from '../../src/viewer/history.ts';
import { questionAt, questionsOf } from '../../src/viewer/question.ts';
import { logOf, logOfFile } from '../explain/logs.ts';
import { recordingOf } from '../viewer/support.ts';
import { Browser, IS_LEFT_OUT, pageOf } from './viewer-page.ts';

const LESSON = 'scenarios/lessons/09-manager-displaces.yaml';
const EVIL = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>\'"&';

describe.skipIf(IS_LEFT_OUT)('the stepper in Chromium', () => {
  const browser = new Browser();
  const { complaints, requests } = browser;
  const stage = () => browser.page.locator('.v-stage').innerHTML();
  /** the tasks in the slots of each node, as the page shows them */
  const aboard = (): Promise<Record<string, string[]>> =>
    browser.page.evaluate(`Object.fromEntries([...document.querySelectorAll('.v-node.large')].map((node) => [
      node.querySelector('.v-name').textContent,
      [...node.querySelectorAll('.v-slot .v-chip')].map((chip) => chip.textContent),
    ]))`);
  const askFirst = (isOn: boolean) => browser.page.getByLabel('Ask me first').setChecked(isOn);

  afterEach(() => {
    expect(complaints.splice(0)).toEqual([]);
    expect(requests.splice(0)).toEqual([]);
  });

  it('shows every line of a lesson as the history has it, and exactly the same on the way back', async () => {
    const log = logOfFile(LESSON);
    const history = openHistory(recordingOf(log));
    const { recording } = history;
    await browser.open(await pageOf(log));
    await askFirst(false);
    const passed = [await stage()];
    while (history.step()) {
      await browser.steps(1);
      passed.push(await stage());
      expect(await browser.text('.v-row > .v-small')).toBe(`line ${history.index + 1} of ${recording.count}`);
      const shown = await aboard();
      for (let node = 0; node < recording.poolOfNode.length; node++) {
        if (elementOf(history.stage.nodes, node) < 0) continue;
        const tasks = elementOf(history.stage.aboard, node).map((task) => recording.names.taskId(task));
        expect(shown[recording.names.nodeId(node)], `after line ${history.index}`).toEqual(tasks);
      }
    }
    for (let index = passed.length - 2; index >= 0; index--) {
      await browser.steps(1, 'ArrowLeft');
      const [now, before] = [await stage(), passed[index]].map((html) => html.replace(/ ?v-(moved|chosen)/g, ''));
      expect(now, `back at line ${index}`).toBe(before);
    }
  });

  it('says what happened, by which rule, and what led to it', async () => {
    await browser.open(await pageOf(logOfFile(LESSON)));
    await askFirst(false);
    await browser.page.getByLabel('Go to what happens').selectOption({ label: 'task displaced (1)' });
    await browser.page.getByRole('button', { name: 'next ▸', exact: true }).click();
    const text = await browser.text('.v-event');
    expect(text).toMatch(/Task j\/t1 running → active/);
    expect(text).toMatch(/A restarted job manager takes its place/);
    expect(text).toMatch(/L-257/);
    expect(text).toMatch(/Because of00:05:00 Task j\/manager goes from running to active/);
    expect(await browser.page.locator('.v-spoken').textContent()).toMatch(/Task j\/t1 goes from running to active/);
    await browser.page.locator('.v-causes .v-link').first().click();
    expect(await browser.text('.v-event')).toMatch(/Task j\/manager running → active/);
  });

  it('opens a lesson with its text and asks before it shows', async () => {
    const log = logOfFile(LESSON);
    const recording = recordingOf(log);
    const [first, second] = questionsOf(recording);
    await browser.open(await pageOf(log));
    expect(await browser.text('.v-about')).toMatch(/^The lessonA job manager that failed is started again/);
    await browser.page.locator('.v-about .v-rule').first().click();
    expect(await browser.text('.v-about .v-rule-note')).toMatch(/\w{3}/);

    await browser.steps(first + 5);
    const asked = browser.page.locator('.v-question');
    expect(await asked.textContent()).toMatch(/What happens to it next\?/);
    expect(await browser.text('.v-row > .v-small')).toBe(`line ${first} of ${recording.count}`);
    expect(await browser.page.locator('.v-event').isVisible()).toBe(false);
    await asked.locator('.v-answer').nth(questionAt(recording, first)!.truth).click();
    expect(await browser.text('.v-verdict')).toBe('✓ Right.');
    expect(await browser.text('.v-row > .v-small')).toBe(`line ${first + 1} of ${recording.count}`);

    await browser.steps(second - first + 3);
    const { truth, answers } = questionAt(recording, second)!;
    await browser.page.keyboard.press(String(((truth + 1) % answers.length) + 1));
    expect(await browser.text('.v-verdict')).toMatch(/^✗ Not this time\. You expected/);
    expect(await browser.text('.v-controls')).toMatch(/1 of 2 right/);

    await browser.page.keyboard.press('Home');
    await browser.steps(second + 1);
    expect(await asked.isVisible()).toBe(false);
  });

  it('shows the lifecycle of whatever is clicked, with the way it has taken', async () => {
    await browser.open(await pageOf(logOfFile(LESSON)));
    await askFirst(false);
    await browser.page.keyboard.press('End');
    const { page } = browser;
    await page.locator('.v-jobs .v-chip', { hasText: 't1' }).click();
    expect(await browser.text('.v-thing h2')).toBe('task j/t1 completed');
    expect(await browser.text('.v-label.current')).toBe('completed');
    expect(await page.locator('.v-label.visited').allTextContents()).toEqual(['active ×2', 'running ×2', 'completed']);
    expect(await page.locator('.v-arc.latest').count()).toBe(1);
    await page.locator('.v-node .v-name', { hasText: 'tvm-2' }).click();
    expect(await browser.text('.v-thing h2')).toMatch(/^node p\/tvm-2/);
    expect(await page.locator('.v-box').count()).toBe(13);
    await page.getByRole('button', { name: 'Its start task' }).click();
    expect(await page.locator('.v-box').count()).toBe(2);
    await page.locator('.v-pool .v-name').first().click();
    expect(await browser.text('.v-thing h2')).toMatch(/^pool p steady/);
    await page.locator('.v-job .v-name', { hasText: 'urgent' }).click();
    expect(await browser.text('.v-thing h2')).toMatch(/^job urgent/);
    await page.getByRole('button', { name: '◂ its line before' }).click();
    expect(await browser.text('.v-event')).toMatch(/^Job urgent/);
  });

  it('leaps to a time, to the next line of a thing, and to what is found by its name', async () => {
    await browser.open(await pageOf(logOfFile(LESSON)));
    const { page } = browser;
    const time = page.getByLabel('Go to a time');
    for (const [text, clock] of [
      ['PT4M', '00:03:00'],
      ['0:02:30', '00:02:00'],
      ['2017-05-01T00:01:00Z', '00:01:00'],
    ]) {
      await time.fill(text);
      await time.press('Enter');
      expect(await browser.text('.v-clock')).toBe(clock);
      const isExact = text !== 'PT4M' && text !== '0:02:30';
      expect((await browser.text('.v-leaps')).includes('Nothing happens just then')).toBe(!isExact);
    }
    await time.fill('yesterday');
    await time.press('Enter');
    expect(await browser.text('.v-leaps')).toMatch(/No time/);
    const find = page.getByLabel('Find');
    await find.fill('manager');
    await find.press('Enter');
    expect(await browser.text('.v-thing h2')).toMatch(/^task j\/manager/);
    await page.getByRole('button', { name: 'its next line ▸' }).click();
    expect(await browser.text('.v-event')).toMatch(/^Task j\/manager active → running/);
    await find.fill('nobody');
    await find.press('Enter');
    expect(await browser.text('.v-side')).toMatch(/Nothing of that name/);
  });

  it('plays and pauses with the space bar, and stops at the end', async () => {
    await browser.open(await pageOf(logOfFile(LESSON)));
    await askFirst(false);
    const { page } = browser;
    await page.locator('h1').click();
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: 'Play' }).waitFor();
    await page.getByLabel('Speed').selectOption({ label: '100 lines/s' });
    await page.getByRole('button', { name: 'Play' }).click();
    await page.locator('.v-row > .v-small', { hasText: 'line 29 of 29' }).waitFor();
    await page.getByRole('button', { name: 'Play' }).waitFor();
  });

  it('stops before each question while it plays, however fast', async () => {
    const log = logOfFile(LESSON);
    const questions = questionsOf(recordingOf(log));
    await browser.open(await pageOf(log));
    const { page } = browser;
    await page.getByLabel('Speed').selectOption({ label: '1000 lines/s' });
    for (const seq of questions) {
      await page.locator('.v-controls').getByRole('button', { name: 'Play' }).click();
      await page.locator('.v-question').waitFor();
      expect(await browser.text('.v-row > .v-small')).toBe(`line ${seq} of 29`);
      await page.getByRole('button', { name: 'Show me' }).click();
      expect(await browser.text('.v-verdict')).toBe('This is what happens.');
    }
  });

  it('moves tasks into their slots, and jumps there for who wants less motion', async () => {
    const { page } = browser;
    for (const reducedMotion of ['no-preference', 'reduce'] as const) {
      await page.emulateMedia({ reducedMotion });
      await browser.open(await pageOf(logOfFile(LESSON)));
      await askFirst(false);
      const started = await page.evaluate(`Array.from({ length: 29 }).some(() => {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
        return document.getAnimations().length > 0;
      })`);
      expect(started).toBe(reducedMotion === 'no-preference');
    }
    await page.emulateMedia({ reducedMotion: null });
  });

  it('runs nothing that a scenario contains and shows it as text', async () => {
    const log = logOf({
      name: 'hostile',
      description: `${EVIL}\n\n- ${EVIL}`,
      pools: [
        { id: 'p', vmSize: 'STANDARD_D2_V2', cloudServiceConfiguration: { osFamily: '5' }, targetDedicatedNodes: 1 },
      ],
      jobs: [{ id: 'j', poolInfo: { poolId: 'p' } }],
      tasks: [{ jobId: 'j', task: { id: 't', commandLine: 'work' } }],
      actions: [{ at: 'PT1M', terminateJob: { jobId: 'j', terminateReason: EVIL } }],
    });
    await browser.open(await pageOf(log));
    await browser.steps(40);
    await browser.page.locator('.v-job .v-name').first().click();
    expect(await browser.page.evaluate('window.broken')).toBeUndefined();
    expect(await browser.page.locator('#viewer img').count()).toBe(0);
    expect(await browser.text('.v-about')).toContain('<script>window.broken=1</script>');
  });

  it.each(['light', 'dark'] as const)('has nothing that axe-core finds wrong, in %s', async (colorScheme) => {
    await browser.page.emulateMedia({ colorScheme });
    const recording = recordingOf(logOfFile(LESSON));
    await browser.open(await pageOf(logOfFile(LESSON)));
    expect(await browser.violations()).toEqual([]);
    await browser.steps(recording.count);
    expect(await browser.page.locator('.v-question').isVisible()).toBe(true);
    expect(await browser.violations()).toEqual([]);
    await askFirst(false);
    await browser.page.keyboard.press('End');
    await browser.steps(5, 'ArrowLeft');
    await browser.page.locator('summary', { hasText: 'Where it can go' }).click();
    expect(await browser.violations()).toEqual([]);
    await browser.page.emulateMedia({ colorScheme: null });
  });
});
