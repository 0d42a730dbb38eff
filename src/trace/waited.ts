import { WAIT_CAUSES } from './vocabulary.ts';

/**
 * What a wait consisted of: milliseconds by cause. Most waits have one cause or two, and those are listed, so that whoever reads it
 * need not look at all there could be.
 */
export class Waited {
  /** milliseconds by code of WAIT_CAUSES */
  readonly ms = new Float64Array(WAIT_CAUSES.length);
  /** the codes that have any, the first `count` of them, in the order they came */
  readonly causes = new Uint8Array(WAIT_CAUSES.length);
  count = 0;

  /** `ms`: not negative */
  add(cause: number, ms: number): void {
    if (ms === 0) return;
    if (this.ms[cause] === 0) this.causes[this.count++] = cause;
    this.ms[cause] += ms;
  }

  addAll(other: Waited): void {
    for (let place = 0; place < other.count; place++) this.add(other.causes[place], other.ms[other.causes[place]]);
  }

  clear(): void {
    for (let place = 0; place < this.count; place++) this.ms[this.causes[place]] = 0;
    this.count = 0;
  }
}
