/**
 * A queue of waiting tasks in the order of their creation (O-43), to which a task may come back (O-44).
 *
 * New tasks are appended; as tasks are numbered in the order of creation, they mostly follow one another, and what is kept are runs of
 * numbers. Those that return go to a small heap. Leaving is lazy: a task that is not queued any more is skipped when it comes up,
 * `count` is what is really there.
 */
import { IntHeap } from '../../kernel/heap.ts';
import { IntQueue } from '../../kernel/intlist.ts';
import { IS_QUEUED, type Tasks } from '../tasks.ts';

export class TaskQueue {
  count = 0;
  /** the tasks of the first run that have not been skipped yet: from `head` up to, but not including, `end` */
  private head = 0;
  private end = 0;
  /** the runs after it, each as its first task and the one after its last; all but the first run are closed by a later one */
  private readonly later = new IntQueue();
  private lastEnd = 0;
  private returned: IntHeap | null = null;

  /** A task that was just created: younger than all in the queue. */
  append(task: number): void {
    this.count++;
    if (task === this.lastEnd) {
      this.lastEnd++;
      if (this.later.count === 0) this.end++;
      else this.later.setLast(this.lastEnd);
      return;
    }
    this.lastEnd = task + 1;
    if (this.later.count === 0 && this.head === this.end) {
      this.head = task;
      this.end = task + 1;
    } else {
      this.later.push(task);
      this.later.push(task + 1);
    }
  }

  /** A task that was created before others in the queue. */
  putBack(task: number): void {
    this.returned ??= new IntHeap();
    this.returned.push(task);
    this.count++;
  }

  /** The oldest task, or -1. */
  peek(tasks: Tasks): number {
    const oldest = this.head < this.end && tasks.has(this.head, IS_QUEUED) ? this.head : this.skip(tasks);
    const { returned } = this;
    return returned === null ? oldest : olderOf(oldest, returned, tasks);
  }

  /** The first appended task that is still queued, or -1. */
  private skip(tasks: Tasks): number {
    for (;;) {
      for (; this.head < this.end; this.head++) if (tasks.has(this.head, IS_QUEUED)) return this.head;
      if (this.later.count === 0) return -1;
      this.head = this.later.shift();
      this.end = this.later.shift();
    }
  }
}

/** The older of an appended task (-1: there is none) and those that have returned. */
function olderOf(appended: number, returned: IntHeap, tasks: Tasks): number {
  while (returned.size > 0 && !tasks.has(returned.peek(), IS_QUEUED)) returned.pop();
  if (returned.size === 0) return appended;
  const oldest = returned.peek();
  return appended < 0 || oldest < appended ? oldest : appended;
}
