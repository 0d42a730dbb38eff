import { describe, expect, it } from 'vitest';
import { measure } from '../../bench/autoscale.ts';

describe('the benchmark of formulas', () => {
  it('gets the same from the same formula every time', () => {
    const hashes = () => measure(200, 1).map(({ what, hash }) => [what, hash]);
    expect(hashes()).toEqual(hashes());
  });
});
