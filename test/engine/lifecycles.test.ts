import { beforeAll, describe, expect, test } from 'vitest';
import { JOB, JOB_SCHEDULE } from '../../src/batch/lifecycles/job.ts';
import { NODE } from '../../src/batch/lifecycles/node.ts';
import { JOB_PREPARATION, JOB_RELEASE, START_TASK } from '../../src/batch/lifecycles/node-tasks.ts';
import { ALLOCATION, POOL } from '../../src/batch/lifecycles/pool.ts';
import { TASK } from '../../src/batch/lifecycles/task.ts';
import * as moves from '../../src/engine/transitions.ts';
import type { World } from '../../src/engine/world.ts';
import { Defect } from '../../src/kernel/invariant.ts';
import type { Lifecycle } from '../../src/kernel/lifecycle.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { Run } from '../../src/simulate.ts';
import { LIFECYCLES, RUN_REASONS } from '../../src/trace/reasons.ts';
import { scenes } from '../support/lifecycle-scenes.ts';
import { pool, QUICK_CLOUD } from '../support/run.ts';

/** A world with one of each: pool, node with a start task, job with a task, preparation and release, schedule. */
function smallWorld(): World {
  const text = `
${QUICK_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 1, startTask: { commandLine: x }')} ]
jobs: [ { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: x }, jobReleaseTask: { commandLine: x } } ]
jobSchedules: [ { id: s, schedule: { doNotRunUntil: 2017-05-02T00:00:00Z }, jobSpecification: { poolInfo: { poolId: p } } } ]
tasks: [ { jobId: j, task: { id: t, commandLine: x } } ]
actions: [ { at: PT10M, terminateJob: { jobId: j } } ]
`;
  const loaded = loadScenario('scenario.yaml', { read: () => text, resolve: (_from, name) => name }, { set: [] });
  if (!loaded.ok) throw new Error(loaded.errors[0].message);
  const run = new Run(loaded.scenario);
  while (run.advance(100));
  return run.simulation.world;
}

/** How an entity is put into a state, moved, and asked for its state. */
interface Subject {
  readonly table: Lifecycle<string, string>;
  state(): number;
  put(state: number): void;
  move(edge: string): unknown;
}

function subjectsOf(world: World): Record<keyof typeof LIFECYCLES, Subject> {
  const { tasks, nodes } = world;
  const [thePool] = world.pools;
  const [job] = world.jobs;
  const [schedule] = world.schedules;
  const [record] = world.jobRecords;
  const details = { retryCount: 0 };
  // the tables are typed by their own states and edges; here they are gone through by name
  const subject = <S extends string, E extends string>(
    table: Lifecycle<S, E>,
    state: () => number,
    put: (state: number) => void,
    move: (edge: E) => unknown,
  ): Subject => ({
    table: table as unknown as Lifecycle<string, string>,
    state,
    put,
    move: move as (edge: string) => unknown,
  });
  return {
    pool: subject(
      POOL,
      () => thePool.state,
      (state) => {
        thePool.state = state;
      },
      (edge) => moves.movePool(world, thePool, edge),
    ),
    allocation: subject(
      ALLOCATION,
      () => thePool.allocation,
      (state) => {
        thePool.allocation = state;
      },
      (edge) => moves.moveAllocation(world, thePool, edge),
    ),
    node: subject(
      NODE,
      () => nodes.state(0),
      (state) => {
        nodes.setState(0, state);
      },
      (edge) => moves.moveNode(world, 0, edge),
    ),
    startTask: subject(
      START_TASK,
      () => nodes.startState.data[0],
      (state) => {
        nodes.startState.data[0] = state;
      },
      (edge) => moves.moveStartTask(world, 0, edge, details),
    ),
    jobSchedule: subject(
      JOB_SCHEDULE,
      () => schedule.state,
      (state) => {
        schedule.state = state;
      },
      (edge) => moves.moveSchedule(world, schedule, edge),
    ),
    job: subject(
      JOB,
      () => job.state,
      (state) => {
        job.state = state;
      },
      (edge) => moves.moveJob(world, job, edge),
    ),
    jobPreparation: subject(
      JOB_PREPARATION,
      () => record.state,
      (state) => {
        record.state = state;
      },
      (edge) => moves.movePreparation(world, record, edge, details),
    ),
    jobRelease: subject(
      JOB_RELEASE,
      () => record.releaseState,
      (state) => {
        record.releaseState = state;
      },
      (edge) => moves.moveRelease(world, record, edge, details),
    ),
    task: subject(
      TASK,
      () => tasks.state(0),
      (state) => {
        tasks.setState(0, state);
      },
      (edge) => moves.moveTask(world, 0, TASK.index(edge)),
    ),
  };
}

describe('every state and every edge', () => {
  const world = smallWorld();
  for (const [entity, subject] of Object.entries(subjectsOf(world))) {
    const { table } = subject;
    const states = [null, ...table.states];
    test(`${entity}: an edge leads from its states to its target and nowhere else; from any other state it is a defect`, () => {
      for (const state of states) {
        const ways = new Map(table.edgesFrom(state).map(({ edge, to }) => [edge, to]));
        for (const edge of table.edgeNames) {
          const lines = world.log.count;
          subject.put(table.code(state));
          if (ways.has(edge)) {
            subject.move(edge);
            expect([state, edge, table.state(subject.state())]).toEqual([state, edge, ways.get(edge)]);
            expect(world.log.count).toBe(lines + 1);
          } else {
            expect(() => subject.move(edge), `${state} ${edge}`).toThrow(Defect);
            expect(table.state(subject.state())).toBe(state);
            expect(world.log.count).toBe(lines);
          }
        }
      }
    });
  }
});

/** Edges that no scenario can show, as `entity state edge`, and why the tables have them. */
const UNSEEN: Readonly<Record<string, string>> = {
  'allocation stopping poolDeleted': 'stopping takes no time (O-25)',
  'job enabling disabled': 'enabling takes no time (O-71)',
  'job enabling terminatedByUser': 'enabling takes no time (O-71)',
  'job enabling jobManagerCompleted': 'enabling takes no time (O-71)',
  'job enabling wallClockExpired': 'enabling takes no time (O-71)',
  'job enabling allTasksCompleted': 'enabling takes no time (O-71)',
  'job enabling scheduleTerminated': 'enabling takes no time (O-71)',
  'job enabling deleted': 'enabling takes no time (O-71)',
  'job enabling deletedWithSchedule': 'enabling takes no time (O-71)',
  'job disabling allTasksCompleted': 'without an open task it is disabled before its end is tested (L-208, S-28)',
  'node creating preemptedWhileLeaving':
    'a machine that is being created keeps no directories: its removal waits for nothing',
  'node reimaging preemptedWhileLeaving':
    'a disk that is being wiped keeps no directories: its removal waits for nothing',
};

/** Every way out of a state, as `entity state edge`. */
const WAYS = Object.entries(LIFECYCLES).flatMap(([entity, table]) => {
  const lifecycle = table as unknown as Lifecycle<string, string>;
  return [null, ...lifecycle.states].flatMap((state) =>
    lifecycle.edgesFrom(state).map(({ edge, to }) => ({ entity, way: `${entity} ${state} ${edge}`, to })),
  );
});

describe('what scenarios show', () => {
  const seen = new Map<string, Set<string | null>>();
  const words = new Set<string>();
  beforeAll(() => {
    for (const log of scenes()) {
      for (const { entity, from, to, reason } of log.lines) {
        const way = `${entity} ${from} ${reason}`;
        if (!seen.has(way)) seen.set(way, new Set());
        seen.get(way)!.add(to);
        words.add(reason);
      }
    }
  }, 60_000);

  for (const entity of Object.keys(LIFECYCLES)) {
    test(`${entity}: every edge from every one of its states happens, or it is said why it cannot`, () => {
      const ways = WAYS.filter((one) => one.entity === entity);
      expect(ways.filter(({ way }) => !seen.has(way) && !(way in UNSEEN)).map(({ way }) => way)).toEqual([]);
      expect(ways.filter(({ way }) => seen.has(way) && way in UNSEEN).map(({ way }) => way)).toEqual([]);
      for (const { way, to } of ways) if (seen.has(way)) expect([way, ...seen.get(way)!]).toEqual([way, to]);
    });
  }

  test('no way is excused that no table has', () => {
    const known = new Set(WAYS.map(({ way }) => way));
    expect(Object.keys(UNSEEN).filter((way) => !known.has(way))).toEqual([]);
  });

  test('every reason of the closed list is used, and no other', () => {
    const list = new Set([
      ...Object.values(LIFECYCLES).flatMap((table): string[] => [...table.edgeNames]),
      ...Object.keys(RUN_REASONS),
    ]);
    expect([...list].filter((reason) => !words.has(reason))).toEqual([]);
    expect([...words].filter((reason) => !list.has(reason))).toEqual([]);
  });
});
