import { expect, it } from 'vitest';
import { timeLeft } from '../../src/cli/study-progress.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

it('the time that a study takes is not guessed before the first run is done', () => {
  expect(timeLeft({ taken: 90, asked: 100, computed: 0 }, 5 * SECOND)).toBeNull();
});

it('the time left is that of the runs left; those that were kept from before took none', () => {
  expect(timeLeft({ taken: 10, asked: 20, computed: 10 }, 30 * SECOND)).toBe(30 * SECOND);
  expect(timeLeft({ taken: 90, asked: 100, computed: 5 }, 10 * SECOND)).toBe(20 * SECOND);
  expect(timeLeft({ taken: 20, asked: 20, computed: 20 }, MINUTE)).toBe(0);
});

it('the time left is rounded up to what can be known', () => {
  expect(timeLeft({ taken: 1, asked: 2, computed: 1 }, 1234)).toBe(2 * SECOND);
  expect(timeLeft({ taken: 1, asked: 2, computed: 1 }, 61 * SECOND)).toBe(70 * SECOND);
  expect(timeLeft({ taken: 1, asked: 2, computed: 1 }, 601 * SECOND)).toBe(11 * MINUTE);
});
