/**
 * The search for the best variant that meets the conditions, after S. Andradóttir and S.-H. Kim, "Fully sequential procedures for
 * comparing constrained systems via simulation", Naval Research Logistics 57 (2010): conditions are checked and variants are compared at the
 * same time. A variant is out when it is shown not to meet a condition, or to be worse than one that is shown to meet them all; the
 * others get more replications. Half of the error is for the conditions (see feasibility.ts), half for the comparison (see selection.ts).
 */
import { looksOf, type Verdict, verdictOf } from './feasibility.ts';
import type { Goal, GoalAnswer, Standing, StandingKind } from './goal.ts';
import { sentenceOf } from './goal-sentence.ts';
import type { Rule } from './plan.ts';
import type { Samples } from './samples.ts';
import { Selection } from './selection.ts';
import type { Replications, Variant } from './study.ts';

/** A variant in the race. */
interface Runner {
  readonly variant: number;
  /** of the goal's metric over the replications that were looked at, its sign turned where it is to be maximized */
  mean: number;
  verdict: Verdict;
  /** null: still in */
  out: 'worse' | 'infeasible' | 'noFigure' | null;
  /** replications that were looked at */
  seen: number;
}

/** Who takes part. A verdict that is known already is not looked for again. */
export interface Entrant {
  readonly variant: number;
  readonly verdict: Verdict;
}

/** All variants of a study. */
export function allEntrants(goal: Goal, variants: number): readonly Entrant[] {
  const verdict = goal.subjectTo.length === 0 ? 'met' : 'unclear';
  return Array.from({ length: variants }, (_, variant) => ({ variant, verdict }));
}

export class GoalRule implements Rule {
  readonly #goal: Goal;
  readonly #terms: Replications;
  readonly #runners: ReadonlyMap<number, Runner>;
  readonly #looks: readonly number[];
  readonly #errors: { readonly look: number; readonly selection: number };
  #selection: Selection | null = null;
  #indifference: number;
  #isDecided = false;

  constructor(goal: Goal, entrants: readonly Entrant[], terms: Replications) {
    this.#goal = goal;
    this.#terms = terms;
    this.#looks = looksOf(terms.min, terms.max);
    this.#indifference = goal.indifference ?? 0;
    this.#errors = errorsOf(goal, entrants.length, this.#looks.length);
    this.#runners = new Map(
      entrants.map(({ variant, verdict }) => [variant, { variant, mean: 0, verdict, out: null, seen: 0 }]),
    );
  }

  judge(samples: Samples): void {
    const available = Math.min(...this.#in().map(({ variant }) => samples.of(variant).length));
    const first = this.#in()[0]?.seen ?? available;
    for (let count = first + 1; count <= available && !this.#isDecided; count++) {
      this.#see(samples, count);
      if (count < this.#terms.min) continue;
      const isLook = this.#looks.includes(count);
      if (isLook) this.#check(samples, count);
      this.#selection ??= this.#begin(samples);
      this.#compare(samples, count, isLook);
      this.#decide();
    }
  }

  needs(variant: number): number {
    const { out, seen } = this.#runnerOf(variant);
    return out !== null || this.#isDecided ? seen : Number.POSITIVE_INFINITY;
  }

  isOut(variant: number): boolean {
    return this.#runnerOf(variant).out !== null;
  }

  answer(variants: readonly Variant[]): GoalAnswer {
    const rest = this.#in();
    const shown = rest.filter(({ verdict }) => verdict === 'met');
    const best = bestOf(shown) ?? bestOf(rest);
    const kind = best === null ? 'none' : this.#isDecided ? 'best' : 'undecided';
    const standings = [...this.#runners.values()].map((runner): Standing => {
      const { variant, seen, out } = runner;
      const mean = out === 'noFigure' ? null : this.#signed(runner.mean);
      return { variant, kind: standing(runner), replications: seen, mean };
    });
    const answer = {
      kind,
      variant: best?.variant ?? null,
      confidence: this.#goal.confidence,
      indifference: this.#indifference,
      standings,
    } as const;
    return { ...answer, sentence: sentenceOf(answer, this.#goal, variants) };

    function standing(runner: Runner): StandingKind {
      if (runner.out !== null) return runner.out;
      if (runner === best && kind === 'best') return 'best';
      return runner.verdict === 'met' ? 'equal' : 'unclear';
    }
  }

  #in(): readonly Runner[] {
    return [...this.#runners.values()].filter(({ out }) => out === null);
  }

  #runnerOf(variant: number): Runner {
    const runner = this.#runners.get(variant);
    if (runner === undefined) throw new Error(`variant ${variant} takes no part`);
    return runner;
  }

  /** One more replication of all that are in. */
  #see(samples: Samples, count: number): void {
    for (const runner of this.#in()) {
      const value = samples.figure(runner.variant, count - 1, this.#goal.metric);
      runner.seen = count;
      if (value === null) runner.out = 'noFigure';
      else runner.mean += (this.#signed(value) - runner.mean) / count;
    }
  }

  /** After the first stage. */
  #begin(samples: Samples): Selection {
    const scale = this.#in().reduce((least, { mean }) => Math.min(least, Math.abs(mean)), Number.POSITIVE_INFINITY);
    const best = bestOf(this.#in());
    const relative = DEFAULT_INDIFFERENCE * (best === null || best.mean === 0 ? scale : Math.abs(best.mean));
    if (this.#goal.indifference === null)
      this.#indifference = Number.isFinite(relative) ? Math.max(relative, LEAST_INDIFFERENCE) : LEAST_INDIFFERENCE;
    const firstStage = new Map(
      this.#in().map(({ variant }) => [
        variant,
        samples.values(variant, this.#goal.metric, this.#terms.min).map((value) => value ?? 0),
      ]),
    );
    return new Selection(firstStage, {
      variants: this.#runners.size,
      error: this.#errors.selection,
      looks: this.#looks.length,
      indifference: this.#indifference,
    });
  }

  #check(samples: Samples, count: number): void {
    for (const runner of this.#in()) {
      if (runner.verdict !== 'unclear') continue;
      const verdicts = this.#goal.subjectTo.map((constraint) =>
        verdictOf(samples.values(runner.variant, constraint.metric, count), constraint, this.#errors.look),
      );
      if (verdicts.includes('violated')) runner.out = 'infeasible';
      else if (verdicts.every((verdict) => verdict === 'met')) runner.verdict = 'met';
    }
  }

  /** Compares all that are in with the one that leads those that are shown to meet the conditions. */
  #compare(samples: Samples, count: number, isLook: boolean): void {
    const rest = this.#in();
    const leader = bestOf(rest.filter(({ verdict }) => verdict === 'met'));
    const selection = this.#selection;
    if (leader === null || selection === null) return;
    const figures = ({ variant }: Runner) =>
      samples.values(variant, this.#goal.metric, count).map((value) => this.#signed(value ?? Number.NaN));
    const ofLeader = isLook ? figures(leader) : [];
    for (const runner of rest) {
      if (runner === leader) continue;
      const isWorse = selection.isWorse(runner.variant, runner.mean, leader.variant, leader.mean, count);
      if (isWorse || (isLook && selection.isClearlyWorse(figures(runner), ofLeader))) runner.out = 'worse';
    }
  }

  #decide(): void {
    const [first, ...others] = this.#in();
    this.#isDecided = others.length === 0 && (first === undefined || first.verdict === 'met');
  }

  #signed(value: number): number {
    return this.#goal.sense === 'minimize' ? value : -value;
  }
}

/** How the error of the answer is shared out: half for all verdicts about conditions, half for the comparison. */
export function errorsOf({ confidence, subjectTo }: Goal, variants: number, looks: number) {
  const error = 1 - confidence;
  if (subjectTo.length === 0) return { look: 0, selection: error };
  return { look: error / 2 / (variants * subjectTo.length * looks), selection: error / 2 };
}

/** of the best mean */
const DEFAULT_INDIFFERENCE = 0.01;
/** where all means are zero */
const LEAST_INDIFFERENCE = 1e-9;

function bestOf(runners: readonly Runner[]): Runner | null {
  return runners.reduce<Runner | null>(
    (best, runner) => (best === null || runner.mean < best.mean ? runner : best),
    null,
  );
}
