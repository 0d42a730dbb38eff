import { describe, expect, test } from 'vitest';
import { onPool, withPools } from '../support/job-lab.ts';
import { pool, type RunLog, run } from '../support/run.ts';

const RANDOM =
  '{ match: "random*", duration: { exponential: { mean: PT1M } }, exitCode: { choices: [ { code: 0, p: 0.5 }, { code: 3, p: 0.5 } ] } }';
const JOB = 'jobs: [ { id: j, poolInfo: { poolId: p } } ]';
const generated = (count: number, more = '') =>
  `tasks: [ { jobId: j, count: ${count}, task: { id: "t{n}", commandLine: random${more} } } ]`;

/** How long each attempt ran and how it ended: [ms, exit code] by task, attempt by attempt; NaN for attempts that were lost. */
function attempts(log: RunLog, jobId = 'j'): Record<string, [number, number][]> {
  const started = new Map<string, number>();
  const found: Record<string, [number, number][]> = {};
  for (const { entity, at, from, to, exitCode, ...line } of log.lines) {
    if (entity !== 'task' || line.jobId !== jobId) continue;
    const id = String(line.taskId);
    if (to === 'running') started.set(id, at);
    else if (from === 'running') {
      found[id] ??= [];
      found[id].push([at - started.get(id)!, typeof exitCode === 'number' ? exitCode : Number.NaN]);
    }
  }
  return found;
}

describe('draws belong to tasks (contract 2.2)', () => {
  const scenario = (nodes: string, more = '', programs = [RANDOM]) =>
    onPool(
      nodes,
      `
      ${JOB}
      ${generated(20)}
      ${more}
    `,
      programs,
    );

  test('S-13: the number of nodes, slots and the fill policy change no duration and no exit code', () => {
    const base = attempts(scenario('targetDedicatedNodes: 2'));
    expect(new Set(Object.values(base).map(([[ms]]) => ms)).size).toBeGreaterThan(15);
    expect(new Set(Object.values(base).map(([[, code]]) => code))).toEqual(new Set([0, 3]));
    for (const nodes of [
      'targetDedicatedNodes: 1',
      'targetDedicatedNodes: 7',
      'targetLowPriorityNodes: 3',
      'targetDedicatedNodes: 2, maxTasksPerNode: 4, taskSchedulingPolicy: { nodeFillType: pack }',
    ]) {
      expect(attempts(scenario(nodes))).toEqual(base);
    }
  });

  test('S-13: nor does another job, before or after it in the file, or another pool', () => {
    const base = attempts(scenario('targetDedicatedNodes: 2'));
    const twin = withPools(
      [pool('targetDedicatedNodes: 1', 'q'), pool('targetDedicatedNodes: 2')],
      `
      jobs: [ { id: a, priority: 5, poolInfo: { poolId: p } }, { id: j, poolInfo: { poolId: p } } ]
      tasks:
        - { jobId: a, count: 20, task: { id: "t{n}", commandLine: random } }
        - { jobId: j, count: 20, task: { id: "t{n}", commandLine: random } }
        - { jobId: j, count: 5, task: { id: "u{n}", commandLine: random } }
      `,
      [RANDOM],
    );
    const own = attempts(twin);
    expect(Object.fromEntries(Object.entries(own).filter(([id]) => id.startsWith('t')))).toEqual(base);
    // another job id, another stream
    expect(attempts(twin, 'a')).not.toEqual(base);
  });

  test('contract 2.1: a generated task has its number: more of them change none of the first', () => {
    const few = attempts(scenario('targetDedicatedNodes: 2'));
    const many = attempts(
      onPool(
        'targetDedicatedNodes: 2',
        `
      ${JOB}
      ${generated(40)}
    `,
        [RANDOM],
      ),
    );
    for (const [id, drawn] of Object.entries(few)) expect(many[id]).toEqual(drawn);
  });

  test('contract 2.1: retries have draws of their own, whatever happens in between', () => {
    const retried = (more: string) =>
      attempts(
        onPool(
          'targetDedicatedNodes: 2',
          `
          ${JOB}
          ${generated(12, ', constraints: { maxTaskRetryCount: 3 }')}
          ${more}
          `,
          [
            '{ match: random, duration: { exponential: { mean: PT1M } }, exitCode: { choices: [ { code: 0, p: 0.3 }, { code: 3, p: 0.7 } ] } }',
          ],
        ),
      );
    const base = retried('');
    expect(Object.values(base).some((series) => new Set(series.map(([ms]) => ms)).size > 2)).toBe(true);
    const disturbed = retried(
      'actions: [ { at: PT100S, disableScheduling: { poolId: p, nodeId: tvm-1, nodeDisableSchedulingOption: taskcompletion } } ]',
    );
    expect(disturbed).toEqual(base);
  });

  test('S-13: a preempted or requeued run repeats its attempt', () => {
    const undisturbed = attempts(scenario('targetLowPriorityNodes: 2'));
    const log = scenario(
      'targetLowPriorityNodes: 2',
      'actions: [ { at: PT75S, preemptNodes: { poolId: p, count: 2 } }, { at: PT370S, disableJob: { jobId: j, disableTasks: requeue } }, { at: PT400S, enableJob: { jobId: j } } ]',
    );
    expect(log.summary.tasks.preemptions + log.summary.tasks.requeues).toBeGreaterThan(1);
    const last = (all: Record<string, [number, number][]>) =>
      Object.fromEntries(Object.entries(all).map(([id, series]) => [id, series.at(-1)]));
    expect(last(attempts(log))).toEqual(last(undisturbed));
  });

  test('S-13: so does one on a node of another speed, in proportion', () => {
    const speedy = (speed: string) =>
      run(`
pools: [ ${pool('targetDedicatedNodes: 1')} ]
${JOB}
${generated(5)}
cloud: { speed: { STANDARD_D2_V2: ${speed} } }
programs: [ ${RANDOM} ]
`);
    const slow = attempts(speedy('1'));
    for (const [id, [[ms, code]]] of Object.entries(attempts(speedy('2')))) {
      expect(ms).toBe(Math.round(slow[id][0][0] / 2));
      expect(code).toBe(slow[id][0][1]);
    }
  });

  test('contract 2.2: the seed changes them, the same seed gives the same log', () => {
    const seeded = (seed: string) =>
      run(
        `
pools: [ ${pool('targetDedicatedNodes: 1')} ]
${JOB}
${generated(5)}
programs: [ ${RANDOM} ]
`,
        { seed },
      );
    expect(seeded('a').lines).toEqual(seeded('a').lines);
    expect(attempts(seeded('a'))).not.toEqual(attempts(seeded('b')));
  });

  test('contract 2.1: a task added by a program or an action has draws keyed by its job and its own id', () => {
    const added = (actions: string) =>
      attempts(
        onPool(
          'targetDedicatedNodes: 3',
          `
          ${JOB}
          actions: [ ${actions} ]
        `,
          [RANDOM],
        ),
      );
    const single = added('{ at: PT10S, addTask: { jobId: j, id: t2, commandLine: random } }');
    const several = added('{ at: PT90S, addTasks: { jobId: j, count: 3, task: { id: "t{n}", commandLine: random } } }');
    expect(several.t2).toEqual(single.t2);
    expect(several.t1).not.toEqual(several.t2);
  });
});

describe('arrivals', () => {
  const arriving = (arrival: string, count = 400, seed?: string) =>
    run(
      `
jobs: [ { id: j, poolInfo: { poolId: nowhere } } ]
tasks: [ { jobId: j, count: ${count}, arrival: ${arrival}, task: { id: "t{n}", commandLine: x } } ]
`,
      seed === undefined ? {} : { seed },
    )
      .lines.filter(({ entity }) => entity === 'task')
      .map(({ at }) => at / 1000);

  test('S-32: at: all at that instant; every: the first at `from`, then at equal distances', () => {
    expect(arriving('{ at: PT7S }', 3)).toEqual([7, 7, 7]);
    expect(arriving('{ every: PT30S, from: PT10S }', 4)).toEqual([10, 40, 70, 100]);
    expect(arriving('{ every: PT30S }', 3)).toEqual([0, 30, 60]);
  });

  test('contract 2: poisson: independent exponential gaps of the given mean, the first one after `from`', () => {
    const instants = arriving('{ poisson: { mean: PT20S }, from: PT1H }', 4000);
    expect(instants[0]).toBeGreaterThan(3600);
    const gaps = instants.map((at, place) => at - (instants[place - 1] ?? 3600));
    const mean = gaps.reduce((a, b) => a + b, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    // standard error of the mean: 20 / sqrt(4000) = 0.32
    expect(Math.abs(mean - 20)).toBeLessThan(1);
    expect(Math.abs(Math.sqrt(variance) / mean - 1)).toBeLessThan(0.08);
    expect(gaps.filter((gap) => gap > 20).length / gaps.length).toBeCloseTo(Math.exp(-1), 1);
  });

  test('contract 2: rate: a Poisson process whose rate goes by the time of day, repeated', () => {
    const instants = arriving(
      '{ rate: [ { at: PT0S, perHour: 60 }, { at: PT1H, perHour: 0 }, { at: PT2H, perHour: 240 } ], repeat: PT3H }',
      6000,
    );
    const hours = [0, 0, 0];
    for (const at of instants) hours[Math.floor(at / 3600) % 3]++;
    const rounds = instants.at(-1)! / (3 * 3600);
    expect(rounds).toBeGreaterThan(18);
    expect(rounds).toBeLessThan(22);
    expect(hours[1]).toBe(0);
    expect(hours[2] / hours[0]).toBeGreaterThan(3.5);
    expect(hours[2] / hours[0]).toBeLessThan(4.5);
  });

  test('contract 2: rate without repeat keeps its last rate; with a last rate of 0 the others never come', () => {
    const open = arriving('{ rate: [ { at: PT0S, perHour: 0 }, { at: PT1H, perHour: 3600 } ] }', 1000);
    expect(open[0]).toBeGreaterThan(3600);
    expect(Math.abs(open.at(-1)! - 3600 - 1000)).toBeLessThan(120);
    const closed = arriving('{ rate: [ { at: PT0S, perHour: 360 }, { at: PT1H, perHour: 0 } ] }', 1000);
    expect(closed.length).toBeGreaterThan(290);
    expect(closed.length).toBeLessThan(430);
    expect(closed.at(-1)).toBeLessThan(3600);
  });

  test('contract 2.2: more tasks, another pool or program leave the instants of the first as they are; the seed changes them', () => {
    const few = arriving('{ poisson: { mean: PT20S } }', 50);
    expect(arriving('{ poisson: { mean: PT20S } }', 100).slice(0, 50)).toEqual(few);
    expect(arriving('{ poisson: { mean: PT20S } }', 50, 'other')).not.toEqual(few);
  });

  test('contract 2: jobs arrive too, each with tasks of its own, whose arrivals count from the job', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      jobs:
        - count: 2
          arrival: { every: PT100S, from: PT100S }
          job: { id: "night-{n}", poolInfo: { poolId: p }, onAllTasksComplete: terminatejob }
          tasks: [ { count: 2, arrival: { every: PT10S }, task: { id: "t{n}", commandLine: w30 } } ]
      `,
    );
    expect(log.states('task night-1/t2')).toEqual([
      [110, 'active'],
      [110, 'running'],
      [140, 'completed'],
    ]);
    expect(log.states('job night-2')).toEqual([
      [200, 'active'],
      [240, 'terminating'],
      [240, 'completed'],
    ]);
  });
});
