import { describe, expect, it } from 'vitest';
import { errorsOf, job, loaded, pool } from './files.ts';

const tasks = (...entries: string[]) => `tasks: [ ${entries.join(', ')} ]`;
const task = (jobId: string, id: string, more = '') =>
  `{ jobId: "${jobId}", ${more}task: { id: "${id}", commandLine: c } }`;
const codes = (text: string) => errorsOf(text).map((each) => /\(([^()]*)\)$/.exec(each)?.[1] ?? each);

describe('ids of pools', () => {
  it('L-003: differ in more than case', () => {
    expect(errorsOf(`pools:\n  - ${pool('render')}\n  - ${pool('Render')}\n  - ${pool('render')}\n`)).toEqual([
      '3:11 there is a pool "Render" already ("render": ids are compared without case) (409 PoolExists)',
      '4:11 there is a pool "render" already (409 PoolExists)',
    ]);
  });
});

describe('ids of jobs', () => {
  it('L-176: differ in more than case, in streams of jobs too', () => {
    expect(codes(`jobs: [ ${job('a')}, ${job('A')} ]`)).toEqual(['409 JobExists']);
    expect(errorsOf(`jobs: [ ${job('a-2')}, { count: 3, job: ${job('"a-{n}"')} } ]`)).toEqual([
      '1:70 there is a job "a-2" already (409 JobExists)',
    ]);
    expect(codes(`jobs: [ { count: 2, job: ${job('"a{n}"')} }, { count: 2, job: ${job('"a{n:1}"')} } ]`)).toEqual([
      '409 JobExists',
    ]);
  });

  it('may be used again by a job that arrives later if something deletes the first', () => {
    const later = (id: string) => `{ arrival: { at: PT1H }, job: ${job(id)} }`;
    expect(codes(`{ jobs: [ ${job('a')}, ${later('a')} ] }`)).toEqual(['409 JobExists']);
    expect(
      codes(`{ jobs: [ ${job('a')}, ${later('a')} ], actions: [ { at: PT30M, deleteJob: { jobId: A } } ] }`),
    ).toEqual([]);
    expect(
      codes(`{ jobs: [ ${job('a')}, ${later('a')} ], actions: [ { at: PT30M, deleteJob: { jobId: b } } ] }`),
    ).toEqual(['409 JobExists']);
    expect(
      codes(`{ jobs: [ ${job('a')}, ${job('a')} ], actions: [ { at: PT30M, deleteJob: { jobId: a } } ] }`),
    ).toEqual(['409 JobExists']);
  });

  it('L-177: are no ids of schedules; what comes second is refused, and jobs come before schedules', () => {
    const schedule = (id: string) => `{ id: ${id}, schedule: {}, jobSpecification: { poolInfo: { poolId: p } } }`;
    expect(errorsOf(`jobs: [ ${job('a')} ]\njobSchedules: [ ${schedule('A')} ]\n`)).toEqual([
      '2:23 there is a job "A" already ("a": ids are compared without case) (409 JobWithSameIdExists)',
    ]);
    expect(
      errorsOf(`jobs: [ { arrival: { at: PT1H }, job: ${job('a')} } ]\njobSchedules: [ ${schedule('a')} ]\n`),
    ).toEqual(['1:45 there is a job schedule "a" already (409 JobScheduleWithSameIdExists)']);
    expect(codes(`jobSchedules: [ ${schedule('a')}, ${schedule('a')} ]`)).toEqual(['409 JobScheduleExists']);
  });
});

describe('the job of a task', () => {
  it('is in the file, or something creates it', () => {
    expect(errorsOf(`{ jobs: [ ${job('frames')} ], ${tasks(task('frame', 'a'))} }`)).toEqual([
      '1:72 no job "frame" is in the scenario, and nothing creates one; did you mean "frames"? (404 JobNotFound)',
    ]);
    expect(codes(`{ jobs: [ ${job('frames')} ], ${tasks(task('FRAMES', 'a'))} }`)).toEqual([]);
    expect(codes(`{ jobs: [ { count: 3, job: ${job('"j-{n:2}"')} } ], ${tasks(task('j-03', 'a'))} }`)).toEqual([]);
    expect(codes(`{ jobs: [ { count: 3, job: ${job('"j-{n:2}"')} } ], ${tasks(task('j-04', 'a'))} }`)).toEqual([
      '404 JobNotFound',
    ]);
    expect(codes(`{ actions: [ { at: PT1H, addJob: ${job('late')} } ], ${tasks(task('late', 'a'))} }`)).toEqual([]);
    expect(
      codes(
        `{ programs: [ { match: x, then: [ { after: PT1H, addJob: ${job('late')} } ] } ], ${tasks(task('late', 'a'))} }`,
      ),
    ).toEqual([]);
  });

  it('S-21: may be the job-N of a schedule', () => {
    const schedules = 'jobSchedules: [ { id: s, schedule: {}, jobSpecification: { poolInfo: { poolId: p } } } ]';
    expect(codes(`{ ${schedules}, ${tasks(task('s:job-1', 'a'), task('S:job-2', 'a'))} }`)).toEqual([]);
    expect(codes(`{ ${schedules}, ${tasks(task('t:job-1', 'a'))} }`)).toEqual(['404 JobNotFound']);
    expect(codes(`{ ${schedules}, ${tasks(task('s', 'a'))} }`)).toEqual(['404 JobNotFound']);
    expect(codes(`{ ${schedules}, ${tasks(task('s:job-0', 'a'))} }`)).toEqual(['404 JobNotFound']);
  });

  it('is not created by a request that the service refuses', () => {
    const refused = 'addJob: { id: j, poolInfo: { poolId: p }, priority: 5000 }';
    expect(codes(`{ actions: [ { at: PT1H, ${refused} } ], ${tasks(task('j', 'a'))} }`)).toEqual(['404 JobNotFound']);
  });
});

describe('ids of tasks', () => {
  const inJob = (jobText: string, ...entries: string[]) => codes(`{ jobs: [ ${jobText} ], ${tasks(...entries)} }`);

  it('L-345: differ in more than case within a job', () => {
    expect(inJob(job('j'), task('j', 'a'), task('J', 'A'))).toEqual(['409 TaskExists']);
    expect(codes(`{ jobs: [ ${job('j')}, ${job('k')} ], ${tasks(task('j', 'a'), task('k', 'a'))} }`)).toEqual([]);
  });

  it('differ between patterns and other entries', () => {
    expect(
      errorsOf(`{ jobs: [ ${job('j')} ], ${tasks(task('j', 't-{n:3}', 'count: 20, '), task('j', 't-007'))} }`),
    ).toEqual(['1:152 the id "t-007" is that of a task of the job (409 TaskExists)']);
    expect(inJob(job('j'), task('j', 't{n}', 'count: 20, '), task('j', 't{n}', 'count: 5, '))).toEqual([
      '409 TaskExists',
    ]);
    expect(inJob(job('j'), task('j', 't{n}', 'count: 20, '), task('j', 't21'))).toEqual([]);
  });

  it('may be used again by a task that arrives later if something deletes tasks of the job', () => {
    const entries = tasks(task('j', 'a'), task('j', 'a', 'arrival: { at: PT1H }, '));
    expect(codes(`{ jobs: [ ${job('j')} ], ${entries} }`)).toEqual(['409 TaskExists']);
    expect(
      codes(`{ jobs: [ ${job('j')} ], ${entries}, actions: [ { at: PT5M, deleteTask: { jobId: j, taskId: a } } ] }`),
    ).toEqual([]);
  });

  it('O-78, L-269, L-293: are not those of the manager, the preparation or the release task', () => {
    const whole = job(
      'j',
      'jobManagerTask: { id: boss, commandLine: c }, jobPreparationTask: { commandLine: c }, jobReleaseTask: { id: bye, commandLine: c }',
    );
    expect(inJob(whole, task('j', 'Boss'))).toEqual(['409 TaskExists']);
    expect(inJob(whole, task('j', 'jobpreparation'))).toEqual(['409 TaskIdSameAsJobPreparationTask']);
    expect(inJob(whole, task('j', 'bye'))).toEqual(['409 TaskIdSameAsJobReleaseTask']);
    expect(inJob(whole, task('j', 'jobrelease'))).toEqual([]);
    expect(inJob(job('j', 'jobManagerTask: { id: t5, commandLine: c }'), task('j', 't{n}', 'count: 9, '))).toEqual([
      '409 TaskExists',
    ]);
  });

  it('differ from those that come with the job', () => {
    const own = `{ job: ${job('j')}, tasks: [ { task: { id: a, commandLine: c } } ] }`;
    expect(inJob(own, task('j', 'a'))).toEqual(['409 TaskExists']);
    expect(
      codes(
        `jobs: [ { job: ${job('j')}, tasks: [ { task: { id: a, commandLine: c } }, { task: { id: A, commandLine: c } } ] } ]`,
      ),
    ).toEqual(['409 TaskExists']);
    const stream = `{ count: 3, job: ${job('"k{n}"')}, tasks: [ { task: { id: a, commandLine: c } } ] }`;
    expect(inJob(stream, task('k2', 'A'))).toEqual(['409 TaskExists']);
    expect(inJob(stream, task('k2', 'b'))).toEqual([]);
  });
});

describe('a task and its job', () => {
  it('L-351, L-240, L-242: agree on dependencies and actions', () => {
    const with_ = (body: string, more = '') =>
      codes(`{ jobs: [ ${job('j', more)} ], tasks: [ { jobId: j, task: { id: a, commandLine: c, ${body} } } ] }`);
    expect(with_('dependsOn: { taskIds: [ b ] }')).toEqual(['400 TaskDependenciesNotSpecifiedOnJob']);
    expect(with_('dependsOn: { taskIds: [ b ] }', 'usesTaskDependencies: true')).toEqual([]);
    expect(with_('exitConditions: { default: { jobAction: terminate } }')).toEqual(['400 InvalidPropertyValue']);
    expect(
      with_('exitConditions: { default: { jobAction: terminate } }', 'onTaskFailure: performExitOptionsJobAction'),
    ).toEqual([]);
    expect(with_('exitConditions: { default: { dependencyAction: satisfy } }')).toEqual(['400 InvalidPropertyValue']);
  });

  it('need agree for one of the jobs that may have the id', () => {
    const text = (more: string) => `
      jobs: [ ${job('j')} ]
      actions: [ { at: PT1H, deleteJob: { jobId: j } }, { at: PT2H, addJob: ${job('j', more)} } ]
      tasks: [ { jobId: j, arrival: { at: PT3H }, task: { id: a, commandLine: c, dependsOn: { taskIds: [ b ] } } } ]
    `;
    expect(codes(text('usesTaskDependencies: true'))).toEqual([]);
    expect(codes(text('usesTaskDependencies: false'))).toEqual(['400 TaskDependenciesNotSpecifiedOnJob']);
  });
});

describe('a schedule that recurs for ever', () => {
  const schedule = (more: string) =>
    `{ id: s, schedule: { recurrenceInterval: PT1H${more} }, jobSpecification: { poolInfo: { poolId: p } } }`;

  it('S-2: needs a doNotRunAfter, or the scenario an end', () => {
    expect(errorsOf(`jobSchedules: [ ${schedule('')} ]`)).toEqual([
      '1:38 this schedule recurs for ever: give it a doNotRunAfter, or the scenario an end',
    ]);
    expect(errorsOf(`jobSchedules: [ ${schedule(', doNotRunAfter: 2017-05-02T00:00:00Z')} ]`)).toEqual([]);
    expect(errorsOf(`{ end: P1D, jobSchedules: [ ${schedule('')} ] }`)).toEqual([]);
  });

  it('S-2: also where an action adds or changes it', () => {
    expect(errorsOf(`actions: [ { at: PT1S, addJobSchedule: ${schedule('')} } ]`)).toHaveLength(1);
    const patch = 'patchJobSchedule: { jobScheduleId: s, schedule: { recurrenceInterval: PT1H } }';
    expect(errorsOf(`actions: [ { at: PT1S, ${patch} } ]`)).toHaveLength(1);
  });
});

describe('autoscale formulas', () => {
  const scaled = (formula: string) => pool('p', `enableAutoScale: true, autoScaleFormula: "${formula}"`);

  it('L-016: of pools in the file must parse', () => {
    expect(errorsOf(`pools: [ ${scaled('$TargetDedicatedNodes = ;')} ]`)).toEqual([
      expect.stringMatching(/^1:\d+ autoScaleFormula, line 1, column \d+: .* \(400 AutoScalingFormulaSyntaxError\)$/),
    ]);
    expect(loaded(`pools: [ ${scaled('$TargetDedicatedNodes = 3;')} ]`).pools[0]).toMatchObject({
      enableAutoScale: true,
    });
  });

  it('L-317: of auto pools that do not parse make the creation of the pool fail', () => {
    const auto = (
      formula: string,
    ) => `{ id: j, poolInfo: { autoPoolSpecification: { poolLifetimeOption: job, pool: { vmSize: A1,
      cloudServiceConfiguration: { osFamily: "5" }, enableAutoScale: true, autoScaleFormula: "${formula}" } } } }`;
    const poolInfo = (formula: string) => loaded(`jobs: [ ${auto(formula)} ]`).jobs[0]!.job(1).poolInfo;
    expect(poolInfo('$TargetDedicatedNodes = ;')).toMatchObject({
      autoPool: { creationError: { code: 'InvalidAutoScaleFormulaInAutoPool', category: 'UserError' } },
    });
    expect(poolInfo('$TargetDedicatedNodes = 1;')).toMatchObject({ autoPool: { creationError: null } });
    const added = loaded(`actions: [ { at: PT1S, addJob: ${auto('x = ;')} } ]`).actions[0]!.request;
    expect(added).toMatchObject({
      operation: { job: { poolInfo: { autoPool: { creationError: { code: 'InvalidAutoScaleFormulaInAutoPool' } } } } },
    });
  });

  it('L-016: of operations that do not parse make the service refuse the request', () => {
    const requests = loaded(`
      actions:
        - { at: PT1S, addPool: ${scaled('x = ;')} }
        - { at: PT2S, enableAutoScale: { poolId: q, autoScaleFormula: "x = ;" } }
        - { at: PT3S, evaluateAutoScale: { poolId: q, autoScaleFormula: "x = 1;" } }
    `).actions.map(({ request }) => request);
    expect(requests).toMatchObject([
      { ok: false, name: 'addPool', status: 400, code: 'AutoScalingFormulaSyntaxError', ids: { poolId: 'p' } },
      { ok: false, name: 'enableAutoScale', status: 400, ids: { poolId: 'q' } },
      { ok: true },
    ]);
  });
});
