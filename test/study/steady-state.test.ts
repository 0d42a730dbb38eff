import { describe, expect, it } from 'vitest';
import { stream } from '../../src/kernel/random.ts';
import { normalQuantile } from '../../src/kernel/special.ts';
import { runCell } from '../../src/study/cell.ts';
import { truncate } from '../../src/study/mser.ts';
import { estimateMean } from '../../src/study/statistics.ts';
import { loaded } from './studies.ts';

/** An autoregressive series around 10 whose beginning decays to it from elsewhere. */
function series(seed: string, length: number, from: number, decay: number): number[] {
  const random = stream(seed, 'series');
  let noise = 0;
  return Array.from({ length }, (_, place) => {
    noise = 0.5 * noise + normalQuantile(random.next());
    return 10 + (from - 10) * decay ** place + noise;
  });
}

describe('MSER-5', () => {
  it('leaves out the warm-up of a series that begins far from where it settles', () => {
    const cuts = Array.from({ length: 100 }, (_, number) => truncate(series(`cut ${number}`, 1000, 40, 0.98)));
    const means = cuts.map((cut) => cut?.mean ?? Number.NaN);
    const { mean, halfWidth } = estimateMean(means, 0.99)!;
    expect(Math.abs(mean - 10)).toBeLessThan(0.1);
    expect(halfWidth).toBeLessThan(0.05);
    // the warm-up halves every 34 observations; without a cut it would add 1.5 to the mean
    for (const cut of cuts) expect(cut?.deleted).toBeGreaterThan(100);
  });

  it('leaves out little of a series without a warm-up', () => {
    const deleted = Array.from(
      { length: 100 },
      (_, number) => truncate(series(`flat ${number}`, 1000, 10, 0))?.deleted,
    );
    const few = deleted.filter((count) => count !== undefined && count <= 100);
    expect(few.length).toBeGreaterThan(80);
  });

  it('says nothing of a series that is short, or still warming up at its middle', () => {
    expect(truncate([1, 2, 3])).toBeNull();
    expect(truncate(Array.from({ length: 49 }, () => 1))).toBeNull();
    expect(truncate(Array.from({ length: 1000 }, (_, place) => place))).toBeNull();
  });

  it('leaves out nothing of a constant', () => {
    expect(truncate(Array.from({ length: 60 }, () => 7))).toEqual({ deleted: 0, mean: 7 });
  });
});

describe('the steady state of a queue', () => {
  // M/M/1 with load 0.5: a customer waits 30 s on average, half a customer waits (Erlang)
  const queue = (backlog: number) => `
    end: P3D
    pools: [ { id: p, vmSize: STANDARD_D2_V2, cloudServiceConfiguration: { osFamily: "5" }, targetDedicatedNodes: 1 } ]
    jobs: [ { id: j, poolInfo: { poolId: p } } ]
    tasks:
      - { jobId: j, count: ${backlog}, task: { id: "first-{n}", commandLine: work }, runs: { duration: { exponential: { mean: PT30S } } } }
      - { jobId: j, count: 6000, arrival: { poisson: { mean: PT60S } }, task: { id: "t-{n}", commandLine: work }, runs: { duration: { exponential: { mean: PT30S } } } }
    cloud: { nodes: { allocate: PT0S, create: PT0S, start: PT0S } }
  `;
  const metrics = ['waitSeconds', 'queueLength', 'utilization'].map((name) => `steadyState.${name}.mean`);
  const study = (backlog: number) =>
    loaded(
      `factors: { pools.p.maxTasksPerNode: [1] }\nmetrics: [ ${metrics.join(', ')}, tasks.waitSeconds.mean, steadyState.waitSeconds.warmUpSeconds ]`,
      { scenario: queue(backlog) },
    );
  const means = (backlog: number) => {
    const results = Array.from({ length: 20 }, (_, replication) =>
      runCell(study(backlog), { variant: 0, replication }),
    );
    return (metric: string) =>
      estimateMean(
        results.flatMap((result) => result?.metrics[metric] ?? []),
        0.99,
      )!;
  };

  it('agrees with theory in waits, queue length and utilization', () => {
    const meanOf = means(0);
    for (const [metric, exact] of [
      [metrics[0], 30],
      [metrics[1], 0.5],
      [metrics[2], 0.5],
    ] as const) {
      const { mean, halfWidth } = meanOf(metric);
      expect(Math.abs(mean - exact)).toBeLessThan(halfWidth! + 0.02 * exact);
      expect(halfWidth).toBeLessThan(0.1 * exact);
    }
  });

  it('does so after a backlog too, which the plain mean counts', () => {
    const meanOf = means(400);
    expect(meanOf('tasks.waitSeconds.mean').mean).toBeGreaterThan(500);
    const { mean } = meanOf(metrics[0]);
    expect(Math.abs(mean - 30)).toBeLessThan(5);
    // the backlog of 400 tasks of 30 s shrinks by half of what is done
    expect(meanOf('steadyState.waitSeconds.warmUpSeconds').mean).toBeGreaterThan(15_000);
  });
});
