import { expect, it } from 'vitest';
import { IntQueue } from '../../src/kernel/intlist.ts';
import { stream } from '../../src/kernel/random.ts';
import { RareCounts, RareSpans } from '../../src/kernel/rare.ts';
import { Records } from '../../src/kernel/records.ts';

it('records keep reals and ints side by side in one row, and all rows when they grow', () => {
  const records = new Records(2);
  for (let row = 0; row < 1000; row++) {
    records.ensure(row + 1);
    records.reals[2 * row] = row / 4;
    records.ints[4 * row + 2] = -row;
    records.ints[4 * row + 3] = row;
  }
  expect(records.reals.buffer).toBe(records.ints.buffer);
  expect(records.reals.length).toBe(2 * records.capacity);
  const rows = Array.from({ length: 1000 }, (_, row) => row);
  expect(rows.map((row) => records.reals[2 * row])).toEqual(rows.map((row) => row / 4));
  expect(rows.map((row) => [records.ints[4 * row + 2], records.ints[4 * row + 3]])).toEqual(
    rows.map((row) => [0 - row, row]),
  );
  expect([...records.reals.subarray(2000)].every((real) => real === 0)).toBe(true);
});

it('records meet a large request exactly', () => {
  const records = new Records(4);
  records.ensure(100_000);
  expect(records.capacity).toBe(100_000);
});

it('a rare column answers 0 for whatever was never set, and grows for what is', () => {
  for (const column of [new RareCounts(), new RareSpans()]) {
    expect(column.get(5)).toBe(0);
    column.set(5, 0);
    expect(column.data.length).toBe(0);
    column.set(4000, 7);
    column.set(4000, column.get(4000) + 1);
    expect([column.get(3999), column.get(4000), column.get(1_000_000)]).toEqual([0, 8, 0]);
    column.set(4000, 0);
    expect(column.get(4000)).toBe(0);
  }
});

it('a queue of whole numbers gives back what was pushed, in that order, and knows its last', () => {
  const draws = stream('queue');
  const queue = new IntQueue();
  const twin: number[] = [];
  for (let step = 0; step < 20_000; step++) {
    const draw = draws.next();
    if (draw < 0.5 || twin.length === 0) {
      queue.push(step);
      twin.push(step);
    } else if (draw < 0.6) {
      queue.setLast(-step);
      twin[twin.length - 1] = -step;
    } else expect(queue.shift()).toBe(twin.shift());
    expect(queue.count).toBe(twin.length);
  }
});
