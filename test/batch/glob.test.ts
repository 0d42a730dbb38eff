import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../src/batch/glob.ts';

describe('a glob', () => {
  it.each([
    ['blender *', 'blender -f 3', true],
    ['blender *', 'blender', false],
    ['blender*', 'blender', true],
    ['Blender*', 'blender', false],
    ['frame-??', 'frame-07', true],
    ['frame-??', 'frame-7', false],
    ['*/big.zip', 'https://x/big.zip', true],
    ['*/big.zip', 'https://x/big.zip?sas', false],
    ['*', '', true],
    ['', '', true],
    ['', 'x', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['a.c', 'abc', false],
    ['*\n*', 'one\ntwo', true],
  ])('%j and %j: %s', (glob, text, fits) => {
    expect(matchesGlob(glob, text)).toBe(fits);
  });

  it('fits what a regular expression made of it fits', () => {
    const letters = (characters: string) => fc.string({ unit: fc.constantFrom(...characters), maxLength: 8 });
    fc.assert(
      fc.property(letters('ab*?'), letters('ab'), (glob, text) => {
        const pattern = new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        return matchesGlob(glob, text) === pattern.test(text);
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  it('takes no longer than text times pattern, however many stars it has', () => {
    expect(matchesGlob(`${'a*'.repeat(100)}b`, 'a'.repeat(10_000))).toBe(false);
  });
});
