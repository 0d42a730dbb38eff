/**
 * A search instead of running every variant: along one numeric factor the goal's metric gets worse while the conditions come to be met,
 * as cost does with more nodes while the time falls. Then the best variant is where they begin to be met, and bisection
 * finds it with a handful of variants where there are hundreds.
 *
 * It may do so only where both go one way. So it runs both ends of each line and its middle, and after every step it tests all that were run: if
 * the goal's metric significantly gets better, a condition's metric significantly worse, or a verdict is taken back towards the end that should
 * meet them, the line is not bisected any further but run as a whole, and the answer says so. Between the variants that were run the
 * order is assumed. The best of all lines are then compared as in a study without a search.
 */
import { looksOf, type Verdict, verdictOf } from './feasibility.ts';
import type { Goal, GoalAnswer, Standing } from './goal.ts';
import { type Entrant, errorsOf, GoalRule } from './goal-rule.ts';
import { Round } from './round.ts';
import { compareFigures, linesAlong, notMonotone } from './search-lines.ts';
import { type SearchedLine, type SearchReport, searchSentence } from './search-report.ts';
import { present } from './statistics.ts';
import type { Cell, CellResult, Study, StudyPlan } from './study.ts';

/** A line that is searched: from the variant with the best metric to the one that is nearest to meeting the conditions. */
interface Line {
  readonly variants: readonly number[];
  /** places in `variants`: what lies before or at `low` does not meet the conditions, `high` does */
  low: number;
  high: number;
  state: 'open' | 'found' | 'none' | 'whole';
  /** why it was run as a whole */
  why: string | null;
}

export class SearchPlan implements StudyPlan {
  readonly #study: Study;
  readonly #goal: Goal;
  readonly #axis: string;
  readonly #round: Round;
  readonly #verdicts = new Map<number, Verdict>();
  readonly #looks: readonly number[];
  /** of one look at a variant on the way, and at one of a line that is run as a whole */
  readonly #errors: { readonly probe: number; readonly whole: number };
  readonly #steps: Generator<readonly Cell[], void, void>;
  #lines: readonly Line[] = [];
  #rule: GoalRule | null = null;
  #done = false;

  /** `axis`: from {@link searchAxis}. */
  constructor(study: Study, axis: string) {
    if (study.goal === null) throw new Error('there is nothing to search for');
    this.#study = study;
    this.#goal = study.goal;
    this.#axis = axis;
    this.#round = new Round(study.variants.length);
    const { min, max } = study.replications;
    this.#looks = looksOf(min, max);
    // half of the error is for what a bisection looks at, half for all variants, should lines have to be run as a whole
    const lines = linesAlong(study, axis);
    const probes = lines.reduce((sum, { length }) => sum + 3 + Math.ceil(Math.log2(length)), 0);
    const errorOf = (variants: number) => errorsOf(study.goal as Goal, variants, this.#looks.length).look / 2;
    this.#errors = { probe: errorOf(probes), whole: errorOf(study.variants.length) };
    this.#steps = this.#search();
    this.#step();
  }

  get done(): boolean {
    return this.#done;
  }

  next(): readonly Cell[] {
    return this.#round.next();
  }

  take(result: CellResult): void {
    if (this.#round.take(result)) this.#step();
  }

  results(): readonly CellResult[] {
    return this.#round.asked.flatMap((_, variant) => this.#round.samples.of(variant));
  }

  progress(): { readonly taken: number; readonly asked: number } {
    return this.#round.progress();
  }

  get answer(): GoalAnswer | null {
    const answer = this.#rule?.answer(this.#study.variants) ?? null;
    if (answer === null) return null;
    const raced = new Set(answer.standings.map(({ variant }) => variant));
    const others = [...this.#verdicts].filter(([variant]) => !raced.has(variant));
    const standings = [...answer.standings, ...others.map(([variant, verdict]) => this.#standing(variant, verdict))];
    return { ...answer, standings: standings.sort((left, right) => left.variant - right.variant) };
  }

  /** Of a variant that was run on the way. */
  #standing(variant: number, verdict: Verdict): Standing {
    const values = present(this.#round.samples.values(variant, this.#goal.metric));
    const mean = values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
    return {
      variant,
      kind: verdict === 'violated' ? 'infeasible' : 'worse',
      replications: this.#round.asked[variant],
      mean,
    };
  }

  /** How each line was searched. */
  get search(): SearchReport {
    const lines = this.#lines.map(({ variants, state, high, why }): SearchedLine => {
      const run = variants.filter((variant) => this.#verdicts.has(variant));
      return { variants, run: run.length, outcome: state, best: state === 'found' ? variants[high] : null, why };
    });
    const report = { axis: this.#axis, lines };
    return { ...report, sentence: searchSentence(report) };
  }

  #step(): void {
    const { value, done } = this.#steps.next();
    this.#round.open(value ?? []);
    this.#done = done ?? false;
  }

  // ---------------------------------------------------------------- the search

  *#search(): Generator<readonly Cell[], void, void> {
    const lines = linesAlong(this.#study, this.#axis);
    const first = lines.flatMap((line) => [line[0], line[line.length >> 1], line[line.length - 1]]);
    yield* this.#judge(first, this.#errors.probe);
    // what the others are compared with, wherever it lies
    yield* this.#ask([this.#study.baseline], this.#study.replications.min);
    this.#lines = lines.map((line) => this.#open(line));
    for (;;) {
      for (const line of this.#lines) this.#narrow(line);
      const open = this.#lines.filter(({ state }) => state === 'open');
      if (open.length === 0) break;
      yield* this.#judge(
        open.map(({ variants, low, high }) => variants[(low + high) >> 1]),
        this.#errors.probe,
      );
    }
    const whole = this.#lines.filter(({ state }) => state === 'whole');
    yield* this.#judge(
      whole.flatMap(({ variants }) => variants),
      this.#errors.whole,
    );
    yield* this.#race();
  }

  /** Turns a line so that its first variant is best by the goal's metric, if the ends tell which one that is. */
  #open(ascending: readonly number[]): Line {
    const ends = [ascending[0], ascending[ascending.length - 1]] as const;
    const order = compareFigures(this.#round.samples, this.#goal.metric, ends, (1 - this.#goal.confidence) / 2);
    const best = this.#goal.sense === 'minimize' ? 'less' : 'more';
    const variants = order === best ? ascending : ascending.toReversed();
    const line: Line = { variants, low: 0, high: variants.length - 1, state: 'open', why: null };
    if (order === 'unclear') runWhole(line, `${this.#goal.metric} is much the same at both ends`);
    return line;
  }

  /** Draws the conclusions from the verdicts so far. */
  #narrow(line: Line): void {
    if (line.state !== 'open') return;
    const run = line.variants.filter((variant) => this.#verdicts.has(variant));
    const why = notMonotone(this.#round.samples, run, this.#goal, 1 - this.#goal.confidence) ?? this.#takenBack(run);
    if (why !== null) return runWhole(line, why);
    const met = line.variants.findIndex((variant) => this.#verdicts.get(variant) === 'met');
    if (met === -1) {
      const last = line.variants[line.variants.length - 1];
      if (this.#verdicts.get(last) === 'violated') line.state = 'none';
      else runWhole(line, 'whether its far end meets the conditions is open');
      return;
    }
    line.high = met;
    // one of which it is open is not known to meet the conditions
    line.low = line.variants.findLastIndex((variant, place) => place < met && this.#verdicts.has(variant));
    if (line.high - line.low <= 1) line.state = 'found';
  }

  #takenBack(run: readonly number[]): string | null {
    const verdicts = run.map((variant) => this.#verdicts.get(variant));
    const met = verdicts.indexOf('met');
    return met !== -1 && verdicts.lastIndexOf('violated') > met ? 'the conditions are met, and then no longer' : null;
  }

  /** Runs variants until it is clear whether they meet the conditions, or as often as is allowed. */
  *#judge(variants: readonly number[], error: number): Generator<readonly Cell[], void, void> {
    let open = [...new Set(variants)].filter((variant) => !this.#verdicts.has(variant));
    for (const look of this.#looks) {
      if (open.length === 0) return;
      yield* this.#ask(open, look);
      open = open.filter((variant) => {
        const verdict = this.#verdictAt(variant, look, error);
        if (verdict !== 'unclear' || look === this.#looks.at(-1)) this.#verdicts.set(variant, verdict);
        return verdict === 'unclear';
      });
    }
  }

  #verdictAt(variant: number, count: number, error: number): Verdict {
    const verdicts = this.#goal.subjectTo.map((constraint) =>
      verdictOf(this.#round.samples.values(variant, constraint.metric, count), constraint, error),
    );
    if (verdicts.includes('violated')) return 'violated';
    return verdicts.every((verdict) => verdict === 'met') ? 'met' : 'unclear';
  }

  /** The best of the lines against each other. */
  *#race(): Generator<readonly Cell[], void, void> {
    const entrants = this.#lines.flatMap(({ variants, state, high }): readonly Entrant[] => {
      // what comes after the first that meets the conditions is no better
      const most = state === 'found' ? variants.slice(0, high + 1) : state === 'whole' ? variants : [];
      return most.flatMap((variant) => {
        const verdict = this.#verdicts.get(variant) ?? 'violated';
        return verdict === 'violated' ? [] : [{ variant, verdict }];
      });
    });
    const rule = new GoalRule(this.#goal, entrants, this.#study.replications);
    this.#rule = rule;
    const { max, batch } = this.#study.replications;
    for (;;) {
      rule.judge(this.#round.samples);
      const open = entrants.map(({ variant }) => variant).filter((variant) => rule.needs(variant) === Infinity);
      const reached = Math.min(...open.map((variant) => this.#round.asked[variant]));
      if (open.length === 0 || reached >= max) return;
      yield* this.#ask(open, Math.min(max, reached + batch));
    }
  }

  *#ask(variants: readonly number[], count: number): Generator<readonly Cell[], void, void> {
    const batch = variants.flatMap((variant) => {
      const first = this.#round.asked[variant];
      this.#round.asked[variant] = Math.max(first, count);
      return Array.from({ length: Math.max(0, count - first) }, (_, more) => ({ variant, replication: first + more }));
    });
    if (batch.length > 0) yield batch;
  }
}

function runWhole(line: Line, why: string): void {
  line.state = 'whole';
  line.why = why;
}
