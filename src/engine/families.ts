/**
 * Families: tasks added by one entry of a scenario share a template, an id pattern and random streams.
 *
 * The draws of task n are number n of the family's stream for a purpose (contract 2.1): they belong to the task, whatever the order
 * in which tasks start. Streams are read in order; what is drawn ahead of its use is kept until it is asked for.
 */
import type { Runs, TaskEntry, TaskSpec } from '../batch/model.ts';
import { type RandomStream, stream } from '../kernel/random.ts';
import type { Refusal } from './task-adding.ts';

export type Purpose = 'duration' | 'exitCode' | 'dispatch' | 'coordination';

/** One draw per member, in the order of members, asked for in any order. */
class DrawsInOrder {
  private readonly open: () => RandomStream;
  private readonly source: RandomStream;
  private drawn = 0;
  private readonly kept = new Map<number, number>();

  constructor(open: () => RandomStream) {
    this.open = open;
    this.source = open();
  }

  /** The draw of member n. It is kept until it is taken; taking it again reads the stream from its beginning. */
  take(n: number): number {
    while (this.drawn < n) {
      this.drawn++;
      const draw = this.source.next();
      if (this.drawn === n) return draw;
      this.kept.set(this.drawn, draw);
    }
    const draw = this.kept.get(n);
    this.kept.delete(n);
    return draw ?? this.again(n);
  }

  private again(n: number): number {
    const source = this.open();
    for (let skipped = 1; skipped < n; skipped++) source.next();
    return source.next();
  }
}

export class Family {
  readonly index: number;
  readonly job: number;
  readonly runs: Runs | null;
  /** what keys the streams: the id pattern, or the id of a single task */
  readonly pattern: string;
  private readonly seed: string;
  private readonly jobId: string;
  private readonly entry: TaskEntry | null;
  private readonly template: TaskSpec;
  /** whether its members differ in their ids only */
  readonly isUniform: boolean;
  /** whether no member needs more of its node than a slot: no files, packages or user, and no second node */
  readonly isPlain: boolean;
  /** what members of a uniform family have in common, found out when first asked for: their program, and why the job refuses them */
  program: Runs | null = null;
  /** the same if their attempts are ordinary, see scheduling/ordinary.ts */
  ordinary: Runs | null | undefined = undefined;
  mismatch: Refusal | null | undefined = undefined;
  private readonly numbered: ReturnType<typeof numberedPattern>;
  private readonly draws = new Map<Purpose, DrawsInOrder>();
  /** the last member asked for: tasks are mostly asked about several times in a row */
  private lastOrdinal = -1;
  private lastSpec: TaskSpec;

  constructor(index: number, job: number, jobId: string, seed: string, of: TaskEntry | TaskSpec) {
    this.index = index;
    this.job = job;
    this.jobId = jobId;
    this.seed = seed;
    this.entry = 'template' in of ? of : null;
    this.template = 'template' in of ? of.template : of;
    this.lastSpec = this.template;
    this.pattern = this.template.id;
    this.runs = this.entry?.runs ?? null;
    this.isUniform =
      this.entry?.rows?.id == null &&
      !(this.entry?.isPattern === true && JSON.stringify({ ...this.template, id: '' }).includes('{n'));
    this.isPlain = this.isUniform && isPlain(this.template);
    this.numbered = this.entry === null || this.entry.rows?.id != null ? null : numberedPattern(this.pattern);
  }

  /** The body of member n. Where only the id differs between members, its id is the pattern: ask `id` for the real one. */
  spec(n: number): TaskSpec {
    if (this.isUniform) return this.template;
    if (this.lastOrdinal !== n) {
      this.lastSpec = this.entry!.task(n);
      this.lastOrdinal = n;
    }
    return this.lastSpec;
  }

  id(n: number): string {
    if (this.entry === null) return this.pattern;
    if (this.entry.rows?.id != null) return this.entry.rows.id.at(n - 1)!;
    if (this.numbered === null) return this.entry.task(n).id;
    const { prefix, suffix, width } = this.numbered;
    return `${prefix}${width === 0 ? n : String(n).padStart(width, '0')}${suffix}`;
  }

  /** The parts of its ids if they differ by one number, else null. */
  get numbering(): ReturnType<typeof numberedPattern> {
    return this.numbered;
  }

  /** What a row of a task list says of the run itself: NaN where it says nothing. */
  rowDuration(n: number): number {
    const rows = this.entry?.rows;
    return rows ? rows.duration[n - 1] : Number.NaN;
  }
  rowExitCode(n: number): number {
    const rows = this.entry?.rows;
    return rows ? rows.exitCode[n - 1] : Number.NaN;
  }

  /** The uniform draw of member n for a purpose and attempt; a first attempt's are cheap in the order of members. */
  draw(n: number, purpose: Purpose, retry: number): number {
    if (this.entry === null) return stream(this.seed, purpose, this.jobId, this.pattern, '', retry).next();
    if (retry > 0) return stream(this.seed, purpose, this.jobId, this.pattern, n, retry).next();
    let draws = this.draws.get(purpose);
    if (draws === undefined) {
      draws = new DrawsInOrder(() => stream(this.seed, purpose, this.jobId, this.pattern));
      this.draws.set(purpose, draws);
    }
    return draws.take(n);
  }
}

function isPlain(spec: TaskSpec): boolean {
  const { resourceFiles, commonResourceFiles, outputFiles, applicationPackageReferences } = spec;
  const moves = resourceFiles.length + commonResourceFiles.length + outputFiles.length;
  return moves + applicationPackageReferences.length + spec.numberOfInstances === 0 && spec.userName === null;
}

/** The parts of an id pattern with exactly one `{n}` or `{n:WIDTH}`, or null for other ids. */
export function numberedPattern(pattern: string): { prefix: string; suffix: string; width: number } | null {
  const match = /^([^{}]*)\{n(?::(\d+))?\}([^{}]*)$/.exec(pattern);
  return match === null ? null : { prefix: match[1], suffix: match[3], width: Number(match[2] ?? 0) };
}
