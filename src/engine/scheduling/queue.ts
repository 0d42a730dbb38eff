/**
 * A queue of waiting tasks in the order of their creation (O-43), to which a task may come back (O-44).
 *
 * New tasks are appended to a list linked through `Tasks.next`; those that return go to a small heap. Leaving is lazy: a task that is
 * not queued any more is skipped when it comes up, `count` is what is really there.
 */
import { IntHeap } from '../../kernel/heap.ts';
import { IS_QUEUED, type Tasks } from '../tasks.ts';

export class TaskQueue {
  count = 0;
  private head = -1;
  private tail = -1;
  private returned: IntHeap | null = null;

  /** A task that was just created: younger than all in the queue. */
  append(tasks: Tasks, task: number): void {
    tasks.next.data[task] = -1;
    if (this.tail < 0) this.head = task;
    else tasks.next.data[this.tail] = task;
    this.tail = task;
    this.count++;
  }

  /** A task that was created before others in the queue. */
  putBack(task: number): void {
    this.returned ??= new IntHeap();
    this.returned.push(task);
    this.count++;
  }

  /** The oldest task, or -1. */
  peek(tasks: Tasks): number {
    const flags = tasks.flags.data;
    while (this.head >= 0 && (flags[this.head] & IS_QUEUED) === 0) this.unlinkHead(tasks);
    const returned = this.returned;
    if (returned === null) return this.head;
    while (returned.size > 0 && (flags[returned.peek()] & IS_QUEUED) === 0) returned.pop();
    if (returned.size === 0) return this.head;
    const oldest = returned.peek();
    return this.head < 0 || oldest < this.head ? oldest : this.head;
  }

  private unlinkHead(tasks: Tasks): void {
    this.head = tasks.next.data[this.head];
    if (this.head < 0) this.tail = -1;
  }
}
