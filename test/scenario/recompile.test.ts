import { describe, expect, it } from 'vitest';
import type { Path } from '../../src/batch/issue.ts';
import type { Scenario } from '../../src/batch/model.ts';
import { compileTree } from '../../src/scenario/compile.ts';
import { withValue } from '../../src/scenario/override.ts';
import { recompile } from '../../src/scenario/recompile.ts';

const RAW = {
  pools: [
    { id: 'p', vmSize: 'STANDARD_D2_V2', cloudServiceConfiguration: { osFamily: '5' }, targetDedicatedNodes: 3 },
    {
      id: 'q',
      vmSize: 'STANDARD_D2_V2',
      cloudServiceConfiguration: { osFamily: '5' },
      enableAutoScale: true,
      autoScaleFormula: '$TargetDedicatedNodes = 1;',
    },
  ],
  jobs: [{ id: 'j', poolInfo: { poolId: 'p' } }],
  tasks: [
    { jobId: 'j', count: 5, task: { id: 'a-{n}', commandLine: 'work {n}' } },
    {
      jobId: 'j',
      count: 5,
      task: { id: 'b-{n}', commandLine: 'work {n}' },
      runs: { duration: 'PT1M', then: [{ after: 'PT1S', addTask: { jobId: 'j', id: 'late', commandLine: 'x' } }] },
    },
  ],
  programs: [
    { match: 'work *', then: [{ after: 'PT1S', terminateJob: {} }] },
    { match: '*', duration: 'PT5M' },
  ],
};
const OPTIONS = { name: 'scenario', seed: '1' };

function base(): Scenario {
  const compiled = compileTree(RAW, OPTIONS);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues));
  return compiled.scenario;
}

/** What both ways of compiling the changed tree come to; functions are left out. */
function bothWays(changes: readonly (readonly [Path, unknown])[]) {
  const raw = changes.reduce<unknown>((tree, [path, value]) => withValue(tree, path, value), RAW);
  const from = { raw: RAW, scenario: base() };
  const outcome = (compiled: ReturnType<typeof compileTree>) =>
    compiled.ok
      ? { scenario: plain(compiled.scenario) }
      : { issues: compiled.issues.map(({ path, message }) => ({ path, message })) };
  const fast = recompile(
    from,
    raw,
    changes.map(([path]) => path),
    OPTIONS,
  );
  return { fast: outcome(fast), whole: outcome(compileTree(raw, OPTIONS)), compiled: fast, from: from.scenario };
}

const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, member: unknown) => (member === Number.POSITIVE_INFINITY ? 'Infinity' : member)),
  );

/** Changes of values that stand by themselves. */
const OWN: readonly (readonly [Path, unknown])[] = [
  [['cloud', 'dispatch'], 'PT2S'],
  [['cloud', 'preemption', 'ratePerNodeHour'], 0.3],
  [['cloud', 'speed', 'standard_d4_v2'], 2],
  [['cloud'], { capacity: { dedicated: 5 } }],
  [['pools', 0, 'targetDedicatedNodes'], 17],
  [['pools', 0, 'vmSize'], 'STANDARD_D4_V2'],
  [['pools', 0, 'taskSchedulingPolicy', 'nodeFillType'], 'pack'],
  [['pools', 1, 'autoScaleFormula'], '$TargetDedicatedNodes = 2;'],
  [['programs', 1, 'duration'], { exponential: { mean: 'PT1M' } }],
  [['programs', 0, 'exitCode'], 3],
  [['tasks', 0, 'runs', 'duration'], 'PT9M'],
  [['tasks', 1, 'runs', 'exitCode'], 1],
];

const ILL: readonly (readonly [Path, unknown])[] = [
  [['cloud', 'dispatch'], 'soon'],
  [['cloud', 'speed', 'STANDARD_X'], 2],
  [['pools', 0, 'targetDedicatedNodes'], -1],
  [['pools', 0, 'targetDedicatedNodes'], 2_000_000],
  [['pools', 0, 'vmSize'], 'none'],
  [['pools', 1, 'autoScaleFormula'], '$TargetDedicatedNodes = '],
  [['pools', 1, 'targetDedicatedNodes'], 3],
  [['programs', 1, 'duration'], 'long'],
  [['tasks', 0, 'runs', 'colour'], 'red'],
];

/** Changes that other parts of the scenario may depend on. */
const WIDE: readonly (readonly [Path, unknown])[] = [
  [['pools', 0, 'id'], 'r'],
  [['pools', 0, 'metadata'], [{ name: 'a', value: 'b' }]],
  [['tasks', 0, 'count'], 7],
  [['tasks', 0, 'task', 'id'], 'b-{n}'],
  [['tasks', 1, 'runs', 'then'], []],
  [['jobs', 0, 'priority'], 5],
  [['account', 'vmSizes'], { MINE: { cores: 2 } }],
  [['end'], 'P1D'],
];

describe('compiling a scenario of which a few values were changed', () => {
  it.each([...OWN, ...ILL, ...WIDE])('at %j to %j comes to what compiling all of it does', (path, value) => {
    const { fast, whole } = bothWays([[path, value]]);
    expect(fast).toEqual(whole);
  });

  it('comes to the same where many are changed at once', () => {
    const { fast, whole } = bothWays(OWN.filter(([path]) => path.length > 1));
    expect(fast).toEqual(whole);
    const mixed = bothWays([...OWN.slice(4, 7), ...WIDE.slice(2, 3), ...ILL.slice(5, 6)]);
    expect(mixed.fast).toEqual(mixed.whole);
  });

  it.each(OWN)('at %j takes everything else over as it is, without looking at it again', (path, value) => {
    const { compiled, from } = bothWays([[path, value]]);
    if (!compiled.ok) throw new Error('it is valid');
    const { scenario } = compiled;
    expect(scenario.jobs).toBe(from.jobs);
    expect(scenario.account).toBe(from.account);
    const [section, index] = path;
    for (const key of ['pools', 'programs', 'tasks'] as const) {
      if (section !== key) expect(scenario[key]).toBe(from[key]);
      else
        for (const [place, each] of scenario[key].entries()) if (place !== index) expect(each).toBe(from[key][place]);
    }
    // what was compiled before is as before
    expect(plain(from)).toEqual(plain(base()));
  });
});
