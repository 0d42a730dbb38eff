import { describe, expect, it } from 'vitest';
import { baseName, loadScenario } from '../../src/scenario/load.ts';
import { filesOf, job, load, loaded, pool, warningsOf } from './files.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('a scenario that says nothing', () => {
  const scenario = loaded('name: empty');

  it('begins on 2017-05-01, has no end and the seed 1', () => {
    expect(scenario).toMatchObject({ name: 'empty', description: '', apiVersion: '2017-05-01.5.0', seed: '1' });
    expect(scenario.start).toBe(Date.UTC(2017, 4, 1));
    expect(scenario.end).toBe(Number.POSITIVE_INFINITY);
  });

  it('S-0: has an account without quotas in the allocation mode BatchService', () => {
    const { vmSizes, ...account } = scenario.account;
    expect(account).toEqual({
      poolAllocationMode: 'batchservice',
      dedicatedCoreQuota: Number.POSITIVE_INFINITY,
      lowPriorityCoreQuota: Number.POSITIVE_INFINITY,
      poolQuota: Number.POSITIVE_INFINITY,
      activeJobAndJobScheduleQuota: Number.POSITIVE_INFINITY,
      certificates: [],
      applications: [],
      applicationLicenses: [],
      subnets: [],
    });
    expect(vmSizes.STANDARD_D2_V2).toEqual({ cores: 2 });
  });

  it('has a cloud with the observed times of nodes and everything else out of the way', () => {
    const constant = (value: number) => ({ kind: 'constant', value });
    const unlimited = [{ at: 0, nodes: Number.POSITIVE_INFINITY }];
    expect(scenario.cloud).toEqual({
      nodes: {
        allocate: constant(52 * SECOND),
        create: constant(30 * SECOND),
        start: constant(76 * SECOND),
        reboot: constant(65 * SECOND),
        reimage: constant(264 * SECOND),
        leave: constant(5 * SECOND),
        replace: constant(10 * MINUTE),
      },
      dispatch: constant(0),
      capacity: { dedicated: unlimited, lowPriority: unlimited },
      preemption: null,
      failures: null,
      transfers: { bandwidth: Number.POSITIVE_INFINITY, blobs: [], uploads: [], packages: [] },
      metrics: {},
      speed: {},
      prices: {},
      currency: 'USD',
      billing: { granularity: SECOND, minimum: 0 },
    });
  });

  it('has nothing in it', () => {
    const { pools, jobs, jobSchedules, tasks, programs, actions, expect: expectations, notModelled } = scenario;
    for (const list of [pools, jobs, jobSchedules, tasks, programs, actions, expectations, notModelled]) {
      expect(list).toEqual([]);
    }
  });
});

describe('the head of a scenario', () => {
  it('takes its name from the file if it gives none', () => {
    const names = (path: string) => {
      const result = loadScenario(path, filesOf({ [path]: 'seed: 2' }));
      return result.ok && result.scenario.name;
    };
    expect(names('nightly-render.yaml')).toBe('nightly-render');
    expect(names('sub/Two Pools_v2.yml')).toBe('two-pools-v2');
    expect(names('x.json')).toBe(false);
    expect(baseName('C:\\scenarios\\a.json')).toBe('a');
    expect(baseName('???.yaml')).toBe('scenario');
    expect(baseName(`${'a'.repeat(80)}.yaml`)).toHaveLength(64);
  });

  it('takes a seed that is a number or a text, and the caller may give another', () => {
    expect(loaded('seed: 7').seed).toBe('7');
    expect(loaded('seed: spring').seed).toBe('spring');
    expect(loaded('seed: 7', { seed: 'other' }).seed).toBe('other');
  });

  it('ends after a duration or at a UTC time', () => {
    expect(loaded('end: P1D').end).toBe(DAY);
    expect(loaded('end: 2017-05-01T06:00:00Z').end).toBe(6 * HOUR);
    expect(loaded('{ start: 2020-01-01T00:00:00Z, end: 2020-01-02T00:00:00+02:00 }').end).toBe(22 * HOUR);
  });
});

describe('a whole scenario', () => {
  const text = `
    description: everything at once
    account:
      poolAllocationMode: BatchService
      dedicatedCoreQuota: 20
      certificates: [ { thumbprint: ab12, thumbprintAlgorithm: sha1 } ]
      applications: [ { id: blender, versions: ["2.79"], defaultVersion: "2.79" } ]
      applicationLicenses: [ maya ]
      subnets: [ { match: "*/small", freeAddresses: 250 } ]
      vmSizes: { Standard_X1: { cores: 3 } }
    pools:
      - ${pool('p', 'targetDedicatedNodes: 2, metadata: [ { name: a, value: b } ]')}
      - { id: own, vmSize: standard_x1, targetDedicatedNodes: 0, cloudServiceConfiguration: { osFamily: "5" } }
    jobs:
      - ${job('frames', 'commonEnvironmentSettings: [ { name: a, value: b } ]')}
    jobSchedules:
      - { id: nightly, schedule: { recurrenceInterval: PT1H, doNotRunAfter: 2017-05-01T05:00:00Z },
          jobSpecification: { poolInfo: { poolId: p } } }
    tasks:
      - { jobId: frames, task: { id: one, commandLine: "blender 1", environmentSettings: [ { name: a, value: b } ] } }
      - { jobId: "nightly:job-2", arrival: { at: PT2H }, task: { id: two, commandLine: "blender 2" } }
    programs:
      - match: "blender *"
        duration: PT3M
        exitCode: { attempts: [1, 0] }
        perNode: { count: 2, speed: 1.5 }
        then:
          - { after: PT10S, addTask: { id: more, commandLine: "blender 3" } }
    cloud:
      capacity: { dedicated: 40, lowPriority: [ { at: PT1H, nodes: 3 }, { at: PT2H, nodes: null } ] }
      preemption: { trace: [ { at: PT2H, poolId: p, count: 1 }, { at: PT1H, poolId: p, count: 3 } ] }
      failures: { meanTimeBetween: P30D, recover: { exponential: { mean: PT20M } } }
      transfers: { bandwidth: 100MB, blobs: [ { match: "*/big.zip", size: 1GB } ],
                   uploads: [ { match: "*", size: 1.5MB, fails: true } ],
                   packages: [ { applicationId: blender, version: "2.79", size: 2KB } ] }
      speed: { Standard_D4_v2: 1.9 }
      prices: { Standard_D2_v2: { dedicated: 0.14 } }
      billing: { granularity: PT1H, minimum: PT10M }
    actions:
      - { at: PT1H, resizePool: { poolId: p, targetDedicatedNodes: 10, nodeDeallocationOption: taskcompletion } }
    expect:
      - { metric: tasks.failed, equals: 0 }
      - { metric: pools.p.utilization, min: 0.8, max: 1 }
  `;
  const scenario = loaded(text);

  it('has its pools, jobs, schedules and tasks in file order', () => {
    expect(scenario.pools.map(({ id, cores }) => [id, cores])).toEqual([
      ['p', 2],
      ['own', 3],
    ]);
    expect(scenario.jobs.map((entry) => entry.job(1).id)).toEqual(['frames']);
    expect(scenario.jobSchedules.map(({ id, schedule }) => [id, schedule.doNotRunAfter])).toEqual([
      ['nightly', 5 * HOUR],
    ]);
    expect(scenario.tasks.map(({ jobId, arrival }) => [jobId, arrival])).toEqual([
      ['frames', { kind: 'at', at: 0 }],
      ['nightly:job-2', { kind: 'at', at: 2 * HOUR }],
    ]);
  });

  it('has what the account holds, sizes of VMs in upper case', () => {
    expect(scenario.account).toMatchObject({
      dedicatedCoreQuota: 20,
      certificates: [{ thumbprint: 'ab12', thumbprintAlgorithm: 'sha1', state: 'active' }],
      applications: [{ id: 'blender', versions: ['2.79'], defaultVersion: '2.79' }],
      subnets: [{ match: '*/small', freeAddresses: 250, blocked: false }],
    });
    expect(scenario.account.vmSizes.STANDARD_X1).toEqual({ cores: 3 });
  });

  it('has programs whose acts are requests', () => {
    expect(scenario.programs).toMatchObject([
      {
        match: 'blender *',
        duration: { kind: 'constant', value: 3 * MINUTE },
        exitCode: { kind: 'attempts', codes: [1, 0] },
        perNode: { count: 2, exitCode: null, speed: 1.5 },
        then: [
          {
            after: 10 * SECOND,
            request: { ok: true, operation: { name: 'addTask', jobId: '', task: { id: 'more' } } },
          },
        ],
      },
    ]);
  });

  it('has a cloud in which capacity begins at time zero, preemptions are in order and sizes are bytes', () => {
    expect(scenario.cloud).toMatchObject({
      capacity: {
        dedicated: [{ at: 0, nodes: 40 }],
        lowPriority: [
          { at: 0, nodes: Number.POSITIVE_INFINITY },
          { at: HOUR, nodes: 3 },
          { at: 2 * HOUR, nodes: Number.POSITIVE_INFINITY },
        ],
      },
      preemption: { kind: 'trace', trace: [{ at: HOUR, count: 3 }, { at: 2 * HOUR }] },
      failures: { meanTimeBetween: 30 * DAY, to: 'unusable', recover: { kind: 'exponential', mean: 20 * MINUTE } },
      transfers: {
        bandwidth: 1e8,
        blobs: [{ match: '*/big.zip', bytes: 1e9, fails: false }],
        uploads: [{ match: '*', bytes: 1.5e6, fails: true }],
        packages: [{ applicationId: 'blender', version: '2.79', bytes: 2000, fails: false }],
      },
      speed: { STANDARD_D4_V2: 1.9 },
      prices: { STANDARD_D2_V2: { dedicated: 0.14, lowPriority: null } },
      billing: { granularity: HOUR, minimum: 10 * MINUTE },
    });
  });

  it('has its actions as requests, with the defaults of their pages', () => {
    expect(scenario.actions).toEqual([
      {
        at: HOUR,
        request: {
          ok: true,
          operation: {
            name: 'resizePool',
            poolId: 'p',
            targetDedicatedNodes: 10,
            targetLowPriorityNodes: null,
            resizeTimeout: 15 * MINUTE,
            nodeDeallocationOption: 'taskcompletion',
          },
        },
      },
    ]);
  });

  it('has its expectations', () => {
    expect(scenario.expect).toEqual([
      { metric: 'tasks.failed', equals: 0 },
      { metric: 'pools.p.utilization', min: 0.8, max: 1 },
    ]);
  });

  it('names the elements of its bodies that have no effect on a simulation', () => {
    expect(scenario.notModelled).toEqual([
      'job.commonEnvironmentSettings',
      'pool.metadata',
      'task.environmentSettings',
    ]);
  });

  it('is loaded without a warning', () => {
    expect(warningsOf(text)).toEqual([]);
  });
});

describe('JSON files', () => {
  it('are read like YAML files', () => {
    const text = JSON.stringify({
      seed: 'x',
      pools: [
        JSON.parse(
          '{ "id": "p", "vmSize": "A1", "targetDedicatedNodes": 1, "cloudServiceConfiguration": { "osFamily": "4" } }',
        ),
      ],
    });
    const result = loadScenario('a.json', filesOf({ 'a.json': `\uFEFF${text}` }));
    expect(result.ok && result.scenario.pools[0]).toMatchObject({ id: 'p', cores: 1 });
  });

  it('have lines and columns in their complaints', () => {
    const result = loadScenario('a.json', filesOf({ 'a.json': '{\n\t"pools": [\n\t\t{ "id": 5 }\n\t]\n}' }));
    expect(result.ok ? [] : result.errors.map(({ line, column }) => `${line}:${column}`)).toContain('3:11');
  });

  it('may be large, and are searched for places only when there is something to complain of', () => {
    const tasks = Array.from({ length: 20_000 }, (_, index) => ({
      jobId: 'j',
      task: { id: `t${index}`, commandLine: 'x' },
    }));
    const good = { pools: [], jobs: [{ id: 'j', poolInfo: { poolId: 'p' } }], tasks };
    const result = loadScenario('a.json', filesOf({ 'a.json': JSON.stringify(good) }));
    expect(result.ok && result.scenario.tasks).toHaveLength(20_000);
    const bad = JSON.stringify({ ...good, sed: 1 }, null, 1);
    const refused = loadScenario('a.json', filesOf({ 'a.json': bad }));
    const [error] = refused.ok ? [] : refused.errors;
    expect(error).toMatchObject({
      line: bad.split('\n').length - 1,
      column: 2,
      message: 'unknown key "sed"; did you mean "seed"?',
    });
  }, 30_000);
});

describe('loading', () => {
  it('says when there is no such file', () => {
    const result = loadScenario('none.yaml', filesOf({}));
    expect(result).toEqual({
      ok: false,
      errors: [
        {
          file: 'none.yaml',
          line: 1,
          column: 1,
          severity: 'error',
          message: 'cannot read the file: no such file',
          frame: '',
        },
      ],
      warnings: [],
    });
  });

  it('gives the same scenario every time', () => {
    const text = `{ pools: [ ${pool('p')} ], jobs: [ ${job('j')} ], seed: 3 }`;
    expect(JSON.stringify(load(text))).toBe(JSON.stringify(load(text)));
  });
});
