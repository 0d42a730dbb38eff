import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadScenario } from '../../src/scenario/load.ts';
import { errorsOf, filesOf, job, load, loaded, pool } from './files.ts';

describe('a file that is not what it seems', () => {
  it('with a NUL character is refused at it', () => {
    expect(errorsOf('seed: 1\nname: "a\0b"\n')).toEqual(['2:9 a NUL character: this is no UTF-8 text']);
  });

  it('with several documents is refused', () => {
    expect(errorsOf('seed: 1\n---\nseed: 2\n')).toEqual(['2:1 the file holds more than one document']);
  });

  it('with a brace that needs quotes is refused once, not once for each token behind it', () => {
    expect(errorsOf('tasks:\n  - { task: { id: t{n} }, count: 3 }\n  - { jobId: j }\n')).toEqual([
      '2:20 Unexpected flow-map-start at node end; a text with { in it needs quotes here',
    ]);
  });

  it('with a syntax error is refused where the reader stumbles', () => {
    expect(errorsOf('pools: [ a\nseed: 1\n')[0]).toMatch(/^2:1 Flow sequence/);
    expect(errorsOf('seed:\n\t- 1\n')[0]).toMatch(/^2:1 Tabs are not allowed/);
    expect(errorsOf('name: "abc')[0]).toMatch(/^1:11 Missing closing/);
  });

  it('named .json is refused if it is YAML only', () => {
    const result = loadScenario('a.json', filesOf({ 'a.json': '{\n  "seed": 1,\n}' }));
    expect(result.ok ? [] : result.errors.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
      '3:1 not JSON: Expected double-quoted property name in JSON',
    ]);
    const cut = loadScenario('a.json', filesOf({ 'a.json': '{ "seed": ' }));
    expect(cut.ok ? [] : cut.errors.map(({ message }) => message)).toEqual(['not JSON: Unexpected end of JSON input']);
  });

  it('with tags, binary data or complex keys is refused', () => {
    expect(errorsOf('seed: !!binary aGk=\n')).toEqual(['1:7 Unresolved tag: tag:yaml.org,2002:binary']);
    expect(errorsOf('seed: !js/function x\n')[0]).toMatch(/^1:7 Unresolved tag/);
    expect(errorsOf('? [a]\n: 1\n')).toEqual(['1:3 a key must be a plain text']);
  });

  it('of YAML 1.1 is read by the rules of 1.2: yes is a text, a date is a text', () => {
    expect(loaded('%YAML 1.1\n---\ndescription: yes\nseed: 2001-01-01\n')).toMatchObject({
      description: 'yes',
      seed: '2001-01-01',
    });
  });
});

describe('keys', () => {
  it('that stand twice are refused at the second', () => {
    expect(errorsOf('seed: 1\nname: a\nseed: 2\n')).toEqual(['3:1 the key "seed" stands twice in the same mapping']);
    const json = loadScenario('a.json', filesOf({ 'a.json': '{"seed": 1, "seed": 2}' }));
    expect(json.ok ? [] : json.errors.map(({ column }) => column)).toEqual([13]);
  });

  it('like __proto__ are refused and change no object', () => {
    expect(errorsOf('__proto__: { polluted: 1 }\n')).toEqual(['1:1 unknown key "__proto__"']);
    expect(errorsOf('cloud: { speed: { __proto__: 3 } }\n')).toEqual(['1:19 unknown key "__proto__"']);
    expect(errorsOf('{}', { set: ['__proto__.polluted=1'] })).toEqual(['--set:1:1 unknown key "__proto__"']);
    expect(errorsOf('cloud: {}', { set: ['cloud={ __proto__: { polluted: 1 } }'] })).toEqual([
      '--set:1:9 unknown key "__proto__"',
    ]);
    const json = loadScenario('a.json', filesOf({ 'a.json': '{"__proto__": {"polluted": 1}}' }));
    expect(json.ok).toBe(false);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('like constructor and toString are unknown like any other', () => {
    expect(errorsOf('constructor: 1\ntoString: 2\n').map((each) => each.slice(0, 26))).toEqual([
      '1:1 unknown key "construct',
      '2:1 unknown key "toString"',
    ]);
    expect(errorsOf('{}', { set: ['constructor.prototype.polluted=1'] })[0]).toMatch(
      /^--set:1:1 unknown key "constructor"/,
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('nesting', () => {
  it.each([
    ['brackets', '['.repeat(100_000)],
    ['mappings', '{a: '.repeat(100_000)],
    ['lists in lists', '- '.repeat(100_000)],
    ['closed brackets', `seed: ${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['indentation', Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('of %s is refused where it becomes too deep', (_, text) => {
    const [error, ...others] = errorsOf(text);
    expect(error).toMatch(
      /^\d+:\d+ nested too deeply, more than the limit of 100 \(raise the limit "depth" if this is meant\)$/,
    );
    expect(others).toEqual([]);
  });

  it('is refused in JSON too', () => {
    for (const depth of [200, 100_000]) {
      const result = loadScenario(
        'a.json',
        filesOf({ 'a.json': `{"seed": ${'['.repeat(depth)}${']'.repeat(depth)}}` }),
      );
      expect(result.ok ? [] : result.errors.map(({ message }) => message)).toEqual([
        expect.stringMatching(/^nested too deeply/),
      ]);
    }
  });
});

describe('aliases', () => {
  it('may be used as often as is useful', () => {
    const rows = Array.from(
      { length: 500 },
      (_, index) => `- { <<: *t, task: { id: t${index}, commandLine: c } }`,
    ).join('\n  ');
    const text = `jobs: [ { id: j, poolInfo: { poolId: p } } ]\ntasks:\n  - &t { jobId: j, task: { id: x, commandLine: c } }\n  ${rows}\n`;
    expect(loaded(text).tasks).toHaveLength(501);
  });

  it('that multiply are refused', () => {
    const levels = Array.from(
      { length: 20 },
      (_, level) =>
        `a${level}: &a${level} [${Array(10)
          .fill(level === 0 ? 'x' : `*a${level - 1}`)
          .join(', ')}]`,
    );
    expect(errorsOf(levels.join('\n'))[0]).toMatch(/^6:9 too many values, aliases counted as often as they are used/);
    const merges = Array.from(
      { length: 30 },
      (_, level) =>
        `m${level}: &m${level} { <<: [${Array(10)
          .fill(level === 0 ? '{ x: 1 }' : `*m${level - 1}`)
          .join(', ')}] }`,
    );
    expect(errorsOf(merges.join('\n'))[0]).toMatch(/too many values/);
  });

  it('of nothing, or of what they lie in, are refused', () => {
    expect(errorsOf('seed: *nothing')).toEqual(['1:7 no anchor &nothing stands before this alias']);
    expect(errorsOf('cloud: &c { nodes: *c }')).toEqual(['1:20 the alias *c lies inside of what it stands for']);
    expect(errorsOf('cloud: { <<: 5 }')).toEqual(['1:14 only mappings can be merged with <<']);
  });

  it('merge into a mapping what it does not have itself', () => {
    const text = `
      cloud:
        nodes: { <<: [ { create: PT1S, start: PT2S }, { start: PT3S, reboot: PT4S } ], create: PT9S }
    `;
    expect(loaded(text).cloud.nodes).toMatchObject({
      create: { value: 9000 },
      start: { value: 2000 },
      reboot: { value: 4000 },
    });
  });
});

describe('limits', () => {
  it('of size are named and can be raised', () => {
    const text = `description: ${'x'.repeat(1000)}\n`;
    expect(errorsOf(text, { limits: { fileSize: 500 } })).toEqual([
      '1:1 the file has 1,014 characters, more than the limit of 500 (raise the limit "fileSize" if this is meant)',
    ]);
    expect(loaded(text, { limits: { fileSize: 2000 } }).description).toHaveLength(1000);
  });

  it('of tasks count entries, jobs and rows together', () => {
    const text = (count: number) => `
      jobs: [ { id: j, poolInfo: { poolId: p } },
              { count: 10, job: { id: "k{n}", poolInfo: { poolId: p } }, tasks: [ { count: 7, task: { id: "t{n}", commandLine: c } } ] } ]
      tasks: [ { jobId: j, count: ${count}, task: { id: "a{n}", commandLine: c } } ]
    `;
    expect(load(text(30), { limits: { tasks: 100 } }).ok).toBe(true);
    expect(errorsOf(text(31), { limits: { tasks: 100 } })).toEqual([
      '3:29 with this entry there are 101 tasks, more than the limit of 100 (raise the limit "tasks" if this is meant)',
    ]);
    expect(errorsOf(text(1e9))[0]).toMatch(/^3:29 with this entry there are 1,000,000,070 tasks/);
  });

  it('of jobs count streams of them', () => {
    const text = (count: number) => `jobs: [ ${job('a')}, { count: ${count}, job: ${job('"b{n}"')} } ]`;
    expect(load(text(9), { limits: { jobs: 10 } }).ok).toBe(true);
    expect(errorsOf(text(10), { limits: { jobs: 10 } })).toEqual([
      '1:54 with this entry there are 11 jobs, more than the limit of 10 (raise the limit "jobs" if this is meant)',
    ]);
  });

  it('of nodes count the targets of all pools', () => {
    const pools =
      'pools: [ { id: a, vmSize: A1, cloudServiceConfiguration: { osFamily: "5" }, targetDedicatedNodes: 2000000 } ]';
    expect(errorsOf(pools)).toEqual([
      '1:10 with this pool there are 2,000,000 nodes, more than the limit of 1,000,000 (raise the limit "nodes" if this is meant)',
    ]);
  });
});

describe('whatever a file holds', () => {
  it('loading answers and never throws', () => {
    const words = fc.constantFrom(
      'pools',
      'jobs',
      'tasks',
      'programs',
      'cloud',
      'id',
      'task',
      'count',
      'then',
      'arrival',
      'match',
      'at',
      'rate',
      'nodes',
      'job',
      'poolInfo',
      'addTasks',
      'file',
      'runs',
      'duration',
      'lognormal',
      'exitCode',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        tie('leaf'),
        fc.dictionary(words, tie('tree'), { maxKeys: 6 }),
        fc.array(tie('tree'), { maxLength: 4 }),
      ),
      leaf: fc.oneof(
        fc.constant(null),
        fc.boolean(),
        fc.integer(),
        fc.double(),
        fc.constantFrom('PT1S', 'x', '{n}', 'P1D', 'a*', 'nofile.json'),
        fc.string(),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const text = JSON.stringify(value);
        for (const file of ['a.json', 'a.yaml']) {
          const result = loadScenario(file, filesOf({ [file]: text }));
          if (result.ok) continue;
          expect(result.errors.length).toBeGreaterThan(0);
          for (const { line, column, message } of result.errors) {
            expect([line, column].every(Number.isInteger)).toBe(true);
            expect(message).not.toBe('');
          }
        }
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('loading answers for texts that are no YAML at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const result = loadScenario('a.yaml', filesOf({ 'a.yaml': text }));
        expect(result.ok || result.errors.length > 0).toBe(true);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('one value of another kind anywhere is refused or loads, with tasks that can be made', () => {
    const whole = parse(`
      end: P1D
      account: { poolQuota: 3, applications: [ { id: a, versions: ["1"] } ], subnets: [ { match: "*" } ], vmSizes: { X: { cores: 2 } } }
      pools: [ ${pool('p', 'enableAutoScale: true, autoScaleFormula: "x = 1;"')} ]
      jobs: [ { count: 2, arrival: { every: PT1H }, job: ${job('"j{n}"', 'usesTaskDependencies: true')}, tasks: [ { task: { id: a, commandLine: c } } ] } ]
      jobSchedules: [ { id: s, schedule: { recurrenceInterval: PT1H }, jobSpecification: { poolInfo: { poolId: p } } } ]
      tasks:
        - { jobId: j1, count: 3, arrival: { rate: [ { at: PT0S, perHour: 2 } ], repeat: PT1H }, task: { id: "t{n}", commandLine: "c {n}", dependsOn: { taskIds: [ a ] } } }
        - { jobId: j2, file: t.csv, task: { commandLine: c }, runs: { duration: { mixture: [ { weight: 1, of: PT1S } ] }, then: [ { after: PT1S, terminateJob: {} } ] } }
      programs: [ { match: c, duration: { lognormal: { mean: PT1M, sd: PT1M } }, exitCode: { choices: [ { code: 0, p: 1 } ] }, perNode: { count: 1 } } ]
      cloud: { capacity: { dedicated: [ { at: PT0S, nodes: 1 } ] }, preemption: { trace: [ { at: PT1S, poolId: p, count: 1 } ] }, prices: { A1: { dedicated: 1 } } }
      actions: [ { at: PT1S, addTasks: { jobId: j1, count: 2, task: { id: "u{n}", commandLine: c } } } ]
      expect: [ { metric: a, equals: 1 } ]
    `);
    let loads = 0;
    for (const path of pathsOf(whole)) {
      for (const value of [null, -1, 'x', '{n}', [], {}, [null]]) {
        const text = JSON.stringify(withValue(whole, path, value));
        const result = loadScenario('a.json', filesOf({ 'a.json': text, 't.csv': 'id\nx\n' }));
        if (!result.ok) {
          expect(result.errors.map(({ message }) => message).join()).not.toMatch(/undefined|\[object|^$/);
          continue;
        }
        loads += 1;
        for (const entry of result.scenario.tasks) expect(entry.task(entry.count).id).toMatch(/^[\w-]+$/);
        for (const entry of result.scenario.jobs) expect(entry.tasks(entry.count)).toBeInstanceOf(Array);
      }
    }
    expect(loads).toBeGreaterThan(50);
  }, 60_000);
});

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, member]) =>
      pathsOf(member, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

function withValue(tree: unknown, path: Path, value: unknown): unknown {
  if (path.length === 0) return value;
  const copy = structuredClone(tree);
  let at = copy as Record<string | number, unknown>;
  for (const segment of path.slice(0, -1)) at = at[segment] as Record<string | number, unknown>;
  at[path.at(-1)!] = value;
  return copy;
}
