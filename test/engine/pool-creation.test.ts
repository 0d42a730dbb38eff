import { describe, expect, test } from 'vitest';
import { lab, nodesOf, resizeErrors, runsOf, sizes } from '../support/pool-lab.ts';
import { IMAGE, pool, run } from '../support/run.ts';

describe('a new pool', () => {
  test('L-001, L-052, L-053, L-055, S-8: is active at once, steady, and then resizing towards its targets', () => {
    const log = lab({ pools: [pool('targetDedicatedNodes: 2, targetLowPriorityNodes: 1')] });
    expect(log.states('pool p')).toEqual([[0, 'active']]);
    expect(log.states('allocation p')).toEqual([
      [0, 'steady'],
      [0, 'resizing'],
      [60, 'steady'],
    ]);
    const [first, resizing, steady] = log.of('allocation p');
    expect(first).toMatchObject({ from: null, targetDedicatedNodes: 0, currentDedicatedNodes: 0 });
    expect(resizing).toMatchObject({
      targetDedicatedNodes: 2,
      targetLowPriorityNodes: 1,
      currentDedicatedNodes: 0,
      currentLowPriorityNodes: 0,
    });
    expect(steady).toMatchObject({ currentDedicatedNodes: 2, currentLowPriorityNodes: 1 });
  });

  test('L-054, S-8: without any target is steady from the start, with one line', () => {
    const log = lab({ pools: [pool('targetDedicatedNodes: 0')] });
    expect(log.states('allocation p')).toEqual([[0, 'steady']]);
    expect(log.summary.endedAtSeconds).toBe(0);
  });

  test('L-001, L-013: added by an operation answers 201; the target that is left out is 0', () => {
    const log = lab({ pools: [], actions: [`100 addPool: ${pool('targetLowPriorityNodes: 1')}`] });
    expect(log.requests()).toEqual([['addPool', 201]]);
    expect(log.states('pool p')).toEqual([[100, 'active']]);
    expect(log.states('node p/tvm-1')).toEqual([
      [160, 'creating'],
      [160, 'starting'],
      [160, 'idle'],
    ]);
    expect(sizes(log)).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  test('L-003: may not take the id of another, whatever the case', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 0', 'pool1')],
      actions: [`100 addPool: ${pool('targetDedicatedNodes: 1', 'Pool1')}`],
    });
    expect(log.requests()).toEqual([['addPool', 409, 'PoolExists']]);
    expect(nodesOf(log, 'Pool1')).toEqual([]);
  });

  test('L-031, L-435: is one of the pools that the quota counts, those being deleted included', () => {
    const log = lab({
      account: 'poolQuota: 2',
      pools: [pool('targetDedicatedNodes: 1'), pool('targetDedicatedNodes: 0', 'other')],
      actions: [
        `90 addPool: ${pool('targetDedicatedNodes: 0', 'early')}`,
        '100 deletePool: { poolId: p }',
        `129 addPool: ${pool('targetDedicatedNodes: 0', 'soon')}`,
        `130 addPool: ${pool('targetDedicatedNodes: 0', 'late')}`,
      ],
    });
    expect(log.requests()).toEqual([
      ['addPool', 409, 'PoolQuotaReached'],
      ['deletePool', 202],
      ['addPool', 409, 'PoolQuotaReached'],
      ['addPool', 201],
    ]);
  });

  test('L-031, S-3: of the file that the quota forbids is refused at its instant, and the run goes on', () => {
    const log = lab({
      account: 'poolQuota: 1',
      pools: [pool('targetDedicatedNodes: 1'), pool('targetDedicatedNodes: 1', 'q')],
    });
    expect(log.of('request')).toMatchObject([
      { at: 0, to: 'addPool', status: 409, code: 'PoolQuotaReached', poolId: 'q' },
    ]);
    expect(log.of('pool q')).toEqual([]);
    expect(log.states('node p/tvm-1').at(-1)).toEqual([60, 'idle']);
    expect(log.summary.requests).toEqual({ accepted: 0, rejected: 1 });
  });

  test('L-021: has its slots for good: no operation carries maxTasksPerNode', () => {
    for (const operation of ['patchPool', 'updatePoolProperties', 'resizePool']) {
      const actions = [`10 ${operation}: { poolId: p, targetDedicatedNodes: 1, maxTasksPerNode: 2 }`];
      expect(() => lab({ pools: [pool('targetDedicatedNodes: 1')], actions })).toThrow(/maxTasksPerNode/);
    }
  });

  test('L-048, L-164: does the same whatever its SSH keys and certificate stores are', () => {
    const bare = 'targetDedicatedNodes: 1, userAccounts: [ { name: u, password: x } ]';
    const account =
      'certificates: [ { thumbprint: "0123456789abcdef0123456789abcdef01234567", thumbprintAlgorithm: sha1 } ]';
    const dressed = `targetDedicatedNodes: 1,
      userAccounts: [ { name: u, password: x, linuxUserConfiguration: { uid: 1, gid: 1, sshPrivateKey: k } } ],
      certificateReferences: [ { thumbprint: "0123456789abcdef0123456789abcdef01234567", thumbprintAlgorithm: sha1, visibility: [ task ] } ]`;
    const [plain, keyed] = [bare, dressed].map((more) => lab({ account, pools: [pool(more)], tasks: ['t1 w60'] }));
    expect(runsOf(keyed, 'j/t1')).toEqual([[60, 'tvm-1']]);
    expect(keyed.summary.transitionsSha256).toBe(plain.summary.transitionsSha256);
  });
});

describe('the nodes of a resize', () => {
  test('L-065, L-066, O-11, O-12: count from creating on, end the resize when granted, and work one by one', () => {
    const log = lab({
      cloud: 'nodes: { allocate: PT1M, create: PT20S, start: PT30S }',
      pools: [pool('targetDedicatedNodes: 2, startTask: { commandLine: prepare, waitForSuccess: true }')],
      tasks: ['t1 w60', 't2 w60'],
      programs: ['{ match: prepare, duration: PT100S, perNode: { count: 1, speed: 2 } }'],
    });
    expect(log.states('allocation p').at(-1)).toEqual([60, 'steady']);
    expect(sizes(log)[0]).toEqual([2, 2]);
    expect(log.states('node p/tvm-2').slice(0, 4)).toEqual([
      [60, 'creating'],
      [80, 'starting'],
      [110, 'waitingforstarttask'],
      [210, 'running'],
    ]);
    expect(runsOf(log, 'j/t1')).toEqual([[160, 'tvm-1']]);
    expect(runsOf(log, 'j/t2')).toEqual([[210, 'tvm-2']]);
  });

  test('O-10, L-065: are granted when their own allocation times are over, the last of them ending the resize', () => {
    const log = lab({
      cloud: 'nodes: { allocate: { uniform: { min: PT1M, max: PT3M } }, create: PT0S, start: PT0S }',
      pools: [pool('targetDedicatedNodes: 20')],
    });
    const granted = log.lines.filter(({ entity, from }) => entity === 'node' && from === null);
    const instants = granted.map(({ at }) => at);
    expect(granted.map(({ nodeId }) => nodeId)).toEqual(Array.from({ length: 20 }, (_, index) => `tvm-${index + 1}`));
    expect(instants).toEqual([...instants].sort((a, b) => a - b));
    expect(new Set(instants).size).toBeGreaterThan(10);
    expect(instants[0]).toBeGreaterThanOrEqual(60_000);
    expect(instants[19]).toBeLessThanOrEqual(180_000);
    expect(log.last('allocation p')).toMatchObject({ at: instants[19], to: 'steady', currentDedicatedNodes: 20 });
  });

  test('O-03, L-086: have ids of their own, which are not used again when they are gone', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 2')],
      actions: [
        '100 removeNodes: { poolId: p, nodeList: [ tvm-1, tvm-2 ] }',
        '200 resizePool: { poolId: p, targetDedicatedNodes: 1 }',
      ],
    });
    expect(nodesOf(log)).toEqual(['tvm-1', 'tvm-2', 'tvm-3']);
  });

  test('O-13: are dedicated first where a limit does not allow all of them', () => {
    const log = lab({
      account: 'subnets: [ { match: "*", freeAddresses: 3 } ]',
      pools: [
        pool('targetDedicatedNodes: 2, targetLowPriorityNodes: 2, networkConfiguration: { subnetId: classic/net }'),
      ],
    });
    expect(sizes(log)).toEqual([
      [2, 2],
      [2, 1],
    ]);
    const kinds = log.lines.filter(({ entity, from }) => entity === 'node' && from === null);
    expect(kinds.map(({ isDedicated }) => isDedicated)).toEqual([true, true, false]);
  });
});

describe('limits of a pool', () => {
  const communicating = (targets: string) => pool(`${targets}, enableInterNodeCommunication: true`);

  test('L-026, L-027, L-068, O-28: with inter-node communication it gets 100 nodes and an error, and was accepted all the same', () => {
    const log = lab({ pools: [], actions: [`10 addPool: ${communicating('targetDedicatedNodes: 101')}`] });
    expect(log.requests()).toEqual([['addPool', 201]]);
    expect(log.states('allocation p')).toEqual([
      [10, 'steady'],
      [10, 'resizing'],
      [70, 'steady'],
    ]);
    expect(sizes(log)[0]).toEqual([101, 100]);
    expect(resizeErrors(log)).toEqual(['CommunicationEnabledPoolReachedMaxVMCount']);
  });

  test('L-027: exactly at the cap there is no error, and both kinds count', () => {
    const atCap = lab({ pools: [communicating('targetDedicatedNodes: 60, targetLowPriorityNodes: 40')] });
    expect(resizeErrors(atCap)).toEqual([]);
    const above = lab({ pools: [communicating('targetDedicatedNodes: 60, targetLowPriorityNodes: 50')] });
    expect(resizeErrors(above)).toEqual(['CommunicationEnabledPoolReachedMaxVMCount']);
    expect(sizes(above)).toEqual([
      [60, 60],
      [50, 40],
    ]);
  });

  test('L-027: in a user subscription the cap is 80', () => {
    const log = lab({
      account: 'poolAllocationMode: UserSubscription',
      pools: [communicating('targetDedicatedNodes: 90')],
    });
    expect(sizes(log)[0]).toEqual([90, 80]);
  });

  test('L-033: each VHD serves 40 Linux or 20 Windows nodes, and no more are allocated', () => {
    const ofDisks = (agent: string, uris: string, target: number) =>
      `{ id: p, vmSize: STANDARD_D2_V2, targetDedicatedNodes: ${target},
         virtualMachineConfiguration: { osDisk: { imageUris: [ ${uris} ] }, nodeAgentSKUId: "${agent}" } }`;
    const linux = lab({ pools: [ofDisks('batch.node.ubuntu 16.04', 'a.vhd', 41)] });
    expect(sizes(linux)[0]).toEqual([41, 40]);
    expect(resizeErrors(linux)).toEqual(['AllocationFailed']);
    const windows = lab({ pools: [ofDisks('batch.node.windows amd64', 'a.vhd, b.vhd', 41)] });
    expect(sizes(windows)[0]).toEqual([41, 40]);
    const enough = lab({ pools: [ofDisks('batch.node.windows amd64', 'a.vhd, b.vhd', 40)] });
    expect(resizeErrors(enough)).toEqual([]);
  });

  test('L-035, L-068: a subnet gives as many nodes as it has addresses, to all pools in it together', () => {
    const inSubnet = (id: string, target: number, subnet: string) =>
      pool(`targetDedicatedNodes: ${target}, networkConfiguration: { subnetId: ${subnet} }`, id);
    const log = lab({
      account: 'subnets: [ { match: "*/small", freeAddresses: 3 }, { match: "*", freeAddresses: 10 } ]',
      pools: [inSubnet('p', 2, 'net/small'), inSubnet('q', 2, 'net/small'), inSubnet('r', 4, 'net/large')],
    });
    expect(sizes(log, 'p')[0]).toEqual([2, 2]);
    expect(sizes(log, 'q')[0]).toEqual([2, 1]);
    expect(sizes(log, 'r')[0]).toEqual([4, 4]);
    expect(resizeErrors(log, 'q')).toEqual(['AllocationFailed']);
  });

  test('L-036, L-111: behind a security group that keeps the service out, nodes are allocated and become unusable', () => {
    const log = lab({
      cloud: 'nodes: { allocate: PT1M, create: PT10S, start: PT20S }',
      account: 'subnets: [ { match: "closed/*", freeAddresses: 10, blocked: true } ]',
      pools: [pool('targetDedicatedNodes: 1, networkConfiguration: { subnetId: closed/net }')],
      tasks: ['t1 w60'],
    });
    expect(log.states('node p/tvm-1')).toEqual([
      [60, 'creating'],
      [70, 'starting'],
      [90, 'unusable'],
    ]);
    expect(log.states('allocation p').at(-1)).toEqual([60, 'steady']);
    expect(resizeErrors(log)).toEqual([]);
    expect(log.states('task j/t1')).toEqual([[0, 'active']]);
  });

  test('L-435: quotas are settings of the account, without limit where it sets none', () => {
    const log = run(`
pools: [ { id: p, vmSize: STANDARD_D2_V2, ${IMAGE}, targetDedicatedNodes: 30, targetLowPriorityNodes: 30 } ]
`);
    expect(sizes(log)).toEqual([
      [30, 30],
      [30, 30],
    ]);
    expect(log.last('allocation p')).toMatchObject({ at: 52_000, to: 'steady' });
    const limited = lab({
      account: 'dedicatedCoreQuota: 20, lowPriorityCoreQuota: 50',
      pools: [pool('targetDedicatedNodes: 30, targetLowPriorityNodes: 30')],
    });
    expect(sizes(limited)).toEqual([
      [30, 10],
      [30, 25],
    ]);
  });
});
