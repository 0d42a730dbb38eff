/** A random cloud: how long nodes take, how many there are, when they are lost. */
import type { Chance } from './chance.ts';
import { type Body, iso, type Plan } from './plan.ts';

export function randomCloud(chance: Chance, plan: Plan): Body {
  const delays = chance.pick(delaysOf(plan));
  const delay = () => iso(chance.pick(delays));
  // where nodes are what a scenario is about, they are soon there and long on their ways
  const way = plan.theme === 'nodes' ? () => iso(chance.pick([60, 120, 300])) : delay;
  return {
    nodes: {
      allocate: chance.roll(0.85) ? delay() : { uniform: { min: 'PT30S', max: 'PT2M' } },
      create: delay(),
      start: delay(),
      reboot: way(),
      reimage: way(),
      leave: way(),
      replace: chance.roll(0.8) ? iso(chance.pick([0, 60, 300])) : { exponential: { mean: 'PT5M' } },
    },
    ...(plan.dispatch
      ? { dispatch: chance.pick<unknown>(['PT1S', 'PT30S', 'PT1M', { uniform: { min: 'PT0S', max: 'PT30S' } }]) }
      : {}),
    ...chance.maybe(plan.theme === 'busy' ? 0.1 : 0.3, () => ({
      capacity: { dedicated: capacity(chance), lowPriority: capacity(chance) },
    })),
    ...(plan.hazards && plan.lowPriority && chance.roll(0.6)
      ? {
          preemption: chance.roll(0.5)
            ? { ratePerNodeHour: chance.pick([0.5, 4]) }
            : {
                trace: chance.times(3, () => ({
                  at: iso(chance.below(60) * 30),
                  poolId: chance.pick(plan.poolIds),
                  count: chance.from(1, 3),
                })),
              },
        }
      : {}),
    ...(plan.hazards && chance.roll(0.5)
      ? {
          failures: {
            meanTimeBetween: chance.pick(['PT20M', 'PT2H']),
            to: chance.pick(['unusable', 'unknown']),
            ...chance.maybe(0.7, () => ({ recover: chance.pick(['PT1M', 'PT10M']) })),
          },
        }
      : {}),
    ...(plan.transfers || plan.packages
      ? {
          transfers: {
            bandwidth: '1MB',
            blobs: [
              { match: '*bad', size: '1MB', fails: true },
              { match: '*', size: chance.pick(['30MB', '60MB']) },
            ],
            uploads: [
              { match: '*bad', size: '1MB', fails: true },
              { match: '*', size: '30MB' },
            ],
            packages: [{ applicationId: 'app', version: '1', size: '30MB', fails: chance.roll(0.2) }],
          },
        }
      : {}),
    ...chance.maybe(0.2, () => ({ speed: { STANDARD_D2_V2: 2 } })),
    prices: {
      STANDARD_D2_V2: { dedicated: 1, lowPriority: 0.25 },
      STANDARD_A1: { dedicated: 0.5, lowPriority: 0.125 },
    },
    billing: chance.pick([{}, { granularity: 'PT1M' }, { granularity: 'PT1H', minimum: 'PT10M' }]),
  };
}

function delaysOf({ theme }: Plan): readonly number[][] {
  if (theme === 'busy') return [[0], [0, 30]];
  return theme === 'nodes'
    ? [
        [30, 60],
        [60, 120],
      ]
    : [[0], [0, 0, 30], [0, 30, 60], [30, 60, 120]];
}

function capacity(chance: Chance): unknown {
  if (chance.roll(0.4)) return null;
  if (chance.roll(0.4)) return chance.from(1, 4);
  return [0, 1, 2].map((step) => ({ at: iso(step * 300), nodes: chance.from(0, 4) }));
}
