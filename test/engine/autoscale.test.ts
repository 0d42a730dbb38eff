import { describe, expect, test } from 'vitest';
import { IMAGE, PROGRAMS, pool, QUICK_CLOUD, run } from '../support/run.ts';

/** A pool that follows a formula; it evaluates every five minutes. */
const following = (formula: string, more = '') =>
  `{ id: p, vmSize: STANDARD_D2_V2, ${IMAGE}, enableAutoScale: true, autoScaleEvaluationInterval: PT5M, autoScaleFormula: '${formula}'${more === '' ? '' : `, ${more}`} }`;

const scenario = (pools: string, rest = '') => `
${QUICK_CLOUD}
pools: [ ${pools} ]
${rest}
${PROGRAMS}
`;

const evaluations = (log: ReturnType<typeof run>) => log.of('autoscale p').map((line) => [line.at / 1000, line.to]);
const targets = (log: ReturnType<typeof run>) =>
  log
    .of('allocation p')
    .map((line) => [line.at / 1000, line.to, line.targetDedicatedNodes, line.targetLowPriorityNodes]);

describe('a pool that is created with a formula', () => {
  test('O-20 L-015: evaluates it at the instant of its creation and goes for the result', () => {
    const log = run(scenario(following('$TargetDedicatedNodes=2; $TargetLowPriorityNodes=1;')));
    expect(targets(log)).toEqual([
      [0, 'steady', 0, 0],
      [0, 'resizing', 2, 1],
      [60, 'steady', 2, 1],
    ]);
    expect(evaluations(log).slice(0, 3)).toEqual([
      [0, 'evaluated'],
      [300, 'evaluated'],
      [600, 'evaluated'],
    ]);
    expect(log.settled('node p/tvm-3')).toEqual([[60, 'idle']]);
  });

  test('L-096: the results name the targets, the option even if it was not set, and the variables of the formula', () => {
    const log = run(scenario(following('$TargetDedicatedNodes=1; half=0.5;')));
    expect(log.of('autoscale p')[0].results).toBe(
      '$TargetDedicatedNodes=1;$TargetLowPriorityNodes=0;$NodeDeallocationOption=requeue;half=0.5',
    );
  });

  test('L-011 O-18: is not bound by resizeTimeout, and goes on as soon as there is capacity', () => {
    const log = run(
      scenario(
        following('$TargetDedicatedNodes=1;', 'resizeTimeout: PT5M'),
        'actions: [ { at: PT0S, setCapacity: { dedicated: 0 } }, { at: PT1H, setCapacity: { dedicated: 1 } } ]',
      ),
    );
    expect(log.states('allocation p').slice(1)).toEqual([
      [0, 'resizing'],
      [3600, 'steady'],
    ]);
    expect(log.last('allocation p').resizeErrors).toBeUndefined();
  });

  test('L-061: refuses a resize by a user', () => {
    const log = run(
      scenario(
        following('$TargetDedicatedNodes=0;'),
        'actions: [ { at: PT10M, resizePool: { poolId: p, targetDedicatedNodes: 3 } } ]',
      ),
    );
    expect(log.requests()).toEqual([['resizePool', 409, expect.any(String)]]);
  });

  test('L-083 O-23: accepts a removal of nodes, and the next evaluation overrides it', () => {
    const log = run(
      scenario(
        following('$TargetDedicatedNodes=2;'),
        'actions: [ { at: PT2M, removeNodes: { poolId: p, nodeList: [ tvm-1 ] } } ]',
      ),
    );
    expect(log.requests()).toEqual([['removeNodes', 202]]);
    expect(targets(log).slice(3)).toEqual([
      [120, 'resizing', 1, 0],
      [150, 'steady', 1, 0],
      [300, 'resizing', 2, 0],
      [360, 'steady', 2, 0],
    ]);
    expect(log.states('node p/tvm-1').at(-1)).toEqual([150, null]);
    expect(log.settled('node p/tvm-3')).toEqual([[360, 'idle']]);
  });

  test('S-1: keeps a run without tasks alive until an hour has passed in which no evaluation changed a target', () => {
    const log = run(scenario(following('$TargetDedicatedNodes=1;')));
    expect(evaluations(log).at(-1)).toEqual([3600, 'evaluated']);
    expect(log.summary.endReason).toBe('quiescent');
  });

  test('S-1: but a formula that changes its mind for ever does so for at most a day', () => {
    const log = run(scenario(following('$TargetDedicatedNodes=$CurrentDedicatedNodes > 0 ? 0 : 1;')));
    expect(evaluations(log).at(-1)).toEqual([86_400, 'evaluated']);
    // the resize that the last one began comes to its end
    expect(log.summary.endedAtSeconds).toBe(86_460);
  });

  test('L-373 S-1: a task that waits for a pool whose formula never scales is given up after seven days', () => {
    const log = run(
      scenario(
        following('$TargetDedicatedNodes=0;'),
        'jobs: [ { id: j, poolInfo: { poolId: p } } ]\ntasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]',
      ),
    );
    const last = log.of('autoscale p').at(-1)!;
    expect(last.at).toBeGreaterThan((7 * 86_400 - 301) * 1000);
    expect(last.at).toBeLessThanOrEqual((7 * 86_400 + 3600) * 1000);
    expect(log.summary.tasks.active).toBe(1);
  });
});

describe('samples', () => {
  const queue =
    'jobs: [ { id: j, poolInfo: { poolId: p } } ]\ntasks: [ { jobId: j, count: 4, arrival: { at: PT4M }, task: { id: "t{n}", commandLine: w600 } } ]';

  test('L-098: are taken every 30 s from the creation on and readable after the delay: 9 of 10 after five minutes', () => {
    const log = run(
      scenario(
        following('p = $PendingTasks.GetSamplePercent(TimeInterval_Minute * 5); $TargetDedicatedNodes = 0;'),
        'end: PT11M',
      ),
    );
    expect(log.of('autoscale p').map((line) => line.results)).toEqual([
      expect.stringContaining(';p=0'),
      expect.stringContaining(';p=90'),
      expect.stringContaining(';p=90'),
    ]);
  });

  test('L-095: a range that is not covered is an error of the run; targets stay as they are', () => {
    const log = run(
      scenario(
        following(
          '$TargetDedicatedNodes = avg($PendingTasks.GetSample(TimeInterval_Minute * 5, TimeInterval_Minute * 0, 100));',
        ),
        'end: PT6M',
      ),
    );
    expect(evaluations(log)).toEqual([
      [0, 'failed'],
      [300, 'failed'],
    ]);
    expect(log.of('autoscale p')[0].error).toMatchObject({ code: 'InsufficientSampleData' });
    expect(targets(log)).toEqual([[0, 'steady', 0, 0]]);
  });

  test('L-098: show tasks that wait and run, and what has succeeded', () => {
    const log = run(
      scenario(
        following(
          'a=$ActiveTasks.GetSample(1); r=$RunningTasks.GetSample(1); d=$PendingTasks.GetSample(1); s=$SucceededTasks.GetSample(1); $TargetDedicatedNodes=2;',
        ),
        `${queue}\nend: PT26M`,
      ),
    );
    const results = log.of('autoscale p').map((line) => String(line.results).split(';').slice(3).join(' '));
    // the tasks come at 240 s and two of them run until 840 s, the others until 1440 s
    expect(results[1]).toBe('a=[2] d=[4] r=[2] s=[0]');
    expect(results[3]).toBe('a=[0] d=[2] r=[2] s=[2]');
    expect(results[5]).toBe('a=[0] d=[0] r=[0] s=[4]');
  });

  test('L-418 L-098: a waiting multi-instance task counts its instances, one with open dependencies does not count', () => {
    const log = run(
      scenario(
        following('a=$ActiveTasks.GetSample(1); $TargetDedicatedNodes=0;', 'enableInterNodeCommunication: true'),
        `jobs: [ { id: j, poolInfo: { poolId: p }, usesTaskDependencies: true } ]
tasks:
  - { jobId: j, task: { id: gang, commandLine: w60, multiInstanceSettings: { numberOfInstances: 3, coordinationCommandLine: w10 } } }
  - { jobId: j, task: { id: after, commandLine: w60, dependsOn: { taskIds: [ gang ] } } }
end: PT6M`,
      ),
    );
    expect(log.of('autoscale p')[1].results).toContain(';a=[3]');
  });

  test('L-098 L-148: low-priority nodes include the preempted ones', () => {
    const log = run(
      scenario(
        following(
          'c=$CurrentLowPriorityNodes.GetSample(1); u=$PreemptedNodeCount.GetSample(1); $TargetLowPriorityNodes=3;',
        ),
        'actions: [ { at: PT2M, preemptNodes: { poolId: p, count: 2 } } ]\nend: PT6M',
      ),
    );
    expect(log.of('autoscale p')[1].results).toContain(';c=[3];u=[2]');
  });
});

describe('resource metrics', () => {
  const formula =
    'c=$CPUPercent.GetSample(1); m=$MemoryBytes.GetSample(1); d=$DiskBytes.Count(); $TargetDedicatedNodes=2;';
  const load = (model: string) =>
    run(`
${QUICK_CLOUD.slice(0, -2)}, metrics: ${model} }
pools: [ ${following(formula, 'maxTasksPerNode: 4')} ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
tasks: [ { jobId: j, count: 3, task: { id: "t{n}", commandLine: "w{n}" } } ]
programs: [ { match: w1, duration: PT20M, metrics: { $CPUPercent: 0.9 } }, { match: "w*", duration: PT20M } ]
end: PT6M
`);

  test('are the average over nodes of what running tasks add, by program or for all; what no model names has no samples', () => {
    const log = load('{ $CPUPercent: 0.2, $MemoryBytes: 512 }');
    // w1 adds 0.9, the others 0.2 each, on two nodes
    expect(log.of('autoscale p')[1].results).toContain(';c=[0.65];d=0;m=[768]');
  });

  test('never show more than all of the processor', () => {
    expect(load('{ $CPUPercent: 0.8 }').of('autoscale p')[1].results).toContain(';c=[1]');
  });
});

describe('while a pool is resizing', () => {
  test('L-097 O-19: a new result retargets the resize in place; grants that are not needed are dropped', () => {
    const log = run(
      scenario(
        following('$TargetDedicatedNodes = $CurrentDedicatedNodes > 1 ? 2 : 4;'),
        'actions: [ { at: PT0S, setCapacity: { dedicated: 2 } } ]\nend: PT10M',
      ),
    );
    // four are wanted, two can be had; at 300 s two are wanted: the resize is over then
    expect(targets(log)).toEqual([
      [0, 'steady', 0, 0],
      [0, 'resizing', 4, 0],
      [300, 'steady', 2, 0],
    ]);
    expect(log.summary.pools.p.peakNodes).toBe(2);
  });

  test('O-19: a higher result asks for more nodes', () => {
    const log = run(
      scenario(
        following('$TargetDedicatedNodes = 1 + $CurrentDedicatedNodes;'),
        'actions: [ { at: PT0S, setCapacity: { dedicated: 1 } }, { at: PT6M, setCapacity: { dedicated: 9 } } ]\nend: PT8M',
      ),
    );
    // 1 at once; 2 at 300 s, for which there is capacity only at 360 s
    expect(targets(log)).toEqual([
      [0, 'steady', 0, 0],
      [0, 'resizing', 1, 0],
      [60, 'steady', 1, 0],
      [300, 'resizing', 2, 0],
      [360, 'steady', 2, 0],
    ]);
  });

  test('O-19, O-10: a node that was given up before it came and is wanted again takes its allocation time anew', () => {
    const formula =
      '$TargetDedicatedNodes = time() < time("2017-05-01T00:04:00Z") || time() > time("2017-05-01T00:09:00Z") ? 2 : 1;';
    const log = run(scenario(following(formula), 'end: PT40M').replace('allocate: PT1M', 'allocate: PT12M'));
    // two are asked for at 0 s, one of them no more at 300 s, again at 600 s
    expect(log.of('node p/tvm-1')[0].at).toBe(720_000);
    expect(log.of('node p/tvm-2')[0].at).toBe(1_320_000);
  });

  test('L-078 L-097: nodes that drain for a lower target stay when the target rises again', () => {
    const log = run(
      scenario(
        following(
          'n=$CurrentDedicatedNodes; $TargetDedicatedNodes = time() < time("2017-05-01T00:04:00Z") ? 2 : (time() < time("2017-05-01T00:09:00Z") ? 1 : 2); $NodeDeallocationOption=taskcompletion;'.replaceAll(
            '"',
            '\\"',
          ),
        ).replaceAll("'", '"'),
        'jobs: [ { id: j, poolInfo: { poolId: p } } ]\ntasks: [ { jobId: j, count: 2, task: { id: "t{n}", commandLine: w1200 } } ]\nend: PT30M',
      ),
    );
    expect(targets(log).slice(2)).toEqual([
      [60, 'steady', 2, 0],
      [300, 'resizing', 1, 0],
      [600, 'steady', 2, 0],
    ]);
    expect(log.settled('node p/tvm-2')).toEqual([
      [60, 'running'],
      [1260, 'idle'],
    ]);
  });
});

describe('the deallocation option of the formula', () => {
  const shrinking = (option: string) =>
    run(
      scenario(
        following(`$TargetDedicatedNodes = $CurrentDedicatedNodes > 0 ? 0 : 1; ${option}`),
        'jobs: [ { id: j, poolInfo: { poolId: p } } ]\ntasks: [ { jobId: j, task: { id: t, commandLine: w600 } } ]\nend: PT20M',
      ),
    );
  test('L-096 L-076: requeue if it is not set', () => {
    const log = shrinking('');
    expect(log.states('task j/t').slice(0, 3)).toEqual([
      [0, 'active'],
      [60, 'running'],
      [300, 'active'],
    ]);
    expect(log.of('task j/t')[2]).toMatchObject({ reason: 'requeuedByResize', requeueCount: 1 });
  });
  test('L-077: terminate completes the task', () => {
    expect(shrinking('$NodeDeallocationOption = terminate;').states('task j/t').at(-1)).toEqual([300, 'completed']);
  });
  test('L-078: taskcompletion waits for it', () => {
    expect(shrinking('$NodeDeallocationOption = taskcompletion;').states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [660, 'completed'],
    ]);
  });
});

describe('operations', () => {
  const manual = pool('targetDedicatedNodes: 1');
  const act = (at: string, operation: string) => `  - { at: ${at}, ${operation} }`;
  const enable = (more: string) => `enableAutoScale: { poolId: p, ${more} }`;

  test('L-090: a formula is needed to enable, and is evaluated inside the request', () => {
    const log = run(
      scenario(
        manual,
        `actions:\n${act('PT10M', enable('autoScaleEvaluationInterval: PT10M'))}\n${act('PT11M', enable("autoScaleFormula: '$TargetDedicatedNodes=2;'"))}`,
      ),
    );
    expect(log.requests()).toEqual([
      ['enableAutoScale', 400, expect.any(String)],
      ['enableAutoScale', 200],
    ]);
    // the interval that is not given is the default of 15 minutes
    expect(evaluations(log).slice(0, 2)).toEqual([
      [660, 'evaluated'],
      [1560, 'evaluated'],
    ]);
    expect(targets(log).slice(3)).toEqual([
      [660, 'resizing', 2, 0],
      [720, 'steady', 2, 0],
    ]);
  });

  test('L-090: a new interval starts the schedule anew, a new formula runs at once and keeps it', () => {
    const log = run(
      scenario(
        following('$TargetDedicatedNodes=1;'),
        `end: PT21M\nactions:\n${act('PT6M', enable("autoScaleFormula: '$TargetDedicatedNodes=2;'"))}\n${act('PT12M', enable('autoScaleEvaluationInterval: PT8M'))}`,
      ),
    );
    expect(evaluations(log).map(([at]) => at)).toEqual([0, 300, 360, 600, 720, 1200]);
  });

  test('L-091: a pool that is resizing cannot be enabled', () => {
    const log = run(
      scenario(manual, `actions:\n${act('PT30S', enable("autoScaleFormula: '$TargetDedicatedNodes=2;'"))}`),
    );
    expect(log.requests()).toEqual([['enableAutoScale', 409, 'PoolBeingResized']]);
  });

  test('L-092: not more than once in 30 seconds; refused requests do not count', () => {
    const formula = enable("autoScaleFormula: '$TargetDedicatedNodes=1;'");
    const log = run(
      scenario(
        following('$TargetDedicatedNodes=1;'),
        `actions:\n${act('PT600S', formula)}\n${act('PT629S', formula)}\n${act('PT630S', formula)}`,
      ),
    );
    expect(log.requests()).toEqual([
      ['enableAutoScale', 200],
      ['enableAutoScale', 503, 'TooManyEnableAutoScaleRequests'],
      ['enableAutoScale', 200],
    ]);
  });

  test('L-093: disabling keeps targets and nodes; after that the pool can be resized by hand', () => {
    const log = run(
      scenario(
        following('$TargetDedicatedNodes=2;'),
        `actions:\n${act('PT7M', 'disableAutoScale: { poolId: p }')}\n${act('PT8M', 'resizePool: { poolId: p, targetDedicatedNodes: 1 }')}`,
      ),
    );
    expect(log.requests()).toEqual([
      ['disableAutoScale', 200],
      ['resizePool', 202],
    ]);
    expect(evaluations(log)).toEqual([
      [0, 'evaluated'],
      [300, 'evaluated'],
    ]);
    expect(targets(log).slice(3)).toEqual([
      [480, 'resizing', 1, 0],
      [510, 'steady', 1, 0],
    ]);
  });

  test('L-094: evaluate runs a formula and applies nothing; a pool that follows none refuses', () => {
    const evaluate = "evaluateAutoScale: { poolId: p, autoScaleFormula: '$TargetDedicatedNodes=9;' }";
    const log = run(scenario(following('$TargetDedicatedNodes=1;'), `end: PT4M\nactions:\n${act('PT2M', evaluate)}`));
    expect(log.requests()).toEqual([['evaluateAutoScale', 200]]);
    expect(log.of('autoscale p').at(-1)!.results).toContain('$TargetDedicatedNodes=9');
    expect(log.last('allocation p').targetDedicatedNodes).toBe(1);
    expect(run(scenario(manual, `actions:\n${act('PT2M', evaluate)}`)).requests()).toEqual([
      ['evaluateAutoScale', 409, 'OperationInvalidForCurrentState'],
    ]);
  });

  test('L-016: a formula that cannot be read is refused and changes nothing', () => {
    const log = run(
      scenario(
        following('$TargetDedicatedNodes=1;'),
        `actions:\n${act('PT2M', enable("autoScaleFormula: '$TargetDedicatedNodes=;'"))}`,
      ),
    );
    expect(log.requests()).toEqual([['enableAutoScale', 400, 'AutoScalingFormulaSyntaxError']]);
    expect(log.of('autoscale p').every((line) => line.to === 'evaluated')).toBe(true);
  });
});

test('L-317: the auto pool of a job whose formula cannot be read is not created, and the job completes with an error', () => {
  const log = run(`
${QUICK_CLOUD}
jobs:
  - id: j
    poolInfo: { autoPoolSpecification: { poolLifetimeOption: job, pool: { vmSize: STANDARD_D2_V2, ${IMAGE}, enableAutoScale: true, autoScaleFormula: "nonsense(" } } }
`);
  expect(log.states('job j')).toEqual([
    [0, 'active'],
    [0, 'completed'],
  ]);
  expect(log.latest('job j', 'schedulingError')).toMatchObject({ code: 'InvalidAutoScaleFormulaInAutoPool' });
});

test('L-016 L-017: a pool in the file whose formula is too long or cannot be read is refused', () => {
  expect(() => run(scenario(following('$TargetDedicatedNodes=;')))).toThrow(/400 AutoScalingFormulaSyntaxError/);
  expect(() => run(scenario(following(`x=1; ${' '.repeat(8200)}`)))).toThrow(/400 AutoScal(e|ing)FormulaTooLong/);
  expect(() => run(scenario(following('x=1;'.repeat(101))))).toThrow(/400 AutoScalingFormulaSyntaxError/);
});
