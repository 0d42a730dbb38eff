import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load.ts';
import { brief, errorsOf, filesOf, job, loaded, pool } from './files.ts';

const files = {
  'pool.json':
    '{ "id": "p", "vmSize": "A2", "targetDedicatedNodes": 1, "cloudServiceConfiguration": { "osFamily": "5" } }',
  'bodies/job.yaml': 'id: j\npoolInfo: { poolId: p }\n',
  'bodies/many.yaml': 'id: "many-{n}"\npoolInfo: { poolId: p }\n',
  'schedule.yaml': 'id: s\nschedule: {}\njobSpecification: { poolInfo: { poolId: p } }\n',
  'task.yaml': 'id: "t{n}"\ncommandLine: "work {n}"\n',
};

describe('a body', () => {
  it('may stand in a file of its own, relative to the file that names it', () => {
    const scenario = loaded(
      `
      pools: [ pool.json ]
      jobs: [ bodies/job.yaml, { count: 2, job: ./bodies/many.yaml, tasks: [ { task: task.yaml } ] } ]
      jobSchedules: [ schedule.yaml ]
      tasks: [ { jobId: j, count: 3, task: task.yaml } ]
    `,
      { files },
    );
    expect(scenario.pools[0]).toMatchObject({ id: 'p', cores: 2 });
    expect(scenario.jobs.map((entry) => entry.job(2).id)).toEqual(['j', 'many-2']);
    expect(scenario.jobs[1]!.tasks(1)[0]!.template.commandLine).toBe('work {n}');
    expect(scenario.jobSchedules[0]!.id).toBe('s');
    expect(scenario.tasks[0]!.task(3)).toMatchObject({ id: 't3', commandLine: 'work 3' });
  });

  it('may be used several times', () => {
    const text = `{ jobs: [ ${job('a')}, ${job('b')} ], tasks: [ { jobId: a, task: task.yaml }, { jobId: b, task: task.yaml } ] }`;
    expect(loaded(text, { files }).tasks).toHaveLength(2);
  });

  it('has its complaints in its own file, after those of the scenario', () => {
    const ill = {
      ...files,
      'pool.json': '{\n  "id": "p",\n  "vmSize": "A2",\n  "maxTasksPerNod": 2\n}',
      'bodies/job.yaml': 'id: j\n---\n',
    };
    const errors = errorsOf('pools: [ pool.json ]\njobs: [ bodies/job.yaml ]\nsed: 1\n', { files: ill });
    expect(errors).toEqual([
      '3:1 unknown key "sed"; did you mean "seed"?',
      'bodies/job.yaml:2:1 the file holds more than one document',
      expect.stringMatching(/^pool\.json:1:1 .*\(400 MissingRequiredProperty\)$/),
      expect.stringMatching(/^pool\.json:1:1 .*\(400 MissingRequiredProperty\)$/),
      expect.stringMatching(/^pool\.json:4:3 maxTasksPerNod .*\(400 UnsupportedProperty\)$/),
    ]);
  });

  it('clashes with another where its id stands', () => {
    expect(errorsOf(`pools: [ ${pool('P')}, pool.json ]`, { files })).toEqual([
      'pool.json:1:9 there is a pool "p" already ("P": ids are compared without case) (409 PoolExists)',
    ]);
  });

  it('names no further file', () => {
    expect(errorsOf('pools: [ a.yaml ]', { files: { 'a.yaml': '"pool.json"', ...files } })[0]).toMatch(
      /^a\.yaml:1:1 the body must be an object/,
    );
  });
});

describe('a file that is named', () => {
  it('must be there', () => {
    expect(errorsOf('pools:\n  - none.json\n')).toEqual(['2:5 cannot read "none.json": no such file']);
    expect(errorsOf(`{ jobs: [ ${job('j')} ], tasks: [ { jobId: j, file: none.csv } ] }`)).toEqual([
      '1:76 cannot read "none.csv": no such file',
    ]);
  });

  it('lies in the folder of the scenario or below, links followed', () => {
    const outside = { '/etc/pool.json': files['pool.json'], '/scenarios-too/pool.json': files['pool.json'] };
    for (const ref of ['/etc/pool.json', '../etc/pool.json', 'sub/../../etc/pool.json', '../scenarios-too/pool.json']) {
      expect(errorsOf(`pools: [ ${ref} ]`, { files: outside })).toEqual([
        `1:10 "${ref}" lies outside of the scenario's folder`,
      ]);
      expect(loaded(`pools: [ ${ref} ]`, { files: outside, allowOutside: true }).pools).toHaveLength(1);
    }
    const reader = filesOf(
      { 'scenario.yaml': 'pools: [ pool.json ]', ...outside },
      { '/scenarios/pool.json': '/etc/pool.json' },
    );
    const result = loadScenario('scenario.yaml', reader);
    expect(result.ok ? [] : result.errors.map(brief)).toEqual([
      '1:10 "pool.json" lies outside of the scenario\'s folder',
    ]);
  });

  it('is called from where the scenario is called', () => {
    const reader = filesOf({ 'deep/scenario.yaml': 'pools: [ pool.yaml ]', 'deep/pool.yaml': 'id: 5' });
    const result = loadScenario('deep/scenario.yaml', reader);
    expect(result.ok ? [] : result.errors[0]!.file).toBe('deep/pool.yaml');
  });

  it('is not larger than the limit', () => {
    expect(errorsOf('pools: [ pool.json ]', { files, limits: { fileSize: 50 } })[0]).toMatch(
      /^pool\.json:1:1 the file has 106 characters/,
    );
  });
});
