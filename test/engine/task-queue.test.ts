import { expect, it } from 'vitest';
import { TaskQueue } from '../../src/engine/scheduling/queue.ts';
import { IS_QUEUED, Tasks } from '../../src/engine/tasks.ts';
import { stream } from '../../src/kernel/random.ts';

it('O-43, O-44: a queue gives the oldest task that is still queued, whoever left or came back meanwhile', () => {
  const draws = stream('task queue');
  const tasks = new Tasks();
  const queue = new TaskQueue();
  const queued = new Set<number>();
  const away: number[] = [];
  for (let step = 0; step < 20_000; step++) {
    const draw = draws.next();
    if (draw < 0.45) {
      const task = tasks.add(0, step, step, 0);
      if (draws.next() < 0.2) continue; // a task of another queue
      tasks.set(task, IS_QUEUED);
      queue.append(task);
      queued.add(task);
    } else if (draw < 0.55 && away.length > 0) {
      const task = away.splice(Math.floor(draws.next() * away.length), 1)[0];
      tasks.set(task, IS_QUEUED);
      queue.putBack(task);
      queued.add(task);
    } else if (queued.size > 0) {
      const members = [...queued];
      const leaves = draw < 0.8 ? Math.min(...members) : members[Math.floor(draws.next() * members.length)];
      tasks.clear(leaves, IS_QUEUED);
      queue.count--;
      queued.delete(leaves);
      if (draws.next() < 0.3) away.push(leaves);
    }
    expect(queue.count).toBe(queued.size);
    expect(queue.peek(tasks)).toBe(queued.size === 0 ? -1 : Math.min(...queued));
  }
});
