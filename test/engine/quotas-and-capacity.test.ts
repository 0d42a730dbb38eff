import { describe, expect, test } from 'vitest';
import { lab, nodesOf, resizeErrors, sizes } from '../support/pool-lab.ts';
import { IMAGE, pool } from '../support/run.ts';

const resize = (at: number, poolId: string, body: string) => `${at} resizePool: { poolId: ${poolId}, ${body} }`;
const none = (id: string, more = '') => pool(`targetDedicatedNodes: 0${more}`, id);

describe('core quotas', () => {
  test('L-032, L-069, O-16, S-30: stop the allocation when its time has come, not the request', () => {
    const log = lab({
      account: 'dedicatedCoreQuota: 4',
      pools: [none('p')],
      actions: [resize(100, 'p', 'targetDedicatedNodes: 3')],
    });
    expect(log.requests()).toEqual([['resizePool', 202]]);
    expect(log.states('allocation p').slice(1)).toEqual([
      [100, 'resizing'],
      [160, 'steady'],
    ]);
    expect(log.last('allocation p').reason).toBe('limitReached');
    expect(sizes(log)[0]).toEqual([3, 2]);
    expect(resizeErrors(log)).toEqual(['AccountCoreQuotaReached']);
  });

  test('L-069: count cores, not nodes', () => {
    const of = (vmSize: string) => `{ id: p, vmSize: ${vmSize}, ${IMAGE}, targetDedicatedNodes: 9 }`;
    const nodes = (vmSize: string) =>
      sizes(lab({ account: 'dedicatedCoreQuota: 10, vmSizes: { OWN: { cores: 3 } }', pools: [of(vmSize)] }))[0][1];
    expect(nodes('STANDARD_D1_V2')).toBe(9);
    expect(nodes('standard_d3_v2')).toBe(2);
    expect(nodes('OWN')).toBe(3);
    expect(nodes('STANDARD_D5_V2')).toBe(0);
  });

  test('L-069, L-157: of the two kinds are apart, and dedicated nodes are named first', () => {
    const targets = 'targetDedicatedNodes: 2, targetLowPriorityNodes: 2';
    const errors = (account: string) => resizeErrors(lab({ account, pools: [pool(targets)] }));
    expect(errors('dedicatedCoreQuota: 2, lowPriorityCoreQuota: 4')).toEqual(['AccountCoreQuotaReached']);
    expect(errors('dedicatedCoreQuota: 4, lowPriorityCoreQuota: 2')).toEqual(['AccountLowPriorityCoreQuotaReached']);
    expect(errors('dedicatedCoreQuota: 2, lowPriorityCoreQuota: 0')).toEqual([
      'AccountCoreQuotaReached',
      'AccountLowPriorityCoreQuotaReached',
    ]);
    expect(errors('dedicatedCoreQuota: 4, lowPriorityCoreQuota: 4')).toEqual([]);
  });

  test('L-069, O-14: are summed over all pools; whose resize starts first has his nodes first', () => {
    const log = lab({
      account: 'dedicatedCoreQuota: 6',
      pools: [pool('targetDedicatedNodes: 2', 'z')],
      actions: [`10 addPool: ${pool('targetDedicatedNodes: 2', 'a')}`],
    });
    expect(sizes(log, 'z')[0]).toEqual([2, 2]);
    expect(sizes(log, 'a')[0]).toEqual([2, 1]);
  });

  test('O-14: of resizes that start at one instant, the pool id decides', () => {
    const log = lab({
      account: 'dedicatedCoreQuota: 6',
      pools: [pool('targetDedicatedNodes: 2', 'z'), pool('targetDedicatedNodes: 2', 'B'), none('c'), none('a')],
      actions: [resize(100, 'c', 'targetDedicatedNodes: 1'), resize(100, 'a', 'targetDedicatedNodes: 1')],
    });
    expect(sizes(log, 'B')[0]).toEqual([2, 2]);
    expect(sizes(log, 'z')[0]).toEqual([2, 1]);
    expect([sizes(log, 'a')[0], sizes(log, 'c')[0]]).toEqual([
      [1, 0],
      [1, 0],
    ]);
    const freed = lab({
      account: 'dedicatedCoreQuota: 2',
      pools: [none('c'), none('a')],
      actions: [resize(100, 'c', 'targetDedicatedNodes: 1'), resize(100, 'a', 'targetDedicatedNodes: 1')],
    });
    expect(nodesOf(freed, 'a')).toEqual(['tvm-1']);
    expect(nodesOf(freed, 'c')).toEqual([]);
  });

  test('L-069: count nodes that are leaving until they are gone', () => {
    const log = lab({
      account: 'dedicatedCoreQuota: 2',
      pools: [pool('targetDedicatedNodes: 1'), none('q'), none('r')],
      actions: [
        resize(65, 'q', 'targetDedicatedNodes: 1'),
        resize(75, 'r', 'targetDedicatedNodes: 1'),
        resize(100, 'p', 'targetDedicatedNodes: 0'),
      ],
    });
    expect(resizeErrors(log, 'q')).toEqual(['AccountCoreQuotaReached']);
    expect(log.states('node r/tvm-1')[0]).toEqual([135, 'creating']);
  });

  test('O-15: that become free later help nobody until the next resize', () => {
    const log = lab({
      account: 'dedicatedCoreQuota: 2',
      pools: [pool('targetDedicatedNodes: 1'), pool('targetDedicatedNodes: 1', 'q')],
      actions: ['100 deletePool: { poolId: p }', resize(200, 'q', 'targetDedicatedNodes: 1')],
    });
    expect(log.states('allocation q')).toEqual([
      [0, 'steady'],
      [0, 'resizing'],
      [60, 'steady'],
      [200, 'resizing'],
      [260, 'steady'],
    ]);
    expect(resizeErrors(log, 'q')).toEqual([]);
  });

  test('O-16, S-30: end a resize early only when the other kind has nothing to wait for either', () => {
    const starved = (capacity: string) =>
      lab({
        account: 'dedicatedCoreQuota: 2',
        cloud: `capacity: { lowPriority: ${capacity} }`,
        pools: [pool('targetDedicatedNodes: 2, targetLowPriorityNodes: 1, resizeTimeout: PT5M')],
      });
    const never = starved('0');
    expect(never.last('allocation p')).toMatchObject({ at: 300_000, to: 'steady', reason: 'timedOut' });
    expect(resizeErrors(never)).toEqual(['AccountCoreQuotaReached', 'AllocationTimedOut']);
    const later = starved('[ { at: PT0S, nodes: 0 }, { at: PT200S, nodes: 1 } ]');
    expect(later.last('allocation p')).toMatchObject({ at: 200_000, to: 'steady', reason: 'limitReached' });
    expect(resizeErrors(later)).toEqual(['AccountCoreQuotaReached']);
  });

  test('O-16: do not end a resize that still removes nodes', () => {
    const log = lab({
      account: 'lowPriorityCoreQuota: 2',
      pools: [pool('targetDedicatedNodes: 1, targetLowPriorityNodes: 1')],
      tasks: ['t1 w300'],
      actions: [
        resize(100, 'p', 'targetDedicatedNodes: 0, targetLowPriorityNodes: 2, nodeDeallocationOption: taskcompletion'),
      ],
    });
    expect(log.last('allocation p')).toMatchObject({ at: 390_000, to: 'steady' });
    expect(resizeErrors(log)).toEqual(['AccountLowPriorityCoreQuotaReached']);
  });

  test('S-15: count preempted nodes, whose replacement is not checked again', () => {
    const log = lab({
      account: 'lowPriorityCoreQuota: 2',
      pools: [pool('targetLowPriorityNodes: 1'), none('q')],
      actions: ['100 preemptNodes: { poolId: p, count: 1 }', resize(110, 'q', 'targetLowPriorityNodes: 1')],
    });
    expect(resizeErrors(log, 'q')).toEqual(['AccountLowPriorityCoreQuotaReached']);
    expect(log.states('node p/tvm-1').slice(-4)).toEqual([
      [100, 'preempted'],
      [400, 'creating'],
      [400, 'starting'],
      [400, 'idle'],
    ]);
  });
});

describe('the capacity of the cloud', () => {
  const granted = (log: ReturnType<typeof lab>, poolId = 'p') =>
    log.lines
      .filter(({ entity, to, poolId: id }) => entity === 'node' && to === 'creating' && id === poolId)
      .map(({ at, nodeId }) => [at / 1000, nodeId]);

  test('S-15: that appears during a resize grants nodes then, but not before their allocation time', () => {
    const log = (at: number) =>
      lab({
        cloud: 'capacity: { dedicated: 0 }',
        pools: [pool('targetDedicatedNodes: 2')],
        actions: [`${at} setCapacity: { dedicated: 2 }`],
      });
    expect(granted(log(200))).toEqual([
      [200, 'tvm-1'],
      [200, 'tvm-2'],
    ]);
    expect(log(200).last('allocation p')).toMatchObject({ at: 200_000, to: 'steady' });
    expect(granted(log(30))).toEqual([
      [60, 'tvm-1'],
      [60, 'tvm-2'],
    ]);
    expect(log(200).requests()).toEqual([['setCapacity', 200]]);
  });

  test('S-15: by steps in time grants what each step allows until the timeout', () => {
    const log = lab({
      cloud: 'capacity: { dedicated: [ { at: PT0S, nodes: 1 }, { at: PT100S, nodes: 2 }, { at: PT200S, nodes: 4 } ] }',
      pools: [pool('targetDedicatedNodes: 5')],
    });
    expect(granted(log)).toEqual([
      [60, 'tvm-1'],
      [100, 'tvm-2'],
      [200, 'tvm-3'],
      [200, 'tvm-4'],
    ]);
    expect(log.last('allocation p')).toMatchObject({ at: 900_000, to: 'steady' });
  });

  test('S-30: that falls takes nothing away, and what is above it is not given again', () => {
    const log = lab({
      cloud: 'capacity: { dedicated: 3 }',
      pools: [pool('targetDedicatedNodes: 3'), none('q')],
      tasks: ['t1 w300'],
      actions: [
        '100 setCapacity: { dedicated: 1 }',
        resize(110, 'q', 'targetDedicatedNodes: 1'),
        resize(120, 'p', 'targetDedicatedNodes: 1'),
        resize(300, 'p', 'targetDedicatedNodes: 0'),
      ],
    });
    // t1 is requeued by the last resize; q has its node when the last one of p is gone
    expect(log.of('node p/tvm-1').filter(({ to }) => to === null)).toMatchObject([{ at: 330_000 }]);
    expect(granted(log, 'q')).toEqual([[330, 'tvm-1']]);
  });

  test('S-30: counts nodes that are leaving or unusable', () => {
    const log = lab({
      cloud: 'capacity: { dedicated: 2 }',
      pools: [pool('targetDedicatedNodes: 2'), none('q')],
      actions: [
        '70 failNode: { poolId: p, nodeId: tvm-1, to: unusable }',
        resize(80, 'q', 'targetDedicatedNodes: 2'),
        '200 removeNodes: { poolId: p, nodeList: [ tvm-1 ] }',
        '300 removeNodes: { poolId: p, nodeList: [ tvm-2 ] }',
      ],
    });
    expect(granted(log, 'q')).toEqual([
      [230, 'tvm-1'],
      [330, 'tvm-2'],
    ]);
  });

  test('O-37, S-30: does not count preempted nodes, whose replacement waits for it', () => {
    const log = lab({
      cloud: 'capacity: { lowPriority: 1 }',
      pools: [pool('targetLowPriorityNodes: 1'), none('q')],
      actions: [
        resize(10, 'q', 'targetLowPriorityNodes: 1'),
        '100 preemptNodes: { poolId: p, count: 1 }',
        resize(500, 'q', 'targetLowPriorityNodes: 0'),
      ],
    });
    expect(granted(log, 'q')).toEqual([[100, 'tvm-1']]);
    expect(granted(log)).toEqual([
      [60, 'tvm-1'],
      [530, 'tvm-1'],
    ]);
  });

  test('O-37: goes to replacements first, oldest first, then to resizes in the order they started', () => {
    const log = lab({
      pools: [pool('targetLowPriorityNodes: 2'), none('q'), none('r')],
      actions: [
        '90 setCapacity: { lowPriority: 0 }',
        '100 preemptNodes: { poolId: p, nodeIds: [ tvm-2 ] }',
        '101 preemptNodes: { poolId: p, nodeIds: [ tvm-1 ] }',
        resize(110, 'r', 'targetLowPriorityNodes: 1'),
        resize(120, 'q', 'targetLowPriorityNodes: 2'),
        '500 setCapacity: { lowPriority: 1 }',
        '600 setCapacity: { lowPriority: 4 }',
        '700 setCapacity: { lowPriority: null }',
      ],
    });
    expect(granted(log).slice(2)).toEqual([
      [500, 'tvm-2'],
      [600, 'tvm-1'],
    ]);
    expect(granted(log, 'r')).toEqual([[600, 'tvm-1']]);
    expect(granted(log, 'q')).toEqual([
      [600, 'tvm-1'],
      [700, 'tvm-2'],
    ]);
  });

  test('L-068: is no quota: a resize that lacks it waits for its timeout', () => {
    const log = lab({
      cloud: 'capacity: { dedicated: 0 }',
      account: 'dedicatedCoreQuota: 2',
      pools: [pool('targetDedicatedNodes: 1')],
    });
    expect(log.last('allocation p')).toMatchObject({ at: 900_000, to: 'steady' });
    expect(resizeErrors(log)).toEqual(['AllocationTimedOut']);
  });

  test('S-25: changes before the calls of the same instant, as do the other acts of the cloud', () => {
    const log = lab({
      cloud:
        'nodes: { allocate: PT0S, create: PT0S, start: PT0S, leave: PT30S, replace: PT5M }, capacity: { lowPriority: 0 }',
      pools: [pool('targetDedicatedNodes: 0'), pool('targetLowPriorityNodes: 0', 'q')],
      actions: [
        resize(100, 'p', 'targetLowPriorityNodes: 1, resizeTimeout: PT5M'),
        '100 setCapacity: { lowPriority: 1 }',
        resize(200, 'p', 'targetLowPriorityNodes: 0'),
        '200 preemptNodes: { poolId: p, count: 1 }',
      ],
    });
    expect(log.requests()).toEqual([
      ['setCapacity', 200],
      ['resizePool', 202],
      ['preemptNodes', 200],
      ['resizePool', 202],
    ]);
    expect(log.states('node p/tvm-1').slice(3)).toEqual([
      [200, 'preempted'],
      [200, 'leavingpool'],
      [230, null],
    ]);
  });

  test('S-25: changes before the calls that a program makes at the same instant', () => {
    const log = lab({
      cloud: 'nodes: { allocate: PT0S, create: PT0S, start: PT0S }, capacity: { dedicated: 1 }',
      pools: [pool('targetDedicatedNodes: 1')],
      tasks: ['t1 operate'],
      programs: [
        `{ match: operate, duration: PT60S, then: [
          { after: PT10S, resizePool: { poolId: p, targetDedicatedNodes: 2 } }, { after: PT10S, setCapacity: { dedicated: 2 } },
          { after: PT60S, resizePool: { poolId: p, targetDedicatedNodes: 3, resizeTimeout: PT5M } }, { after: PT60S, setCapacity: { dedicated: 3 } } ] }`,
      ],
    });
    // what is due at its normal end is done as part of that end, in the order of the program
    expect(log.requests().map(([name]) => name)).toEqual(['setCapacity', 'resizePool', 'resizePool', 'setCapacity']);
    expect(granted(log)).toEqual([
      [0, 'tvm-1'],
      [10, 'tvm-2'],
      [60, 'tvm-3'],
    ]);
  });
});
