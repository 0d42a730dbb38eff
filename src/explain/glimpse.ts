/**
 * How one thing of a run stands at an instant: the log is followed up to there and no further.
 *
 * For comparisons, which are interested in one instant of two logs.
 */
import type { SimTime } from '../kernel/clock.ts';
import { NameBook } from '../trace/name-book.ts';
import { LogReader } from '../trace/reader.ts';
import type { Directory, Line, NodeTransition, TaskTransition, TransitionSink } from '../trace/vocabulary.ts';
import { STORIES } from './explain.ts';
import { Scene } from './scene.ts';
import type { Story } from './story.ts';
import type { Subject } from './subject.ts';

/**
 * In sentences, when everything of the instant has happened; null: there is no such thing yet. `file` stands in messages. Throws a
 * `LogError` for a log that cannot be read so far.
 */
export function situationAt(
  file: string,
  chunks: Iterable<string>,
  subject: Subject,
  at: SimTime,
): readonly string[] | null {
  const names = new NameBook();
  const watch = new Watch(names, subject, at);
  const reader = new LogReader(file, names, watch);
  for (const chunk of chunks) {
    reader.push(chunk);
    if (watch.isDone) break;
  }
  if (!watch.isDone) watch.look();
  return watch.situation;
}

class Watch implements TransitionSink {
  situation: readonly string[] | null = null;
  isDone = false;
  readonly #scene: Scene;
  readonly #story: Story;
  readonly #at: SimTime;
  #now: SimTime = 0;

  constructor(names: Directory, subject: Subject, at: SimTime) {
    this.#scene = new Scene(names);
    this.#story = new STORIES[subject.kind](this.#scene, subject);
    this.#at = at;
  }

  task(line: Readonly<TaskTransition>): void {
    if (!this.#reaches(line.at)) return;
    this.#scene.task(line);
    this.#story.task?.(line);
  }

  node(line: Readonly<NodeTransition>): void {
    if (!this.#reaches(line.at)) return;
    this.#scene.node(line);
    this.#story.node?.(line);
  }

  line(line: Line, handle: number): void {
    if (!this.#reaches(line.at)) return;
    this.#scene.line(line, handle);
    this.#story.line?.(line, handle);
  }

  /** false: the instant is behind */
  #reaches(at: SimTime): boolean {
    if (this.isDone) return false;
    if (at === this.#now) return true;
    this.#story.pass?.(this.#now, Math.min(at, this.#at));
    if (at > this.#at) this.look();
    this.#now = at;
    return !this.isDone;
  }

  look(): void {
    this.isDone = true;
    if (this.#story.entity !== null) this.situation = this.#story.situation(this.#at);
  }
}
