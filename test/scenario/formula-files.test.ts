import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../src/scenario/load.ts';

/** Files by name; the scenario is `s.yaml`. */
function load(files: Readonly<Record<string, string>>) {
  return loadScenario('s.yaml', {
    read: (path) => {
      const name = path.replace(/^\//, '');
      if (!Object.hasOwn(files, name)) throw new Error('there is no such file');
      return files[name];
    },
    resolve: (_from, ref) => (ref === '.' ? '/' : `/${ref}`),
  });
}

const pool = (formula: string, more = '') => `pools:
  - id: p
    vmSize: STANDARD_D2_V2
    cloudServiceConfiguration: { osFamily: "5" }
    enableAutoScale: true
    autoScaleFormula: ${formula}
${more}`;

const places = (result: ReturnType<typeof load>) =>
  (result.ok ? result.warnings : result.errors).map(({ file, line, column }) => `${file}:${line}:${column}`);

describe('a formula in a file of its own', () => {
  test('stands for its text, in pools, auto pools and operations', () => {
    const result = load({
      's.yaml': pool(
        '{ file: f.formula }',
        `jobs:
  - id: j
    poolInfo: { autoPoolSpecification: { poolLifetimeOption: job, pool: { vmSize: STANDARD_D2_V2, cloudServiceConfiguration: { osFamily: "5" }, enableAutoScale: true, autoScaleFormula: { file: f.formula } } } }
actions: [ { at: PT1H, evaluateAutoScale: { poolId: p, autoScaleFormula: { file: f.formula } } } ]`,
      ),
      'f.formula': '$TargetDedicatedNodes = 3;\n',
    });
    if (!result.ok) throw new Error(result.errors.map(({ message }) => message).join());
    expect(result.scenario.pools[0].autoScaleFormula).toBe('$TargetDedicatedNodes = 3;\n');
    const { poolInfo } = result.scenario.jobs[0].job(1);
    expect('autoPool' in poolInfo && poolInfo.autoPool.pool.autoScaleFormula).toBe('$TargetDedicatedNodes = 3;\n');
    const { request } = result.scenario.actions[0];
    expect(request.ok && request.operation).toMatchObject({ autoScaleFormula: '$TargetDedicatedNodes = 3;\n' });
  });

  test('is where its errors are', () => {
    const result = load({
      's.yaml': pool('{ file: f.formula }'),
      'f.formula': 'a = 1;\n$TargetDedicatedNodes = a +;\n',
    });
    expect(places(result)).toEqual(['f.formula:2:28']);
  });

  test('that cannot be read is complained about where it is named', () => {
    expect(places(load({ 's.yaml': pool('{ file: none.formula }') }))).toContain('s.yaml:6:23');
  });

  test('may be named in a body that has a file of its own', () => {
    const result = load({
      's.yaml': 'pools: [ pool.json ]',
      'pool.json': `{ "id": "p", "vmSize": "STANDARD_D2_V2", "cloudServiceConfiguration": { "osFamily": "5" },
  "enableAutoScale": true, "autoScaleFormula": { "file": "f.formula" } }`,
      'f.formula': 'x = ;',
    });
    expect(places(result)).toEqual(['f.formula:1:5']);
  });
});

describe('an error inside a formula points into the text of the scenario', () => {
  test('in a literal block, with its indentation', () => {
    const result = load({ 's.yaml': pool('|\n      a = 1;\n      $TargetDedicatedNodes = max(;') });
    expect(places(result)).toEqual(['s.yaml:8:35']);
  });

  test('in a quoted and in a plain text of one line', () => {
    expect(places(load({ 's.yaml': pool("'a = ;'") }))).toEqual(['s.yaml:6:28']);
    expect(places(load({ 's.yaml': pool('a = ;') }))).toEqual(['s.yaml:6:27']);
  });

  test('at its beginning where the file does not show it line by line', () => {
    expect(places(load({ 's.yaml': pool('>\n      a = 1;\n      b = ;') }))).toEqual(['s.yaml:6:23']);
    expect(places(load({ 's.yaml': pool('"a = 1;\\n b = ;"') }))).toEqual(['s.yaml:6:23']);
  });
});
