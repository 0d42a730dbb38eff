/** Advice on what a formula does to a pool in the long run, from trials. */
import type { Formula } from '../formula.ts';
import { DEFAULT_SAMPLE_PERCENT, SAMPLE_PERIOD } from '../limits.ts';
import { OPTION_VARIABLE, TARGET_VARIABLES } from '../names.ts';
import type { Position } from '../position.ts';
import type { Advice } from './advice.ts';
import { FULL_HISTORY } from './steady-samples.ts';
import { birthOf, conduct, evaluateOnce, hoursOf, NO_NODES, type Nodes, startWith, total } from './trial.ts';
import type { Usage } from './usage.ts';

/** Tasks of the trials: a few, many, and more than any pool can take. */
const FEW = [1, 2, 3];
const MANY = 100;
const ENDLESS = 10_000_000;
/** more nodes than any pool has */
const UNBOUNDED = 100_000;
/** nodes of a pool that is not empty to begin with */
const SOME_NODES = 10;
/** evaluations until a formula has shown what it does */
const FEW_ROUNDS = 20;
const MANY_ROUNDS = 400;

export function adviseOnBehaviour(formula: Formula, usage: Usage, interval: number | null): readonly Advice[] {
  if (![...usage.assigned.keys()].some((name) => TARGET_VARIABLES.has(name))) return [];
  const subject = new Subject(formula, usage);
  if (subject.alwaysFails()) return [];
  return [
    ...subject.unguardedSample(),
    ...subject.windowTooShort(),
    ...subject.fractionBecomesZero(),
    ...subject.zeroIsFinal(),
    ...subject.neverShrinks(),
    ...subject.unboundedTarget(),
    ...subject.defaultDeallocation(),
    ...(interval === null ? [] : subject.intervalTooLong(interval)),
  ];
}

class Subject {
  private readonly formula: Formula;
  private readonly usage: Usage;
  private readonly hours: readonly number[];
  private readonly some: Nodes;
  /** where a target gets its last value: what trials find is about it */
  private readonly target: Position;
  /** the hour at which demand gets the most nodes */
  private readonly peak: number;

  constructor(formula: Formula, usage: Usage) {
    this.formula = formula;
    this.usage = usage;
    this.hours = hoursOf(usage);
    this.some = startWith(SOME_NODES, usage);
    this.target = lastTargetOf(formula);
    const sizes = this.hours.map((now) => total(this.grown(MANY, now, this.some, 1)));
    this.peak = this.hours[sizes.indexOf(Math.max(...sizes))];
  }

  /** a formula in error changes nothing, and there is nothing to be learnt from trying it */
  alwaysFails(): boolean {
    const { run } = evaluateOnce(this.formula, MANY, this.peak, this.some, FULL_HISTORY);
    return run.error?.code === 'AutoScalingFormulaEvaluationError';
  }

  /** a new pool has no samples, and a young one few */
  unguardedSample(): readonly Advice[] {
    const birth = birthOf(this.usage);
    for (const samples of [0, 2]) {
      const { run } = evaluateOnce(this.formula, MANY, birth, NO_NODES, samples);
      if (run.error?.code !== 'InsufficientSampleData' || run.errorAt === undefined) continue;
      const [{ value }] = run.error.values;
      return [
        {
          ...run.errorAt,
          code: 'unguarded-sample',
          reason: `A ${samples === 0 ? 'new' : 'young'} pool fails here and keeps its size: ${value.slice(value.indexOf(': ') + 2)}.`,
          fix: 'Ask GetSamplePercent first: p < 70 ? max(0, $PendingTasks.GetSample(1)) : avg($PendingTasks.GetSample(window)).',
        },
      ];
    }
    return [];
  }

  /** the newest sample is a period old, so the first part of a window is empty at every evaluation */
  windowTooShort(): readonly Advice[] {
    const { shortestWindow } = evaluateOnce(this.formula, MANY, this.peak, this.some, FULL_HISTORY);
    const at = this.usage.called.get('GetSamplePercent') ?? this.usage.called.get('GetSample');
    const possible = Math.max(1, Math.floor(shortestWindow / SAMPLE_PERIOD));
    const percent = Math.floor((100 * (Math.ceil(shortestWindow / SAMPLE_PERIOD) - 1)) / possible);
    if (at === undefined || shortestWindow === Infinity || percent >= DEFAULT_SAMPLE_PERCENT) return [];
    return [
      {
        ...at,
        code: 'window-too-short',
        reason: `Of the last ${minutes(shortestWindow)} at most ${percent} percent of the samples can be read, as the newest is ${SAMPLE_PERIOD / 1000} s old: the ${DEFAULT_SAMPLE_PERCENT} percent that are usually asked for are never there.`,
        fix: 'Look back at least 2 minutes: TimeInterval_Minute * 5.',
      },
    ];
  }

  fractionBecomesZero(): readonly Advice[] {
    for (const tasks of FEW) {
      const { run } = evaluateOnce(this.formula, tasks, this.peak, NO_NODES, FULL_HISTORY);
      const exact = total(run.exactTargets);
      const whole = run.targetDedicatedNodes + run.targetLowPriorityNodes;
      const stays = total(this.grown(tasks, this.peak, NO_NODES, FEW_ROUNDS)) === 0;
      if (run.error !== undefined || exact <= 0 || whole > 0 || !stays) continue;
      return this.about(
        'fraction-becomes-zero',
        `With ${tasks} task${tasks === 1 ? '' : 's'} the target is ${Number(exact.toPrecision(3))}, which is cut to 0: the work waits for ever.`,
        'Round up: (tasks + tasksPerNode - 1) / tasksPerNode.',
      );
    }
    return [];
  }

  zeroIsFinal(): readonly Advice[] {
    const returns = this.hours.some((now) => [...FEW, MANY, ENDLESS].some((tasks) => !this.staysEmpty(tasks, now)));
    if (returns || total(this.grown(MANY, this.peak, this.some, 1)) === 0) return [];
    return this.about(
      'zero-is-final',
      'Without nodes the target stays 0 whatever waits: the pool never gets its first node, and one that has shrunk to 0 never comes back.',
      'Give the target a floor: max(1, …), or add waiting tasks to it: $PendingTasks is sampled without nodes, load is not.',
    );
  }

  neverShrinks(): readonly Advice[] {
    const grown = [NO_NODES, this.some].map((start) => this.grown(MANY, this.peak, start, MANY_ROUNDS));
    const top = grown.reduce((a, b) => (total(a) >= total(b) ? a : b));
    const idle = this.grown(0, this.peak, NO_NODES, FEW_ROUNDS);
    if (total(top) <= total(idle)) return [];
    const shrinks = this.hours.some((now) => total(this.grown(0, now, top, FEW_ROUNDS)) < total(top));
    if (shrinks) return [];
    return this.about(
      'never-shrinks',
      `Under load the pool grows to ${total(top)} nodes, and when nothing is left to do it stays there.`,
      'Let the target follow the tasks down too: min(cap, $PendingTasks…), not max(…) with the size it has.',
    );
  }

  unboundedTarget(): readonly Advice[] {
    for (const start of [NO_NODES, this.some]) {
      const { trail, last } = conduct(this.formula, { tasks: ENDLESS, now: this.peak, start, rounds: MANY_ROUNDS });
      const before = trail[trail.length - 2];
      const rises = total(last) > UNBOUNDED ? `is ${grouped(total(last))}` : 'rises with every evaluation';
      if (total(last) <= UNBOUNDED && total(last) <= total(before)) continue;
      return this.about(
        'unbounded-target',
        `With ${grouped(ENDLESS)} tasks the target ${rises}: nothing bounds it but the quota.`,
        'Cap it: min(100, …).',
      );
    }
    return [];
  }

  defaultDeallocation(): readonly Advice[] {
    if (this.usage.assigned.has(OPTION_VARIABLE)) return [];
    const sizes = new Set(
      this.hours.flatMap((now) => [0, 1, MANY].map((tasks) => total(this.grown(tasks, now, this.some, 1)))),
    );
    if (sizes.size < 2) return [];
    return this.about(
      'default-deallocation',
      '$NodeDeallocationOption is not assigned, so it is requeue: whenever the pool shrinks, tasks running on the nodes it gives up are killed and start again.',
      '$NodeDeallocationOption = taskcompletion;',
    );
  }

  intervalTooLong(interval: number): readonly Advice[] {
    const { farthestBack } = evaluateOnce(this.formula, MANY, this.peak, this.some, FULL_HISTORY);
    const at = this.usage.called.get('GetSample') ?? this.usage.called.get('GetSamplePercent');
    if (at === undefined || farthestBack === 0 || interval <= farthestBack) return [];
    return [
      {
        ...at,
        code: 'interval-too-long',
        reason: `Evaluations are ${minutes(interval)} apart and the formula looks back ${minutes(farthestBack)}: what happens in between is never seen, and the reaction comes up to ${minutes(interval)} late.`,
        fix: `Evaluate at least every ${minutes(Math.max(farthestBack, SHORTEST_INTERVAL))} (the service allows PT5M and more), or look back as far as the interval.`,
      },
    ];
  }

  private staysEmpty(tasks: number, now: number): boolean {
    return total(this.grown(tasks, now, NO_NODES, 2)) === 0;
  }

  private grown(tasks: number, now: number, start: Nodes, rounds: number): Nodes {
    return conduct(this.formula, { tasks, now, start, rounds }).last;
  }

  private about(code: Advice['code'], reason: string, fix: string): readonly Advice[] {
    return [{ ...this.target, code, reason, fix }];
  }
}

const SHORTEST_INTERVAL = 5 * 60_000;

function lastTargetOf({ statements }: Formula): Position {
  const targets = statements.flatMap(({ target }) =>
    target !== null && TARGET_VARIABLES.has(target.name) ? [target.at] : [],
  );
  return targets[targets.length - 1];
}

function minutes(milliseconds: number): string {
  return `${Number((milliseconds / 60_000).toFixed(2))} min`;
}

/** 10,000,000 */
function grouped(whole: number): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ',');
}
