import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RankSet } from '../../src/kernel/bitset.ts';
import { Defect } from '../../src/kernel/invariant.ts';

function setOf(...members: number[]): RankSet {
  const set = new RankSet();
  for (const member of members) set.add(member);
  return set;
}

function members(set: RankSet): number[] {
  const all: number[] = [];
  for (let member = set.first(); member >= 0; member = set.next(member)) all.push(member);
  return all;
}

describe('a rank set', () => {
  it('is empty at first', () => {
    const set = new RankSet();
    expect([set.size, set.first(), set.last(), set.next(-1), set.next(1000), set.firstNotIn(null)]).toEqual([
      0, -1, -1, -1, -1, -1,
    ]);
    expect(set.has(0)).toBe(false);
  });

  it('lists its members in ascending order, over gaps of any size', () => {
    const numbers = [0, 1, 31, 32, 63, 64, 1023, 1024, 32_767, 32_768, 99_999, 1_048_576];
    const set = setOf(...numbers.toReversed());
    expect(members(set)).toEqual(numbers);
    expect(set.size).toBe(numbers.length);
    expect(set.last()).toBe(1_048_576);
  });

  it('finds the next member after a number that is not one', () => {
    const set = setOf(5, 70, 5000);
    expect([set.next(4), set.next(5), set.next(6), set.next(71), set.next(4999), set.next(5000)]).toEqual([
      5, 70, 70, 5000, 5000, -1,
    ]);
  });

  it('counts a member once however often it is added, and survives deleting what it does not have', () => {
    const set = setOf(3, 3, 3);
    set.delete(4);
    set.delete(100_000);
    expect(set.size).toBe(1);
    set.delete(3);
    set.delete(3);
    expect([set.size, set.first()]).toEqual([0, -1]);
  });

  it('can be cleared and used again', () => {
    const set = setOf(1, 4000);
    set.clear();
    expect(members(set)).toEqual([]);
    set.add(2);
    expect(members(set)).toEqual([2]);
  });

  it('has no negative members', () => {
    const set = setOf(1);
    expect(set.has(-1)).toBe(false);
    set.delete(-1);
    expect(() => set.add(-1)).toThrow(Defect);
    expect(members(set)).toEqual([1]);
  });

  it('finds its smallest member that another set does not have, whichever of the two is larger', () => {
    const set = setOf(2, 3, 40, 5000, 5001);
    expect(set.firstNotIn(null)).toBe(2);
    expect(set.firstNotIn(new RankSet())).toBe(2);
    expect(set.firstNotIn(setOf(2))).toBe(3);
    expect(set.firstNotIn(setOf(2, 3))).toBe(40);
    expect(set.firstNotIn(setOf(2, 3, 40))).toBe(5000);
    expect(set.firstNotIn(setOf(2, 3, 40, 5000, 70_000))).toBe(5001);
    expect(set.firstNotIn(setOf(2, 3, 40, 5000, 5001))).toBe(-1);
    expect(setOf(2).firstNotIn(setOf(1, 90_000))).toBe(2);
  });

  it('agrees with an ordinary set under any operations', () => {
    const number = fc.oneof(fc.nat(40), fc.nat(1100), fc.nat(70_000));
    const operation = fc.record({ add: fc.boolean(), number });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), fc.array(number), number, (operations, barred, probe) => {
        const set = new RankSet();
        const plain = new Set<number>();
        for (const { add, number } of operations) {
          if (add) {
            set.add(number);
            plain.add(number);
          } else {
            set.delete(number);
            plain.delete(number);
          }
        }
        const sorted = [...plain].sort((a, b) => a - b);
        expect(members(set)).toEqual(sorted);
        expect(set.size).toBe(plain.size);
        expect(set.last()).toBe(sorted.at(-1) ?? -1);
        expect(set.has(probe)).toBe(plain.has(probe));
        expect(set.next(probe)).toBe(sorted.find((each) => each > probe) ?? -1);
        expect(set.firstNotIn(setOf(...barred))).toBe(sorted.find((each) => !barred.includes(each)) ?? -1);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});
