import { expect, test } from 'vitest';
import { measure } from '../../bench/log.ts';

test('the benchmark of the log reads every line that it writes, and sums up the same from both', () => {
  const results = new Map(measure(1234, 1).map(({ work, hash }) => [work, hash]));
  expect(results.get('reader')).toBe(results.get('play'));
  expect(results.get('summary from the log')).toBe(results.get('summary live'));
  expect(results.get('summary live')).toMatch(/^[0-9a-f]{8}$/);
});
