import { describe, expect, it } from 'vitest';
import { formatLocated } from '../../src/scenario/located.ts';
import { overrideValue } from '../../src/scenario/override.ts';
import { errorsOf, job, load, loaded, pool } from './files.ts';

const text = `
  pools:
    - ${pool('render')}
    - pool.yaml
  jobs:
    - { id: frames, poolInfo: { poolId: render } }
    - { count: 2, job: { id: "job-{n}", poolInfo: { poolId: render } } }
  tasks:
    - { jobId: frames, count: 5, task: { id: "frame-{n:5}", commandLine: "blender {n}" } }
    - { jobId: frames, task: { id: merge, commandLine: merge } }
  programs:
    - { match: "blender *", duration: PT1M }
    - { match: merge, duration: PT1M }
`;
const files = { 'pool.yaml': `${pool('other')}\n` };
const given = (...set: string[]) => ({ files, set });

describe('--set PATH=VALUE', () => {
  it('changes one value, list elements named by index or id', () => {
    expect(loaded(text, given('pools.0.targetDedicatedNodes=20')).pools[0]!.targetDedicatedNodes).toBe(20);
    expect(loaded(text, given('pools.render.targetDedicatedNodes=20')).pools[0]!.targetDedicatedNodes).toBe(20);
    expect(loaded(text, given('pools.RENDER.targetDedicatedNodes=20')).pools[0]!.targetDedicatedNodes).toBe(20);
  });

  it('finds elements by the id of the body in them, by job and by glob', () => {
    expect(loaded(text, given('jobs.job-{n}.count=7')).jobs[1]!.count).toBe(7);
    expect(loaded(text, given('tasks.merge.task.commandLine=join')).tasks[1]!.template.commandLine).toBe('join');
    expect(loaded(text, given('tasks.frame-{n:5}.count=9')).tasks[0]!.count).toBe(9);
    expect(loaded(text, given('programs.blender *.duration=PT5S')).programs[0]!.duration).toEqual({
      kind: 'constant',
      value: 5000,
    });
  });

  it('reaches into the bodies of other files', () => {
    expect(loaded(text, given('pools.other.targetLowPriorityNodes=3')).pools[1]!.targetLowPriorityNodes).toBe(3);
  });

  it('reads the value as YAML', () => {
    const range = '{ uniform: { min: PT1S, max: PT2S } }';
    const scenario = loaded(text, given('seed="007"', `cloud={ nodes: { create: ${range} } }`));
    expect(scenario.seed).toBe('007');
    expect(scenario.cloud.nodes.create).toEqual({ kind: 'uniform', min: 1000, max: 2000 });
  });

  it('makes mappings that the file leaves out', () => {
    expect(loaded(text, given('cloud.capacity.dedicated=4')).cloud.capacity.dedicated).toEqual([{ at: 0, nodes: 4 }]);
    expect(loaded('name: a', { set: ['account.poolQuota=4'] }).account.poolQuota).toBe(4);
  });

  it('applies in order, the last one winning', () => {
    expect(loaded(text, given('seed=1', 'seed=2')).seed).toBe('2');
  });

  it('takes everything behind the first equals sign as the value', () => {
    expect(loaded(text, given('description=a=b')).description).toBe('a=b');
  });

  it('is validated like the file, and complaints point into it', () => {
    const result = load(text, given('pools.render.maxTasksPerNode=many'));
    expect(result.ok ? '' : formatLocated(result.errors[0]!)).toMatch(
      /^--set:1:30: error: maxTasksPerNode .* \(400 InvalidPropertyValue\)\n> 1 \| pools\.render\.maxTasksPerNode=many\n {4}\| {30}\^\^\^\^$/,
    );
    expect(errorsOf(text, given('cloud.nodes.create={ uniform: { min: PT5S, max: PT1S } }'))).toEqual([
      '--set:1:38 min: longer than max',
    ]);
  });

  it.each([
    ['pools.rendr.maxTasksPerNode=1', '--set:1:1 "pools" has no element "rendr"; did you mean "render"?'],
    ['pools.7.maxTasksPerNode=1', '--set:1:1 "pools" has no element "7"; it has "render", "other"'],
    [
      'pools.render.maxTaskPerNode=1',
      expect.stringMatching(/^--set:1:1 maxTaskPerNode .*did you mean maxTasksPerNode\?/),
    ],
    ['pols.render.maxTasksPerNode=1', '--set:1:1 unknown key "pols"; did you mean "pools"?'],
    ['cloud.node.create=PT1S', expect.stringMatching(/^--set:1:1 unknown key "node"; did you mean "nodes"\?$/)],
    ['pools.render.id.x=1', '--set:1:1 "pools.render.id" is "render" and has no "x"'],
    [
      'tasks.frames.count=1',
      '--set:1:1 "tasks" has no element "frames" that is the only one of this name: use an index, 0 or 1',
    ],
    ['actions.0.at=PT1S', '--set:1:1 "actions" has no element "0": it is empty'],
    ['seed', '--set:1:1 expected PATH=VALUE, like pools.render.targetDedicatedNodes=20'],
    ['=5', '--set:1:1 expected PATH=VALUE, like pools.render.targetDedicatedNodes=20'],
    ['a..b=5', '--set:1:1 "a..b" is no path like pools.render.targetDedicatedNodes'],
    ['seed=[1', expect.stringMatching(/^--set:1:\d+ Flow sequence/)],
  ])('refuses %s', (setting, complaint) => {
    expect(errorsOf(text, given(setting))).toContainEqual(complaint);
  });
});

describe('overrideValue', () => {
  it('copies what changes and shares the rest', () => {
    const raw = {
      pools: [
        { id: 'a', n: 1 },
        { id: 'b', n: 2 },
      ],
      cloud: { x: 1 },
    };
    const result = overrideValue(raw, 'pools.b.n', 5);
    expect(result).toEqual({
      ok: true,
      raw: {
        pools: [
          { id: 'a', n: 1 },
          { id: 'b', n: 5 },
        ],
        cloud: { x: 1 },
      },
      path: ['pools', 1, 'n'],
    });
    expect(raw.pools[1]!.n).toBe(2);
    expect(result.ok && (result.raw as typeof raw).cloud).toBe(raw.cloud);
  });

  it('leaves what two places share alone at the other', () => {
    const shared = { n: 1 };
    const result = overrideValue({ a: shared, b: shared }, 'a.n', 2);
    expect(result.ok && result.raw).toEqual({ a: { n: 2 }, b: { n: 1 } });
  });

  it('refuses to go where nothing is', () => {
    expect(overrideValue({ pools: [] }, 'pools.a.x', 1)).toEqual({
      ok: false,
      message: '"pools" has no element "a": it is empty',
    });
    expect(overrideValue([{ id: 'x.y', z: 1 }], 'x.y.z', 2)).toMatchObject({ ok: true, raw: [{ id: 'x.y', z: 2 }] });
  });
});

describe('a job entry', () => {
  it('has tasks that can be named too', () => {
    const entry = `{ jobs: [ { count: 2, job: ${job('"k{n}"')}, tasks: [ { task: { id: a, commandLine: b } } ] } ] }`;
    expect(
      loaded(entry, { set: ['jobs.k{n}.tasks.a.task.commandLine=c'] }).jobs[0]!.tasks(1)[0]!.template.commandLine,
    ).toBe('c');
  });
});
