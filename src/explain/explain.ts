/**
 * Explains one thing of a run from the log of the run: how it stands at an instant and why, what it has lived through, what led to
 * each step of that.
 *
 * The log is read twice: once to follow the thing, once more to fetch the lines that its causes lead through. Memory: the thing's own
 * lines, the state of all pools, nodes and jobs, and one number per line of the log.
 */
import { RULES } from '../batch/rules.ts';
import type { SimTime } from '../kernel/clock.ts';
import { Int32Column } from '../kernel/columns.ts';
import { readLog } from '../trace/reader.ts';
import type {
  Directory,
  Line,
  NodeTransition,
  RunEnded,
  RunStarted,
  TaskTransition,
  TransitionSink,
} from '../trace/vocabulary.ts';
import { type Because, EXPLANATION_FORMAT, type Explanation, type Moment } from './explanation.ts';
import { edgeOf, type Fact, factOfLine, factOfNode, factOfTask } from './facts.ts';
import { JobStory, ScheduleStory } from './job-story.ts';
import { NodeStory } from './node-story.ts';
import { PoolStory } from './pool-story.ts';
import { Scene } from './scene.ts';
import type { Story } from './story.ts';
import { type Subject, type SubjectKind, subjectText } from './subject.ts';
import { TaskStory } from './task-story.ts';
import { waitUntil } from './waits.ts';

/** The instant to explain: so long after the start, or a point of time (ms since 1970). */
export type Instant = { readonly after: SimTime } | { readonly utc: number };

/** The log cannot answer the question; the message says why. */
export class NoExplanation extends Error {
  override readonly name = 'NoExplanation';
}

/**
 * `subjects`: what the name given can mean (subject.ts). `at`: null for the end of the run. `open` is called twice and gives the text
 * of the log in chunks; `file` stands in messages. Throws `NoExplanation`, and `LogError` for a log that cannot be read.
 */
export function explain(
  file: string,
  open: () => Iterable<string>,
  subjects: readonly Subject[],
  at: Instant | null,
): Explanation {
  const survey = readLog(file, open(), (names) => new Survey(names, subjects, at));
  const story = survey.found();
  const moments = story.moments.filter((fact) => fact.at <= survey.instant);
  const chains = moments.map((fact) => chainOf(fact, moments[0].seq, survey.causes, story));
  const wanted = new Set(chains.flatMap(({ seqs }) => seqs));
  const facts = readLog(file, open(), (names) => new Fetch(names, wanted)).facts;
  const history = moments.map((fact, place) => momentOf(fact, chains[place], facts));
  const situation = survey.situations.get(story) ?? [];
  const stuck = survey.isEnd ? survey.ended.stuck.filter(({ entity }) => story.concerns(entity)) : [];
  return {
    format: EXPLANATION_FORMAT,
    scenario: survey.started.scenario,
    entity: story.entity!,
    atMs: survey.instant,
    isEnd: survey.isEnd,
    situation,
    stuck,
    history,
    ...(story.waits === undefined ? {} : { waits: waitsAt(story, survey.instant) }),
    ...(story.idle === undefined ? {} : { idle: idleAt(story, survey.instant) }),
    rules: rulesOf(history, [...situation, ...stuck.map(({ reason }) => reason)]),
  };
}

export const STORIES: Readonly<Record<SubjectKind, new (scene: Scene, subject: Subject) => Story>> = {
  task: TaskStory,
  node: NodeStory,
  job: JobStory,
  pool: PoolStory,
  schedule: ScheduleStory,
};

/** Follows the whole log once, with a story for everything that the name can mean. */
class Survey implements TransitionSink {
  started!: RunStarted;
  ended!: RunEnded;
  /** the instant that is explained */
  instant: SimTime = Number.POSITIVE_INFINITY;
  isEnd = false;
  readonly situations = new Map<Story, readonly string[]>();
  /** by seq */
  readonly causes = new Int32Column();
  readonly #scene: Scene;
  readonly #subjects: readonly Subject[];
  readonly #stories: readonly Story[];
  readonly #at: Instant | null;
  #now: SimTime = 0;

  constructor(names: Directory, subjects: readonly Subject[], at: Instant | null) {
    this.#scene = new Scene(names);
    this.#subjects = subjects;
    this.#stories = subjects.map((subject) => new STORIES[subject.kind](this.#scene, subject));
    this.#at = at;
  }

  task(line: Readonly<TaskTransition>): void {
    this.#step(line);
    this.#scene.task(line);
    for (const story of this.#stories) story.task?.(line);
  }

  node(line: Readonly<NodeTransition>): void {
    this.#step(line);
    this.#scene.node(line);
    for (const story of this.#stories) story.node?.(line);
  }

  line(line: Line, handle: number): void {
    if (line.entity === 'run' && line.to === 'started') this.#begin(line);
    this.#step(line);
    this.#scene.line(line, handle);
    for (const story of this.#stories) story.line?.(line, handle);
    if (line.entity === 'run' && line.to === 'ended') this.#end(line);
  }

  #begin(line: RunStarted): void {
    this.started = line;
    if (this.#at === null) return;
    this.instant = 'after' in this.#at ? this.#at.after : this.#at.utc - Date.parse(line.start);
    if (this.instant < 0) throw new NoExplanation(`the run starts at ${line.start}, after the time asked for`);
  }

  #step({ seq, at, cause }: { readonly seq: number; readonly at: SimTime; readonly cause: number | null }): void {
    if (seq >= this.causes.data.length) this.causes.grow(Math.max(1024, 2 * seq));
    this.causes.data[seq] = cause ?? 0;
    if (at === this.#now) return;
    for (const story of this.#stories) story.pass?.(this.#now, at);
    if (this.instant < at) this.#look();
    this.#now = at;
  }

  #look(): void {
    if (this.situations.size > 0) return;
    for (const story of this.#stories) this.situations.set(story, story.situation(this.instant));
  }

  #end(line: RunEnded): void {
    this.ended = line;
    for (const story of this.#stories) story.end?.(line);
    if (this.situations.size > 0) return;
    this.isEnd = true;
    this.instant = line.at;
    this.#look();
  }

  /** The one story that the log tells. */
  found(): Story {
    const found = this.#stories.filter(({ entity }) => entity !== null);
    if (found.length === 1) return found[0];
    if (found.length > 1) {
      const names = found.map(({ entity }) => entity).join(' and ');
      throw new NoExplanation(`that can be ${names}: say which, with its prefix`);
    }
    const names = this.#subjects.map(subjectText).join(', ');
    throw new NoExplanation(`the run has no ${names.replace(/, ([^,]*)$/, ' and no $1')}`);
  }
}

/** Fetches single lines. */
class Fetch implements TransitionSink {
  readonly facts = new Map<number, Fact>();
  readonly #names: Directory;
  readonly #wanted: ReadonlySet<number>;

  constructor(names: Directory, wanted: ReadonlySet<number>) {
    this.#names = names;
    this.#wanted = wanted;
  }
  task(line: Readonly<TaskTransition>): void {
    if (this.#wanted.has(line.seq)) this.facts.set(line.seq, factOfTask(line, this.#names));
  }
  node(line: Readonly<NodeTransition>): void {
    if (this.#wanted.has(line.seq)) this.facts.set(line.seq, factOfNode(line, this.#names));
  }
  line(line: Line): void {
    if (this.#wanted.has(line.seq)) this.facts.set(line.seq, factOfLine(line));
  }
}

interface Chain {
  readonly seqs: readonly number[];
  readonly omitted: number;
}

/** so many causes of one moment are told, and the root besides */
const TOLD = 6;

/** From a line back to an earlier one of the same story, or to the scenario. */
function chainOf(fact: Fact, first: number, causes: Int32Column, story: Story): Chain {
  const own = ownSeqs(story);
  const seqs: number[] = [];
  let omitted = 0;
  let last = 0;
  for (let seq = fact.cause; seq > 0; seq = causes.data[seq]) {
    if (seqs.length < TOLD) seqs.push(seq);
    else if (last > 0) omitted++;
    last = seq;
    if (seq >= first && own.has(seq)) break;
  }
  if (seqs.length === TOLD && last !== seqs[TOLD - 1]) seqs.push(last);
  return { seqs, omitted };
}

const seqsByStory = new WeakMap<Story, ReadonlySet<number>>();
function ownSeqs(story: Story): ReadonlySet<number> {
  let seqs = seqsByStory.get(story);
  if (seqs === undefined) {
    seqs = new Set(story.moments.map(({ seq }) => seq));
    seqsByStory.set(story, seqs);
  }
  return seqs;
}

function momentOf(fact: Fact, { seqs, omitted }: Chain, facts: ReadonlyMap<number, Fact>): Moment {
  const { seq, at: atMs, what, from, to, reason, more } = fact;
  const because = seqs.flatMap((each): Because[] => {
    const cause = facts.get(each);
    return cause === undefined ? [] : [{ seq: each, atMs: cause.at, text: causeText(cause) }];
  });
  return { seq, atMs, what, from, to, reason, ...edgeOf(fact), more, because, omitted };
}

function causeText(fact: Fact): string {
  if (fact.entity === 'request') return `${fact.what} (${fact.more})`;
  const state = fact.to ?? 'gone';
  return `${fact.what} ${fact.from === fact.to ? `${state} again` : state}: ${edgeOf(fact).when}`;
}

function waitsAt(story: Story, instant: SimTime) {
  const waits = (story.waits ?? []).filter(({ fromMs }) => fromMs <= instant);
  return waits.map((wait) => (wait.toMs > instant ? waitUntil(wait, instant) : wait));
}

function idleAt(story: Story, instant: SimTime) {
  const stretches = (story.idle ?? []).filter(({ fromMs }) => fromMs < instant);
  return stretches.map((stretch) => ({ ...stretch, toMs: Math.min(stretch.toMs, instant) }));
}

/** The sentences of all rules that are cited, by the moments or in a text. */
function rulesOf(history: readonly Moment[], texts: readonly string[]): Record<string, string> {
  const cited = texts.flatMap((text) => text.match(/\b[LOS]-\d+/g) ?? []);
  const numbers = new Set([...history.flatMap(({ rules }) => rules), ...cited]);
  return Object.fromEntries([...numbers].sort().map((number) => [number, RULES[number]?.text ?? '']));
}
