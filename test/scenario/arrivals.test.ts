import { describe, expect, it } from 'vitest';
import { errorsOf, job, loaded } from './files.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

const text = (arrival: string) =>
  `{ jobs: [ ${job('j')} ], tasks: [ { jobId: j, task: { id: a, commandLine: b }, arrival: ${arrival} } ] }`;
const arrivalOf = (arrival: string) => loaded(text(arrival)).tasks[0]!.arrival;
const refusals = (arrival: string) => errorsOf(text(arrival)).map((each) => each.replace(/^\d+:\d+ /, ''));

describe('tasks arrive', () => {
  it('at time zero if nothing is said', () => {
    const scenario = loaded(`{ jobs: [ ${job('j')} ], tasks: [ { jobId: j, task: { id: a, commandLine: b } } ] }`);
    expect(scenario.tasks[0]!.arrival).toEqual({ kind: 'at', at: 0 });
  });

  it('at an instant', () => {
    expect(arrivalOf('{ at: PT1H }')).toEqual({ kind: 'at', at: HOUR });
  });

  it('S-32: every so often, the first of them at from', () => {
    expect(arrivalOf('{ every: PT30S }')).toEqual({ kind: 'every', every: 30 * SECOND, from: 0 });
    expect(arrivalOf('{ every: PT30S, from: PT1H }')).toEqual({ kind: 'every', every: 30 * SECOND, from: HOUR });
  });

  it('as a Poisson process', () => {
    expect(arrivalOf('{ poisson: { mean: PT20S }, from: PT1H }')).toEqual({
      kind: 'poisson',
      mean: 20 * SECOND,
      from: HOUR,
    });
  });

  it('at a rate by time of day, that repeats or goes on', () => {
    expect(arrivalOf('{ rate: [ { at: PT0S, perHour: 20 }, { at: PT8H, perHour: 300 } ], repeat: P1D }')).toEqual({
      kind: 'rate',
      rate: [
        { at: 0, perHour: 20 },
        { at: 8 * HOUR, perHour: 300 },
      ],
      repeat: 24 * HOUR,
    });
    expect(arrivalOf('{ rate: [ { at: PT0S, perHour: 2.5 } ] }')).toMatchObject({ repeat: Number.POSITIVE_INFINITY });
  });

  it('not before the first step of a rate', () => {
    expect(arrivalOf('{ rate: [ { at: PT8H, perHour: 1 } ] }')).toMatchObject({
      rate: [
        { at: 0, perHour: 0 },
        { at: 8 * HOUR, perHour: 1 },
      ],
    });
  });

  it.each([
    ['{ evry: PT1S }', 'unknown key "evry"; did you mean "every"?'],
    ['{ every: PT0S }', 'every: "PT0S" is no time at all: it must be longer than PT0S'],
    ['{ every: 30 }', 'every: expected a text, found the number 30'],
    ['{ from: PT1H }', '"every" is missing'],
    ['{ at: PT1H, from: PT1H }', 'unknown key "from"; known here: at'],
    ['{ poisson: PT20S }', 'poisson: expected a mapping, found the text "PT20S"'],
    ['{ poisson: { mean: PT0S } }', 'mean: "PT0S" is no time at all: it must be longer than PT0S'],
    ['{ rate: [] }', 'rate: the list is empty'],
    ['{ rate: [ { at: PT0S, perHour: 0 } ] }', 'rate: no step has a rate above 0: nothing would ever arrive'],
    ['{ rate: [ { at: PT2H, perHour: 1 }, { at: PT1H, perHour: 1 } ] }', 'rate: the times of the steps must grow'],
    ['{ rate: [ { at: PT0S, perHour: -1 } ] }', 'perHour: the number -1 is too small: at least 0'],
    ['{ rate: [ { at: PT8H, perHour: 1 } ], repeat: PT8H }', 'repeat: not later than the last step'],
    ['PT1H', expect.stringMatching(/^arrival: expected \{ at \}, .*, found the text "PT1H"$/)],
  ])('not as %s', (arrival, complaint) => {
    expect(refusals(arrival)).toContainEqual(complaint);
  });
});
