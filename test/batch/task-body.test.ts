import { describe, expect, it } from 'vitest';
import { fillPattern, hasPattern, instantiate } from '../../src/batch/body/patterns.ts';
import { checkTask, checkTaskAgainstJob } from '../../src/batch/body/task.ts';
import { accepted, refusals } from './refusals.ts';
import { taskBody } from './sample-bodies.ts';

const task = (given: object = {}) => checkTask(taskBody(given));

describe('a task with only what is required', () => {
  it('L-348: takes the job’s retry count, no limits and nothing else', () => {
    expect(accepted(task())).toEqual({
      id: 'frame-1',
      displayName: null,
      commandLine: 'render 1',
      resourceFiles: [],
      outputFiles: [],
      applicationPackageReferences: [],
      constraints: {
        maxTaskRetryCount: null,
        maxWallClockTime: Number.POSITIVE_INFINITY,
        retentionTime: Number.POSITIVE_INFINITY,
      },
      userName: null,
      affinityId: null,
      dependsOn: null,
      exitConditions: null,
      numberOfInstances: 0,
      coordinationCommandLine: null,
      commonResourceFiles: [],
    });
  });

  it('L-345: needs a well-formed id and a command line', () => {
    expect(refusals(checkTask({ id: 'a/b' }))).toEqual([
      '400 InvalidPropertyValue id',
      '400 MissingRequiredProperty ()',
    ]);
  });

  it('L-263: constraints that are silent about retries mean none', () => {
    expect(accepted(task({ constraints: {} })).constraints.maxTaskRetryCount).toBe(0);
    expect(
      accepted(task({ constraints: { maxTaskRetryCount: -1, maxWallClockTime: 'PT1H', retentionTime: 'P2D' } }))
        .constraints,
    ).toEqual({
      maxTaskRetryCount: -1,
      maxWallClockTime: 3_600_000,
      retentionTime: 172_800_000,
    });
  });

  it('L-394: the longest time span of the service means for ever', () => {
    expect(
      accepted(task({ constraints: { retentionTime: 'P10675199DT2H48M5.4775807S' } })).constraints.retentionTime,
    ).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('what a task may bring', () => {
  it('L-390: output files are uploaded on completion unless they say when', () => {
    const file = (uploadOptions: object) => ({
      filePattern: '*.exr',
      destination: { container: { path: 'out', containerUrl: 'https://a.example/c?sv' } },
      uploadOptions,
    });
    expect(accepted(task({ outputFiles: [file({}), file({ uploadCondition: 'taskSuccess' })] })).outputFiles).toEqual([
      { containerUrl: 'https://a.example/c?sv', uploadCondition: 'taskcompletion' },
      { containerUrl: 'https://a.example/c?sv', uploadCondition: 'tasksuccess' },
    ]);
    expect(refusals(task({ outputFiles: [file({ uploadCondition: 'never' })] }))).toEqual([
      '400 InvalidPropertyValue outputFiles.0.uploadOptions.uploadCondition',
    ]);
  });

  it('L-392: an output file needs a pattern, a destination and upload options', () => {
    expect(refusals(task({ outputFiles: [{}] }))).toEqual([
      '400 MissingRequiredProperty (outputFiles.0)',
      '400 MissingRequiredProperty (outputFiles.0)',
      '400 MissingRequiredProperty (outputFiles.0)',
    ]);
  });

  it('L-168: packages are not looked up when the task is added', () => {
    expect(
      accepted(task({ applicationPackageReferences: [{ applicationId: 'none' }] })).applicationPackageReferences,
    ).toEqual([{ applicationId: 'none', version: null }]);
  });

  it('L-352: numberOfInstances is required of a multi-instance task, the coordination command is not', () => {
    expect(refusals(task({ multiInstanceSettings: { coordinationCommandLine: 'wire' } }))).toEqual([
      '400 MissingRequiredProperty (multiInstanceSettings)',
    ]);
    const multiInstanceSettings = {
      numberOfInstances: 3,
      commonResourceFiles: [{ blobSource: 'https://a/b', filePath: 'b' }],
    };
    expect(accepted(task({ multiInstanceSettings }))).toMatchObject({
      numberOfInstances: 3,
      coordinationCommandLine: null,
      commonResourceFiles: [{ blobSource: 'https://a/b', filePath: 'b' }],
    });
    expect(refusals(task({ multiInstanceSettings: { numberOfInstances: 0 } }))).toEqual([
      '400 OutOfRangeInput multiInstanceSettings.numberOfInstances',
    ]);
  });

  it('L-419: affinity is an id that need not mean anything', () => {
    expect(accepted(task({ affinityInfo: { affinityId: 'TVM:tvm-1' } })).affinityId).toBe('TVM:tvm-1');
    expect(refusals(task({ affinityInfo: {} }))).toEqual(['400 MissingRequiredProperty (affinityInfo)']);
  });

  it('L-267: an authentication token opens the job alone', () => {
    accepted(task({ authenticationTokenSettings: { access: ['job'] } }));
    expect(refusals(task({ authenticationTokenSettings: { access: ['account'] } }))).toEqual([
      '400 InvalidPropertyValue authenticationTokenSettings.access.0',
    ]);
  });
});

describe('dependencies', () => {
  it('L-396, L-401, L-405: ids and ranges are taken as they are, also those of no task', () => {
    const dependsOn = { taskIds: ['frame-1', 'unknown'], taskIdRanges: [{ start: -3, end: 5 }] };
    expect(accepted(task({ dependsOn })).dependsOn).toEqual(dependsOn);
    expect(accepted(task({ dependsOn: {} })).dependsOn).toEqual({ taskIds: [], taskIdRanges: [] });
  });

  it('L-397: the ids have at most 64000 characters together', () => {
    const ids = (count: number) => Array.from({ length: count }, () => 'x'.repeat(64));
    accepted(task({ dependsOn: { taskIds: ids(1000) } }));
    expect(refusals(task({ dependsOn: { taskIds: [...ids(1000), 'y'] } }))).toEqual([
      '400 TaskDependencyListTooLong dependsOn.taskIds',
    ]);
  });

  it('L-398: a range has two Int32 ends, the first not after the last', () => {
    expect(
      refusals(task({ dependsOn: { taskIdRanges: [{ start: 1 }, { start: 5, end: 4 }, { start: 0, end: 2 ** 31 }] } })),
    ).toEqual([
      '400 MissingRequiredProperty (dependsOn.taskIdRanges.0)',
      '400 InvalidPropertyValue dependsOn.taskIdRanges.1.end',
      '400 OutOfRangeInput dependsOn.taskIdRanges.2.end',
    ]);
  });
});

describe('exit conditions', () => {
  const exitConditions = {
    exitCodes: [{ code: 3, exitOptions: { jobAction: 'Disable' } }],
    exitCodeRanges: [{ start: 10, end: 19, exitOptions: { dependencyAction: 'Satisfy' } }],
    default: { jobAction: 'terminate' },
  };

  it('L-229, S-28: default is exitOptions itself; what an entry does not say stays open', () => {
    expect(accepted(task({ exitConditions })).exitConditions).toEqual({
      exitCodes: [{ code: 3, exitOptions: { jobAction: 'disable', dependencyAction: null } }],
      exitCodeRanges: [{ start: 10, end: 19, exitOptions: { jobAction: null, dependencyAction: 'satisfy' } }],
      preProcessingError: null,
      fileUploadError: null,
      default: { jobAction: 'terminate', dependencyAction: null },
    });
  });

  it('L-230, L-236, L-241: ranges run forwards, actions are words of the list', () => {
    const wrong = {
      exitCodeRanges: [{ start: 2, end: 1, exitOptions: {} }],
      fileUploadError: { jobAction: 'stop', dependencyAction: 'wait' },
    };
    expect(refusals(task({ exitConditions: wrong }))).toEqual([
      '400 InvalidPropertyValue exitConditions.exitCodeRanges.0.end',
      '400 InvalidPropertyValue exitConditions.fileUploadError.jobAction',
      '400 InvalidPropertyValue exitConditions.fileUploadError.dependencyAction',
    ]);
  });

  it('L-240: a job without onTaskFailure takes no task with a jobAction', () => {
    const given = accepted(task({ exitConditions }));
    expect(checkTaskAgainstJob(given, { usesTaskDependencies: true, onTaskFailure: 'noaction' })).toMatchObject({
      status: 400,
      code: 'InvalidPropertyValue',
      path: ['exitConditions', 'exitCodes', 0, 'exitOptions', 'jobAction'],
    });
    expect(
      checkTaskAgainstJob(given, { usesTaskDependencies: true, onTaskFailure: 'performexitoptionsjobaction' }),
    ).toBeNull();
  });

  it('L-242: a job without dependencies takes no task with a dependencyAction', () => {
    const given = accepted(task({ exitConditions: { default: { dependencyAction: 'satisfy' } } }));
    expect(checkTaskAgainstJob(given, { usesTaskDependencies: false, onTaskFailure: 'noaction' })).toMatchObject({
      status: 400,
      code: 'InvalidPropertyValue',
      path: ['exitConditions', 'default', 'dependencyAction'],
    });
  });

  it('L-351: a job without dependencies takes no task that depends on others', () => {
    const given = accepted(task({ dependsOn: { taskIds: ['a'] } }));
    expect(checkTaskAgainstJob(given, { usesTaskDependencies: false, onTaskFailure: 'noaction' })).toMatchObject({
      status: 400,
      code: 'TaskDependenciesNotSpecifiedOnJob',
      path: ['dependsOn'],
    });
    expect(checkTaskAgainstJob(given, { usesTaskDependencies: true, onTaskFailure: 'noaction' })).toBeNull();
  });

  it('a plain task suits every job', () => {
    expect(
      checkTaskAgainstJob(accepted(task()), { usesTaskDependencies: false, onTaskFailure: 'noaction' }),
    ).toBeNull();
  });
});

describe('repeated tasks', () => {
  it('{n} is the ordinal, {n:5} has zeros in front', () => {
    expect(fillPattern('a{n}-{n:5}-{n:2}', 123)).toBe('a123-00123-123');
    expect(fillPattern('{m} { n } {n:} {}', 1)).toBe('{m} { n } {n:} {}');
  });

  it('patterns are found wherever a text may be', () => {
    expect(hasPattern({ dependsOn: { taskIds: ['a', 'b{n}'] } })).toBe(true);
    expect(hasPattern({ id: 'a', count: 3, list: [null, 'n'] })).toBe(false);
    // The same question twice has the same answer.
    expect([hasPattern('{n}'), hasPattern('{n}')]).toEqual([true, true]);
  });

  it('a template is checked with its first and its last ordinal', () => {
    const body = taskBody({ id: 'frame-{n:5}', commandLine: 'render {n}', dependsOn: { taskIds: ['scene-{n}'] } });
    const template = accepted(checkTask(body, { count: 100_000 }));
    expect(template.id).toBe('frame-{n:5}');
    expect(refusals(checkTask(taskBody({ id: `${'x'.repeat(63)}{n}` }), { count: 9 }))).toEqual([]);
    expect(refusals(checkTask(taskBody({ id: `${'x'.repeat(63)}{n}` }), { count: 10 }))).toEqual([
      '400 InvalidPropertyValue id',
    ]);
  });

  it('the tasks made of a template share what does not vary', () => {
    const body = taskBody({
      id: 't{n}',
      dependsOn: { taskIds: ['s{n}', 'root'] },
      resourceFiles: [{ blobSource: 'https://a/b', filePath: 'b' }],
    });
    const template = accepted(checkTask(body, { count: 5 }));
    const make = instantiate(template);
    const third = make(3);
    expect(third).toEqual({ ...template, id: 't3', dependsOn: { taskIds: ['s3', 'root'], taskIdRanges: [] } });
    expect(third.resourceFiles).toBe(template.resourceFiles);
    expect(template.id).toBe('t{n}');
  });

  it('a template without patterns is its own instance', () => {
    const template = accepted(task());
    expect(instantiate(template)(7)).toBe(template);
  });
});
