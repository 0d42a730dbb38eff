import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SLOT_USES } from '../../src/metrics/series.ts';
import { LINE_KEYS } from '../../src/trace/line-keys.ts';
import { LIFECYCLES, RUN_REASONS } from '../../src/trace/reasons.ts';
import { NODE_STATES, WAIT_CAUSES } from '../../src/trace/vocabulary.ts';

const PAGE = new URL('../../docs/events.md', import.meta.url);
const BEGIN = '<!-- reasons: made by test/trace/events-doc.test.ts -->\n';
const END = '<!-- end of reasons -->';

interface Alternative {
  readonly from: readonly (string | null)[];
  readonly to: string | null;
  readonly when: string;
  readonly rules: readonly string[];
}

/** The tables of reasons, one per entity. */
function reasons(): string {
  const run = Object.entries(RUN_REASONS).map(
    ([reason, { when, rules }]) => `| \`${reason}\` | ${when} | ${rules.join(' ')} |`,
  );
  const tables = Object.entries(LIFECYCLES).map(([entity, lifecycle]) => {
    const edges = Object.entries<readonly Alternative[]>(lifecycle.edges);
    const rows = edges.flatMap(([reason, alternatives]) => alternatives.map((edge) => row(reason, edge)));
    return `**${entity}**\n\n| Reason | From | To | When | Rules |\n|---|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  const first = `**run, request, autoscale**\n\n| Reason | When | Rules |\n|---|---|---|\n${run.join('\n')}\n`;
  return `\n${[first, ...tables].join('\n')}\n`;
}

function row(reason: string, { from, to, when, rules }: Alternative): string {
  const states = (list: readonly (string | null)[]) =>
    list.map((state) => (state === null ? '–' : `\`${state}\``)).join(', ');
  return `| \`${reason}\` | ${states(from)} | ${states([to])} | ${when} | ${rules.join(' ')} |`;
}

/** The page with the tables of reasons as they should be. */
function expectedPage(): string {
  const page = readFileSync(PAGE, 'utf8');
  return page.slice(0, page.indexOf(BEGIN) + BEGIN.length) + reasons() + page.slice(page.indexOf(END));
}

describe('docs/events.md', () => {
  test('has the reasons of the lifecycle tables (UPDATE_DOCS=1 rewrites them)', () => {
    if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, expectedPage());
    expect(readFileSync(PAGE, 'utf8')).toBe(expectedPage());
  });

  test('names every key of every line, every state of a node, every cause of waiting and every use of a slot', () => {
    const page = readFileSync(PAGE, 'utf8');
    const keys = Object.values(LINE_KEYS).flatMap(({ ids, details }) => [...ids, ...details]);
    const missing = [...keys, ...NODE_STATES, ...WAIT_CAUSES, ...SLOT_USES].filter(
      (name) => !page.includes(`\`${name}\``),
    );
    expect(missing).toEqual([]);
  });
});
