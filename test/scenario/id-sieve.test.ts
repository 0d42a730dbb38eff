import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdSieve } from '../../src/scenario/id-sieve.ts';

function sieveOf(ids: readonly string[], expected = ids.length): IdSieve {
  const sieve = new IdSieve(expected);
  for (const id of ids) sieve.add(id, 0, id.length);
  return sieve;
}

const mayRepeat = (sieve: IdSieve, id: string) => sieve.mayRepeat(`<${id}>`, 1, id.length + 1);

describe('a sieve of ids', () => {
  it('L-345: lets no id through that stands twice, in whatever case, even with more ids than it was made for', () => {
    const id = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'Z', '_', '-', '1'), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(id, { maxLength: 200 }), fc.nat(10), (ids, expected) => {
        const sieve = sieveOf(ids, expected);
        const counts = new Map<string, number>();
        for (const id of ids) counts.set(id.toLowerCase(), (counts.get(id.toLowerCase()) ?? 0) + 1);
        for (const id of ids) if (counts.get(id.toLowerCase())! > 1) expect(mayRepeat(sieve, id)).toBe(true);
      }),
    );
  });

  it('lets nine of ten others through', () => {
    for (const pattern of ['t', 'frame-', 'A_very_long_id_that_only_its_end_tells_from_others-']) {
      const ids = Array.from({ length: 50_000 }, (_, task) => `${pattern}${task}`);
      const sieve = sieveOf(ids);
      expect(ids.filter((id) => mayRepeat(sieve, id)).length).toBeLessThan(5_000);
    }
  });
});
