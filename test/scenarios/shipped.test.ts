/**
 * Every shipped scenario runs, meets its own expectations and comes out as recorded in reports/golden. After a change that is meant to
 * change results: UPDATE_GOLDEN=1 npx vitest run test/scenarios, and read the differences.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../src/batch/model.ts';
import { diskReader } from '../../src/cli/disk-reader.ts';
import { checkExpectations } from '../../src/cli/expectations.ts';
import { findScenarios } from '../../src/cli/scenario-search.ts';
import { type Summary, summaryText } from '../../src/metrics/summary.ts';
import type { FileReader } from '../../src/scenario/file-reader.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { formatLocated } from '../../src/scenario/located.ts';
import { Run } from '../../src/simulate.ts';
import { loadStudy } from '../../src/study/load.ts';
import { studySummaryText, summarizeStudy } from '../../src/study/summary.ts';
import { runStudy } from '../study/studies.ts';

const FOLDER = 'scenarios';
const GOLDEN = 'reports/golden';
const { scenarios: files, studies } = findScenarios([FOLDER]);

function load(file: string): { readonly scenario: Scenario; readonly warnings: readonly string[] } {
  const loaded = loadScenario(file, diskReader);
  if (!loaded.ok) throw new Error(loaded.errors.map(formatLocated).join('\n'));
  return { scenario: loaded.scenario, warnings: loaded.warnings.map(formatLocated) };
}

function simulate(scenario: Scenario): { readonly summary: Summary; readonly hash: string } {
  const events = createHash('sha256');
  const transitions = createHash('sha256');
  let chunks = 0;
  const run = new Run(scenario, {
    onLog: (text) => {
      events.update(text);
      if (chunks++ > 0) transitions.update(text); // the first line comes alone
    },
  });
  while (run.advance(1_000_000));
  const hash = events.digest('hex');
  return { summary: run.fold.summary({ eventsSha256: hash, transitionsSha256: transitions.digest('hex') }), hash };
}

/** What is recorded: everything that does not change with the version of batchlab. */
function golden(summary: Summary): string {
  const { version, eventsSha256, ...rest } = JSON.parse(summaryText(summary));
  return `${JSON.stringify(rest, null, 2)}\n`;
}

const goldenOfStudy = (file: string) => `study-${basename(file, '.yaml')}.json`;

/** The study with three replications of each variant, where all of them would take a minute. */
function fewReplications(file: string): FileReader {
  const read: FileReader['read'] = (path, most) => {
    const text = diskReader.read(path, most);
    return path === file ? text.replace(/^replications:.*$/m, 'replications: { min: 3, max: 3 }') : text;
  };
  return { ...diskReader, read };
}

test('there are shipped scenarios, each with a name of its own and a recorded summary', () => {
  expect(files.length).toBeGreaterThan(20);
  const names = files.map((file) => load(file).scenario.name);
  expect(new Set(names).size).toBe(names.length);
  const recorded = readdirSync(GOLDEN).filter((file) => file.endsWith('.json'));
  if (process.env.UPDATE_GOLDEN === undefined)
    expect(recorded.sort()).toEqual([...names.map((name) => `${name}.json`), ...studies.map(goldenOfStudy)].sort());
});

describe.each(studies)('%s', (file) => {
  test('loads without a warning', () => {
    const study = loadStudy(file, diskReader);
    expect([...(study.ok ? [] : study.errors), ...study.warnings].map(formatLocated)).toEqual([]);
  });

  test('comes out as recorded after its first replications', () => {
    const study = loadStudy(file, fewReplications(file));
    if (!study.ok) throw new Error(study.errors.map(formatLocated).join('\n'));
    const { version, ...summary } = JSON.parse(studySummaryText(summarizeStudy(study.study, runStudy(study.study))));
    const path = join(GOLDEN, goldenOfStudy(file));
    if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(path, `${JSON.stringify(summary, null, 2)}\n`);
    expect(`${JSON.stringify(summary, null, 2)}\n`).toBe(readFileSync(path, 'utf8'));
  });
});

describe.each(files)('%s', (file) => {
  const { scenario, warnings } = load(file);
  const { summary, hash } = simulate(scenario);

  test('loads without a warning, unless it is about warnings', () => {
    const isAbout = readFileSync(file, 'utf8').includes('# warns:');
    expect(isAbout ? [] : warnings).toEqual([]);
  });

  test('gives the same log a second time', () => {
    expect(simulate(load(file).scenario).hash).toBe(hash);
  });

  test('meets its expectations', () => {
    const failed = checkExpectations(scenario.expect, summary).filter((outcome) => outcome.failure !== null);
    expect(failed).toEqual([]);
  });

  test('comes out as recorded', () => {
    const path = join(GOLDEN, `${scenario.name}.json`);
    if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(path, golden(summary));
    expect(existsSync(path), `${relative('.', path)} is missing`).toBe(true);
    expect(golden(summary)).toBe(readFileSync(path, 'utf8'));
  });
});
