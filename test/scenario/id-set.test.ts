import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdSet } from '../../src/scenario/id-set.ts';

/** What the set says of each id in turn, and what a set of lower-case texts says. */
function answers(ids: readonly string[]): readonly [compact: readonly boolean[], naive: readonly boolean[]] {
  const compact = new IdSet((number) => ids[number]!);
  const naive = new Set<string>();
  return [
    ids.map((id, number) => compact.add(id, number)),
    ids.map((id) => naive.size < naive.add(id.toLowerCase()).size),
  ];
}

describe('a set of ids', () => {
  it('L-345: knows an id again in any case, and takes no other for it', () => {
    const id = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', '_', '-', '1'), maxLength: 3 });
    fc.assert(
      fc.property(fc.array(id, { maxLength: 200 }), (ids) => {
        const [compact, naive] = answers(ids);
        expect(compact).toEqual(naive);
      }),
    );
  });

  it('holds a hundred thousand, each twice', () => {
    const ids = Array.from({ length: 100_000 }, (_, task) => `frame-${task}`);
    const [compact, naive] = answers([...ids, ...ids]);
    expect(compact).toEqual(naive);
  });

  it('stays right and quick when ids are made to collide', () => {
    const ids = collidingIds(4096);
    const [compact, naive] = answers([...ids, 'other', ...ids.map((id) => id.toUpperCase()), 'OTHER']);
    expect(compact).toEqual(naive);

    let compared = 0;
    const counting = new IdSet((number) => {
      compared++;
      return ids[number]!;
    });
    ids.forEach((id, number) => {
      counting.add(id, number);
    });
    // they do collide, and no id is compared with all others
    expect(compared).toBeGreaterThan(30 * ids.length);
    expect(compared).toBeLessThan(100 * ids.length);
  });
});

/** Either text of a pair brings the hash to the same value, behind any texts of the pairs before it. */
const PAIRS =
  'vkfujl/iv1afm 3q65dd/2e23sd y1x1xd/b0j5rh h3lc7a/em0h7c kxiyrg/3v54gs izobsf/jmvcup 6alyia/s9qm2p 6alyia/s9qm2p 6alyia/s9qm2p 6alyia/s9qm2p 6alyia/s9qm2p 6alyia/s9qm2p'
    .split(' ')
    .map((pair) => pair.split('/'));

/** So many different ids with the same hash, 4096 at most. */
function collidingIds(count: number): readonly string[] {
  return Array.from({ length: count }, (_, number) => PAIRS.map((pair, bit) => pair[(number >> bit) & 1]).join(''));
}
