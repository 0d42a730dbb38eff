/** Runs a scenario under all checks at once. Answers what it was found to do wrong, or nothing. */
import { createHash } from 'node:crypto';
import { TASK } from '../../src/batch/lifecycles/task.ts';
import type { Scenario } from '../../src/batch/model.ts';
import type { Pool } from '../../src/engine/pools.ts';
import type { World } from '../../src/engine/world.ts';
import { SummaryFold } from '../../src/metrics/fold.ts';
import { Run } from '../../src/simulate.ts';
import { readLog } from '../../src/trace/reader.ts';
import {
  type Line,
  type RunEnded,
  type TaskTransition,
  type TransitionSink,
  tee,
  WAIT_CAUSES,
} from '../../src/trace/vocabulary.ts';
import type { LogLine } from '../metrics/oracle.ts';
import { checkAnswers } from './answers.ts';
import { Audit } from './audit.ts';
import { checkBooks } from './bookkeeping.ts';
import { compiled, type SwarmFile } from './compiled.ts';
import type { Coverage } from './coverage.ts';
import { Failure } from './failure.ts';
import { nextDecision, placeFor } from './oracle.ts';
import { checkCost, checkFollowing, checkReplayedWorld, checkRest, checkSums } from './outcome.ts';
import { Retained } from './retained.ts';
import { TimeRules } from './time-rules.ts';
import { type Assignment, assignmentOf, View } from './view.ts';
import { describeWait, WaitSums } from './waiting.ts';

export interface Finding {
  /** which check found it: `defect`, `audit`, `books`, `oracle`, `waits`, … */
  readonly kind: string;
  readonly message: string;
}

export interface Examined {
  readonly finding: Finding | null;
  readonly lines: number;
  readonly placements: number;
}

const MAX_EVENTS = 15_000;
const HASHES = { eventsSha256: null, transitionsSha256: null };

/** `coverage` hears what the scenario brings about. */
export function examine(file: SwarmFile, coverage: Coverage | null = null): Examined {
  const scenario = compiled(file);
  if (typeof scenario === 'string') return { finding: { kind: 'refused', message: scenario }, lines: 0, placements: 0 };
  const watched = new WatchedRun(scenario, coverage);
  try {
    watched.run();
    watched.checkOutcome();
    return { finding: null, lines: watched.lines, placements: watched.placements };
  } catch (error) {
    const { name, message, stack } = error as Error;
    const kind = error instanceof Failure ? error.kind : name;
    const where = error instanceof Failure ? '' : `\n${stack}`;
    return {
      finding: { kind, message: `at ${watched.now / 1000} s: ${message}${where}` },
      lines: watched.lines,
      placements: watched.placements,
    };
  }
}

const COMPLETED = TASK.code('completed');
const ACTIVE = TASK.code('active');
const PREPARING = TASK.code('preparing');
const RUNNING = TASK.code('running');

/** A run that is stopped after every event and looked at. */
class WatchedRun {
  placements = 0;
  readonly #scenario: Scenario;
  readonly #coverage: Coverage | null;
  readonly #audit = new Audit();
  readonly #timeRules = new TimeRules();
  readonly #retained = new Retained();
  readonly #waits = new WaitSums();
  readonly #lastNodes = new Map<number, number>();
  #world: World | null = null;
  #text = '';
  #run: Run | null = null;
  /** the pool whose pass is under way, and what has been stopped in it since its last placement */
  #passing: Pool | null = null;
  #stopped: Assignment[] = [];

  constructor(scenario: Scenario, coverage: Coverage | null) {
    this.#scenario = scenario;
    this.#coverage = coverage;
  }

  get lines(): number {
    return this.#audit.lines;
  }
  get now(): number {
    return this.#world?.now ?? 0;
  }

  run(): void {
    const run = new Run(this.#scenario, {
      maxEvents: MAX_EVENTS,
      onLog: (text) => {
        this.#text += text;
      },
      listen: () =>
        tee([
          this.#sink(),
          this.#audit,
          this.#timeRules,
          this.#retained,
          ...(this.#coverage === null ? [] : [this.#coverage]),
        ]),
    });
    const { world } = run.simulation;
    this.#run = run;
    this.#audit.attach(world);
    this.#timeRules.world = world;
    this.#retained.world = world;
    this.#world = world;
    this.#hook(world);
    this.#settled(world);
    while (run.advance(1)) if (world.calendar.peekTime() !== world.now) this.#settled(world);
    // a run that its limit ends breaks off in the middle of an instant
    if (this.#endReason !== 'limit') this.#settled(world);
  }

  // ---------------------------------------------------------------- while it runs

  /** Overhears passes and placements; the engine does not know. */
  #hook(world: World): void {
    const { attempts, pools } = world;
    for (const pool of pools) this.#overhear(pool);
    const push = pools.push.bind(pools);
    pools.push = (...made) => {
      for (const pool of made) this.#overhear(pool);
      return push(...made);
    };
    const add = attempts.add.bind(attempts);
    attempts.add = (task, node) => {
      this.#placing(world, task, node);
      this.#lastNodes.set(task, node);
      return add(task, node);
    };
    const remove = attempts.remove.bind(attempts);
    attempts.remove = (attempt) => {
      const task = attempts.task(attempt);
      this.#stopped.push(assignmentOf(world, task, attempt));
      remove(attempt);
    };
    const { gangs } = attempts;
    const set = gangs.set.bind(gangs);
    gangs.set = (attempt, nodes) => {
      if (nodes.join() !== this.#expectedNodes.join())
        throw new Failure('oracle', `a gang gets nodes ${nodes.join()}, expected ${this.#expectedNodes.join()}`);
      return set(attempt, nodes);
    };
  }
  #expectedNodes: readonly number[] = [];
  #endReason = '';

  /** A pass over a pool begins when the pool stops being dirty. */
  #overhear(pool: Pool): void {
    let isDirty = pool.isDirty;
    Object.defineProperty(pool, 'isDirty', {
      get: () => isDirty,
      set: (value: boolean) => {
        isDirty = value;
        if (value) return;
        this.#passing = pool;
        this.#stopped = [];
      },
    });
  }

  #placing(world: World, task: number, node: number): void {
    this.placements++;
    const pool = this.#passing;
    if (pool === null) throw new Failure('oracle', 'a task is placed outside of a pass');
    const expected = nextDecision(new View(world, this.#audit.bars, this.#stopped), pool, this.#lastNodes);
    const victims = this.#stopped.map((each) => each.task).sort((a, b) => a - b);
    const name = (each: number) => `${world.jobOf(each).id}/${world.taskId(each)}`;
    const said = (kind: string, which: number, at: number, stopped: readonly number[]) =>
      `${kind} ${name(which)} on ${world.nodeId(at)}${stopped.length > 0 ? ` instead of ${stopped.map(name).join(', ')}` : ''}`;
    const is = said(victims.length > 0 ? 'displace' : 'start', task, node, victims);
    const should =
      expected === null ? 'nothing' : said(expected.kind, expected.task, expected.nodes[0], expected.victims);
    if (is !== should) throw new Failure('oracle', `pool ${pool.id}: the engine does: ${is}; the rules say: ${should}`);
    this.#expectedNodes = expected!.nodes;
    this.#stopped = [];
  }

  /** Nothing more happens at this instant. */
  #settled(world: World): void {
    this.#passing = null;
    const view = new View(world, this.#audit.bars);
    checkBooks(view);
    this.#audit.dependents.check(world);
    this.#timeRules.checkAges(world);
    this.#retained.check(world);
    for (const pool of world.poolsByKey.values()) {
      const missed = nextDecision(view, pool, this.#lastNodes);
      if (missed === null) continue;
      const name = `${world.jobOf(missed.task).id}/${world.taskId(missed.task)}`;
      throw new Failure(
        'oracle',
        `pool ${pool.id}: the pass is over, but the rules say: ${missed.kind} ${name} on ${world.nodeId(missed.nodes[0])}`,
      );
    }
    this.#waits.settle(view);
  }

  #sink(): TransitionSink {
    return { line: (line) => this.#line(line), node: () => {}, task: (line) => this.#task(line) };
  }

  #line(line: Line): void {
    if (this.#world === null || line.entity !== 'run' || line.to !== 'ended') return;
    this.#endReason = line.reason;
    const world = this.#world;
    this.#waits.pass(world.now);
    const { waiting } = line as RunEnded;
    const names = new Map<string, number>();
    for (const job of world.jobs) {
      const nth = (names.get(job.key) ?? 0) + 1;
      names.set(job.key, nth);
      const said = waiting[nth === 1 ? job.id : `${job.id}#${nth}`] ?? {};
      const [is, should] = [describeWait((cause) => said[cause] ?? 0), this.#waits.ofJob(world, job.index)];
      if (is !== should) throw new Failure('waits', `job ${job.id} still waits for: ${is}; seen: ${should}`);
    }
  }

  #task(line: Readonly<TaskTransition>): void {
    if (this.#world === null) return;
    const world = this.#world;
    this.#waits.pass(world.now);
    const { task, waited } = line;
    if (waited !== null) {
      const [is, should] = [describeWait((cause) => waited.ms[WAIT_CAUSES.indexOf(cause)]), this.#waits.of(task)];
      if (is !== should)
        throw new Failure(
          'waits',
          `task ${world.jobOf(task).id}/${world.taskId(task)} has waited for: ${is}; seen: ${should}`,
        );
    }
    const wasWaiting = line.from === ACTIVE || line.from === PREPARING;
    const ends = wasWaiting && line.to !== ACTIVE && line.to !== PREPARING;
    if (ends !== (waited !== null))
      throw new Failure(
        'waits',
        `task ${task}: ${line.reason} says ${waited === null ? 'nothing' : 'something'} of waiting`,
      );
    if (ends || line.to === RUNNING || line.to === COMPLETED) this.#waits.forget(task);
    if (line.reason === 'preProcessingFailed' && line.from === ACTIVE) this.#rejecting(world, task);
  }

  /** A task that its pool cannot serve completes when it would be given a node. */
  #rejecting(world: World, task: number): void {
    const job = world.jobOf(task);
    const pool = this.#passing;
    if (pool === null || placeFor(new View(world, this.#audit.bars), pool, job, task, this.#lastNodes) === null)
      throw new Failure(
        'oracle',
        `task ${job.id}/${world.taskId(task)} fails as if it were placed, but no node could take it`,
      );
  }

  // ---------------------------------------------------------------- when it is over

  checkOutcome(): void {
    const run = this.#run!;
    const world = this.#world!;
    const summary = run.fold.summary(HASHES);
    const lines = this.#text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as LogLine);
    checkSums(summary, world);
    checkCost(summary, lines);
    checkReplayedWorld(world, lines);
    checkAnswers(lines);
    checkFollowing(lines);
    if (summary.endReason === 'quiescent')
      checkRest(new View(world, this.#audit.bars), summary, this.#audit.dependents);
    this.#checkReplay(JSON.stringify(summary));
    this.#checkRepetition();
  }

  #checkReplay(live: string): void {
    const fold = readLog('log', [this.#text], (names) => new SummaryFold(names));
    const replayed = JSON.stringify(fold.summary(HASHES));
    if (replayed !== live) throw new Failure('replay', `the summary from the log differs: ${replayed}\nlive: ${live}`);
  }

  #checkRepetition(): void {
    const hash = createHash('sha256');
    const again = new Run(this.#scenario, { maxEvents: MAX_EVENTS, onLog: (text) => hash.update(text) });
    while (again.advance(1_000_000));
    if (hash.digest('hex') !== createHash('sha256').update(this.#text).digest('hex'))
      throw new Failure('determinism', 'a second run has another log');
  }
}
