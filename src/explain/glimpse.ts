/**
 * A look at a run that is only followed up to an instant: how some things stand there, single lines, and which line led to which.
 *
 * For comparisons, which are interested in one place of two logs; it stops reading as soon as that place is behind it.
 */
import type { SimTime } from '../kernel/clock.ts';
import { Int32Column } from '../kernel/columns.ts';
import { NameBook } from '../trace/name-book.ts';
import { LogReader } from '../trace/reader.ts';
import type { Directory, Line, NodeTransition, TaskTransition, TransitionSink } from '../trace/vocabulary.ts';
import { STORIES } from './explain.ts';
import { type Fact, factOfLine, factOfNode, factOfTask } from './facts.ts';
import { Scene } from './scene.ts';
import type { Story } from './story.ts';
import type { Subject } from './subject.ts';

export interface Glimpse {
  /** in the order of the subjects: how each stands when everything of the instant has happened; null: there is no such thing */
  readonly situations: readonly (readonly string[] | null)[];
  /** the lines asked for, by seq */
  readonly facts: ReadonlyMap<number, Fact>;
  /** by seq: the line that led to it */
  readonly causes: Int32Column;
}

/** `file` stands in messages. Throws a `LogError` for a log that cannot be read so far. */
export function glimpse(
  file: string,
  chunks: Iterable<string>,
  wanted: { readonly subjects: readonly Subject[]; readonly at: SimTime; readonly seqs: ReadonlySet<number> },
): Glimpse {
  const names = new NameBook();
  const watch = new Watch(names, wanted.subjects, wanted.at, wanted.seqs);
  const reader = new LogReader(file, names, watch);
  for (const chunk of chunks) {
    reader.push(chunk);
    if (watch.isDone) break;
  }
  if (!watch.isDone) watch.look();
  return watch;
}

class Watch implements TransitionSink, Glimpse {
  situations: readonly (readonly string[] | null)[] = [];
  readonly facts = new Map<number, Fact>();
  readonly causes = new Int32Column();
  readonly #scene: Scene;
  readonly #stories: readonly Story[];
  readonly #at: SimTime;
  readonly #seqs: ReadonlySet<number>;
  readonly #names: Directory;
  readonly #lastSeq: number;
  #now: SimTime = 0;
  #hasLooked = false;
  #seq = -1;

  constructor(names: Directory, subjects: readonly Subject[], at: SimTime, seqs: ReadonlySet<number>) {
    this.#names = names;
    this.#scene = new Scene(names);
    this.#stories = subjects.map((subject) => new STORIES[subject.kind](this.#scene, subject));
    this.#at = at;
    this.#seqs = seqs;
    this.#lastSeq = Math.max(-1, ...seqs);
  }

  get isDone(): boolean {
    return this.#hasLooked && this.#seq >= this.#lastSeq;
  }

  task(line: Readonly<TaskTransition>): void {
    if (!this.#step(line)) return;
    if (this.#seqs.has(line.seq)) this.facts.set(line.seq, factOfTask(line, this.#names));
    if (this.#hasLooked) return;
    this.#scene.task(line);
    for (const story of this.#stories) story.task?.(line);
  }

  node(line: Readonly<NodeTransition>): void {
    if (!this.#step(line)) return;
    if (this.#seqs.has(line.seq)) this.facts.set(line.seq, factOfNode(line, this.#names));
    if (this.#hasLooked) return;
    this.#scene.node(line);
    for (const story of this.#stories) story.node?.(line);
  }

  line(line: Line, handle: number): void {
    if (!this.#step(line)) return;
    if (this.#seqs.has(line.seq)) this.facts.set(line.seq, factOfLine(line));
    if (this.#hasLooked) return;
    this.#scene.line(line, handle);
    for (const story of this.#stories) story.line?.(line, handle);
  }

  /** false: nothing more is wanted */
  #step({ seq, at, cause }: { readonly seq: number; readonly at: SimTime; readonly cause: number | null }): boolean {
    if (this.isDone) return false;
    this.#seq = seq;
    if (seq >= this.causes.data.length) this.causes.grow(Math.max(1024, 2 * seq));
    this.causes.data[seq] = cause ?? 0;
    if (at === this.#now || this.#hasLooked) return true;
    for (const story of this.#stories) story.pass?.(this.#now, at);
    if (at > this.#at) this.look();
    this.#now = at;
    return true;
  }

  look(): void {
    this.#hasLooked = true;
    this.situations = this.#stories.map((story) => (story.entity === null ? null : story.situation(this.#at)));
  }
}
