import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findScenarios } from '../../src/cli/scenario-search.ts';
import { smallScenario, temporaryFolder, writeScenario } from './helpers.ts';

const folder = temporaryFolder();
mkdirSync(join(folder, 'deep/er'), { recursive: true });
mkdirSync(join(folder, 'not-a-file.yaml'));
writeScenario(folder, 'b.yaml', smallScenario());
writeScenario(folder, 'a.yml', '# only schedules\n"jobSchedules" : []\n');
writeScenario(folder, 'deep/er/c.json', '{\n  "jobs": []\n}');
writeScenario(folder, 'deep/d.json', '{"name":"x","pools":[]}');
writeScenario(folder, 'deep/flow.yaml', '{ name: x, pools: [] }');
writeScenario(folder, 'deep/broken.yaml', 'pools: [');
writeScenario(folder, 'deep/pool-body.json', '{ "id": "p", "vmSize": "STANDARD_D2_V2" }');
writeScenario(folder, 'deep/study.yaml', 'scenario: ../b.yaml\nfactors:\n  pools: [1, 2]\n');
writeScenario(folder, 'deep/study.json', '{ "scenario": "../b.yaml", "factors": { "pools.p.vmSize": [] } }');
writeScenario(folder, 'deep/tasks.ndjson', '{"id":"a"}\n');
writeScenario(folder, 'deep/notes.md', 'pools: none');

it('a folder stands for every YAML and JSON scenario below it, in the order of their paths', () => {
  const found = findScenarios([folder]);
  const names = (files: readonly string[]) => files.map((file) => file.slice(folder.length + 1));
  expect(names(found.scenarios)).toEqual([
    'a.yml',
    'b.yaml',
    'deep/broken.yaml',
    'deep/d.json',
    'deep/er/c.json',
    'deep/flow.yaml',
  ]);
  expect(names(found.studies)).toEqual(['deep/study.json', 'deep/study.yaml']);
  expect(names(found.others)).toEqual(['deep/pool-body.json']);
});

it('a file stands for itself whatever is in it, and nothing is taken twice', () => {
  const body = join(folder, 'deep/pool-body.json');
  expect(findScenarios([body, 'missing.yaml']).scenarios).toEqual([body, 'missing.yaml']);
  expect(
    findScenarios([join(folder, 'b.yaml'), folder, folder]).scenarios.filter((file) => file.endsWith('b.yaml')),
  ).toHaveLength(1);
});
