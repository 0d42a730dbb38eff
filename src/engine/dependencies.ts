/**
 * Which tasks of a job wait for which (L-396 … L-406).
 *
 * A dependent waits for one thing at a time, the first of its list that is not satisfied yet; when that is, it moves on to the next.
 * So every task is woken only by what it waits for, and nothing is counted or searched.
 *
 * What has been satisfied once stays so for the tasks that depended on it then, even if the parent is deleted or reactivated later;
 * tasks added after that wait for it (L-406, O-77). So the outcome does not hang on the order of a list.
 */
import type { TaskDependencies } from '../batch/model.ts';

interface Waiter {
  readonly task: number;
  /** its place among all dependents of the job */
  readonly number: number;
  readonly of: TaskDependencies;
  nextId: number;
  nextRange: number;
  /** the next integer of the present range, NaN before it is begun */
  nextInteger: number;
}

export class Dependencies {
  /** for dependents with a smaller number a task of this id is satisfied: `Infinity` while it is so for all */
  private readonly ids = new Map<string, number>();
  /** the same for the integers that ids stand for ("4", "04": L-399), and how many tasks satisfy for all */
  private readonly integers = new Map<number, number>();
  private readonly holders = new Map<number, number>();
  private dependents = 0;
  private readonly waitingForId = new Map<string, Waiter[]>();
  private readonly waitingForInteger = new Map<number, Waiter[]>();

  /** Whether a new task has to wait. */
  add(task: number, of: TaskDependencies): boolean {
    const waiter: Waiter = { task, number: this.dependents++, of, nextId: 0, nextRange: 0, nextInteger: Number.NaN };
    return this.advance(waiter);
  }

  /** A task has completed so that its dependents may start: those that have nothing left to wait for. */
  satisfy(id: string): number[] {
    const key = id.toLowerCase();
    if (this.ids.get(key) === Infinity) return [];
    this.ids.set(key, Infinity);
    const released: number[] = [];
    this.wake(this.waitingForId, key, released);
    const integer = integerOf(key);
    if (integer !== null) {
      this.holders.set(integer, (this.holders.get(integer) ?? 0) + 1);
      this.integers.set(integer, Infinity);
      this.wake(this.waitingForInteger, integer, released);
    }
    return released;
  }

  /** A task is gone, or active again: whoever is added from now on and depends on it waits. */
  forget(id: string): void {
    const key = id.toLowerCase();
    if (this.ids.get(key) !== Infinity) return;
    this.ids.set(key, this.dependents);
    const integer = integerOf(key);
    if (integer === null) return;
    const holders = this.holders.get(integer)! - 1;
    this.holders.set(integer, holders);
    if (holders === 0) this.integers.set(integer, this.dependents);
  }

  private wake<K>(map: Map<K, Waiter[]>, key: K, released: number[]): void {
    const waiters = map.get(key);
    if (waiters === undefined) return;
    map.delete(key);
    for (const waiter of waiters) if (!this.advance(waiter)) released.push(waiter.task);
  }

  /** Moves on to the next unsatisfied thing and waits there; false when there is none. */
  private advance(waiter: Waiter): boolean {
    const { taskIds, taskIdRanges } = waiter.of;
    for (; waiter.nextId < taskIds.length; waiter.nextId++) {
      const key = taskIds[waiter.nextId].toLowerCase();
      if (waiter.number >= (this.ids.get(key) ?? 0)) return wait(this.waitingForId, key, waiter);
    }
    for (; waiter.nextRange < taskIdRanges.length; waiter.nextRange++) {
      const range = taskIdRanges[waiter.nextRange];
      if (Number.isNaN(waiter.nextInteger)) waiter.nextInteger = range.start;
      for (; waiter.nextInteger <= range.end; waiter.nextInteger++) {
        if (waiter.number >= (this.integers.get(waiter.nextInteger) ?? 0))
          return wait(this.waitingForInteger, waiter.nextInteger, waiter);
      }
      waiter.nextInteger = Number.NaN;
    }
    return false;
  }
}

function wait<K>(map: Map<K, Waiter[]>, key: K, waiter: Waiter): true {
  const waiters = map.get(key);
  if (waiters === undefined) map.set(key, [waiter]);
  else waiters.push(waiter);
  return true;
}

const INT32_MAX = 2 ** 31 - 1;

/** The Int32 that an id reads as, or null (L-398). */
function integerOf(id: string): number | null {
  if (!/^-?\d{1,64}$/.test(id)) return null;
  const value = Number(id);
  return Math.abs(value) <= INT32_MAX ? value : null;
}
