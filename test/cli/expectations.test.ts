import { describe, expect, it } from 'vitest';
import type { Expectation } from '../../src/batch/model.ts';
import { checkExpectations } from '../../src/cli/expectations.ts';
import type { Summary } from '../../src/metrics/summary.ts';

/** The few figures that the checks below look at. */
const summary = {
  endReason: 'quiescent',
  makespanSeconds: 5100,
  cost: null,
  tasks: { failed: 2, waitSeconds: { mean: 0.1 + 0.2 } },
  jobs: { 'nightly:job-1': { state: 'completed', tasks: {} }, 'a#2': { state: 'active' } },
  pools: { render: { utilization: 0.81, vmSize: 'STANDARD_D2_V2' } },
  unmatchedCommandLines: ['b', 'a'],
} as unknown as Summary;

function failureOf(expectation: Expectation): string | null {
  return checkExpectations([expectation], summary)[1].failure;
}

describe('an expectation', () => {
  it('holds when the metric has the value, or lies between the bounds, both included', () => {
    expect(failureOf({ metric: 'tasks.failed', equals: 2 })).toBeNull();
    expect(failureOf({ metric: 'makespanSeconds', min: 5100, max: 5100 })).toBeNull();
    expect(failureOf({ metric: 'pools.render.utilization', min: 0.8 })).toBeNull();
    expect(failureOf({ metric: 'pools.render.vmSize', equals: 'STANDARD_D2_V2' })).toBeNull();
    expect(failureOf({ metric: 'unmatchedCommandLines', equals: ['b', 'a'] })).toBeNull();
    expect(failureOf({ metric: 'unmatchedCommandLines.1', equals: 'a' })).toBeNull();
  });

  it('fails with the value that was found', () => {
    expect(failureOf({ metric: 'tasks.failed', equals: 0 })).toBe('it is 2');
    expect(failureOf({ metric: 'makespanSeconds', max: 5099 })).toBe('it is 5100');
    expect(failureOf({ metric: 'makespanSeconds', min: 5101 })).toBe('it is 5100');
    expect(failureOf({ metric: 'tasks.failed', equals: '2' })).toBe('it is 2');
  });

  it('reaches jobs by the names they have in the summary', () => {
    expect(failureOf({ metric: 'jobs.nightly:job-1.state', equals: 'completed' })).toBeNull();
    expect(failureOf({ metric: 'jobs.a#2.state', equals: 'active' })).toBeNull();
  });

  it('fails on a metric that does not exist, and says what there is', () => {
    expect(failureOf({ metric: 'pools.rendr.utilization', min: 0 })).toBe('there is no such metric; pools has render');
    expect(failureOf({ metric: 'tasks.failed.count', min: 0 })).toBe('there is no such metric; tasks.failed is 2');
    expect(failureOf({ metric: 'jobs.nightly:job-1.tasks.total', min: 0 })).toContain(
      'jobs.nightly:job-1.tasks is empty',
    );
    expect(failureOf({ metric: 'constructor', min: 0 })).toContain(
      'there is no such metric; the summary has endReason',
    );
  });

  it('fails on a metric that is null, whatever was expected of it', () => {
    expect(failureOf({ metric: 'cost', max: 10 })).toBe('it is null: the run has no such figure');
    expect(failureOf({ metric: 'cost', equals: null })).toBe('it is null: the run has no such figure');
  });

  it('with a bound fails on what is no number', () => {
    expect(failureOf({ metric: 'pools.render.vmSize', min: 0 })).toBe('it is "STANDARD_D2_V2", which is no number');
  });

  it('does not mind the last digit of a sum', () => {
    expect(failureOf({ metric: 'tasks.waitSeconds.mean', equals: 0.3 })).toBeNull();
    expect(failureOf({ metric: 'tasks.waitSeconds.mean', equals: 0.300001 })).not.toBeNull();
  });
});

describe('a run', () => {
  it('that was stopped by a limit fails even if nothing else was expected', () => {
    const stopped = { ...summary, endReason: 'limit', limit: 'task j/t was retried 1000 times' } as Summary;
    expect(checkExpectations([], stopped)).toEqual([
      { expectation: 'the run comes to an end', failure: 'it was stopped by a limit: task j/t was retried 1000 times' },
    ]);
    expect(checkExpectations([], summary)).toEqual([{ expectation: 'the run comes to an end', failure: null }]);
  });
});
