import { invariant } from './invariant.ts';

/** An exact running sum of non-negative whole numbers (milliseconds, slot-milliseconds), however large it gets. */
export class ExactSum {
  /** what has not been carried yet; at most 2^53 - 1 */
  private low = 0;
  private high = 0n;

  /** `amount`: a whole number in 0…2^53-1 */
  add(amount: number): void {
    const sum = this.low + amount;
    if (amount >= 0 && sum <= Number.MAX_SAFE_INTEGER && Number.isInteger(sum)) this.low = sum;
    else this.carry(amount);
  }

  private carry(amount: number): void {
    invariant(amount >= 0 && Number.isSafeInteger(amount), () => `${amount} cannot be added exactly`);
    this.high += BigInt(this.low);
    this.low = amount;
  }

  toBigInt(): bigint {
    return this.high + BigInt(this.low);
  }

  /** the nearest number; exact up to 2^53 */
  toNumber(): number {
    return this.high === 0n ? this.low : Number(this.toBigInt());
  }

  /** a sum of milliseconds in seconds */
  seconds(): number {
    if (this.high === 0n) return this.low / 1000;
    const total = this.toBigInt();
    return Number(total / 1000n) + Number(total % 1000n) / 1000;
  }
}
