import { describe, expect, it } from 'vitest';
import { errorsOf, job, loaded } from './files.ts';

const inJob = (entry: string, more = '') => `{ jobs: [ ${job('j', more)} ], tasks: [ { jobId: j, ${entry} } ] }`;

describe('an entry of tasks', () => {
  it('is one task by default', () => {
    const [entry] = loaded(inJob('task: { id: a, commandLine: work }')).tasks;
    expect(entry).toMatchObject({ jobId: 'j', count: 1, isPattern: false, rows: null, runs: null });
    expect(entry!.task(1)).toBe(entry!.template);
  });

  it('fills {n} in all texts of the body, padded where a width is given', () => {
    const [entry] = loaded(
      inJob(
        `count: 1000, task: { id: "frame-{n:5}", displayName: "Frame {n} of 1000", commandLine: "blender -f {n} -o {n:3}.png",
          resourceFiles: [ { blobSource: "https://x/{n}.blend", filePath: same } ],
          dependsOn: { taskIds: [ "scene-{n}", all ] } }`,
        'usesTaskDependencies: true',
      ),
    ).tasks;
    expect(entry).toMatchObject({ count: 1000, isPattern: true });
    expect(entry!.template).toMatchObject({ id: 'frame-{n:5}', commandLine: 'blender -f {n} -o {n:3}.png' });
    expect(entry!.task(42)).toMatchObject({
      id: 'frame-00042',
      displayName: 'Frame 42 of 1000',
      commandLine: 'blender -f 42 -o 042.png',
      resourceFiles: [{ blobSource: 'https://x/42.blend', filePath: 'same' }],
      dependsOn: { taskIds: ['scene-42', 'all'] },
    });
    expect(entry!.task(1000).id).toBe('frame-01000');
  });

  it('may bring its own program', () => {
    const [entry] = loaded(
      inJob(
        'task: { id: a, commandLine: work }, runs: { duration: PT3M, exitCode: 2, then: [ { after: PT1M, terminateJob: {} } ] }',
      ),
    ).tasks;
    expect(entry!.runs).toMatchObject({
      duration: { kind: 'constant', value: 180_000 },
      exitCode: { kind: 'constant', code: 2 },
      perNode: null,
      then: [{ after: 60_000, request: { ok: true, operation: { name: 'terminateJob', jobId: '' } } }],
    });
    expect(loaded(inJob('task: { id: a, commandLine: work }, runs: {}')).tasks[0]!.runs).toMatchObject({
      duration: { value: 60_000 },
      exitCode: { code: 0 },
    });
  });

  it('of none is as good as no entry', () => {
    expect(loaded(inJob('count: 0, task: { id: "a{n}", commandLine: work }')).tasks).toEqual([]);
  });

  it.each([
    ['without a body', 'count: 3', '1:58 "task" is missing: the body of the tasks (or "file", with a task a row)'],
    [
      'without {n} in the id of many',
      'count: 3, task: { id: a, commandLine: b }',
      '1:92 all 3 tasks would have the id "a": write {n} in it (409 TaskExists)',
    ],
    [
      'with a fraction of a task',
      'count: 1.5, task: { id: "a{n}", commandLine: b }',
      '1:77 count: expected a whole number, found the number 1.5',
    ],
    [
      'whose last id is too long',
      `count: 1000, task: { id: "${'a'.repeat(62)}{n}", commandLine: b }`,
      expect.stringMatching(/^1:95 id .*\(400 InvalidPropertyValue\)$/),
    ],
    [
      'with {n} in what must be the same for all',
      'task: { id: a, commandLine: b, constraints: { maxWallClockTime: "PT{n}M" } }',
      '1:134 {n} cannot stand in maxWallClockTime, which is the same for all of an entry',
    ],
    [
      'with an unknown element in the body',
      'task: { id: a, commandLine: b, comandLine: c }',
      expect.stringMatching(/^1:101 comandLine .*\(400 UnsupportedProperty\)$/),
    ],
    [
      'with dependencies that its job does not use',
      'task: { id: a, commandLine: b, dependsOn: { taskIds: [c] } }',
      expect.stringMatching(/^1:101 dependsOn .*\(400 TaskDependenciesNotSpecifiedOnJob\)$/),
    ],
  ])('is refused %s', (_, entry, complaint) => {
    expect(errorsOf(inJob(entry))).toEqual([complaint]);
  });
});

describe('an entry of jobs', () => {
  it('is the body of one job', () => {
    const [entry] = loaded(`{ jobs: [ ${job('a')} ] }`).jobs;
    expect(entry).toMatchObject({ count: 1, arrival: { kind: 'at', at: 0 } });
    expect(entry!.job(1)).toMatchObject({ id: 'a', priority: 0, poolInfo: { poolId: 'p' } });
    expect(entry!.tasks(1)).toEqual([]);
  });

  it('or a stream of jobs, each with its tasks', () => {
    const [entry] = loaded(`
      jobs:
        - count: 20
          arrival: { poisson: { mean: PT1H } }
          job: { id: "study-{n:3}", displayName: "Study {n}", poolInfo: { poolId: p }, onAllTasksComplete: terminatejob }
          tasks:
            - { count: 5, task: { id: "part-{n}", commandLine: "work {n}" } }
            - { arrival: { at: PT5M }, task: { id: merge, commandLine: merge } }
    `).jobs;
    expect(entry).toMatchObject({ count: 20, arrival: { kind: 'poisson', mean: 3_600_000, from: 0 } });
    expect(entry!.job(7)).toMatchObject({ id: 'study-007', displayName: 'Study 7' });
    const tasks = entry!.tasks(7);
    expect(tasks.map(({ jobId, count, arrival }) => [jobId, count, arrival])).toEqual([
      ['study-007', 5, { kind: 'at', at: 0 }],
      ['study-007', 1, { kind: 'at', at: 300_000 }],
    ]);
    expect(tasks[0]!.task(3).id).toBe('part-3');
  });

  it.each([
    ['without a job', '{ count: 3 }', '1:9 "job" is missing'],
    [
      'without {n} in the id of many',
      `{ count: 3, job: ${job('a')} }`,
      '1:32 all 3 jobs would have the id "a": write {n} in it (409 JobExists)',
    ],
    [
      'with a jobId in its tasks',
      `{ job: ${job('a')}, tasks: [ { jobId: a, task: { id: b, commandLine: c } } ] }`,
      '1:63 unknown key "jobId"; known here: count, arrival, task, runs, file',
    ],
    ['with both forms', `{ id: a, job: ${job('b')} }`, '1:11 unknown key "id"; known here: count, arrival, job, tasks'],
    [
      'with {n} in the VM size of its auto pool',
      '{ count: 2, job: { id: "a{n}", poolInfo: { autoPoolSpecification: { poolLifetimeOption: job, pool: { vmSize: "A{n}", targetDedicatedNodes: 1, cloudServiceConfiguration: { osFamily: "5" } } } } } }',
      '1:118 {n} cannot stand in vmSize, which is the same for all of an entry',
    ],
  ])('is refused %s', (_, entry, complaint) => {
    expect(errorsOf(`jobs: [ ${entry} ]`)).toEqual([complaint]);
  });
});

describe('addTasks', () => {
  it('S-4: has the shape of an entry', () => {
    const scenario = loaded(`
      actions:
        - { at: PT1H, addTasks: { jobId: j, count: 3, arrival: { every: PT1M }, task: { id: "t{n}", commandLine: "x {n}" } } }
      programs:
        - { match: "*", then: [ { after: PT1S, addTasks: { count: 2, task: { id: "u{n}", commandLine: y }, runs: { duration: PT1S } } } ] }
    `);
    expect(scenario.actions[0]!.request).toMatchObject({
      ok: true,
      operation: {
        name: 'addTasks',
        jobId: 'j',
        entry: { jobId: 'j', count: 3, arrival: { kind: 'every' }, isPattern: true },
      },
    });
    expect(scenario.programs[0]!.then[0]!.request).toMatchObject({
      ok: true,
      operation: { name: 'addTasks', jobId: '', entry: { jobId: '', count: 2, runs: { duration: { value: 1000 } } } },
    });
  });

  it('is refused with 400 by the service if a body in it is ill, and the scenario loads', () => {
    const scenario = loaded(
      'actions: [ { at: PT1S, addTasks: { jobId: j, count: 2, task: { id: "a b{n}", commandLine: c } } } ]',
    );
    expect(scenario.actions[0]!.request).toMatchObject({
      ok: false,
      name: 'addTasks',
      status: 400,
      code: 'InvalidPropertyValue',
      ids: { jobId: 'j' },
    });
  });

  it('may be called by the program of an entry of another addTasks', () => {
    const text = `programs: [ { match: "*", then: [ { after: PT1S, addTasks: { task: { id: a, commandLine: b },
      runs: { then: [ { after: PT1S, addTask: { id: c, comandLine: d } } ] } } } ] } ]`;
    expect(errorsOf(text)).toEqual([expect.stringMatching(/^2:56 comandLine .*UnsupportedProperty/)]);
  });
});

describe('operations', () => {
  it('that the service rejects are requests all the same', () => {
    const scenario = loaded(
      'actions: [ { at: PT1S, resizePool: { poolId: p, targetDedicatedNodes: 3, resizeTimeout: PT4M } } ]',
    );
    expect(scenario.actions[0]!.request).toMatchObject({
      ok: false,
      name: 'resizePool',
      status: 400,
      ids: { poolId: 'p' },
    });
  });

  it('of programs may leave out the jobId, which is then their own', () => {
    const scenario = loaded('programs: [ { match: x, then: [ { after: PT1S, deleteTask: { taskId: t } } ] } ]');
    expect(scenario.programs[0]!.then[0]!.request).toMatchObject({ ok: true, operation: { jobId: '', taskId: 't' } });
  });
});
