/** Pieces of the scenarios: pools whose nodes are there at once, and streams of tasks. */

export interface Slots {
  readonly nodes: number;
  readonly perNode: number;
}

/** Slots as nodes that run several tasks each, where the number allows. */
export function slots(count: number): Slots {
  if (count <= 5) return { nodes: 1, perNode: count };
  return { nodes: count / 5, perNode: 5 };
}

export function duration(ms: number): string {
  return `PT${ms / 1000}S`;
}

export function pool({ nodes, perNode }: Slots, kind: 'dedicated' | 'lowPriority' = 'dedicated'): object {
  return {
    id: 'pool',
    vmSize: 'STANDARD_D2_V2',
    cloudServiceConfiguration: { osFamily: '5' },
    maxTasksPerNode: perNode,
    [kind === 'dedicated' ? 'targetDedicatedNodes' : 'targetLowPriorityNodes']: nodes,
  };
}

export function job(id: string, more: object = {}): object {
  return { id, poolInfo: { poolId: 'pool' }, ...more };
}

/** Nodes are there at the instant they are asked for. */
export const AT_ONCE = { allocate: 'PT0S', create: 'PT0S', start: 'PT0S' };

/** `count` tasks of a Poisson stream; durations in the scenario's own words. */
export function stream(count: number, meanBetween: number, service: object | string, more: object = {}): object {
  return {
    count,
    arrival: { poisson: { mean: duration(meanBetween) } },
    task: { id: 'arrival-{n}', commandLine: 'work' },
    runs: { duration: service, ...more },
  };
}
