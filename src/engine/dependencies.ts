/**
 * Which tasks of a job wait for which (L-396 … L-406).
 *
 * A dependent waits for one thing at a time, the first of its list that is not satisfied yet; when that is, it moves on to the next.
 * So every task is woken only by what it waits for, and nothing is counted or searched.
 */
import type { TaskDependencies } from '../batch/model.ts';

interface Waiter {
  readonly task: number;
  readonly of: TaskDependencies;
  nextId: number;
  nextRange: number;
  /** the next integer of the present range, NaN before it is begun */
  nextInteger: number;
}

export class Dependencies {
  /** ids, and integers that an id stands for ("4", "04": L-399), of tasks whose outcome satisfies */
  private readonly ids = new Set<string>();
  private readonly integers = new Map<number, number>();
  private readonly waitingForId = new Map<string, Waiter[]>();
  private readonly waitingForInteger = new Map<number, Waiter[]>();

  /** Whether a new task has to wait. */
  add(task: number, of: TaskDependencies): boolean {
    const waiter: Waiter = { task, of, nextId: 0, nextRange: 0, nextInteger: Number.NaN };
    return this.advance(waiter);
  }

  /** A task has completed so that its dependents may start: those that have nothing left to wait for. */
  satisfy(id: string): number[] {
    const key = id.toLowerCase();
    if (this.ids.has(key)) return [];
    this.ids.add(key);
    const released: number[] = [];
    this.wake(this.waitingForId, key, released);
    const integer = integerOf(key);
    if (integer !== null) {
      const holders = this.integers.get(integer) ?? 0;
      this.integers.set(integer, holders + 1);
      if (holders === 0) this.wake(this.waitingForInteger, integer, released);
    }
    return released;
  }

  /** A task is gone: whoever is added later and depends on it waits (O-77). */
  forget(id: string): void {
    const key = id.toLowerCase();
    if (!this.ids.delete(key)) return;
    const integer = integerOf(key);
    if (integer === null) return;
    const holders = this.integers.get(integer)! - 1;
    if (holders === 0) this.integers.delete(integer);
    else this.integers.set(integer, holders);
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
      if (!this.ids.has(key)) return wait(this.waitingForId, key, waiter);
    }
    for (; waiter.nextRange < taskIdRanges.length; waiter.nextRange++) {
      const range = taskIdRanges[waiter.nextRange];
      if (Number.isNaN(waiter.nextInteger)) waiter.nextInteger = range.start;
      for (; waiter.nextInteger <= range.end; waiter.nextInteger++) {
        if (!this.integers.has(waiter.nextInteger)) return wait(this.waitingForInteger, waiter.nextInteger, waiter);
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
