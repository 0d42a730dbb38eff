/**
 * The ids of one job's tasks, compared without case (L-345).
 *
 * Millions of generated tasks do not get an entry each: a family whose ids differ by a number is found by its pattern, and only ids
 * given one by one stand in a map.
 */
import { Int32Column } from '../kernel/columns.ts';
import type { Family } from './families.ts';
import type { Tasks } from './tasks.ts';

interface Generated {
  readonly family: Family;
  readonly prefix: string;
  readonly suffix: string;
  readonly width: number;
  /** the member's task by n - 1; -1 before it is added. Made when first asked for. */
  members: Int32Column | null;
  readonly first: number;
  added: number;
  contiguous: boolean;
}

export class TaskIds {
  private readonly explicit = new Map<string, number>();
  private readonly generated: Generated[] = [];
  private readonly byFamily = new Map<number, Generated>();
  /** the family of the last member: the next one is mostly of the same */
  private latest: Generated | null = null;

  /** Whether the next member of a numbered family could meet an id that is there already; if not, nobody need look. */
  mayClash(family: Family): boolean {
    return this.explicit.size > 0 || this.generated.length > (this.knows(family) ? 1 : 0);
  }

  knows(family: Family): boolean {
    return this.latest?.family === family || this.byFamily.has(family.index);
  }

  /** Announces a family whose ids are `prefix`, a number padded to `width`, `suffix`. */
  addFamily(family: Family, prefix: string, suffix: string, width: number, firstTask: number): void {
    const entry: Generated = {
      family,
      prefix: prefix.toLowerCase(),
      suffix: suffix.toLowerCase(),
      width,
      members: null,
      first: firstTask,
      added: 0,
      contiguous: true,
    };
    this.generated.push(entry);
    this.byFamily.set(family.index, entry);
    this.latest = entry;
  }

  /** A member of an announced family. */
  addMember(family: Family, n: number, task: number): void {
    if (this.latest?.family !== family) this.latest = this.byFamily.get(family.index)!;
    const entry = this.latest;
    entry.added++;
    if (entry.members !== null) {
      put(entry.members, n, task);
    } else if (n !== entry.added || task !== entry.first + n - 1) entry.contiguous = false; // a member before it may have been refused
  }

  add(id: string, task: number): void {
    this.explicit.set(id.toLowerCase(), task);
  }

  remove(id: string): void {
    this.explicit.delete(id.toLowerCase());
  }

  /** The task of that id, or -1. */
  find(id: string, tasks: Tasks): number {
    const key = id.toLowerCase();
    const task = this.explicit.get(key);
    if (task !== undefined) return task;
    for (const entry of this.generated) {
      const n = memberNumber(entry, key);
      if (n < 0) continue;
      const member = this.member(entry, n, tasks);
      if (member >= 0 && tasks.state(member) >= 0) return member;
    }
    return -1;
  }

  private member(entry: Generated, n: number, tasks: Tasks): number {
    if (entry.contiguous && entry.members === null) {
      return n <= entry.added ? entry.first + n - 1 : -1;
    }
    if (entry.members === null) {
      entry.members = new Int32Column(-1);
      entry.members.grow(entry.added);
      for (let task = entry.first; task < tasks.count; task++) {
        if (tasks.family(task) === entry.family.index) {
          put(entry.members, tasks.ordinal(task), task);
        }
      }
    }
    return n <= entry.members.data.length ? entry.members.data[n - 1] : -1;
  }
}

/** n if the id is that of member n, else -1. */
function memberNumber(entry: Generated, key: string): number {
  if (!key.startsWith(entry.prefix) || !key.endsWith(entry.suffix)) return -1;
  const digits = key.slice(entry.prefix.length, key.length - entry.suffix.length);
  if (!/^\d+$/.test(digits)) return -1;
  const n = Number(digits);
  if (n < 1) return -1;
  return String(n).padStart(entry.width, '0') === digits ? n : -1;
}

function put(members: Int32Column, n: number, task: number): void {
  if (n > members.data.length) members.grow(Math.max(n, 2 * members.data.length));
  members.data[n - 1] = task;
}
