/** What all stories about one thing have in common. A story listens to a whole log and remembers what concerns its thing. */
import type { SimTime } from '../kernel/clock.ts';
import type { Line, NodeTransition, RunEnded, TaskTransition } from '../trace/vocabulary.ts';
import type { Stretch, Wait } from './explanation.ts';
import type { Fact } from './facts.ts';

export interface Story {
  /** `task:j/t1` with the ids as the log spells them; null: the log has no such thing (yet) */
  readonly entity: string | null;
  /** the lines of its life */
  readonly moments: readonly Fact[];
  /** each line, after the scene has followed it */
  task?(line: Readonly<TaskTransition>): void;
  node?(line: Readonly<NodeTransition>): void;
  line?(line: Line, handle: number): void;
  /** Nothing changes from one instant to the other. */
  pass?(from: SimTime, to: SimTime): void;
  /** How things stand now, in sentences. */
  situation(at: SimTime): string[];
  /** The run is over. */
  end?(line: RunEnded): void;
  readonly waits?: readonly Wait[];
  readonly idle?: readonly Stretch[];
  /** whether an entry of `stuck` concerns it */
  concerns(entity: string): boolean;
}

/** `first`, `second`, … of attempts */
export function ordinal(number: number): string {
  const words = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
  return words[number - 1] ?? `${number}th`;
}

/** `1 task`, `2 tasks` */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
