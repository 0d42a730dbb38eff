import type { SimTime } from './clock.ts';
import { EntryHeap } from './entryheap.ts';
import { EntryLane } from './entrylane.ts';
import { Defect } from './invariant.ts';

/** An event class is multiplied by this and the order added: one number that sorts by class, then order. */
const ORDERS_PER_CLASS = 2 ** 48;
/** as many as keep that number below 2^53, where numbers are exact */
const CLASSES = 32;
/** Sequence numbers start here, so that explicit orders below it come before every sequenced entry of their instant and class. */
const FIRST_SEQUENCE = 2 ** 32;
/** Below this many stale entries a sweep is not worth its while. */
const FEWEST_STALE_TO_SWEEP = 1024;

/**
 * The event calendar: what is still to happen, in the total order (time, event class, order).
 *
 * An entry is five numbers: `time` in ms, `eventClass` 0…31, `kind` (what happens), `subject` (to whom) and `stamp` (which attempt
 * or phase of the subject it was made for); what they mean is the caller's business. `order` is a sequence number shared by all
 * entries, or an explicit one. Keys are distinct as long as explicit orders within an instant and class are.
 *
 * Cancelling is lazy: whoever makes an entry pointless says so by `noteCancelled` and leaves it; `isLive` is asked when the entry
 * comes up, and one that is not live any more is dropped without time advancing to it.
 *
 * Delays are often the same for all, and entries are then scheduled in the order in which they come up: those go through a lane beside
 * the heap, which costs next to nothing.
 *
 * Background entries (random failures, samples, …) are kept apart but come up in the same total order: a run is over when no
 * foreground entry is left.
 */
export class Calendar {
  /** The entry that `next` popped last; `time` is also the earliest instant that can still be scheduled. */
  time: SimTime = 0;
  eventClass = 0;
  kind = 0;
  subject = 0;
  stamp = 0;
  isBackground = false;

  private readonly isLive: (kind: number, subject: number, stamp: number) => boolean;
  private readonly foreground = new EntryHeap();
  /** those with an order of their own: of few subjects each of which has one at a time, so they stay apart from the many */
  private readonly ordered = new EntryHeap();
  /** foreground entries that were scheduled in the order in which they come up */
  private readonly lane = new EntryLane();
  private readonly background = new EntryHeap();
  /** that of the four whose first entry is the next one, found by `peekTime` */
  private first: EntryHeap | EntryLane = this.foreground;
  private sequence = FIRST_SEQUENCE;
  /** how many entries are said to be stale and have not come up yet */
  private stale = 0;

  constructor(isLive: (kind: number, subject: number, stamp: number) => boolean) {
    this.isLive = isLive;
  }

  /** pending entries, stale ones that have not come up included */
  get size(): number {
    return this.foreground.size + this.ordered.size + this.lane.size + this.background.size;
  }

  schedule(time: SimTime, eventClass: number, kind: number, subject: number, stamp: number): void {
    this.check(time, eventClass);
    this.enter(time, eventClass * ORDERS_PER_CLASS + this.sequence++, kind, subject, stamp);
  }

  scheduleBackground(time: SimTime, eventClass: number, kind: number, subject: number, stamp: number): void {
    this.check(time, eventClass);
    this.background.push(time, eventClass * ORDERS_PER_CLASS + this.sequence++, kind, subject, stamp);
  }

  /**
   * A foreground entry with its own place among those of its instant and class, such as its place in a file. Orders below 2^32 come
   * before all sequenced entries of the instant and class.
   */
  scheduleOrdered(
    time: SimTime,
    eventClass: number,
    order: number,
    kind: number,
    subject: number,
    stamp: number,
  ): void {
    this.check(time, eventClass);
    if (!(order >= 0 && order < ORDERS_PER_CLASS)) throw new Defect(`order ${order} is not in 0…2^48`);
    this.ordered.push(time, eventClass * ORDERS_PER_CLASS + order, kind, subject, stamp);
  }

  /** when the next live entry is due; `Infinity` when there is none. Stale entries before it are dropped. */
  peekTime(): SimTime {
    for (;;) {
      const first = this.earliest();
      const load = first.top();
      if (load < 0) return Infinity;
      const { loads } = first;
      if (this.isLive(loads[load], loads[load + 1], loads[load + 2])) {
        this.first = first;
        return first.time();
      }
      this.drop(first);
    }
  }

  /** when the next live foreground entry is due; `Infinity` when there is none */
  peekForegroundTime(): SimTime {
    return Math.min(this.liveTop(this.foreground), this.liveTop(this.lane), this.liveTop(this.ordered));
  }

  /** that of the four whose first entry, live or not, comes before those of the others; the heap when there is no entry at all */
  private earliest(): EntryHeap | EntryLane {
    const { foreground, lane, ordered, background } = this;
    let first: EntryHeap | EntryLane = foreground;
    foreground.top();
    let time = foreground.time();
    if (lane.size > 0 && (lane.time() < time || (lane.time() === time && lane.key() < first.key()))) {
      first = lane;
      time = lane.time();
    }
    if (ordered.size > 0 && isBefore(ordered, time, first)) {
      first = ordered;
      time = ordered.time();
    }
    return background.size > 0 && isBefore(background, time, first) ? background : first;
  }

  /**
   * Whether an entry may still be due at `time`, the present instant: false is certain, true is not. Costs next to nothing, and leaves
   * the calendar ready for an entry to take the place of the one that was popped last.
   */
  mayBeDue(time: SimTime): boolean {
    const { foreground, lane, ordered, background } = this;
    if (foreground.firstTime() === time || ordered.firstTime() === time || background.firstTime() === time) return true;
    return lane.size > 0 && lane.time() === time;
  }

  /** Whether the entry whose time `peekTime` has just answered is a background one. */
  get nextIsBackground(): boolean {
    return this.first === this.background;
  }

  hasForeground(): boolean {
    return this.peekForegroundTime() !== Infinity;
  }

  /** Pops the next live entry into the fields of the calendar; false when there is none. */
  next(): boolean {
    if (this.peekTime() === Infinity) return false;
    this.take();
    return true;
  }

  /** Pops the entry whose time `peekTime` has just answered: nothing may have been scheduled or cancelled since, and there is one. */
  take(): void {
    const { first } = this;
    const load = first.top();
    const { loads } = first;
    this.time = first.time();
    this.eventClass = (first.key() * (1 / ORDERS_PER_CLASS)) | 0;
    this.kind = loads[load];
    this.subject = loads[load + 1];
    this.stamp = loads[load + 2];
    this.isBackground = first === this.background;
    first.pop();
    if (this.stale > FEWEST_STALE_TO_SWEEP && this.stale * 2 > this.size) this.sweep();
  }

  /**
   * A hint that one pending entry has become stale. Once most entries are, the next one that is taken sweeps them out, so that the calendar's
   * size is bounded by the number of live entries. Not swept here: the caller may be in the middle of a transition.
   */
  noteCancelled(): void {
    this.stale++;
  }

  /** A foreground entry goes to the lane if it comes after those there, else to the heap. */
  private enter(time: SimTime, key: number, kind: number, subject: number, stamp: number): void {
    const { lane, foreground } = this;
    if (lane.append(time, key, kind, subject, stamp)) return;
    if (lane.size > 1) return foreground.push(time, key, kind, subject, stamp);
    // a single late entry would keep the lane to itself until it is due
    const load = lane.top();
    foreground.push(lane.time(), lane.key(), lane.loads[load], lane.loads[load + 1], lane.loads[load + 2]);
    lane.pop();
    lane.append(time, key, kind, subject, stamp);
  }

  /** the time of the first live entry; stale ones before it are dropped */
  private liveTop(entries: EntryHeap | EntryLane): SimTime {
    for (let load = entries.top(); load >= 0; load = entries.top()) {
      const { loads } = entries;
      if (this.isLive(loads[load], loads[load + 1], loads[load + 2])) return entries.time();
      this.drop(entries);
    }
    return Infinity;
  }

  /** the first of them is stale */
  private drop(entries: EntryHeap | EntryLane): void {
    entries.pop();
    if (this.stale > 0) this.stale--;
  }

  private sweep(): void {
    this.foreground.keep(this.isLive);
    this.ordered.keep(this.isLive);
    this.lane.keep(this.isLive);
    this.background.keep(this.isLive);
    this.stale = 0;
  }

  private check(time: SimTime, eventClass: number): void {
    const isInstant = time >= this.time && time < Infinity && time === Math.floor(time);
    if (isInstant && eventClass >= 0 && eventClass < CLASSES) return;
    throw new Defect(`an entry of class ${eventClass} was scheduled at ${time} ms when it was ${this.time} ms`);
  }
}

/** whether the heap's first entry, which there is, comes before the one of `first` at `time` */
function isBefore(heap: EntryHeap, time: SimTime, first: EntryHeap | EntryLane): boolean {
  heap.top();
  return heap.time() < time || (heap.time() === time && heap.key() < first.key());
}
