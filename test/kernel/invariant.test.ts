import { describe, expect, it } from 'vitest';
import { Defect, invariant } from '../../src/kernel/invariant.ts';

describe('an invariant', () => {
  it('says nothing as long as it holds, and makes no message', () => {
    expect(() =>
      invariant(true, () => {
        throw new Error('a message was made');
      }),
    ).not.toThrow();
  });

  it('that does not hold is a defect with the message', () => {
    expect(() => invariant(false, 'slots are negative')).toThrow(new Defect('slots are negative'));
    expect(() => invariant(0, () => `node ${5} is lost`)).toThrow('node 5 is lost');
  });
});

describe('a defect', () => {
  it('gathers details on its way out; what was known nearer to the fault stays', () => {
    const defect = new Defect('lost', { node: 'tvm-1', at: 5 }).with({ at: 6, seed: '7' });
    expect(defect).toBeInstanceOf(Error);
    expect([defect.name, defect.message, defect.details]).toEqual([
      'Defect',
      'lost',
      { node: 'tvm-1', at: 5, seed: '7' },
    ]);
  });

  it('keeps the place and the cause of the first one', () => {
    const cause = new Error('deeper');
    const first = new Defect('lost', {}, cause);
    const richer = first.with({ seed: '7' });
    expect([richer.stack, richer.cause]).toEqual([first.stack, cause]);
  });
});
