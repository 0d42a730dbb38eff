import { describe, expect, it } from 'vitest';
import { mean, quantile } from '../../src/kernel/distribution.ts';
import { errorsOf, loaded } from './files.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const distributionOf = (text: string) => loaded(`cloud: { dispatch: ${text} }`).cloud.dispatch;
const refusals = (text: string) =>
  errorsOf(`cloud: { dispatch: ${text} }`).map((each) => each.replace(/^\d+:\d+ /, ''));

describe('a duration in programs and cloud may be', () => {
  it('a constant, with or without the word', () => {
    expect(distributionOf('PT1M')).toEqual({ kind: 'constant', value: MINUTE });
    expect(distributionOf('{ constant: PT1.5S }')).toEqual({ kind: 'constant', value: 1500 });
  });

  it('uniform', () => {
    expect(distributionOf('{ uniform: { min: PT1S, max: PT3S } }')).toEqual({ kind: 'uniform', min: 1000, max: 3000 });
  });

  it('exponential', () => {
    expect(distributionOf('{ exponential: { mean: PT1M } }')).toEqual({ kind: 'exponential', mean: MINUTE });
  });

  it('normal', () => {
    expect(distributionOf('{ normal: { mean: PT1M, sd: PT10S } }')).toEqual({
      kind: 'normal',
      mean: MINUTE,
      sd: 10 * SECOND,
    });
  });

  it('lognormal by median and 95th percentile', () => {
    const distribution = distributionOf('{ lognormal: { median: PT4M, p95: PT12M } }');
    expect(quantile(distribution, 0.5)).toBeCloseTo(4 * MINUTE, 3);
    expect(quantile(distribution, 0.95)).toBeCloseTo(12 * MINUTE, 3);
  });

  it('lognormal by mean and standard deviation', () => {
    expect(mean(distributionOf('{ lognormal: { mean: PT4M, sd: PT2M } }'))).toBeCloseTo(4 * MINUTE, 3);
  });

  it('of Weibull', () => {
    expect(distributionOf('{ weibull: { scale: PT1M, shape: 0.7 } }')).toEqual({
      kind: 'weibull',
      scale: MINUTE,
      shape: 0.7,
    });
  });

  it('gamma', () => {
    expect(distributionOf('{ gamma: { mean: PT1M, shape: 2 } }')).toEqual({ kind: 'gamma', mean: MINUTE, shape: 2 });
  });

  it('one of a list, each equally likely', () => {
    expect(distributionOf('{ empirical: [PT1S, PT2S, PT2S] }')).toEqual({
      kind: 'empirical',
      values: [1000, 2000, 2000],
    });
  });

  it('a mixture of others, mixtures too', () => {
    const text =
      '{ mixture: [ { weight: 9, of: PT1M }, { weight: 1, of: { mixture: [ { weight: 1, of: { exponential: { mean: PT1H } } } ] } } ] }';
    expect(distributionOf(text)).toEqual({
      kind: 'mixture',
      parts: [
        { weight: 9, of: { kind: 'constant', value: MINUTE } },
        { weight: 1, of: { kind: 'mixture', parts: [{ weight: 1, of: { kind: 'exponential', mean: 60 * MINUTE } }] } },
      ],
    });
  });

  it.each([
    ['P1Y', 'dispatch: "P1Y" names months or years, whose length is not fixed: use days'],
    ['-PT1M', 'dispatch: "-PT1M" is negative'],
    ['1h', 'dispatch: "1h" is no ISO 8601 duration like PT1H30M'],
    ['P10675199DT2H48M5.4775807S', 'dispatch: "P10675199DT2H48M5.4775807S" is too long'],
    ['{ lognorm: { median: PT1M, p95: PT2M } }', 'unknown key "lognorm"; did you mean "lognormal"?'],
    ['{}', '"constant" is missing'],
    ['{ uniform: { min: PT3S, max: PT1S } }', 'min: longer than max'],
    ['{ uniform: { min: PT3S } }', '"max" is missing'],
    ['{ exponential: { mean: PT0S } }', 'mean: "PT0S" is no time at all: it must be longer than PT0S'],
    ['{ exponential: PT1M }', 'exponential: expected a mapping, found the text "PT1M"'],
    ['{ lognormal: { median: PT4M } }', '"p95" is missing'],
    ['{ lognormal: { mean: PT4M, p95: PT5M } }', expect.anything()],
    ['{ lognormal: { median: PT4M, p95: PT1M } }', 'p95: shorter than the median'],
    ['{ weibull: { scale: PT1M, shape: 0 } }', 'shape: the number 0 is too small: more than 0'],
    ['{ gamma: { mean: PT1M, shape: two } }', 'shape: expected a number, found the text "two"'],
    ['{ empirical: [] }', 'empirical: the list is empty'],
    ['{ empirical: [PT1S, 5] }', 'empirical: expected a text, found the number 5'],
    ['{ mixture: [] }', 'mixture: the list is empty'],
    ['{ mixture: [ { weight: 0, of: PT1S } ] }', 'mixture: no part has a weight above 0'],
    [
      '{ mixture: [ { weight: 1, of: { exponentail: { mean: PT1S } } } ] }',
      expect.stringMatching(/^unknown key "exponentail"/),
    ],
    ['{ mixture: [ { weight: 1, of: 5 } ] }', expect.stringMatching(/^of: expected a duration like PT4M or one of /)],
    ['{ constant: PT1S, uniform: { min: PT1S, max: PT2S } }', expect.anything()],
  ])('not %s', (text, complaint) => {
    expect(refusals(text)[0]).toEqual(complaint);
  });
});
