/**
 * Gives handles to the ids of a log, in the order of their first lines, and remembers in which state everything was last seen: a
 * line that says something else about where it comes from does not belong to this log.
 *
 * A pool, job, task or schedule id that appears anew (`from` null) gets a new handle. Names stay known after their thing is gone.
 */
import { Int8Column } from '../kernel/columns.ts';
import { IdMap } from './id-map.ts';
import { refuse } from './log-error.ts';
import { ABSENT, type Directory } from './vocabulary.ts';

/** a thing that has others inside: the nodes of a pool, the tasks of a job */
interface Named {
  readonly handle: number;
  state: string | null;
  readonly members: IdMap;
}

/** Ids by handle, and the state code each was last seen in. */
class Members {
  readonly ids: string[] = [];
  readonly #states = new Int8Column(ABSENT);

  add(id: string): number {
    const handle = this.ids.length;
    this.ids.push(id);
    if (handle >= this.#states.data.length) this.#states.grow(Math.max(1024, 2 * handle));
    return handle;
  }
  state(handle: number): number {
    return this.#states.data[handle];
  }
  move(handle: number, to: number): void {
    this.#states.data[handle] = to;
  }
}

export class NameBook implements Directory {
  readonly #poolIds: string[] = [];
  readonly #jobIds: string[] = [];
  readonly #scheduleIds: string[] = [];
  readonly #nodes = new Members();
  readonly #tasks = new Members();
  readonly #pools = new Map<string, Named>();
  readonly #jobs = new Map<string, Named>();
  readonly #schedules = new Map<string, Named>();
  readonly #allocations = new Map<string, Named>();

  poolId(pool: number): string {
    return this.#poolIds[pool];
  }
  nodeId(node: number): string {
    return this.#nodes.ids[node];
  }
  jobId(job: number): string {
    return this.#jobIds[job];
  }
  taskId(task: number): string {
    return this.#tasks.ids[task];
  }
  scheduleId(schedule: number): string {
    return this.#scheduleIds[schedule];
  }

  /** Handle of a known pool. */
  pool(id: string): number {
    return this.#known(this.#pools, 'pool', id).handle;
  }
  /** Handle of a known job. */
  job(id: string): number {
    return this.#known(this.#jobs, 'job', id).handle;
  }
  /** Handle of a known node. */
  node(poolId: string, nodeId: string): number {
    const handle = this.#known(this.#pools, 'pool', poolId).members.get(nodeId);
    return handle ?? refuse(`no line has created node '${nodeId}' of pool '${poolId}'`);
  }

  movePool(id: string, from: string | null, to: string | null): number {
    return this.#move(this.#pools, this.#poolIds, 'pool', id, from, to);
  }
  moveJob(id: string, from: string | null, to: string | null): number {
    return this.#move(this.#jobs, this.#jobIds, 'job', id, from, to);
  }
  moveSchedule(id: string, from: string | null, to: string | null): number {
    return this.#move(this.#schedules, this.#scheduleIds, 'job schedule', id, from, to);
  }
  /** Answers the pool's handle. */
  moveAllocation(poolId: string, from: string | null, to: string | null): number {
    this.#move(this.#allocations, [], 'allocation of pool', poolId, from, to);
    return this.pool(poolId);
  }

  /** States are codes. */
  moveTask(jobId: string, taskId: string, from: number, to: number): number {
    return moveMember(this.#tasks, this.#known(this.#jobs, 'job', jobId), 'task', jobId, taskId, from, to);
  }
  moveNode(poolId: string, nodeId: string, from: number, to: number): number {
    return moveMember(this.#nodes, this.#known(this.#pools, 'pool', poolId), 'node', poolId, nodeId, from, to);
  }

  #known(things: ReadonlyMap<string, Named>, what: string, id: string): Named {
    return things.get(id) ?? refuse(`no line has created ${what} '${id}'`);
  }

  #move(
    things: Map<string, Named>,
    ids: string[],
    what: string,
    id: string,
    from: string | null,
    to: string | null,
  ): number {
    let thing = things.get(id);
    const state = thing?.state ?? null;
    if (state !== from) refuse(`${what} '${id}' was ${state ?? 'absent'}, not ${from ?? 'absent'}`);
    if (thing === undefined || from === null) {
      thing = { handle: ids.length, state: null, members: new IdMap() };
      ids.push(id);
      things.set(id, thing);
    }
    thing.state = to;
    return thing.handle;
  }
}

function moveMember(
  members: Members,
  owner: Named,
  what: string,
  ownerId: string,
  id: string,
  from: number,
  to: number,
): number {
  let handle = owner.members.get(id);
  const state = handle === undefined ? ABSENT : members.state(handle);
  if (state !== from) refuse(`${what} '${ownerId}/${id}' was in another state before this line`);
  if (handle === undefined || from === ABSENT) {
    handle = members.add(id);
    owner.members.set(id, handle);
  }
  members.move(handle, to);
  return handle;
}
