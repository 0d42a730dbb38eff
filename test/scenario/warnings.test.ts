import { describe, expect, it } from 'vitest';
import { formatLocated } from '../../src/scenario/located.ts';
import { job, load, pool, warningsOf } from './files.ts';

/** without their places */
const said = (text: string) => warningsOf(text).map((each) => each.replace(/^\d+:\d+ /, ''));
const p = `pools: [ ${pool('p')} ]`;

describe('a warning', () => {
  it('is shown like an error, and the scenario loads', () => {
    const result = load(
      'jobs:\n  - id: j\n    poolInfo: { poolId: rendr }\npools: [ { id: render, vmSize: A1, targetDedicatedNodes: 1, cloudServiceConfiguration: { osFamily: "5" } } ]\n',
    );
    expect(result.ok).toBe(true);
    expect(formatLocated(result.warnings[0]!).split('\n').slice(0, 4)).toEqual([
      'scenario.yaml:3:25: warning: there is no pool "rendr" and nothing adds one: tasks of this job will never run; did you mean "render"?',
      '  2 |   - id: j',
      '> 3 |     poolInfo: { poolId: rendr }',
      '    |                         ^^^^^',
    ]);
  });
});

describe('there is a warning of', () => {
  it('a job whose pool never exists', () => {
    const missing = 'there is no pool "p" and nothing adds one: tasks of this job will never run';
    expect(warningsOf(`jobs: [ ${job('j')} ]`)).toEqual([`1:38 ${missing}`]);
    expect(said(`{ jobs: [ ${job('j')} ], actions: [ { at: PT1H, addPool: ${pool('P')} } ] }`)).toEqual([]);
    expect(said('jobSchedules: [ { id: s, schedule: {}, jobSpecification: { poolInfo: { poolId: p } } } ]')).toEqual([
      missing,
    ]);
    expect(said(`actions: [ { at: PT1H, addJob: ${job('j')} } ]`)).toEqual([missing]);
  });

  it('L-250: a manager that may not run on the low-priority nodes that are all the pool has', () => {
    const text = (nodes: string, more = '') =>
      said(
        `{ pools: [ ${pool('p', nodes)} ], jobs: [ ${job('j', `jobManagerTask: { id: jm, commandLine: c${more} }`)} ] }`,
      );
    expect(text('targetLowPriorityNodes: 3')).toEqual([
      'the pool has low-priority nodes only and the job manager may not run on them (allowLowPriorityNode)',
    ]);
    expect(text('targetLowPriorityNodes: 3', ', allowLowPriorityNode: true')).toEqual([]);
    expect(text('targetLowPriorityNodes: 3, targetDedicatedNodes: 1')).toEqual([]);
  });

  it('S-12: a terminatejob job without tasks at its creation, and of its tasks that come too late', () => {
    const text = (entry: string, tasks = '') => said(`{ ${p}, jobs: [ ${entry} ], tasks: [ ${tasks} ] }`);
    const ends = 'with terminatejob and no task at its creation this job ends at once';
    const late = 'these tasks come too late: their job has ended at its creation (409 JobCompleted)';
    const empty = job('j', 'onAllTasksComplete: terminateJob');
    expect(text(empty)).toEqual([ends]);
    expect(text(empty, '{ jobId: J, arrival: { at: PT1S }, task: { id: a, commandLine: c } }')).toEqual([ends, late]);
    expect(text(empty, '{ jobId: j, task: { id: a, commandLine: c } }')).toEqual([]);
    expect(
      text(empty, '{ jobId: j, count: 5, arrival: { every: PT1H }, task: { id: "a{n}", commandLine: c } }'),
    ).toEqual([]);
    expect(text(job('j', 'onAllTasksComplete: terminatejob, jobManagerTask: { id: jm, commandLine: c }'))).toEqual([]);
    const stream = (arrival: string) =>
      `{ count: 3, arrival: { every: PT1H }, job: ${job('"j{n}"', 'onAllTasksComplete: terminatejob')}, tasks: [ { arrival: ${arrival}, task: { id: a, commandLine: c } } ] }`;
    expect(text(stream('{ at: PT0S }'))).toEqual([]);
    expect(text(stream('{ at: PT1S }'))).toEqual([ends, late]);
  });

  it('a command line that no program matches, once', () => {
    const text = (more: string) =>
      warningsOf(`programs: [ { match: "blender *" } ]\n${p}\njobs: [ ${job('j')} ]\n${more}`);
    expect(
      text(`tasks:
  - { jobId: j, count: 3, task: { id: "a{n}", commandLine: "blendr {n}" } }
  - { jobId: j, count: 3, task: { id: "b{n}", commandLine: "blendr {n}" } }
  - { jobId: j, task: { id: c, commandLine: "blender 3" } }
  - { jobId: j, task: { id: d, commandLine: other }, runs: { duration: PT1S } }
`),
    ).toEqual(['5:60 no program matches the command line "blendr {n}": it will take PT1M and exit with 0']);
  });

  it('a command line of a start, manager, preparation, release or added task too', () => {
    const lines = said(`
      programs: [ { match: x } ]
      pools: [ ${pool('p', 'targetDedicatedNodes: 1, startTask: { commandLine: start }')} ]
      jobs: [ ${job('j', 'jobManagerTask: { id: jm, commandLine: manage }, jobPreparationTask: { commandLine: prepare }, jobReleaseTask: { commandLine: release }')} ]
      tasks: [ { jobId: j, task: { id: x, commandLine: x } } ]
      actions:
        - { at: PT1S, addTask: { jobId: j, id: a, commandLine: add } }
        - { at: PT1S, addTasks: { jobId: j, task: { id: b, commandLine: adds } } }
    `).map((each) => /"(.*)"/.exec(each)?.[1]);
    expect(lines.sort()).toEqual(['add', 'adds', 'manage', 'prepare', 'release', 'start']);
  });

  it('many command lines of a task file, but not of all', () => {
    const files = {
      't.csv': `id,commandLine\n${Array.from({ length: 30 }, (_, row) => `t${row},line ${row}\n`).join('')}`,
    };
    const text = `{ programs: [ { match: x } ], ${p}, jobs: [ ${job('j')} ], tasks: [ { jobId: j, file: t.csv }, { jobId: j, task: { id: x, commandLine: x } } ] }`;
    const warnings = warningsOf(text, { files });
    expect(warnings).toHaveLength(21);
    expect(warnings).toContainEqual(expect.stringMatching(/no program matches 10 further command lines$/));
  });

  it('nothing where a scenario has no programs at all: the defaults are meant', () => {
    expect(said(`{ ${p}, jobs: [ ${job('j')} ], tasks: [ { jobId: j, task: { id: x, commandLine: x } } ] }`)).toEqual(
      [],
    );
  });

  it('a program that no command line matches', () => {
    expect(warningsOf('programs:\n  - { match: blendr }\n')).toEqual(['2:14 no command line is matched by "blendr"']);
    const twice = `{ programs: [ { match: "a*" }, { match: "a*" }, { match: ab } ], ${p}, jobs: [ ${job('j')} ], tasks: [ { jobId: j, task: { id: x, commandLine: ab } } ] }`;
    expect(said(twice)).toEqual([
      'no command line is matched by "a*" (an earlier one has the same match)',
      'no command line is matched by "ab"',
    ]);
  });

  it('a multi-instance task on a pool that cannot run it', () => {
    const text = (poolMore: string) =>
      said(`{ pools: [ ${pool('p', poolMore)} ], jobs: [ ${job('j')} ],
        tasks: [ { jobId: j, task: { id: a, commandLine: c, multiInstanceSettings: { numberOfInstances: 2, coordinationCommandLine: c } } } ] }`);
    expect(text('targetDedicatedNodes: 2')).toEqual([
      'the pool has no inter-node communication (enableInterNodeCommunication), which multi-instance tasks need',
    ]);
    expect(text('targetDedicatedNodes: 2, enableInterNodeCommunication: true, maxTasksPerNode: 2')).toEqual([
      'the pool has maxTasksPerNode above 1; multi-instance tasks need 1',
    ]);
    expect(text('targetDedicatedNodes: 2, enableInterNodeCommunication: true')).toEqual([]);
  });

  it('S-5: read-only properties, which are ignored', () => {
    expect(said(`pools: [ ${pool('p', 'targetDedicatedNodes: 1, state: active, "odata.metadata": x')} ]`)).toEqual([
      'state is read-only and ignored',
    ]);
  });

  it('actions after the end', () => {
    expect(
      warningsOf(
        `end: PT1H\n${p}\nactions:\n  - { at: PT1H, stopResize: { poolId: p } }\n  - { at: PT2H, stopResize: { poolId: p } }\n`,
      ),
    ).toEqual(['5:5 nothing happens after the end of the scenario, PT1H']);
  });

  it('autoscale formulas of which every evaluation will fail', () => {
    const scaled = pool('p', 'enableAutoScale: true, autoScaleFormula: "$TargetDedicatedNodes = nothing;"');
    expect(said(`pools: [ ${scaled} ]`)).toEqual([
      expect.stringMatching(/^autoScaleFormula, line 1, column \d+: .*evaluations will fail/),
    ]);
  });
});
