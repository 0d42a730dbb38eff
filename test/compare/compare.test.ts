import { describe, expect, test } from 'vitest';
import { logSentences, patchText } from '../../src/compare/figures.ts';
import { renderMarkdown } from '../../src/compare/markdown.ts';
import { renderComparison } from '../../src/compare/text.ts';
import { logOf } from '../explain/logs.ts';
import { compared, runSide, scenarioSide } from './runs.ts';

/** Two tasks one after the other on one node; their durations are drawn. */
const SCENARIO = `
name: two
seed: 1
pools:
  - id: p
    vmSize: STANDARD_D2_V2
    targetDedicatedNodes: 1
    virtualMachineConfiguration: { imageReference: { publisher: C, offer: U, sku: s }, nodeAgentSKUId: batch.node.ubuntu 16.04 }
jobs:
  - { id: first, priority: 10, poolInfo: { poolId: p } }
  - { id: second, poolInfo: { poolId: p } }
tasks:
  - { jobId: first, count: 2, task: { id: "a-{n}", commandLine: work } }
  - { jobId: second, task: { id: b, commandLine: work } }
programs:
  - { match: work, duration: { uniform: { min: PT1M, max: PT9M } } }
cloud:
  prices: { STANDARD_D2_V2: { dedicated: 0.6, lowPriority: 0.1 } }
`;

const said = (...sides: Parameters<typeof compared>) => logSentences(compared(...sides)).join('\n');

describe('two runs that are the same', () => {
  test('are said to be so: no difference of the input, every figure the same, no line that differs', () => {
    const comparison = compared(scenarioSide(SCENARIO), scenarioSide(SCENARIO));
    expect(comparison.input.differences).toEqual([]);
    expect(comparison.outcome.every(({ isSame }) => isSame)).toBe(true);
    expect(comparison.logs).toMatchObject({ isSame: true, detail: null, parting: null });
    const text = renderComparison(comparison);
    expect(text).toContain('Input: no difference of the scenario files\n');
    expect(text).toContain('Outcome: every figure is the same\n');
    expect(text).toMatch(/They do not part: all \d+ lines of the logs are the same/);
  });

  test('are so from another start or under another name, which is no event but input', () => {
    const other = SCENARIO.replace('name: two', 'name: other\nstart: 2018-01-01T00:00:00Z');
    const { input, logs } = compared(scenarioSide(SCENARIO), scenarioSide(other));
    expect(input.differences).toEqual([
      { path: 'name', from: 'two', to: 'other' },
      { path: 'start', to: '2018-01-01T00:00:00Z' },
    ]);
    expect(logs).toMatchObject({ isSame: true, parting: null });
  });

  test('are so when the one is a log and the other is simulated', () => {
    const { input, logs, a, b } = compared(runSide(logOf(SCENARIO)), scenarioSide(SCENARIO));
    expect([a.kind, b.kind]).toEqual(['run', 'scenario']);
    expect(input).toEqual({ basis: 'logs', differences: [], omitted: 0 });
    expect(logs).toMatchObject({ isSame: true });
  });
});

describe('two runs of other seeds', () => {
  test('part where the first draw shows; what was drawn is told from the line that both have', () => {
    const [a, b] = [scenarioSide(SCENARIO), scenarioSide(SCENARIO, {}, ['seed=2'])];
    const comparison = compared(a, b);
    expect(comparison.input.differences).toEqual([{ path: 'seed', from: 1, to: 2 }]);
    const parting = comparison.logs!.parting!;
    expect(parting.a.step).toMatchObject({ what: 'task first/a-1', to: 'completed' });
    expect(parting.b.step).toMatchObject({ what: 'task first/a-1', to: 'completed' });
    expect(parting.atMs).toBe(Math.min(parting.a.step!.atMs, parting.b.step!.atMs));
    expect(parting.a.because[0]).toMatchObject({ what: 'task first/a-1', to: 'running' });
    const story = logSentences(comparison).join('\n');
    expect(story).toMatch(
      /From \S+, task first\/a-1 running: it starts on a node \[on p\/tvm-1\], it takes .* in A and .* in B\./,
    );
    expect(story).toContain('The only difference of the input that is known: seed: 1 → 2.');
  });
});

describe('another priority', () => {
  const other = SCENARIO.replace('{ id: second,', '{ id: second, priority: 20,');

  test('shows first on the line of the job, and then where it matters: another task starts, and how the first one stands there', () => {
    const comparison = compared(scenarioSide(SCENARIO), scenarioSide(other));
    expect(comparison.input.differences).toEqual([{ path: 'jobs.second.priority', to: 20 }]);
    expect(comparison.logs!.detail).toMatchObject({
      what: 'job second',
      to: 'active',
      differences: [{ path: 'priority', from: 0, to: 20 }],
    });
    const parting = comparison.logs!.parting!;
    expect(parting.a).toMatchObject({ step: { what: 'task first/a-1', to: 'running' } });
    expect(parting.b).toMatchObject({ step: { what: 'task second/b', to: 'running' } });
    const story = parting.story.join('\n');
    expect(story).toMatch(/A goes on at 00:02:38: task first\/a-1 running: .*\nIn B that happens at .* later\./);
    expect(story).toMatch(
      /In B at 00:02:38, task first\/a-1: It waits since 00:00:00\. Nodes are in service, but no slot is free/,
    );
    expect(story).toMatch(/B goes on at 00:02:38: task second\/b running/);
  });

  test('that decides nothing is a detail of a line, and the runs do not part', () => {
    const sides = [scenarioSide(SCENARIO), scenarioSide(SCENARIO, {}, ['jobs.first.priority=11'])] as const;
    expect(compared(...sides).logs).toMatchObject({ isSame: false, parting: null });
    expect(said(...sides)).toBe(
      'They do not part: the same things happen at the same instants.\n' +
        'The first line with other details: 00:00:00 job first active: priority: 10 → 11.',
    );
  });

  test('is found in logs too, where a scenario is not known', () => {
    const { input, logs } = compared(runSide(logOf(SCENARIO)), runSide(logOf(other)));
    expect(input).toEqual({
      basis: 'logs',
      differences: [{ path: 'jobs.second.priority', from: 0, to: 20 }],
      omitted: 0,
    });
    expect(logs!.parting!.inputs).toEqual(input.differences);
  });
});

describe('things that are called otherwise', () => {
  const renamed = SCENARIO.replaceAll('id: p', 'id: q').replaceAll('poolId: p', 'poolId: q').replaceAll('first', 'uno');

  test('are taken for the same: runs that differ in nothing but the names of pools and jobs do not part', () => {
    const fixed = (text: string) => text.replace(/duration: .*/, 'duration: PT5M }');
    const comparison = compared(scenarioSide(fixed(SCENARIO)), scenarioSide(fixed(renamed)));
    expect(comparison.renamed).toEqual([
      { kind: 'pool', a: 'p', b: 'q' },
      { kind: 'job', a: 'first', b: 'uno' },
    ]);
    expect(comparison.logs).toMatchObject({ isSame: true, detail: null, parting: null });
    expect(comparison.outcome.filter(({ isSame }) => !isSame)).toEqual([]);
    expect(logSentences(comparison)).toEqual([
      'They do not part: all 21 lines of the logs are the same but for the names, the first line, about the run itself, aside.',
      'Called otherwise: pool p is q in B, job first is uno in B.',
    ]);
  });

  test('keep their stories: what a renamed task does in the other run is found under its other name', () => {
    const parted = said(scenarioSide(SCENARIO), scenarioSide(renamed, {}, ['seed=3']));
    expect(parted).toContain('Called otherwise: pool p is q in B, job first is uno in B.');
    expect(parted).toMatch(/In A at \S+: task first\/a-1 completed|A goes on at \S+: task first\/a-1 completed/);
  });
});

describe('logs that end', () => {
  test('one before the other: the one ends, and the other is told on', () => {
    const cut = SCENARIO.replace('name: two', 'name: two\nend: PT3M');
    const story = said(scenarioSide(cut), scenarioSide(SCENARIO));
    expect(story).toMatch(/A ends at 00:03:00: the scenario's end is reached\./);
  });

  test('within the other, as after a kill: it is said that it breaks off, and how the other goes on', () => {
    const log = logOf(SCENARIO);
    const lines = log.split('\n');
    const torn = lines.slice(0, 12).join('\n');
    const whole = runSide(log);
    for (const text of [`${torn}\n`, `${torn}\n{"seq":12,"at":1`]) {
      const story = said(whole, runSide(text, 50, log));
      expect(story).toContain('after 12 lines that say the same');
      expect(story).toContain('The log of B breaks off here.\nA goes on at ');
    }
    expect(() => compared(runSide(`${torn}\n`, 50, log), runSide(`${torn}\n`, 50, log))).toThrow('the log breaks off');
  });
});

describe('what a scenario holds', () => {
  test('never becomes markup, a mention or a link of a comment, nor drives a terminal', () => {
    const hostile = SCENARIO.replaceAll('work', '"<img src=x> `|` @everyone [x](http://e.vil)\\u001b[2J"');
    const comparison = compared(scenarioSide(SCENARIO), scenarioSide(hostile, {}, ['programs=[]']));
    const markdown = renderMarkdown(comparison);
    const outside = markdown.replace(/(`+) ?.*? ?\1(?!`)/g, '');
    expect(outside).not.toMatch(/<img|@everyone|\]\(http/);
    expect(markdown + renderComparison(comparison)).not.toContain('\u001b');
    expect(markdown).toContain('<details><summary>Input: ');
  });
});

describe('summaries alone', () => {
  test('have outcomes to compare, and of their input what they tell; where the runs part cannot be told', () => {
    const side = (set: string[]) => {
      const { summary } = scenarioSide(SCENARIO, {}, set);
      return { name: 'summary.json', kind: 'summary', summary, document: null, log: null } as const;
    };
    const comparison = compared(side([]), side(['seed=4', 'pools.p.vmSize=STANDARD_D3_V2']));
    expect(comparison.logs).toBeNull();
    expect(comparison.input.basis).toBe('summaries');
    expect(comparison.input.differences.map(({ path }) => path)).toEqual([
      'seed',
      'pools.p.vmSize',
      'pools.p.coresPerNode',
    ]);
    expect(comparison.outcome.find(({ metric }) => metric === 'cost')).toMatchObject({ b: null, isSame: false });
    expect(renderComparison(comparison)).toContain('One of them has no log, so it cannot be told where they part.');
  });
});

test('of long texts the place where they differ is shown', () => {
  const start = 'a formula that goes on and on, '.repeat(5);
  expect(patchText({ path: 'f', from: `${start}x = 1;`, to: `${start}x = 2;` })).toBe(
    'f: …goes on and on, x = 1; → …goes on and on, x = 2;',
  );
});

describe('what differs in task files', () => {
  test('is told by its first row', () => {
    const scenario = SCENARIO.replace(
      'count: 2, task: { id: "a-{n}", commandLine: work }',
      'file: tasks.csv, task: { commandLine: work }',
    );
    const rows = (last: string) => ({ 'tasks.csv': `id,duration\nx,60\ny,${last}\n` });
    const { input } = compared(scenarioSide(scenario, rows('60')), scenarioSide(scenario, rows('90')));
    expect(input.differences).toMatchObject([
      { path: 'tasks.0.file (row 2)', from: { id: 'y', durationSeconds: 60 }, to: { id: 'y', durationSeconds: 90 } },
    ]);
  });
});
