import seedrandom from 'seedrandom';

/** A stream of random numbers: Alea, drawn with 53 bits. Equal seeds and paths give equal streams, on every machine. */
export class RandomStream {
  private readonly generator: seedrandom.PRNG;

  /** use `stream` */
  constructor(key: string) {
    this.generator = seedrandom.alea(key);
  }

  /** uniform in [0, 1) */
  next(): number {
    return this.generator.double();
  }

  /** an integer uniform in 0…n-1 */
  nextRange(n: number): number {
    return Math.floor(this.generator.double() * n);
  }
}

/**
 * The stream of one purpose, such as `stream(seed, 'duration', jobId, idPattern)`. Streams of different paths are independent of each
 * other: drawing more from one, or adding another, changes none of the rest. A number and its decimal text are the same path part.
 */
export function stream(seed: string, ...path: readonly (string | number)[]): RandomStream {
  return new RandomStream([seed, ...path].map(framed).join(''));
}

/** a part with its length, so that ('a', 'bc') and ('ab', 'c') are different paths */
function framed(part: string | number): string {
  const text = String(part);
  return `${text.length}:${text}`;
}

/** A random GUID (RFC 9562 version 4) in upper case, e.g. `1B4E28BA-2FA1-41D2-883F-0016D3CCA427`. */
export function guid(from: RandomStream): string {
  const digits = Array.from({ length: 32 }, () => from.nextRange(16));
  digits[12] = 4;
  digits[16] = 8 + (digits[16] & 3);
  const text = digits
    .map((digit) => digit.toString(16))
    .join('')
    .toUpperCase();
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}
