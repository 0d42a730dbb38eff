import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../../src/version.ts';
import { ROOT } from '../support/source.ts';
import { batchlab, smallScenario, temporaryFolder, writeScenario } from './helpers.ts';

const folder = temporaryFolder();
const COMMANDS = ['run', 'validate', 'test', 'report', 'schema'];

describe('batchlab', () => {
  it('answers --version with the version of the package', () => {
    expect(batchlab(['--version'])).toEqual({ status: 0, stdout: `${VERSION}\n`, stderr: '' });
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
    expect([manifest.version, lock.version, lock.packages[''].version]).toEqual([VERSION, VERSION, VERSION]);
  });

  it('explains itself with --help: its commands, examples and exit statuses', () => {
    const { status, stdout, stderr } = batchlab(['--help']);
    expect([status, stderr]).toEqual([0, '']);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain('Exit status: 0 done, 1 an expectation failed, 2 the input was refused');
    expect(batchlab(['help']).stdout).toBe(stdout);
  });

  it.each(COMMANDS)('explains its command %s with an example, and the lines fit a terminal', (command) => {
    const { status, stdout, stderr } = batchlab([command, '--help']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^Usage: batchlab ${command} `));
    expect(stdout).toMatch(new RegExp(`^ {2}\\$ batchlab ${command} `, 'm'));
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(110);
    expect(batchlab(['help', command]).stdout).toBe(stdout);
  });

  it('without a command shows its help as an error', () => {
    const { status, stdout, stderr } = batchlab([]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: batchlab');
  });

  it.each([
    [['rnu', 'x.yaml'], "error: unknown command 'rnu'\n(Did you mean run?)"],
    [['run', 'x.yaml', '--sed', '7'], "error: unknown option '--sed'\n(Did you mean"],
    [['run', 'x.yaml', '--seeed=7'], "error: unknown option '--seeed=7'\n(Did you mean --seed?)"],
    [['run'], "error: missing required argument 'scenario'"],
    [['run', 'x.yaml', '--out'], "error: option '--out <dir>' argument missing"],
    [['run', 'x.yaml', '--max-events', '1e3'], 'It must be a whole number from 1 up.'],
    [['report', 'a', 'b'], 'error: too many arguments'],
    [['schema', 'scenarios'], 'Allowed choices are scenario'],
  ])('answers %j with status 2 and a word of advice', (args, message) => {
    const { status, stdout, stderr } = batchlab(args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

describe('validate', () => {
  it('says of every file whether it is valid, and ends with 2 if one is not', () => {
    const good = writeScenario(folder, 'good.yaml', smallScenario());
    const bad = writeScenario(
      folder,
      'bad.yaml',
      smallScenario().replace('poolInfo:', 'poolInof:').replace('STANDARD_D2_V2', 'STANDARD_ZZ'),
    );
    const { status, stdout, stderr } = batchlab(['validate', good, bad]);
    expect(status).toBe(2);
    expect(stdout).toMatch(new RegExp(`^${good}: valid.*\n${bad}: refused, \\d+ errors`));
    expect(stderr).toMatch(/bad\.yaml:3:13: error: .*STANDARD_ZZ.*\(400 InvalidPropertyValue\)/);
    expect(stderr).toMatch(/bad\.yaml:10:5: error: .*poolInof/);
    expect(stderr).toContain('> 3 |     vmSize: STANDARD_ZZ');
    expect(batchlab(['validate', good]).status).toBe(0);
  });

  it('checks a scenario with a value changed', () => {
    const good = writeScenario(folder, 'good.yaml', smallScenario());
    const { status, stderr } = batchlab(['validate', good, '--set', 'pools.p.targetDedicatedNodes=many']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^--set:1:\d+: error: /);
    expect(batchlab(['validate', good, '--set', 'pools.p.targetDedicatedNodes=4', '--set', 'seed=8']).status).toBe(0);
  });

  it('lets a scenario name files outside its own folder only with --allow-outside', () => {
    mkdirSync(join(folder, 'inside'), { recursive: true });
    writeScenario(
      folder,
      'pool.json',
      '{ "id": "p", "vmSize": "STANDARD_D2_V2", "targetDedicatedNodes": 1, "cloudServiceConfiguration": { "osFamily": "4" } }',
    );
    const file = writeScenario(join(folder, 'inside'), 's.yaml', 'pools: [../pool.json]\n');
    const refused = batchlab(['validate', file]);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/s\.yaml:1:9: error: .*outside/);
    expect(batchlab(['validate', file, '--allow-outside'])).toMatchObject({ status: 0, stderr: '' });
  });

  it('refuses a file that is not there in one line', () => {
    const { status, stderr } = batchlab(['validate', join(folder, 'missing.yaml')]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^.*missing\.yaml:1:1: error: .*no such file\n$/);
  });

  it('writes nothing', () => {
    const place = join(folder, 'empty');
    mkdirSync(place);
    batchlab(['validate', join(folder, 'good.yaml')], { cwd: place });
    expect(readdirSync(place)).toEqual([]);
  });
});

describe('schema', () => {
  it('prints the JSON Schema of a scenario', () => {
    const { status, stdout, stderr } = batchlab(['schema', 'scenario']);
    expect([status, stderr]).toEqual([0, '']);
    const schema = JSON.parse(stdout);
    expect(schema.$schema).toMatch(/json-schema/);
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining(['name', 'pools', 'jobs', 'tasks', 'programs', 'cloud', 'actions', 'expect']),
    );
    expect(batchlab(['schema']).stdout).toBe(stdout);
  });
});
