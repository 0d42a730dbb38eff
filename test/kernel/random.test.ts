import { describe, expect, it } from 'vitest';
import { guid, type RandomStream, stream } from '../../src/kernel/random.ts';

const draws = (from: RandomStream, count = 20) => Array.from({ length: count }, () => from.next());

describe('a named stream', () => {
  it('gives the same draws for the same seed and path', () => {
    expect(draws(stream('7', 'duration', 'frames'))).toEqual(draws(stream('7', 'duration', 'frames')));
  });

  it('gives the draws it always gave: recorded results stay valid', () => {
    expect(draws(stream('7', 'duration', 'frames', 3), 3)).toMatchInlineSnapshot(`
      [
        0.24365920444885647,
        0.07341532783922666,
        0.6144184575795877,
      ]
    `);
  });

  it('gives other draws for another seed, another path, a longer path and another division of the same letters', () => {
    const streams = [
      stream('7', 'a', 'bc'),
      stream('8', 'a', 'bc'),
      stream('7', 'ab', 'c'),
      stream('7', 'abc'),
      stream('7', 'a', 'bc', ''),
      stream('7a', 'bc'),
      stream('7', 'a', 'b', 'c'),
      stream('7', '1:a', 'bc'),
    ];
    expect(new Set(streams.map((each) => each.next())).size).toBe(streams.length);
  });

  it('does not depend on what is drawn from others meanwhile', () => {
    const alone = draws(stream('7', 'exit'));
    const other = stream('7', 'duration');
    const mixed = stream('7', 'exit');
    for (const expected of alone) {
      other.next();
      expect(mixed.next()).toBe(expected);
    }
  });

  it('takes a number for its decimal text', () => {
    expect(stream('7', 12).next()).toBe(stream('7', '12').next());
  });

  it('draws uniformly from [0, 1), with more than 32 bits', () => {
    const sample = draws(stream('7', 'uniform'), 20_000);
    expect(sample.every((u) => u >= 0 && u < 1)).toBe(true);
    expect(sample.some((u) => u * 2 ** 32 !== Math.floor(u * 2 ** 32))).toBe(true);
    expect(chiSquare(sample)).toBeLessThan(148.2);
  });

  it('has first draws that are uniform over similar paths: a stream may be made for a single draw', () => {
    const sample = Array.from({ length: 20_000 }, (_, n) => stream('7', 'duration', 'job', `task-${n}`).next());
    expect(chiSquare(sample)).toBeLessThan(148.2);
    const covariance = sample.slice(1).reduce((sum, u, n) => sum + (u - 0.5) * (sample[n] - 0.5), 0) / sample.length;
    expect(Math.abs(covariance * 12 * Math.sqrt(sample.length))).toBeLessThan(3.3);
  });

  it('draws whole numbers from a range, each equally often', () => {
    const source = stream('7', 'range');
    const counts = [0, 0, 0, 0, 0, 0];
    for (let n = 0; n < 60_000; n++) counts[source.nextRange(6)]++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(350);
    expect(source.nextRange(1)).toBe(0);
  });
});

describe('a drawn GUID', () => {
  it('is written in upper case and is a random GUID by its version digit', () => {
    const source = stream('7', 'guid');
    const guids = Array.from({ length: 100 }, () => guid(source));
    for (const each of guids)
      expect(each).toMatch(/^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/);
    expect(new Set(guids).size).toBe(100);
    expect(guid(stream('7', 'guid'))).toBe(guids[0]);
  });
});

/** over 100 cells: 148.2 is exceeded once in a thousand samples */
function chiSquare(sample: readonly number[]): number {
  const cells = new Float64Array(100);
  for (const u of sample) cells[Math.floor(u * 100)]++;
  return cells.reduce((sum, count) => sum + (count - sample.length / 100) ** 2 / (sample.length / 100), 0);
}
