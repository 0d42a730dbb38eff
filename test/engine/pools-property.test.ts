import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lab } from '../support/pool-lab.ts';
import { type LogLine, pool, type RunLog } from '../support/run.ts';

const option = fc.constantFrom('requeue', 'terminate', 'taskcompletion', 'retaineddata');
const poolId = fc.constantFrom('p', 'q');
const nodeId = fc.integer({ min: 1, max: 6 }).map((number) => `tvm-${number}`);
const count = fc.integer({ min: 0, max: 4 });
const minutes = fc.integer({ min: 5, max: 12 });

const operation = fc.oneof(
  fc
    .tuple(poolId, count, count, option, minutes)
    .map(
      ([id, dedicated, low, how, timeout]) =>
        `resizePool: { poolId: ${id}, targetDedicatedNodes: ${dedicated}, targetLowPriorityNodes: ${low}, nodeDeallocationOption: ${how}, resizeTimeout: PT${timeout}M }`,
    ),
  fc
    .tuple(poolId, nodeId, nodeId, option)
    .map(
      ([id, a, b, how]) => `removeNodes: { poolId: ${id}, nodeList: [ ${a}, ${b} ], nodeDeallocationOption: ${how} }`,
    ),
  poolId.map((id) => `stopResize: { poolId: ${id} }`),
  poolId.map((id) => `deletePool: { poolId: ${id} }`),
  poolId.map((id) => `addPool: ${pool('targetDedicatedNodes: 1, targetLowPriorityNodes: 1, maxTasksPerNode: 2', id)}`),
  fc.tuple(count, count).map(([a, b]) => `setCapacity: { dedicated: ${a + 1}, lowPriority: ${b + 1} }`),
  fc.tuple(poolId, count).map(([id, n]) => `preemptNodes: { poolId: ${id}, count: ${n} }`),
  fc
    .tuple(poolId, nodeId, fc.constantFrom('unusable', 'unknown'))
    .map(([id, node, to]) => `failNode: { poolId: ${id}, nodeId: ${node}, to: ${to} }`),
  fc.tuple(poolId, nodeId).map(([id, node]) => `recoverNode: { poolId: ${id}, nodeId: ${node} }`),
  fc
    .tuple(poolId, nodeId, option)
    .map(([id, node, how]) => `rebootNode: { poolId: ${id}, nodeId: ${node}, nodeRebootOption: ${how} }`),
  fc.tuple(poolId, nodeId).map(([id, node]) => `disableScheduling: { poolId: ${id}, nodeId: ${node} }`),
  fc.tuple(poolId, nodeId).map(([id, node]) => `enableScheduling: { poolId: ${id}, nodeId: ${node} }`),
  fc.integer({ min: 1, max: 8 }).map((n) => `deleteTask: { jobId: j, taskId: t${n} }`),
  fc.constantFrom(
    'deleteJob: { jobId: k }',
    'terminateJob: { jobId: k }',
    'disableJob: { jobId: j, disableTasks: requeue }',
  ),
  fc.constant('enableJob: { jobId: j }'),
);
const times = fc.integer({ min: 1, max: 200 }).map((step) => step * 10);
const actions = fc
  .array(fc.tuple(times, operation), { minLength: 5, maxLength: 30 })
  .map((list) => list.map(([at, body]) => `${at} ${body}`));
const durations = fc.array(fc.constantFrom('w1', 'w30', 'w300', 'f60', 'w600'), { minLength: 8, maxLength: 8 });

const hazards = fc.constantFrom(
  '',
  ', preemption: { ratePerNodeHour: 6 }, failures: { meanTimeBetween: PT10M, to: unusable, recover: PT10S }',
);

const CORES = 2;
const QUOTA = 8;

function world(list: string[], commands: string[], hazards: string): RunLog {
  const constraints = (n: number) => (n % 2 === 0 ? ', constraints: { retentionTime: PT4M }' : '');
  return lab({
    account: `dedicatedCoreQuota: ${QUOTA}`,
    cloud: `nodes: { allocate: PT1M, create: PT10S, start: PT20S, reboot: PT2M, leave: PT30S, replace: PT3M }, capacity: { dedicated: 3, lowPriority: 3 }${hazards}`,
    pools: [
      pool('targetDedicatedNodes: 2, targetLowPriorityNodes: 1, maxTasksPerNode: 2'),
      pool('targetDedicatedNodes: 1, startTask: { commandLine: start, waitForSuccess: true }', 'q'),
    ],
    jobs: [
      '{ id: j, poolInfo: { poolId: p }, constraints: { maxTaskRetryCount: 1 } }',
      '{ id: k, poolInfo: { poolId: q }, jobPreparationTask: { commandLine: w30 }, jobReleaseTask: { commandLine: w30 } }',
    ],
    tasks: commands.map(
      (command, at) =>
        `{ jobId: ${at < 6 ? 'j' : 'k'}, task: { id: t${at + 1}, commandLine: ${command}${constraints(at)} } }`,
    ),
    actions: list,
    programs: [
      '{ match: start, duration: PT30S, exitCode: { choices: [ { code: 0, p: 0.6 }, { code: 1, p: 0.4 } ] } }',
    ],
    end: 'PT2H',
  });
}

interface NodeNow {
  readonly pool: string;
  readonly isDedicated: boolean;
  state: string;
  /** a preempted node has none, not even while it leaves */
  hasMachine: boolean;
  readonly tasks: Set<string>;
}

/** Reads the log from its first line to its last and looks at each line against all before it. */
class Auditor {
  readonly nodes = new Map<string, NodeNow>();
  readonly capacity = [3, 3];
  /** what the pool's last resize began with: a removal of nodes may end above the target */
  readonly begun = new Map<string, string>();
  readonly places = new Map<string, string>();

  alive(poolName: string, isDedicated: boolean): number {
    return [...this.nodes.values()].filter((node) => node.pool === poolName && node.isDedicated === isDedicated).length;
  }
  machines(isDedicated: boolean): number {
    return [...this.nodes.values()].filter((node) => node.isDedicated === isDedicated && node.hasMachine).length;
  }

  look(line: LogLine): void {
    if (line.entity === 'node') this.node(line);
    else if (line.entity === 'allocation') this.allocation(line);
    else if (line.entity === 'task') this.task(line);
  }

  node(line: LogLine): void {
    const key = `${line.poolId}/${line.nodeId}`;
    const before = this.nodes.get(key);
    expect(line.from).toBe(before?.state ?? null);
    if (before === undefined)
      this.nodes.set(key, {
        pool: line.poolId as string,
        isDedicated: line.isDedicated as boolean,
        state: 'creating',
        hasMachine: true,
        tasks: new Set(),
      });
    else if (line.to === null) this.nodes.delete(key);
    else {
      before.state = line.to;
      if (line.to === 'preempted' || line.to === 'creating') before.hasMachine = line.to === 'creating';
    }
    const now = this.nodes.get(key);
    if (line.to === 'creating') {
      const kind = now!.isDedicated ? 0 : 1;
      expect(this.machines(now!.isDedicated)).toBeLessThanOrEqual(this.capacity[kind]);
    }
    if (line.from === null)
      expect([...this.nodes.values()].filter((node) => node.isDedicated).length * CORES).toBeLessThanOrEqual(QUOTA);
    if (line.to !== 'running' && line.to !== 'creating') expect(before!.tasks.size).toBe(0);
  }

  allocation(line: LogLine): void {
    const id = line.poolId as string;
    expect(line.currentDedicatedNodes).toBe(this.alive(id, true));
    expect(line.currentLowPriorityNodes).toBe(this.alive(id, false));
    if (line.to === 'resizing') this.begun.set(id, line.reason);
    else if (line.reason === 'targetsMet' && this.begun.get(id) !== 'nodesRemoved') {
      expect(line.currentDedicatedNodes).toBe(line.targetDedicatedNodes);
      expect(line.currentLowPriorityNodes).toBe(line.targetLowPriorityNodes);
    }
    if (line.resizeErrors !== undefined) expect(line.to).toBe('steady');
  }

  task(line: LogLine): void {
    const key = `${line.jobId}/${line.taskId}`;
    const place = this.places.get(key);
    if (place !== undefined && line.to !== 'running') {
      this.nodes.get(place)?.tasks.delete(key);
      this.places.delete(key);
    }
    if (line.to !== 'running' && line.to !== 'preparing') return;
    const at = `${line.poolId}/${line.nodeId}`;
    const node = this.nodes.get(at)!;
    expect(['starting', 'waitingforstarttask', 'idle', 'running', 'offline']).toContain(node.state);
    node.tasks.add(key);
    this.places.set(key, at);
    expect(node.tasks.size).toBeLessThanOrEqual(2);
  }
}

test('L-053, L-058, L-069, S-30: whatever happens to pools, counts are right, limits hold and no task is on a node that is away', () => {
  fc.assert(
    fc.property(actions, durations, hazards, (list, commands, dangers) => {
      const log = world(list, commands, dangers);
      const auditor = new Auditor();
      for (const line of log.lines) {
        auditor.look(line);
        if (line.entity === 'request' && line.to === 'setCapacity') {
          const [, dedicated, low] = /dedicated: (\d+), lowPriority: (\d+)/.exec(capacityAt(list, line, log))!;
          auditor.capacity[0] = Number(dedicated);
          auditor.capacity[1] = Number(low);
        }
      }
      const { total, succeeded, failed, active, preparing, running, deleted } = log.summary.tasks;
      expect(total).toBe(succeeded + failed + active + preparing + running + deleted);
    }),
    { numRuns: Number(process.env.POOL_RUNS ?? 40), seed: Number(process.env.POOL_SEED ?? 7) },
  );
});

/** The setCapacity that a request line is about: the nth of its instant. */
function capacityAt(list: string[], line: LogLine, log: RunLog): string {
  const same = log.of('request').filter(({ to, at }) => to === 'setCapacity' && at === line.at);
  return list.filter((one) => one.startsWith(`${line.at / 1000} setCapacity`))[
    same.findIndex(({ seq }) => seq === line.seq)
  ];
}
