import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { RULE_SECTIONS, type RuleSection, SOURCES } from '../../src/batch/rules.ts';

const PAGE = new URL('../../docs/rules.md', import.meta.url);

/** The page of the manual that lists every rule; UPDATE_DOCS=1 writes it. */
function page(): string {
  const sources = SOURCES.map(([tag, meaning]) => `| ${tag} | ${meaning} |`);
  return [
    '# Rules',
    '',
    'What this simulator does, by number. Messages, tests and the event log cite these numbers.',
    '',
    '- **L-…** how the Batch service behaves in API version 2017-05-01.5.0, from its public documentation;',
    '- **O-…** a choice where the documentation is silent or ambiguous: the question, the choice, the reason;',
    '- **S-…** what is settled about scenarios, runs and logs.',
    '',
    'In texts, `[>v]` means from API version v on and `[<v]` before it; JM is the job manager task, prep the job preparation task.',
    '',
    '## Sources',
    '',
    '| Tag | Source |',
    '|---|---|',
    ...sources,
    '',
    ...RULE_SECTIONS.flatMap(sectionLines),
  ].join('\n');
}

function sectionLines({ title, rules }: RuleSection): readonly string[] {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const lines = Object.entries(rules).map(
    ([number, { text, source }]) => `| ${number} | ${cell(text)} | ${cell(source)} |`,
  );
  return [`## ${title}`, '', '| Rule | Text | Source |', '|---|---|---|', ...lines, ''];
}

it('docs/rules.md is the page made from the table of rules (UPDATE_DOCS=1 rewrites it)', () => {
  if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, page());
  expect(existsSync(PAGE)).toBe(true);
  expect(readFileSync(PAGE, 'utf8')).toBe(page());
});
