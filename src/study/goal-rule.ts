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

export class GoalRule implements Rule {
  readonly #goal: Goal;
  readonly #terms: Replications;
  readonly #runners: readonly Runner[];
  readonly #looks: readonly number[];
  readonly #errors: { readonly look: number; readonly selection: number };
  #selection: Selection | null = null;
  #indifference: number;
  #isDecided = false;

  constructor(goal: Goal, variants: number, terms: Replications) {
    this.#goal = goal;
    this.#terms = terms;
    this.#looks = looksOf(terms.min, terms.max);
    this.#indifference = goal.indifference ?? 0;
    const error = 1 - goal.confidence;
    const conditions = goal.subjectTo.length;
    this.#errors = {
      look: error / 2 / Math.max(1, variants * conditions * this.#looks.length),
      selection: conditions === 0 ? error : error / 2,
    };
    const verdict = conditions === 0 ? 'met' : 'unclear';
    this.#runners = Array.from({ length: variants }, (_, variant) => ({
      variant,
      mean: 0,
      verdict,
      out: null,
      seen: 0,
    }));
  }

  judge(samples: Samples): void {
    const available = Math.min(...this.#in().map(({ variant }) => samples.of(variant).length));
    const first = this.#in()[0]?.seen ?? available;
    for (let count = first + 1; count <= available && !this.#isDecided; count++) {
      this.#see(samples, count);
      if (count < this.#terms.min) continue;
      this.#selection ??= this.#begin(samples);
      const isLook = this.#looks.includes(count);
      if (isLook) this.#check(samples, count);
      this.#compare(count);
      if (isLook) this.#test(samples, count);
      this.#decide();
    }
  }

  needs(variant: number): number {
    const { out, seen } = this.#runners[variant];
    return out !== null || this.#isDecided ? seen : Number.POSITIVE_INFINITY;
  }

  isOut(variant: number): boolean {
    return this.#runners[variant].out !== null;
  }

  answer(variants: readonly Variant[]): GoalAnswer {
    const rest = this.#in();
    const shown = rest.filter(({ verdict }) => verdict === 'met');
    const best = bestOf(shown) ?? bestOf(rest);
    const kind = best === null ? 'none' : this.#isDecided ? 'best' : 'undecided';
    const standings = this.#runners.map((runner): Standing => {
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
    return this.#runners.filter(({ out }) => out === null);
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
    const firstStage = this.#runners.map(({ variant, out }) =>
      out === null ? samples.values(variant, this.#goal.metric, this.#terms.min).map((value) => value ?? 0) : [],
    );
    return new Selection(firstStage, {
      variants: this.#runners.length,
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

  #compare(count: number): void {
    const rest = this.#in();
    const references = rest.filter(({ verdict }) => verdict === 'met');
    for (const { variant, mean } of rest) {
      const isWorse = references.some(
        (other) =>
          other.variant !== variant && this.#selection?.isWorse(variant, mean, other.variant, other.mean, count),
      );
      if (isWorse) this.#runners[variant].out = 'worse';
    }
  }

  #test(samples: Samples, count: number): void {
    const rest = this.#in();
    const leader = bestOf(rest.filter(({ verdict }) => verdict === 'met'));
    if (leader === null) return;
    const figures = ({ variant }: Runner) =>
      samples.values(variant, this.#goal.metric, count).map((value) => this.#signed(value ?? Number.NaN));
    const ofLeader = figures(leader);
    for (const runner of rest) {
      if (runner !== leader && this.#selection?.isClearlyWorse(figures(runner), ofLeader)) runner.out = 'worse';
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
