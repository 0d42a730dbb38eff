/**
 * The history of a run: the stage after any line, a step forward, a step back.
 *
 * Whole stages are kept at up to 64 places, evenly over the log and made when somebody first comes that far; to any other place it
 * is carried forward from the one before. Steps one by one leave their inverse behind, and a step back applies it: exactly
 * where the step came from, as the tests check against stages made afresh. Memory: the recording's, the stages, which share what has
 * not changed between them, and the inverses of up to 1,024 steps.
 */
import { type Draft, enablePatches, Immer, type Patch } from 'immer';
import { apply } from './apply.ts';
import { CopyOnWrite, IN_PLACE } from './chunks.ts';
import type { Recording } from './recording.ts';
import { emptyStage, type Stage } from './stage.ts';

const MOST_KEYFRAMES = 64;
const LEAST_INTERVAL = 256;
/** steps that can be taken back by their inverses alone */
const MOST_INVERSES = 1024;

enablePatches();
/** its own, so that freezing, which would look at every element again, stays on for others */
const immer = new Immer({ autoFreeze: false });

/** The history of what has been recorded, before its first line. The recording must not grow any more. */
export function openHistory(recording: Recording): History {
  return new History(recording);
}

export class History {
  readonly recording: Recording;
  /** how things stand now */
  stage: Stage;
  /** lines between two stages that are kept */
  readonly interval: number;
  /** the stage after line k × interval - 1, at k */
  readonly #keyframes: Stage[];
  /** the inverses of the latest steps: the last leads from `stage` to the one before it */
  #inverses: Patch[][] = [];

  constructor(recording: Recording) {
    this.recording = recording;
    this.stage = emptyStage(recording);
    this.interval = Math.max(LEAST_INTERVAL, Math.ceil(recording.count / MOST_KEYFRAMES));
    this.#keyframes = [this.stage];
  }

  /** the latest line that has happened; -1: none yet */
  get index(): number {
    return this.stage.seq;
  }
  /** the last line there is */
  get last(): number {
    return this.recording.count - 1;
  }

  /** Goes to the stage after a line; -1: before all. Lines that do not exist are answered with the nearest that does. */
  at(index: number): Stage {
    const target = Math.min(Math.max(Math.trunc(index), -1), this.last);
    if (target === this.index) return this.stage;
    this.#inverses = [];
    const isNearer = target > this.index && target - this.index < (target + 1) % this.interval;
    this.stage = this.#forward(
      isNearer ? this.stage : this.#keyframe(Math.floor((target + 1) / this.interval)),
      target,
    );
    return this.stage;
  }

  /** Goes one line forward; false at the end. */
  step(): boolean {
    if (this.index >= this.last) return false;
    const [stage, , inverse] = immer.produceWithPatches(this.stage, (draft) => apply(draft, this.recording, IN_PLACE));
    this.stage = stage;
    this.#inverses.push(inverse);
    if (this.#inverses.length > MOST_INVERSES) this.#inverses.shift();
    return true;
  }

  /** Goes one line back; false at the beginning. */
  back(): boolean {
    if (this.index < 0) return false;
    const inverse = this.#inverses.pop();
    if (inverse === undefined) this.#retrace();
    else this.stage = immer.applyPatches(this.stage, inverse);
    return true;
  }

  /** Goes back one line where no inverse is left: over the nearest lines in steps, so that the next ones back have theirs. */
  #retrace(): void {
    const target = this.index - 1;
    this.at(Math.max(-1, target - LEAST_INTERVAL));
    while (this.index < target) this.step();
  }

  #keyframe(place: number): Stage {
    while (this.#keyframes.length <= place) {
      const before = this.#keyframes.length - 1;
      this.#keyframes.push(this.#forward(this.#keyframes[before], (before + 1) * this.interval - 1));
    }
    return this.#keyframes[place];
  }

  /** Many lines at once. */
  #forward(from: Stage, target: number): Stage {
    if (from.seq === target) return from;
    const writer = new CopyOnWrite();
    const stage: Draft<Stage> = {
      seq: from.seq,
      tasks: writer.open(from.tasks),
      nodes: writer.open(from.nodes),
      schedules: writer.open(from.schedules),
      startTasks: writer.open(from.startTasks),
      aboard: writer.open(from.aboard) as Draft<Stage>['aboard'],
      jobTasks: writer.open(from.jobTasks) as Draft<Stage>['jobTasks'],
      pools: writer.open(from.pools),
      jobs: writer.open(from.jobs),
    };
    while (stage.seq < target) apply(stage, this.recording, writer);
    return stage;
  }
}
