import { expect, it } from 'vitest';
import { IntList } from '../../src/kernel/intlist.ts';

it('a list of whole numbers holds what was put in since it was last emptied, in order, however much', () => {
  const list = new IntList();
  for (const size of [3, 100, 40]) {
    const numbers = Array.from({ length: size }, (_, n) => size - n);
    for (const number of numbers) list.push(number);
    expect([...list.items.subarray(0, list.count)]).toEqual(numbers);
    list.clear();
    expect(list.count).toBe(0);
  }
});
