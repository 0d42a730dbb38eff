import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IndexedHeap, IntHeap } from '../../src/kernel/heap.ts';
import { Defect } from '../../src/kernel/invariant.ts';

describe('an indexed heap', () => {
  /** ids by a key that may change, equal keys by id */
  function heapBy(keys: number[]): IndexedHeap {
    return new IndexedHeap((a, b) => keys[a] < keys[b] || (keys[a] === keys[b] && a < b));
  }

  it('hands out its ids in their order', () => {
    const heap = heapBy([30, 10, 20, 10]);
    for (const id of [0, 1, 2, 3]) heap.push(id);
    expect([heap.pop(), heap.pop(), heap.pop(), heap.pop(), heap.pop()]).toEqual([1, 3, 2, 0, -1]);
  });

  it('puts an id in its new place when its key has changed, in either direction', () => {
    const keys = [1, 2, 3, 4];
    const heap = heapBy(keys);
    for (const id of [0, 1, 2, 3]) heap.push(id);
    keys[0] = 9;
    heap.update(0);
    expect(heap.peek()).toBe(1);
    keys[3] = 0;
    heap.update(3);
    expect(heap.peek()).toBe(3);
  });

  it('keeps its order when ids are removed from anywhere in it', () => {
    const keys = Array.from({ length: 1000 }, (_, id) => (id * 7919) % 1009);
    const heap = heapBy(keys);
    for (let id = 0; id < 1000; id++) heap.push(id);
    for (let id = 0; id < 1000; id++) if ((id * 31) % 7 < 3) heap.remove(id);
    const rest = [...keys.keys()].filter((id) => (id * 31) % 7 >= 3).sort((a, b) => keys[a] - keys[b]);
    expect(rest.map(() => heap.pop())).toEqual(rest);
  });

  it('does nothing when an id that it does not have is removed or updated', () => {
    const heap = heapBy([1, 2]);
    heap.push(0);
    heap.remove(1);
    heap.update(1);
    heap.remove(5000);
    expect([heap.size, heap.peek(), heap.has(1)]).toEqual([1, 0, false]);
  });

  it('takes no id twice', () => {
    const heap = heapBy([1]);
    heap.push(0);
    expect(() => heap.push(0)).toThrow(Defect);
  });

  it('agrees with sorting under any operations', () => {
    const operation = fc.record({
      do: fc.constantFrom('push' as const, 'pop' as const, 'remove' as const, 'change' as const),
      id: fc.oneof(fc.nat(30), fc.nat(300)),
      key: fc.nat(10),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 300 }), (operations) => {
        const keys: number[] = new Array(301).fill(0);
        const heap = heapBy(keys);
        const plain = new Set<number>();
        const sorted = () => [...plain].sort((a, b) => keys[a] - keys[b] || a - b);
        for (const { do: what, id, key } of operations) {
          if (what === 'push' && !plain.has(id)) {
            keys[id] = key;
            heap.push(id);
            plain.add(id);
          } else if (what === 'pop') {
            const first = sorted()[0] ?? -1;
            expect(heap.pop()).toBe(first);
            plain.delete(first);
          } else if (what === 'remove') {
            heap.remove(id);
            plain.delete(id);
          } else if (what === 'change') {
            keys[id] = key;
            heap.update(id);
          }
          expect(heap.size).toBe(plain.size);
          expect(heap.has(id)).toBe(plain.has(id));
        }
        const rest = sorted();
        expect(rest.map(() => heap.pop())).toEqual(rest);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('a heap of whole numbers', () => {
  it('hands out any numbers in ascending order, equal ones as often as they were put in', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 200 }), fc.array(fc.integer()), (numbers, more) => {
        const heap = new IntHeap();
        for (const number of numbers) heap.push(number);
        const half = numbers.length >> 1;
        const taken = numbers.slice(0, half).map(() => heap.pop());
        const sorted = numbers.toSorted((a, b) => a - b);
        expect(taken).toEqual(sorted.slice(0, half));
        for (const number of more) heap.push(number);
        const rest = [...sorted.slice(half), ...more].sort((a, b) => a - b);
        expect(heap.size).toBe(rest.length);
        expect(rest.map(() => heap.pop())).toEqual(rest);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('has no smallest number when it is empty', () => {
    const heap = new IntHeap();
    expect(() => heap.peek()).toThrow(Defect);
    expect(() => heap.pop()).toThrow(Defect);
    heap.push(4);
    expect(heap.peek()).toBe(4);
    heap.clear();
    expect(heap.size).toBe(0);
  });
});
