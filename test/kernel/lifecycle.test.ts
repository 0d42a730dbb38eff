import { describe, expect, it } from 'vitest';
import { Defect } from '../../src/kernel/invariant.ts';
import { type Edge, Lifecycle, NO_EDGE, NOWHERE } from '../../src/kernel/lifecycle.ts';

type DoorState = 'open' | 'closed' | 'locked';

const because = { when: 'somebody does it', rules: ['D-1'] };

const door = new Lifecycle('door', ['open', 'closed', 'locked'], {
  build: [{ from: [null], to: 'open', ...because }],
  close: [{ from: ['open', 'closed'], to: 'closed', ...because }],
  turnKey: [
    { from: ['closed'], to: 'locked', ...because },
    { from: ['locked'], to: 'closed', ...because },
  ],
  remove: [{ from: ['open', 'closed'], to: null, ...because }],
});

describe('a lifecycle', () => {
  it('numbers its states in their order, and what does not exist -1', () => {
    expect([door.code('open'), door.code('closed'), door.code('locked'), door.code(null)]).toEqual([0, 1, 2, NOWHERE]);
    expect([door.state(2), door.state(NOWHERE)]).toEqual(['locked', null]);
  });

  it('says where an edge leads, for every edge from every state', () => {
    const leadsTo = (edge: 'build' | 'close' | 'turnKey' | 'remove') =>
      [null, ...door.states].map((state) => door.target(edge, door.code(state)));
    expect(leadsTo('build')).toEqual([0, NO_EDGE, NO_EDGE, NO_EDGE]);
    expect(leadsTo('close')).toEqual([NO_EDGE, 1, 1, NO_EDGE]);
    expect(leadsTo('turnKey')).toEqual([NO_EDGE, NO_EDGE, 2, 1]);
    expect(leadsTo('remove')).toEqual([NO_EDGE, NOWHERE, NOWHERE, NO_EDGE]);
  });

  it('says the same by the number of the edge', () => {
    for (const edge of door.edgeNames) {
      for (const state of [null, ...door.states]) {
        const code = door.code(state);
        expect(door.targetByIndex(door.index(edge), code)).toBe(door.target(edge, code));
      }
    }
  });

  it('allows a move that is in the table and no other', () => {
    expect(door.allows('turnKey', 2, 1)).toBe(true);
    expect(door.allows('turnKey', 2, 2)).toBe(false);
    expect(door.allows('turnKey', 0, 1)).toBe(false);
    expect(door.allows('turnKey', 0, NO_EDGE)).toBe(false);
    expect(door.allows('remove', 0, NOWHERE)).toBe(true);
  });

  it('lists the ways out of a state', () => {
    expect(door.edgesFrom('closed').map(({ edge, to }) => [edge, to])).toEqual([
      ['close', 'closed'],
      ['turnKey', 'locked'],
      ['remove', null],
    ]);
    expect(door.edgesFrom(null)).toEqual([{ edge: 'build', to: 'open', ...because }]);
  });

  it('draws itself as a state diagram', () => {
    expect(door.toMermaid()).toBe(`stateDiagram-v2
  [*] --> open : build
  open --> closed : close
  closed --> closed : close
  closed --> locked : turnKey
  locked --> closed : turnKey
  open --> [*] : remove
  closed --> [*] : remove
`);
  });
});

describe('a table that contradicts itself is refused', () => {
  const refusal = (states: readonly DoorState[], edges: Record<string, readonly Edge<DoorState>[]>) => () =>
    new Lifecycle('door', states, edges);

  it('when an edge leads from one state to two', () => {
    const edges = {
      push: [
        { from: ['open', 'closed'] as const, to: 'closed' as const, ...because },
        { from: ['closed'] as const, to: 'open' as const, ...because },
      ],
    };
    expect(refusal(['open', 'closed'], edges)).toThrow("door: edge 'push' leaves 'closed' more than once");
  });

  it('when it says the same move twice, each with its own reason', () => {
    const move = { from: ['open'] as const, to: 'closed' as const, ...because };
    expect(refusal(['open', 'closed'], { push: [move, move] })).toThrow(Defect);
  });

  it('when it names a state that it does not list, or lists one twice', () => {
    expect(refusal(['open'], { push: [{ from: ['closed'], to: 'open', ...because }] })).toThrow("no state 'closed'");
    expect(refusal(['open'], { push: [{ from: ['open'], to: 'closed', ...because }] })).toThrow("no state 'closed'");
    expect(refusal(['open', 'open'], {})).toThrow('a state is listed twice');
    expect(refusal([], {})).toThrow('1 to 127 states');
  });

  it('when an edge comes from nowhere or leads nowhere', () => {
    expect(refusal(['open'], { push: [{ from: [], to: 'open', ...because }] })).toThrow('comes from nowhere');
    expect(refusal(['open'], { push: [] })).toThrow('leads nowhere');
  });

  it('and so is a question about an edge or state that it does not have', () => {
    const unknown = new Lifecycle<string, string>('door', ['open'], {});
    expect(() => unknown.index('push')).toThrow("there is no edge 'push'");
    expect(() => unknown.code('shut')).toThrow("there is no state 'shut'");
  });
});
