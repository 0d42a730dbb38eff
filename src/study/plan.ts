/**
 * The plan of a study: rounds of cells, and after each round rules that say which variants need more.
 *
 * The first round runs every variant `min` times. After it, and after every further round, the rules look at the results in the order of the
 * replications, as if they had come one by one. A variant of which a rule wants more gets `batch` more, up to `max`. What a variant has beyond the
 * replication at which all rules had enough does not count: so the outcome depends neither on the size of a batch that
 * happened to be run nor on how many ran at once.
 */
import type { GoalAnswer } from './goal.ts';
import { allEntrants, GoalRule } from './goal-rule.ts';
import { PrecisionRule } from './precision-rule.ts';
import { Round } from './round.ts';
import type { Samples } from './samples.ts';
import type { Cell, CellResult, Study, StudyPlan } from './study.ts';

/** Decides from results how often variants must be run. */
export interface Rule {
  /** Looks at results that are new; every variant that it wants more of has one batch more than before, or all that it can have. */
  judge(samples: Samples): void;
  /** How many replications of a variant it needs; Infinity: more than there are. */
  needs(variant: number): number;
}

export type PlanTerms = Pick<Study, 'variants' | 'replications' | 'goal'> & {
  /** is run as often as the variant that is run most, so that each can be compared with it; null: none is */
  readonly baseline: number | null;
};

export class RoundsPlan implements StudyPlan {
  readonly #round: Round;
  readonly #study: PlanTerms;
  readonly #rules: readonly Rule[];
  readonly #goal: GoalRule | null;
  #done = false;

  constructor(study: PlanTerms) {
    this.#study = study;
    const { variants, replications, goal } = study;
    this.#round = new Round(variants.length);
    this.#goal = goal === null ? null : new GoalRule(goal, allEntrants(goal, variants.length), replications);
    const { precision } = replications;
    this.#rules = [
      ...(precision === null ? [] : [new PrecisionRule(precision, variants.length, replications)]),
      ...(this.#goal === null ? [] : [this.#goal]),
    ];
    this.#ask(() => replications.min);
  }

  get done(): boolean {
    return this.#done;
  }

  next(): readonly Cell[] {
    return this.#round.next();
  }

  take(result: CellResult): void {
    if (!this.#round.take(result)) return;
    for (const rule of this.#rules) rule.judge(this.#round.samples);
    const { max, batch } = this.#study.replications;
    const wants = this.#round.asked.map((asked, variant) => asked < max && !this.#isEnough(variant));
    const { baseline } = this.#study;
    if (baseline !== null && !wants[baseline]) {
      const most = Math.max(...this.#round.asked.map((asked, variant) => (wants[variant] ? asked : 0)));
      wants[baseline] = this.#round.asked[baseline] <= most;
    }
    this.#ask((variant) => (wants[variant] ? Math.min(batch, max - this.#round.asked[variant]) : 0));
  }

  results(): readonly CellResult[] {
    return this.#round.asked.flatMap((_, variant) => this.#round.samples.of(variant, this.#counted(variant)));
  }

  progress(): { readonly taken: number; readonly asked: number } {
    return this.#round.progress();
  }

  /** Of a study with a goal, when it is done. */
  get answer(): GoalAnswer | null {
    return this.#goal?.answer(this.#study.variants) ?? null;
  }

  #isEnough(variant: number): boolean {
    // what the goal has ruled out need not be known any better
    if (this.#goal?.isOut(variant)) return true;
    return this.#rules.every((rule) => rule.needs(variant) <= this.#round.asked[variant]);
  }

  #counted(variant: number): number {
    if (variant !== this.#study.baseline) return this.#needed(variant);
    return Math.max(...this.#round.asked.map((asked, other) => Math.min(asked, this.#needed(other))));
  }

  #needed(variant: number): number {
    const rules = this.#goal?.isOut(variant) ? [this.#goal] : this.#rules;
    return Math.max(this.#study.replications.min, ...rules.map((rule) => rule.needs(variant)));
  }

  /** Asks for so many further replications of every variant. */
  #ask(more: (variant: number) => number): void {
    const batch: Cell[] = [];
    for (const { index } of this.#study.variants) {
      const first = this.#round.asked[index];
      const count = more(index);
      for (let replication = first; replication < first + count; replication++)
        batch.push({ variant: index, replication });
      this.#round.asked[index] += count;
    }
    this.#round.open(batch);
    this.#done = batch.length === 0;
  }
}

/** The plan of a study: runs every variant, and decides after each round which need more. */
export function planOf(study: Study): StudyPlan {
  return new RoundsPlan(study);
}
