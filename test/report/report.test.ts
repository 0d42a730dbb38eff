import { describe, expect, test } from 'vitest';
import { SummaryFold } from '../../src/metrics/fold.ts';
import { RunRecord } from '../../src/metrics/run-record.ts';
import type { Summary } from '../../src/metrics/summary.ts';
import { renderReport } from '../../src/report/html.ts';
import { reportData } from '../../src/report/report-data.ts';
import { renderText } from '../../src/report/text.ts';
import { randomRun } from '../support/random-run.ts';
import { Stream } from '../support/stream.ts';

function results(stream: Stream): { summary: Summary; page: string; text: string } {
  const curves = new RunRecord();
  const fold = stream.play(new SummaryFold(stream, curves));
  const summary = fold.summary({ eventsSha256: null, transitionsSha256: null });
  const page = renderReport({ summary, report: reportData(curves, summary) });
  return { summary, page, text: renderText(summary) };
}

/** two tasks on one node, one of which fails; a third can never run */
function small(): Stream {
  const stream = new Stream({ notModelled: ['pools.p.metadata'] });
  const node = stream.node(stream.pool('p'), 'tvm-1');
  const job = stream.job('j');
  const [first, second] = ['a', 'b', 'c'].map((id) => stream.task(job, id));
  stream.at(60_000).moveNode(node, 'running');
  stream.moveTask(first, 'running', { nodes: [node], waited: { allocation: 60_000 } });
  stream.at(120_000).moveTask(first, 'completed');
  stream.moveTask(second, 'running', { nodes: [node], waited: { allocation: 60_000, slots: 60_000 } });
  stream.at(180_000).moveTask(second, 'completed', { reason: 'failed', exitCode: 1, result: 'failure' });
  stream.moveNode(node, 'idle');
  const stuck = [{ entity: 'task:j/c', reason: 'it depends on task x, which does not exist', remedy: 'add task x' }];
  return stream.at(3_600_000).end({ j: { dependency: 3_600_000 } }, { unmatched: ['do <it>'], stuck });
}

const strings = (page: string) => page.replace(/<style>[\s\S]*?<\/style>/, '').replace(/<[^>]+>/g, '\n');

describe('the report as text', () => {
  test('says when it was done, what it cost, how busy the slots were, what failed, where time went and what is stuck', () => {
    expect(results(small()).text).toBe(
      [
        'by-hand',
        '  time      The run came to rest 1 h after its start, at 2017-05-01 01:00:00 UTC; the last of 2 completed tasks was done 3 min after the first was created; 1 task was not completed.',
        '  cost      The nodes cost 0.1000 USD, 0.0050 USD of it up to the last completion.',
        '  slots     Slots were busy for 3 % of their time.',
        '  failures  1 task failed out of 3.',
        '  stuck     1 thing can never proceed; see what would help.',
        '            task:j/c: it depends on task x, which does not exist',
        '              what would help: add task x',
        '  waiting   A task waited 21 min on average, half of them up to 2 min, the longest 1 h:',
        '              95 % for other tasks it depends on (dependency)',
        '               3 % for nodes to be allocated (allocation)',
        '               2 % for a free slot (slots)',
        '  programs  1 command line matches no program and took one minute each: "do <it>"',
        '  ignored   pools.p.metadata has no effect on a simulation',
        '',
      ].join('\n'),
    );
  });

  test('names three of the command lines whose durations nobody gave, without their control characters', () => {
    const lines = ['bell \u0007', 'b', 'c', 'd'];
    expect(results(new Stream().end({}, { unmatched: lines })).text).toContain(
      '  programs  4 command lines match no program and took one minute each: "bell \\u0007", "b", "c", …\n',
    );
  });

  test('says how many requests were refused, if any were', () => {
    const { summary } = results(new Stream().end());
    const withRefused = (rejected: number) => renderText({ ...summary, requests: { accepted: 1, rejected } });
    expect(withRefused(0)).not.toContain('requests');
    expect(withRefused(1)).toContain('  requests  1 request was refused; events.ndjson says why.\n');
    expect(withRefused(2)).toContain('2 requests were refused');
  });

  test('says so where there is nothing to say', () => {
    const { text } = results(new Stream().end());
    expect(text).toContain('no task was completed.');
    expect(text).toContain('The nodes cost 0.00.');
    expect(text).toContain('There was never a slot');
    expect(text).toContain('No task waited.');
    expect(text).toContain('Nothing is stuck.');
  });

  test('counts terminated, retried, requeued and preempted work', () => {
    const stream = new Stream({ prices: {} });
    const node = stream.node(stream.pool('p'), 'tvm-1', false);
    const task = stream.task(stream.job('j'), 't');
    for (const details of [
      { reason: 'retried', retryCount: 1 },
      { reason: 'preempted' },
      { reason: 'requeuedByResize', requeueCount: 1 },
    ] as const) {
      stream.moveTask(task, 'running', { nodes: [node], waited: {} });
      stream.moveTask(task, 'active', details);
    }
    stream.moveTask(task, 'completed', { reason: 'terminatedByUser', result: 'failure', waited: {} });
    const { text } = results(stream.at(500).end({}, { reason: 'limit', limit: 'task j/t was retried for ever' }));
    expect(text).toContain(
      '1 task failed out of 1 (1 of them terminated, 1 retry, 1 requeue, 1 attempt lost to preemption).',
    );
    expect(text).toContain('The cost is unknown: the scenario gives no price for some of the nodes.');
    expect(text).toContain(
      'was stopped by a limit 0.5 s after its start, at 2017-05-01 00:00:00 UTC (task j/t was retried for ever)',
    );
  });
});

describe('the report as a page', () => {
  test('says on its first screen in words what the text says', () => {
    const { page, text } = results(small());
    const firstScreen = strings(page.slice(0, page.indexOf('<h2>')));
    for (const sentence of text.split('\n').slice(1, 6)) {
      expect(firstScreen).toContain(sentence.slice(12));
    }
  });

  test('stands alone: it loads nothing, runs nothing and links nowhere', () => {
    const { page } = results(small());
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|href=|src=/i);
    expect(page).not.toMatch(/https?:\/\//);
  });

  test('shows what a scenario contains as text, never as markup', () => {
    const evil = `<b onclick="x">'&"</b>`;
    const stream = new Stream({ scenario: evil, seed: evil, version: evil, notModelled: [evil] });
    stream.node(stream.pool(evil, { vmSize: evil }), evil);
    stream.node(stream.pool('q'), 'tvm-1');
    stream.job(evil, { terminateReason: evil });
    const stuck = [{ entity: evil, reason: evil, remedy: evil }];
    const { page } = results(
      stream.at(1000).end({}, { unmatched: [evil, 'bell \u0007'], stuck, reason: 'limit', limit: evil }),
    );
    expect(page).not.toContain('<b ');
    expect(page).not.toContain('\u0007');
    const escaped = '&lt;b onclick=&quot;x&quot;&gt;&#39;&amp;&quot;&lt;/b&gt;';
    expect(page.split(escaped).length - 1).toBeGreaterThanOrEqual(12);
  });

  test('has still charts that name themselves, each with the table behind it', () => {
    const { page } = results(small());
    const charts = page.match(/<svg[^>]*>/g) ?? [];
    expect(charts.map((chart) => /aria-label="([^"]*) over/.exec(chart)?.[1])).toEqual([
      'Dedicated nodes',
      'Slots',
      'Tasks waiting, by job',
      'Cost so far',
    ]);
    expect(charts[0]).toContain('role="img" aria-label="Dedicated nodes over 1 h; the table below has the figures"');
    expect(page.match(/<summary>Table: [^<]* over 1 h<\/summary>/g)).toHaveLength(4);
    expect(page.match(/<path class="layer (running|idle|creating|slot-busy|slot-idle)"/g)).toHaveLength(5);
  });

  test('puts what its script reads into the page as JSON that cannot end its element, and names the script by its hash', () => {
    const stream = new Stream({ description: '</script><!-- \u2028' });
    const record = new RunRecord();
    const fold = stream.at(1000).end().play(new SummaryFold(stream, record));
    const summary = fold.summary({ eventsSha256: null, transitionsSha256: null });
    const report = reportData(record, summary);
    const page = renderReport({ summary, report, script: { text: 'start()', sha256: 'HASH' } });
    expect(page).toContain("script-src 'sha256-HASH'");
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page.match(/<\/script/g)).toHaveLength(2);
    expect(page).not.toContain('<!--');
    const json = /<script type="application\/json" id="report-data">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(report)));
  });

  test('never draws or says what is no number, whatever the run', () => {
    for (let seed = 0; seed < 40; seed++) {
      const { page, text } = results(randomRun(seed, 1 + seed * 10));
      expect(page + text).not.toMatch(/NaN|undefined|Infinity|\[object/);
      expect(page.match(/<section/g)?.length).toBe(page.match(/<\/section>/g)?.length);
    }
  });

  test('shortens long tables and says so', () => {
    const stream = new Stream();
    for (let n = 0; n < 1000; n++) stream.job(`job-${n}`);
    const { page } = results(stream.end());
    expect(page).toContain('The first 300 of 1,000 jobs; summary.json has all.');
    expect(page).not.toContain('job-300');
  });
});
