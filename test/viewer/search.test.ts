import { describe, expect, it } from 'vitest';
import { linesOf, nameOf, pathOf, thingOf } from '../../src/viewer/lives.ts';
import { findThings, lineAtTime, nearestOf, nearestTurn, turnsOf } from '../../src/viewer/search.ts';
import { logOfFile } from '../explain/logs.ts';
import { recordingOf } from './support.ts';

const recording = recordingOf(logOfFile('scenarios/lessons/05-preparation-and-release.yaml'));
const last = recording.count - 1;
const lines = Array.from({ length: recording.count }, (_, seq) => seq);

describe('finding lines', () => {
  it('counts every line as one of the turns', () => {
    const turns = turnsOf(recording);
    expect(turns.reduce((sum, { count }) => sum + count, 0)).toBe(recording.count);
    const prepared = turns.find(({ kind, reason }) => kind === 'task' && reason === 'prepared');
    expect(prepared?.count).toBe(2);
  });

  it('goes to the nearest line with a turn, forward and back, and never stays', () => {
    const turn = { kind: 'task', reason: 'prepared' } as const;
    const [first, second] = lines.filter(
      (seq) => recording.kind(seq) === 'task' && recording.reason(seq) === 'prepared',
    );
    expect(nearestTurn(recording, -1, 1, turn)).toBe(first);
    expect(nearestTurn(recording, first, 1, turn)).toBe(second);
    expect(nearestTurn(recording, second, 1, turn)).toBeNull();
    expect(nearestTurn(recording, last, -1, turn)).toBe(second);
    expect(nearestTurn(recording, first, -1, turn)).toBeNull();
  });

  it('finds the last line of an instant', () => {
    for (const seq of lines) {
      const found = lineAtTime(recording, recording.at(seq));
      expect(found).toBeGreaterThanOrEqual(seq);
      expect(recording.at(found)).toBe(recording.at(seq));
      expect(found === last || recording.at(found + 1) > recording.at(seq)).toBe(true);
    }
    expect(lineAtTime(recording, -1)).toBe(-1);
    expect(lineAtTime(recording, 1e15)).toBe(last);
  });

  it('finds the neighbours in a sorted list', () => {
    expect([-1, 2, 3, 8, 9].map((from) => nearestOf([2, 5, 8], from, 1))).toEqual([2, 5, 5, null, null]);
    expect([1, 2, 3, 8, 9].map((from) => nearestOf([2, 5, 8], from, -1))).toEqual([null, null, 2, 5, 8]);
  });
});

describe('things', () => {
  it('have the lines that say what they are about, and those of what happens on a node', () => {
    for (const seq of lines) {
      const thing = thingOf(recording, seq);
      if (thing !== null) expect(linesOf(recording, thing)).toContain(seq);
    }
    const node = { kind: 'node', handle: 0 } as const;
    const kinds = new Set(linesOf(recording, node).map((seq) => recording.kind(seq)));
    expect(kinds).toEqual(new Set(['node', 'jobPreparation', 'jobRelease', 'task']));
    const path = pathOf(recording, linesOf(recording, node), 'node', node);
    expect(path.map((seq) => recording.reason(seq)).slice(0, 3)).toEqual(['granted', 'created', 'ready']);
    for (let place = 1; place < path.length; place++)
      expect(recording.from(path[place])).toBe(recording.to(path[place - 1]));
  });

  it('are found by any part of their names, in any case, by the beginning first', () => {
    const name = (thing: Parameters<typeof nameOf>[1]) => nameOf(recording, thing);
    expect(findThings(recording, 'TVM-2', name).map(name)).toEqual(['p/tvm-2']);
    expect(findThings(recording, 'p', name).map(name)[0]).toBe('p');
    expect(findThings(recording, ' ', name)).toEqual([]);
    expect(findThings(recording, 'nobody', name)).toEqual([]);
  });
});
