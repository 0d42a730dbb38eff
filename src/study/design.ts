/** Which combinations of values are tried: all of them, or a Latin hypercube. */
import { type RandomStream, stream } from '../kernel/random.ts';
import { clean, type Level, type Levels } from './levels.ts';

/** How many combinations there are of lists of these lengths. */
export function combinations(lengths: readonly number[]): number {
  return lengths.reduce((product, length) => product * length, 1);
}

/** All combinations of the lists, the last list changing fastest. */
export function* product<T>(lists: readonly (readonly T[])[]): Generator<readonly T[]> {
  const total = combinations(lists.map(({ length }) => length));
  for (let number = 0; number < total; number++) {
    let rest = number;
    const row = new Array<T>(lists.length);
    for (let place = lists.length - 1; place >= 0; place--) {
      const list = lists[place];
      row[place] = list[rest % list.length];
      rest = Math.floor(rest / list.length);
    }
    yield row;
  }
}

/**
 * A Latin hypercube (McKay, Beckman and Conover, Technometrics 21, 1979): the range of every factor is cut into as many equal parts as
 * there are samples, and each part is used once, in an order of its own for every factor. Of an interval a random point of the part
 * is taken, of a list the value that the point falls on. `seed` makes it.
 */
export function latinHypercube(
  factors: readonly { readonly path: string; readonly levels: Levels }[],
  samples: number,
  seed: string,
): readonly (readonly Level[])[] {
  const columns = factors.map(({ path, levels }) => {
    const random = stream(seed, 'latinHypercube', path);
    return shuffled(samples, random).map((part) => levelAt(levels, (part + random.next()) / samples));
  });
  return Array.from({ length: samples }, (_, sample) => columns.map((column) => column[sample]));
}

/** u in [0, 1) */
function levelAt(levels: Levels, u: number): Level {
  if (levels.kind === 'values') return levels.levels[Math.floor(u * levels.levels.length)];
  const { from, to, place } = levels;
  return { value: clean(from + u * (to - from)), place };
}

/** 0…n-1 in random order (Fisher and Yates). */
function shuffled(n: number, random: RandomStream): number[] {
  const order = Array.from({ length: n }, (_, place) => place);
  for (let last = n - 1; last > 0; last--) {
    const place = random.nextRange(last + 1);
    [order[last], order[place]] = [order[place], order[last]];
  }
  return order;
}
