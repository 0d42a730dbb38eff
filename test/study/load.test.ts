import { describe, expect, it } from 'vitest';
import { bundleReader } from '../../src/study/bundle.ts';
import { cellKey, studyKey } from '../../src/study/key.ts';
import { isStudyFile, loadStudy } from '../../src/study/load.ts';
import type { Study } from '../../src/study/study.ts';
import { filesOf } from '../scenario/files.ts';
import { textFiles } from '../support/source.ts';
import { errorsOf, load, loaded, TINY } from './studies.ts';

const names = ({ variants }: Study) => variants.map(({ name }) => name);

describe('the design of a study', () => {
  it('is all combinations of the factors, the last factor changing fastest', () => {
    const study = loaded(`
      factors:
        pools.p.targetDedicatedNodes: [2, 4]
        pools.p.vmSize: [STANDARD_D2_V2, STANDARD_D4_V2]
    `);
    expect(names(study)).toEqual([
      'targetDedicatedNodes=2, vmSize=STANDARD_D2_V2',
      'targetDedicatedNodes=2, vmSize=STANDARD_D4_V2',
      'targetDedicatedNodes=4, vmSize=STANDARD_D2_V2',
      'targetDedicatedNodes=4, vmSize=STANDARD_D4_V2',
    ]);
    expect(study.variants[3].assignments).toEqual({
      'pools.p.targetDedicatedNodes': 4,
      'pools.p.vmSize': 'STANDARD_D4_V2',
    });
    expect(study.variants.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(study.factors).toEqual([
      { path: 'pools.p.targetDedicatedNodes', values: [2, 4] },
      { path: 'pools.p.vmSize', values: ['STANDARD_D2_V2', 'STANDARD_D4_V2'] },
    ]);
  });

  it('takes numbers from one to another by equal steps, both ends included, without binary dust', () => {
    const nodes = loaded('factors: { pools.p.targetDedicatedNodes: { from: 0, to: 400, step: 100 } }');
    expect(nodes.factors[0].values).toEqual([0, 100, 200, 300, 400]);
    const rates = loaded('factors: { cloud.preemption.ratePerNodeHour: { from: 0, to: 0.3, step: 0.1 } }');
    expect(rates.factors[0].values).toEqual([0, 0.1, 0.2, 0.3]);
  });

  it('may be named combinations; what one does not set is as the scenario has it', () => {
    const study = loaded(`
      pairs:
        small: { pools.p.targetDedicatedNodes: 1 }
        large: { pools.p.targetDedicatedNodes: 9, pools.p.vmSize: STANDARD_D4_V2 }
    `);
    expect(names(study)).toEqual(['small', 'large']);
    expect(study.variants[0].assignments).toEqual({
      'pools.p.targetDedicatedNodes': 1,
      'pools.p.vmSize': 'STANDARD_D2_V2',
    });
    expect(study.variants[0].patch).toEqual([{ path: ['pools', 0, 'targetDedicatedNodes'], value: 1 }]);
    expect(study.scenarioOf(1).pools[0]).toMatchObject({ targetDedicatedNodes: 9, vmSize: 'STANDARD_D4_V2' });
  });

  it('may be a Latin hypercube: every part of every range is used once', () => {
    const study = loaded(`
      factors:
        cloud.preemption.ratePerNodeHour: { from: 0, to: 1 }
        pools.p.targetDedicatedNodes: { from: 1, to: 20, step: 1 }
      latinHypercube: { samples: 20 }
    `);
    expect(study.variants).toHaveLength(20);
    const rates = study.variants.map(({ assignments }) => assignments['cloud.preemption.ratePerNodeHour'] as number);
    expect([...rates].map((rate) => Math.floor(20 * rate)).sort((a, b) => a - b)).toEqual([...rates.keys()]);
    const nodes = study.variants.map(({ assignments }) => assignments['pools.p.targetDedicatedNodes'] as number);
    expect([...nodes].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    // neither is sorted, and they are not sorted alike
    expect(nodes).not.toEqual([...nodes].sort((a, b) => a - b));
    const again = loaded(`
      factors:
        cloud.preemption.ratePerNodeHour: { from: 0, to: 1 }
        pools.p.targetDedicatedNodes: { from: 1, to: 20, step: 1 }
      latinHypercube: { samples: 20 }
    `);
    expect(again.variants).toEqual(study.variants);
  });

  it('says of every variant exactly what differs from the scenario', () => {
    const study = loaded('factors: { pools.p.targetDedicatedNodes: [2, 3] }');
    expect(study.variants.map(({ patch }) => patch)).toEqual([
      [],
      [{ path: ['pools', 0, 'targetDedicatedNodes'], value: 3 }],
    ]);
  });

  it('names factors by as much of their paths as tells them apart', () => {
    const scenario = TINY.replace(
      /pools: \[(.*)\]/,
      'pools: [$1, { id: q, vmSize: STANDARD_D2_V2, cloudServiceConfiguration: { osFamily: "5" }, targetDedicatedNodes: 0 } ]',
    );
    const study = loaded(
      'factors: { pools.p.targetDedicatedNodes: [1], pools.q.targetDedicatedNodes: [0], pools.q.vmSize: [STANDARD_D2_V2] }',
      { scenario },
    );
    expect(names(study)).toEqual(['p.targetDedicatedNodes=1, q.targetDedicatedNodes=0, vmSize=STANDARD_D2_V2']);
  });
});

describe('the baseline', () => {
  it('is the scenario as written where that is a variant, else the first', () => {
    expect(loaded('factors: { pools.p.targetDedicatedNodes: [1, 2, 3] }').baseline).toBe(1);
    expect(loaded('factors: { pools.p.targetDedicatedNodes: [5, 6] }').baseline).toBe(0);
  });

  it('is what the study says, and is added to the design where it is not in it', () => {
    const inside = loaded(
      'factors: { pools.p.targetDedicatedNodes: [1, 2, 3] }\nbaseline: { pools.p.targetDedicatedNodes: 3 }',
    );
    expect(inside.baseline).toBe(2);
    const added = loaded(
      'factors: { pools.p.targetDedicatedNodes: [1, 2] }\nbaseline: { pools.p.targetDedicatedNodes: 7 }',
    );
    expect(names(added)).toEqual(['targetDedicatedNodes=1', 'targetDedicatedNodes=2', 'baseline']);
    expect(added.baseline).toBe(2);
  });
});

describe('a variant', () => {
  it('shares with the scenario everything that its values do not touch', () => {
    const study = loaded(`
      factors:
        pools.p.targetDedicatedNodes: [2, 3]
        cloud.preemption.ratePerNodeHour: [0.5]
        tasks.0.runs.duration: [PT5M]
    `);
    const [one, other] = [study.scenarioOf(0), study.scenarioOf(1)];
    expect(other.jobs).toBe(one.jobs);
    expect(other.account).toBe(one.account);
    expect(other.tasks[0].task).toBe(one.tasks[0].task);
    expect(one.cloud.preemption).toEqual({ kind: 'rate', ratePerNodeHour: 0.5 });
    expect(other.tasks[0].runs?.duration).toEqual({ kind: 'constant', value: 300_000 });
  });

  it('has the same scenario as the scenario with --set', () => {
    const study = loaded('factors: { tasks.0.count: [7], pools.p.maxTasksPerNode: [2] }');
    const set = loaded('factors: { pools.p.maxTasksPerNode: [2] }', { set: ['tasks.0.count=7'] });
    const plain = (scenario: object) => JSON.parse(JSON.stringify(scenario));
    expect(plain(study.scenarioOf(0))).toEqual(plain(set.scenarioOf(0)));
    expect(study.scenarioOf(0).tasks[0].count).toBe(7);
  });
});

describe('the key of a cell', () => {
  const study = loaded('factors: { pools.p.targetDedicatedNodes: [2, 3] }');
  const key = (of: Study, variant: number, replication: number) =>
    `${studyKey(of)}\n${cellKey(of, { variant, replication })}`;

  it('differs between variants and between replications', () => {
    const keys = [0, 1].flatMap((variant) => [0, 1].map((replication) => key(study, variant, replication)));
    expect(new Set(keys).size).toBe(4);
  });

  it('is the same for the same variant of another study of the scenario', () => {
    const other = loaded(`
      name: other
      factors: { pools.p.vmSize: [STANDARD_D4_V2, STANDARD_D2_V2], pools.p.targetDedicatedNodes: [9, 3] }
      metrics: [ cost ]
      replications: 20
    `);
    expect(other.variants[3].patch).toEqual(study.variants[1].patch);
    expect(key(other, 3, 5)).toBe(key(study, 1, 5));
  });

  it('differs when the scenario, a file of tasks, the seed or the limit of events is another', () => {
    const text = 'factors: { pools.p.targetDedicatedNodes: [2, 3] }';
    const from = (rows: string) =>
      loaded(text, {
        scenario: TINY.replace('count: 30', 'file: tasks.csv').replace('id: "t-{n}", ', ''),
        files: { 'tasks.csv': rows },
      });
    const others = [
      study,
      loaded(text, { scenario: TINY.replace('PT2M', 'PT3M') }),
      from('id\na\nb\n'),
      from('id\na\nc\n'),
      loaded(text, { seed: '4' }),
      loaded(text, { maxEvents: 1000 }),
    ];
    expect(new Set(others.map((other) => key(other, 0, 1))).size).toBe(others.length);
  });

  it('is the same for a scenario written otherwise', () => {
    const other = loaded('factors: { pools.p.targetDedicatedNodes: [2, 3] }', { scenario: `# a remark\n${TINY}` });
    expect(key(other, 1, 1)).toBe(key(study, 1, 1));
  });
});

describe('the bundle of a study', () => {
  it('holds every file, so that the same study can be loaded without the disk', () => {
    const files = {
      'study.yaml': 'scenario: sub/s.yaml\nfactors: { pools.p.maxTasksPerNode: [1, 2], tasks.0.file: [a.csv, b.csv] }',
      'sub/s.yaml':
        'pools: [ pool.yaml ]\njobs: [ { id: j, poolInfo: { poolId: p } } ]\ntasks: [ { jobId: j, file: a.csv, task: { commandLine: work } } ]\n',
      'sub/pool.yaml':
        'id: p\nvmSize: STANDARD_D2_V2\ncloudServiceConfiguration: { osFamily: "5" }\ntargetDedicatedNodes: 2\n',
      'sub/a.csv': 'id,duration\nx,60\n',
      'sub/b.csv': 'id,duration\ny,90\n',
    };
    const result = loadStudy('study.yaml', filesOf(files));
    if (!result.ok) throw new Error(result.errors[0].message);
    const { study } = result;
    const bundle = JSON.parse(JSON.stringify(study.bundle));
    const again = loadStudy(bundle.file, bundleReader(bundle));
    if (!again.ok) throw new Error(again.errors[0].message);
    expect(again.study.variants).toEqual(study.variants);
    expect(studyKey(again.study)).toBe(studyKey(study));
    expect(Object.keys(study.taskFiles)).toEqual(['a.csv', 'b.csv']);
  });
});

describe('a study file', () => {
  it('is known by the scenario it names', () => {
    const reader = filesOf({ 'study.yaml': 'scenario: s.yaml', 's.yaml': '# scenario\npools: []', 'no.yaml': '[' });
    expect(['study.yaml', 's.yaml', 'no.yaml', 'missing.yaml'].map((file) => isStudyFile(file, reader))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('is told from a scenario, and a scenario from it, in one sentence', () => {
    expect(errorsOf('pools: []\njobs: []')).toEqual([
      '1:1 this is a scenario and no study: a study names one with scenario: FILE',
    ]);
    const result = load('scenario: scenario.yaml\nfactors: { end: [P1D] }', { scenario: 'scenario: x\nfactors: {}' });
    expect(result.ok ? [] : result.errors.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      'scenario.yaml: this is a study and no scenario: batchlab study runs it',
    ]);
  });

  it('is refused with all errors at once, each where it stands', () => {
    expect(
      errorsOf(`
        scenario: scenario.yaml
        seeed: 3
        factors:
          pools.p.targetDedicatedNodes: [2, 2, .nan]
        metrics: [ makespanSecond, pools.q.utilization, tasks ]
        replications: { min: 5, max: 3 }
      `),
    ).toEqual([
      '2:1 unknown key "seeed"; did you mean "seed"?',
      '4:37 this value stands twice in the list',
      '4:40 expected a value of a scenario, found the number NaN',
      '5:12 there is no such metric; did you mean "makespanSeconds"?',
      '5:28 there is no pool "q"; did you mean "p"?',
      expect.stringMatching(/^5:49 "tasks" is no figure but has total, succeeded/),
      '6:30 max: less than min',
    ]);
  });

  it('is blamed for values that make the scenario invalid, once for each', () => {
    expect(
      errorsOf(`
        scenario: scenario.yaml
        factors:
          pools.p.targetDedicatedNodes: [2, -3, 4.5]
          pools.p.vmSize: [STANDARD_D2_V2, STANDARD_D4_V22]
          pools.p.taskSchedulingPolicy: [ { nodeFillType: packk } ]
      `),
    ).toEqual([
      '3:37 targetDedicatedNodes is -3; it must be at least 0 (400 OutOfRangeInput)',
      '3:41 targetDedicatedNodes must be a whole number, not 4.5 (400 InvalidPropertyValue)',
      expect.stringMatching(/^4:36 vmSize STANDARD_D4_V22 is unknown/),
      '5:51 nodeFillType is "packk" but must be pack or spread (400 InvalidPropertyValue)',
    ]);
  });

  it('is blamed for a combination where no single value is ill', () => {
    const [error] = errorsOf(`
      scenario: scenario.yaml
      pairs:
        ill: { pools.p.enableAutoScale: true }
    `);
    expect(error).toMatch(/^3:\d+ /);
  });

  it('reports an ill scenario in the scenario', () => {
    const result = load('scenario: scenario.yaml\nfactors: { end: [P1D] }', { scenario: 'pools: [ 5 ]' });
    expect(result.ok ? [] : result.errors.map(({ file, line }) => `${file}:${line}`)).toEqual(['scenario.yaml:1']);
  });

  it('reports a scenario that is not there where it is named', () => {
    expect(errorsOf('scenario: nowhere.yaml\nfactors: { end: [P1D] }')).toEqual([
      '1:11 cannot read the file: no such file (nowhere.yaml)',
    ]);
  });

  it('is refused for factors that change the same value, and for the seed', () => {
    expect(
      errorsOf(`
        scenario: scenario.yaml
        factors: { pools.p.targetDedicatedNodes: [1], pools.0.targetDedicatedNodes: [2], cloud: [ {} ], cloud.dispatch: [PT1S], seed: [1] }
      `),
    ).toEqual([
      expect.stringContaining(
        '"pools.0.targetDedicatedNodes" and "pools.p.targetDedicatedNodes" change the same value',
      ),
      expect.stringContaining('"cloud.dispatch" and "cloud" change the same value'),
      expect.stringContaining('the seed is no factor: every replication has another'),
    ]);
  });

  it('is refused where nothing is varied, or in two ways at once', () => {
    expect(errorsOf('scenario: scenario.yaml')).toEqual(['1:1 nothing is varied: "factors" is missing']);
    expect(errorsOf('scenario: scenario.yaml\nfactors: { end: [P1D] }\npairs: { a: { end: P1D } }')).toEqual([
      '3:1 factors and pairs exclude each other',
    ]);
    expect(errorsOf('scenario: scenario.yaml\nfactors: { cloud.speed.STANDARD_D2_V2: { from: 1, to: 2 } }')).toEqual([
      '2:40 "step" is missing: only a latinHypercube takes any number between from and to',
    ]);
  });

  it('is refused where nothing asks for more replications, or for a precision or goal of one', () => {
    const factors = 'scenario: scenario.yaml\nfactors: { end: [P1D] }\n';
    expect(errorsOf(`${factors}replications: { min: 5, max: 9 }`)).toEqual([
      '3:25 nothing asks for more than min: give a precision or a goal',
    ]);
    expect(errorsOf(`${factors}replications: 1\ngoal: { minimize: cost }`)).toEqual([
      '3:1 a goal needs at least 2 replications to begin with',
    ]);
    expect(errorsOf(`${factors}goal: { minimize: cost, maximize: cost }`)).toEqual([
      '3:7 goal: give exactly one of minimize and maximize',
    ]);
  });
});

describe('a study that loads', () => {
  it('is warned of a condition on a quantile that its replications can never show to be met', () => {
    const text = (max: number) =>
      `scenario: scenario.yaml\nfactors: { pools.p.targetDedicatedNodes: [2, 3] }\nreplications: { min: 10, max: ${max} }\ngoal: { minimize: cost, subjectTo: [ { metric: makespanSeconds, quantile: 0.95, max: 5000 } ] }`;
    const warnings = (max: number) =>
      load(text(max)).warnings.map(({ line, column, severity, message }) => [line, column, severity, message]);
    expect(warnings(20)).toEqual([
      [
        4,
        75,
        'warning',
        'with 20 replications it cannot be shown that this quantile is kept: with 2 variants that takes at least 99',
      ],
    ]);
    expect(warnings(300)).toEqual([]);
  });

  it('is the one that is shipped, without any warning', () => {
    const result = loadStudy('scenarios/studies/how-much-low-priority.yaml', {
      read: (path) => textFiles().find((file) => file.path === path.replace('studies/../', ''))!.text,
      resolve: (_from, ref) => ref,
    });
    expect(result.warnings).toEqual([]);
    expect(result.ok && result.study.variants.length).toBeGreaterThan(5);
  });
});
