/**
 * The simulation: a scenario's world and the loop that drives it. One instant is worked in rounds: everything that is due, then one
 * scheduling pass; while that leaves anything due at the same instant, another round (S-25).
 */
import type { Scenario } from '../batch/model.ts';
import type { SimTime } from '../kernel/clock.ts';
import { Defect } from '../kernel/invariant.ts';
import type { Bodies } from '../trace/bodies.ts';
import type { Directory, TransitionSink } from '../trace/vocabulary.ts';
import { settleCounts } from './autoscale/pool-counts.ts';
import { openFreed } from './availability.ts';
import { bodiesOf } from './bodies.ts';
import { isLive, TIMERS } from './events.ts';
import { dispatch } from './handlers/dispatch.ts';
import { react, testJobs } from './reactions.ts';
import { beginRun, endRun } from './run-frame.ts';
import { schedulingPass } from './scheduling/pass.ts';
import { settleNodes } from './scheduling/settle.ts';
import { followedUntil, mayStillStart } from './still.ts';
import { type EvaluationListener, World } from './world.ts';

export interface SimulationOptions {
  /** of batchlab, for the log's first line */
  readonly version: string;
  /** lines of the log, written or not, after which the run ends with reason `limit` (S-2) */
  readonly maxEvents?: number;
  /** hears every evaluation of an autoscale formula, and what it could read */
  readonly onEvaluation?: EvaluationListener;
  /** makes the listener, given the names behind the handles and what else can be asked about them from the first line on */
  readonly sink: (directory: Directory, bodies: Bodies) => TransitionSink;
}

const MAX_EVENTS = 100_000_000; // S-2
const MAX_ROUNDS = 100_000; // S-25

export class Simulation {
  readonly world: World;
  hasEnded = false;
  private readonly maxEvents: number;
  private rounds = 0;
  /** when the next calendar entry is due */
  private nextAt: SimTime = 0;

  /** Sets the world up: the bodies of the scenario exist, the clock stands at 0. */
  constructor(scenario: Scenario, options: SimulationOptions) {
    const bodies = bodiesOf(() => this.world);
    this.world = new World(scenario, (directory) => options.sink(directory, bodies));
    this.world.evaluationListener = options.onEvaluation ?? null;
    this.maxEvents = options.maxEvents ?? MAX_EVENTS;
    this.guard(() => {
      beginRun(this.world, options.version);
      this.finishRoundIfDone(); // what the calendar holds for time zero belongs to its first round
    });
  }

  get directory(): Directory {
    return this.world.directory;
  }
  get now(): SimTime {
    return this.world.now;
  }
  /** lines of the log so far */
  get events(): number {
    return this.world.log.count;
  }
  get tasksCompleted(): number {
    return this.world.tasksCompleted;
  }

  run(): void {
    while (this.advance(1_000_000)) {
      // advance does the work
    }
  }

  /** Handles up to so many calendar entries; false when the run has ended. */
  advance(entries: number): boolean {
    return this.guard(() => {
      for (let left = entries; left > 0 && !this.hasEnded; left--) this.step();
      return !this.hasEnded;
    });
  }

  /** The next calendar entry, and the end of its round if it was the last that is due. */
  private step(): void {
    const { world } = this;
    const { calendar, log } = world;
    if (log.count >= this.maxEvents) return this.end('limit', `the limit of ${this.maxEvents} events was reached`);
    if (world.endless !== null) return this.end('limit', world.endless);
    if (this.nextAt !== log.now && !this.moveClock()) return;
    calendar.take();
    if (this.isStillDue()) {
      dispatch(world, calendar.kind, calendar.subject);
      react(world);
    }
    this.finishRoundIfDone();
  }

  /** Jobs whose tasks are all complete end after the calls of the instant and before its timers (S-28), which may so become void. */
  private isStillDue(): boolean {
    const { world } = this;
    const { calendar } = world;
    if (world.jobsToTest.size === 0 || calendar.eventClass < TIMERS) return true;
    testJobs(world);
    return isLive(world, calendar.kind, calendar.subject, calendar.stamp);
  }

  private finishRoundIfDone(): void {
    const { calendar, log } = this.world;
    if (calendar.mayBeDue(log.now)) {
      this.nextAt = calendar.peekTime();
      if (this.nextAt === log.now) return;
    }
    this.finishRound();
  }

  /** Time passes, to the next thing that happens; false if nothing does and the run has ended. */
  private moveClock(): boolean {
    const { world } = this;
    const at = this.nextAt;
    if (world.touchedPools.length > 0) settleCounts(world);
    if (at === Infinity || (world.calendar.nextIsBackground && this.isAtRest(at))) {
      world.log.now = world.log.changedAt; // what has come up since has changed nothing: S-1
      this.end('quiescent');
      return false;
    }
    if (at > world.scenario.end) {
      world.log.now = world.scenario.end;
      this.end('horizon');
      return false;
    }
    world.log.now = at;
    this.rounds = 0;
    return true;
  }

  /** Whether nothing that keeps a run alive comes any more, not even by what is due next, in the background (S-1). */
  private isAtRest(at: SimTime): boolean {
    const { world } = this;
    return !world.calendar.hasForeground() && !mayStillStart(world) && at > followedUntil(world);
  }

  /** Everything that was due has happened: one scheduling pass, and nodes show what they are (S-6). */
  private finishRound(): void {
    const { world } = this;
    if (world.jobsToTest.size > 0) testJobs(world);
    for (;;) {
      if (world.dirtyPools.length > 0) this.passes();
      react(world);
      if (world.jobsToTest.size > 0) testJobs(world);
      if (world.dirtyPools.length === 0) break;
    }
    if (world.unsettled.count > 0) settleNodes(world);
    this.nextAt = world.calendar.peekTime();
    if (++this.rounds > MAX_ROUNDS)
      this.end('limit', `the instant ${world.now} ms did not come to an end within ${MAX_ROUNDS} rounds`);
  }

  /** One pass over each pool that has something to look at, in the order of creation. */
  private passes(): void {
    const { world } = this;
    const pools = world.dirtyPools;
    if (pools.length > 1) pools.sort((a, b) => a.index - b.index);
    // a pool that its pass makes dirty again stands at the end of the list once more
    for (let at = 0; at < pools.length; at++) {
      openFreed(world, pools[at]);
      pools[at].isDirty = false;
      schedulingPass(world, pools[at]);
    }
    while (pools.length > 0) pools.pop(); // setting the length would give up the room, at every instant
  }

  private end(reason: 'quiescent' | 'horizon' | 'limit', limit?: string): void {
    this.hasEnded = true;
    endRun(this.world, reason, limit);
  }

  /** A defect says where it happened. */
  private guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Defect)) throw error;
      const { world } = this;
      throw error.with({ scenario: world.scenario.name, seed: world.seed, event: world.log.count, at: world.now });
    }
  }
}
