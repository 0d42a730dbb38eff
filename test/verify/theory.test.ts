import { describe, expect, it } from 'vitest';
import { deterministicQueue } from '../../src/verify/deterministic.ts';
import {
  erlangC,
  meanMakespan,
  meanWaitMG1,
  meanWaitMMc,
  meanWaitsByPriority,
  meanWithRestarts,
  unequalServers,
  waitTailMMc,
} from '../../src/verify/theory.ts';
import { firstArrivals } from '../../src/verify/transient.ts';

describe('the formulas', () => {
  it('of M/M/c: one server waits with probability ρ, two with 2ρ²/(1+ρ)', () => {
    for (const load of [0.5, 0.8, 0.95]) {
      expect(erlangC(1, load)).toBeCloseTo(load, 14);
      expect(erlangC(2, load)).toBeCloseTo((2 * load * load) / (1 + load), 14);
      expect(meanWaitMMc(1, load)).toBeCloseTo(load / (1 - load), 12);
    }
    // by hand: A = 4 on 5 servers, B = 0.199067, C = B / (1 - 0.8 (1 - B))
    expect(erlangC(5, 0.8)).toBeCloseTo(0.554113, 6);
    expect(waitTailMMc(1, 0.5, 2)).toBeCloseTo(0.5 * Math.exp(-1), 14);
  });

  it('of M/G/1 and M/D/c agree with M/M/1 and with each other where they meet', () => {
    expect(meanWaitMG1(0.8, 1)).toBeCloseTo(meanWaitMMc(1, 0.8), 12);
    for (const load of [0.3, 0.5, 0.8]) {
      const { waiting, meanWait } = deterministicQueue(1, load);
      expect(waiting).toBeCloseTo(load, 10);
      expect(meanWait).toBeCloseTo(meanWaitMG1(load, 0), 9);
    }
    // with two servers the wait is close to half of what exponential services would make, and a little more
    const { meanWait } = deterministicQueue(2, 0.7);
    expect(meanWait / meanWaitMMc(2, 0.7)).toBeGreaterThan(0.5);
    expect(meanWait / meanWaitMMc(2, 0.7)).toBeLessThan(0.53);
  });

  it('of priorities keep the mean over all tasks, and put the high class first', () => {
    const [high, low] = meanWaitsByPriority(2, [0.3, 0.3]);
    expect((high + low) / 2).toBeCloseTo(meanWaitMMc(2, 0.6), 12);
    expect(meanWaitsByPriority(1, [0.25, 0.25])).toEqual([expect.closeTo(2 / 3, 12), expect.closeTo(4 / 3, 12)]);
  });

  it('of makespans, restarts and unequal servers have the values of small cases', () => {
    expect(meanMakespan(1, 5)).toBe(1);
    expect(meanMakespan(3, 2)).toBeCloseTo(0.5 + 0.5 + 1, 14);
    expect(meanWithRestarts(2, 1e-9, 100)).toBeCloseTo(2, 5);
    expect(meanWithRestarts(1, 1, 0)).toBeCloseTo(Math.E - 1, 14);
    const equal = unequalServers(1.4, 1, 1);
    expect(equal.waiting).toBeCloseTo(erlangC(2, 0.7), 12);
    expect(equal.meanWait).toBeCloseTo(meanWaitMMc(2, 0.7), 12);
    // hardly any arrivals: the fast server does everything
    expect(unequalServers(1e-6, 3, 1).fastShare).toBeCloseTo(1, 5);
  });

  it('of the first arrivals are those of hand calculation, and lead to the long run', () => {
    // one task is in service, one arrives at rate 1/2: it comes first with probability 1/3 and then waits for one service
    const one = firstArrivals(1, 0.5, 1, 1, 2);
    expect(one.waiting).toBeCloseTo(1 / 3, 14);
    expect(one.meanWait).toBeCloseTo(1 / 3, 14);
    expect(one.longWaits).toBeCloseTo(Math.exp(-2) / 3, 14);
    const many = firstArrivals(2, 0.5, 0, 500, 1);
    expect(Math.abs(many.waiting / erlangC(2, 0.5) - 1)).toBeLessThan(0.015);
    expect(Math.abs(many.meanWait / meanWaitMMc(2, 0.5) - 1)).toBeLessThan(0.015);
    expect(Math.abs(many.longWaits / waitTailMMc(2, 0.5, 1) - 1)).toBeLessThan(0.015);
  });
});
