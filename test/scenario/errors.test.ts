import { describe, expect, it } from 'vitest';
import { formatLocated } from '../../src/scenario/located.ts';
import { errorsOf, job, load, pool } from './files.ts';

describe('a complaint', () => {
  it('is FILE:LINE:COL: error: MESSAGE and a code frame', () => {
    const result = load(`
      pools:
        - id: render
          vmSize: STANDARD_Z99
          cloudServiceConfiguration: { osFamily: "5" }
          targetDedicatedNodes: 1
    `);
    expect(result.ok ? [] : formatLocated(result.errors[0]!).split('\n')).toEqual([
      expect.stringMatching(
        /^scenario\.yaml:3:13: error: vmSize STANDARD_Z99 is unknown.* \(400 InvalidPropertyValue\)$/,
      ),
      '  2 |   - id: render',
      '> 3 |     vmSize: STANDARD_Z99',
      '    |             ^^^^^^^^^^^^',
      '  4 |     cloudServiceConfiguration: { osFamily: "5" }',
    ]);
  });

  it('shows lines of up to 120 characters whole', () => {
    const line = `{ description: "${'x'.repeat(90)}", sed: 1 }`;
    const result = load(line);
    expect(result.ok ? '' : result.errors[0]!.frame.split('\n')[0]).toBe(`> 1 | ${line}`);
  });

  it('shows a window of a long line', () => {
    const result = load(`{ description: "${'x'.repeat(300)}", sed: 1 }`);
    expect(result.ok ? '' : formatLocated(result.errors[0]!).split('\n')).toEqual([
      'scenario.yaml:1:320: error: unknown key "sed"; did you mean "seed"?',
      `> 1 | ${'x'.repeat(57)}", sed: 1 }`,
      `    | ${' '.repeat(60)}^^^`,
    ]);
  });

  it('shows no control characters of the file', () => {
    const result = load('"\u001b[31mred": 1');
    expect(result.ok ? '' : result.errors[0]!.frame).toBe('> 1 | " [31mred": 1\n    | ^^^^^^^^^^');
  });

  it('counts lines of files with CRLF and a byte order mark like an editor', () => {
    expect(errorsOf('\uFEFFseed: 1\r\nsed: 2\r\n')).toEqual(['2:1 unknown key "sed"; did you mean "seed"?']);
    expect(errorsOf('\uFEFFsed: 2\r\n')).toEqual(['1:1 unknown key "sed"; did you mean "seed"?']);
  });
});

describe('all complaints about a file come at once', () => {
  it('from its structure, its values and what it refers to', () => {
    expect(
      errorsOf(`
        sed: 1
        end: tomorrow
        pools:
          - { id: p, vmSize: STANDARD_D2_V2, targetDedicatedNodes: -1, cloudServiceConfiguration: { osFamily: "5" } }
          - ${pool('q', 'targetDedicatedNodes: 1, taskSlotsPerNode: 2')}
        jobs:
          - ${job('j', 'priority: 2000')}
        tasks:
          - { jobId: k, task: { id: a, commandLine: x } }
          - { jobId: j, coun: 2, task: { id: "b{n}" } }
        programs:
          - { duration: PT1M }
        cloud: { nodes: { boot: PT1M }, currency: 5 }
        actions:
          - { at: soon, deleteJob: {} }
      `),
    ).toEqual([
      '1:1 unknown key "sed"; did you mean "seed"?',
      '2:6 end: "tomorrow" is no ISO 8601 duration like PT1H30M',
      expect.stringMatching(/^4:60 targetDedicatedNodes .* \(400 OutOfRangeInput\)$/),
      expect.stringMatching(/^5:109 taskSlotsPerNode .*maxTasksPerNode.* \(400 UnsupportedProperty\)$/),
      expect.stringMatching(/^7:49 priority .* \(400 OutOfRangeInput\)$/),
      '9:14 no job "k" is in the scenario, and nothing creates one (404 JobNotFound)',
      '10:17 unknown key "coun"; did you mean "count"?',
      expect.stringMatching(/^10:32 commandLine .* \(400 MissingRequiredProperty\)$/),
      '12:5 "match" is missing',
      '13:19 unknown key "boot"; known here: allocate, create, start, reboot, reimage, leave, replace',
      '13:43 currency: expected a text, found the number 5',
      '15:11 at: "soon" is no ISO 8601 duration like PT1H30M',
      '15:28 deleteJob needs the jobId it is about',
    ]);
  });
});

/** [what, text, complaints] */
const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  // ---- the scenario itself
  ['an empty file', '', ['1:1 expected the mapping of a scenario, found nothing']],
  ['a list', '- 1', ['1:1 expected the mapping of a scenario, found a list']],
  ['a name with capitals', 'name: Render', ['1:7 name: expected 1-64 characters of a-z, 0-9 and -']],
  ['a name of 65 characters', `name: ${'a'.repeat(65)}`, ['1:7 name: expected 1-64 characters of a-z, 0-9 and -']],
  ['a number as a name', 'name: 7', ['1:7 name: expected a text, found the number 7']],
  [
    'another API version',
    'apiVersion: 2018-12-01.8.0',
    ['1:13 apiVersion: expected 2017-05-01.5.0, found the text "2018-12-01.8.0"'],
  ],
  ['a start that is no time', 'start: PT1H', ['1:8 start: "PT1H" is no UTC time like 2017-05-01T08:00:00Z']],
  [
    'a start without a zone',
    'start: 2017-05-01T08:00:00',
    ['1:8 start: "2017-05-01T08:00:00" is no UTC time like 2017-05-01T08:00:00Z'],
  ],
  ['an end before the start', 'end: 2016-01-01T00:00:00Z', ['1:6 the end lies before the start']],
  ['a negative end', 'end: -PT1H', ['1:6 end: "-PT1H" is negative']],
  ['a number as a duration', 'end: 60', ['1:6 end: expected a duration like P1D or a UTC time, found the number 60']],
  ['months', 'end: P1M', ['1:6 end: "P1M" names months or years, whose length is not fixed: use days']],
  ['a seed with a fraction', 'seed: 1.5', ['1:7 seed: expected a whole number or a text, found the number 1.5']],
  ['a list of pools that is a mapping', 'pools: { a: 1 }', ['1:8 pools: expected a list, found a mapping']],
  ['an empty section', 'seed: 1\ncloud:\n', ['2:1 cloud: expected a mapping, found nothing']],

  // ---- the account
  [
    'an unknown key of the account',
    'account: { quota: 1 }',
    [
      '1:12 unknown key "quota"; known here: poolAllocationMode, dedicatedCoreQuota, lowPriorityCoreQuota, poolQuota, activeJobAndJobScheduleQuota, certificates, applications, applicationLicenses, subnets, vmSizes',
    ],
  ],
  ['a negative quota', 'account: { poolQuota: -1 }', ['1:23 poolQuota: the number -1 is too small: at least 0']],
  [
    'an infinite quota',
    'account: { poolQuota: .inf }',
    ['1:23 poolQuota: expected a number, found the number Infinity'],
  ],
  [
    'an unknown allocation mode',
    'account: { poolAllocationMode: Batch }',
    [
      '1:32 poolAllocationMode: expected one of BatchService, UserSubscription, batchservice, usersubscription, found the text "Batch"',
    ],
  ],
  [
    'a size without cores',
    'account: { vmSizes: { X: { cores: 0 } } }',
    ['1:35 cores: the number 0 is too small: at least 1'],
  ],
  [
    'a default version that is no version',
    'account: { applications: [ { id: a, versions: ["1"], defaultVersion: "2" } ] }',
    ['1:70 defaultVersion: not among the versions'],
  ],
  [
    'a number as a version',
    'account: { applications: [ { id: a, versions: [2.79] } ] }',
    ['1:48 versions: expected a text, found the number 2.79'],
  ],

  // ---- programs
  ['a program without a glob', 'programs: [ { duration: PT1M } ]', ['1:13 "match" is missing']],
  ['an empty glob', 'programs: [ { match: "" } ]', ['1:22 match: the text is empty']],
  [
    'an ill exit code',
    'programs: [ { match: x, exitCode: bad } ]',
    [
      '1:35 exitCode: expected a whole number, { choices: [ { code, p } ] } or { attempts: [ code, … ] }, found the text "bad"',
    ],
  ],
  [
    'an exit code beyond Int32',
    'programs: [ { match: x, exitCode: 3000000000 } ]',
    ['1:35 exitCode: the number 3000000000 is too large: at most 2147483647'],
  ],
  [
    'chances that do not add up',
    'programs: [ { match: x, exitCode: { choices: [ { code: 0, p: 0.9 }, { code: 1, p: 0.2 } ] } } ]',
    ['1:46 choices: the probabilities add up to 1.1, not to 1'],
  ],
  [
    'a chance above one',
    'programs: [ { match: x, exitCode: { choices: [ { code: 0, p: 2 } ] } } ]',
    ['1:46 choices: the probabilities add up to 2, not to 1', '1:62 p: the number 2 is too large: at most 1'],
  ],
  ['no attempts', 'programs: [ { match: x, exitCode: { attempts: [] } } ]', ['1:47 attempts: the list is empty']],
  [
    'a speed of nothing',
    'programs: [ { match: x, perNode: { speed: 0 } } ]',
    ['1:43 speed: the number 0 is too small: more than 0'],
  ],
  [
    'no nodes',
    'programs: [ { match: x, perNode: { count: 0 } } ]',
    ['1:43 count: the number 0 is too small: at least 1'],
  ],
  [
    'an act without a time',
    'programs: [ { match: x, then: [ { terminateJob: {} } ] } ]',
    ['1:33 "after" is missing: the time of the operation'],
  ],
  [
    'an act with the time of an action',
    'programs: [ { match: x, then: [ { at: PT1S, terminateJob: {} } ] } ]',
    ['1:35 unknown operation "at"; the time is given as "after" here'],
  ],
  [
    'an act that is no mapping',
    'programs: [ { match: x, then: [ terminateJob ] } ]',
    ['1:33 expected { after: DURATION, OPERATION: { … } }, found the text "terminateJob"'],
  ],

  // ---- the cloud
  [
    'a capacity whose steps go back',
    'cloud: { capacity: { dedicated: [ { at: PT2H, nodes: 1 }, { at: PT1H, nodes: 2 } ] } }',
    ['1:33 dedicated: the times of the steps must grow'],
  ],
  [
    'a negative capacity',
    'cloud: { capacity: { dedicated: -1 } }',
    ['1:33 dedicated: the number -1 is too small: at least 0'],
  ],
  [
    'an unknown kind of preemption',
    'cloud: { preemption: { rate: 1 } }',
    ['1:24 unknown key "rate"; known here: ratePerNodeHour, trace'],
  ],
  ['failures without a mean', 'cloud: { failures: { to: unusable } }', ['1:20 "meanTimeBetween" is missing']],
  [
    'failures to no such state',
    'cloud: { failures: { meanTimeBetween: P1D, to: unusble } }',
    ['1:48 to: expected one of unusable, unknown, found the text "unusble"; did you mean "unusable"?'],
  ],
  [
    'a bandwidth without a unit',
    'cloud: { transfers: { bandwidth: 100 } }',
    ['1:34 bandwidth: expected a text, found the number 100'],
  ],
  [
    'a bandwidth of nothing',
    'cloud: { transfers: { bandwidth: 0B } }',
    ['1:34 bandwidth: nothing moves at a bandwidth of 0; null means that transfers take no time'],
  ],
  [
    'a size with an unknown unit',
    'cloud: { transfers: { blobs: [ { match: "*", size: 5 MiB } ] } }',
    ['1:52 size: "5 MiB" is no size like 100MB (B, KB, MB, GB or TB)'],
  ],
  [
    'the speed of an unknown size',
    'cloud: { speed: { STANDARD_D4_V9: 2 } }',
    ['1:19 unknown VM size "STANDARD_D4_V9"; did you mean "STANDARD_D4_V2"?'],
  ],
  ['the price of an unknown size', 'cloud: { prices: { X: { dedicated: 1 } } }', ['1:20 unknown VM size "X"']],
  [
    'a negative price',
    'cloud: { prices: { A1: { dedicated: -1 } } }',
    ['1:37 dedicated: the number -1 is too small: at least 0'],
  ],
  [
    'a granularity of nothing',
    'cloud: { billing: { granularity: PT0S } }',
    ['1:34 granularity: "PT0S" is no time at all: it must be longer than PT0S'],
  ],

  // ---- actions
  [
    'an action without a time',
    'actions: [ { deletePool: { poolId: p } } ]',
    ['1:12 "at" is missing: the time of the operation'],
  ],
  ['an action without an operation', 'actions: [ { at: PT1S } ]', ['1:12 no operation is given']],
  [
    'an unknown operation',
    'actions: [ { at: PT1S, resizePol: {} } ]',
    ['1:24 unknown operation "resizePol"; did you mean "resizePool"?'],
  ],
  [
    'two operations',
    'actions: [ { at: PT1S, deletePool: { poolId: p }, deleteJob: { jobId: j } } ]',
    ['1:51 "deletePool" is given already: one operation each'],
  ],
  [
    'an operation without its id',
    'actions: [ { at: PT1S, rebootNode: { poolId: p } } ]',
    ['1:36 rebootNode needs the nodeId it is about'],
  ],
  [
    'an operation with an unknown property',
    'actions: [ { at: PT1S, deletePool: { poolId: p, force: true } } ]',
    ['1:49 force is no known property (400 UnsupportedProperty)'],
  ],
  [
    'an operation that is no mapping',
    'actions: [ { at: PT1S, deletePool: p } ]',
    ['1:36 deletePool must be an object'],
  ],
  [
    'an ill entry in addTasks',
    'actions: [ { at: PT1S, addTasks: { jobId: j, count: x, task: { id: a, commandLine: b } } } ]',
    ['1:53 count: expected a number, found the text "x"'],
  ],

  // ---- expectations
  [
    'an expectation of nothing',
    'expect: [ { metric: a } ]',
    ['1:11 expect: nothing is expected of the metric: give equals, min or max'],
  ],
  [
    'a metric that is no path',
    'expect: [ { metric: "a..b", min: 1 } ]',
    ['1:21 metric: expected a path into summary.json, like pools.render.utilization'],
  ],
  ['bounds the wrong way round', 'expect: [ { metric: a, min: 2, max: 1 } ]', ['1:29 min: greater than max']],
];

describe('refused is', () => {
  it.each(CASES)('%s', (_, text, complaints) => {
    expect(errorsOf(text)).toEqual(complaints);
  });
});

describe('positions', () => {
  it('S-5: an unknown key is pointed at by its key, an ill value by itself, a missing property by its mapping', () => {
    expect(
      errorsOf(`
        programs:
          - match: x
            duraton: PT1M
            exitCode:
              choices:
                - p: 1
      `),
    ).toEqual(['3:5 unknown key "duraton"; did you mean "duration"?', '6:11 "code" is missing']);
  });

  it('lead into merged mappings and aliases to where the value stands', () => {
    expect(
      errorsOf(`
        pools:
          - &base { id: a, vmSize: A1, cloudServiceConfiguration: { osFamily: "9" }, targetDedicatedNodes: 1 }
          - { <<: *base, id: b }
        cloud:
          nodes: { create: &slow fast, start: *slow }
      `),
    ).toEqual([
      expect.stringMatching(/^2:71 osFamily .* \(400 InvalidPropertyValue\)$/),
      expect.stringMatching(/^2:71 osFamily .* \(400 InvalidPropertyValue\)$/),
      '5:26 create: "fast" is no ISO 8601 duration like PT1H30M',
      '5:39 start: "fast" is no ISO 8601 duration like PT1H30M',
    ]);
  });

  it('of an empty value are those of its key', () => {
    expect(errorsOf('cloud:\n  dispatch:\n')).toEqual([
      '2:3 dispatch: expected a duration like PT4M or one of { constant }, { uniform }, { exponential }, { normal }, { lognormal }, { weibull }, { gamma }, { empirical }, { mixture }, found nothing',
    ]);
  });
});

describe('one mistake makes one complaint', () => {
  it('an ill account does not take its sizes with it', () => {
    expect(
      errorsOf(`
        account: { quota: 3, vmSizes: { OWN: { cores: 3 } } }
        pools: [ { id: p, vmSize: OWN, cloudServiceConfiguration: { osFamily: "5" }, targetDedicatedNodes: 1 } ]
      `),
    ).toHaveLength(1);
  });

  it('tasks are not blamed for a job that is ill, missing with its file or of an ill schedule', () => {
    const tasks = (jobId: string) => `tasks: [ { jobId: "${jobId}", task: { id: a, commandLine: b } } ]`;
    expect(errorsOf(`{ jobs: [ { id: j } ], ${tasks('j')} }`)).toHaveLength(1);
    expect(errorsOf(`{ jobs: [ job.json ], ${tasks('j')} }`)).toHaveLength(1);
    expect(errorsOf(`{ jobs: [ { count: 2, job: { id: "j{n}" } } ], ${tasks('j2')} }`)).toHaveLength(1);
    expect(errorsOf(`{ jobSchedules: [ { id: s } ], ${tasks('s:job-1')} }`)).toHaveLength(2);
    expect(errorsOf(`{ actions: [ { at: PT1S, addJob: { id: j, poolInf: {} } } ], ${tasks('j')} }`)).toHaveLength(1);
  });
});
