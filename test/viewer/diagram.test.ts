import { describe, expect, it } from 'vitest';
import { LIFECYCLES } from '../../src/trace/reasons.ts';
import { diagramOf, rowsOf } from '../../src/viewer/diagram.ts';
import type { Life } from '../../src/viewer/lives.ts';
import { logOfFile } from '../explain/logs.ts';
import { recordingOf, SHIPPED } from './support.ts';

const LIVES = Object.keys(LIFECYCLES) as Life[];

describe('the picture of a lifecycle', () => {
  it.each(LIVES)('has a row for each state and an arc for each pair that an edge of the table connects: %s', (life) => {
    const { rows, arcs } = diagramOf(life);
    expect(rows).toEqual([null, ...LIFECYCLES[life].states, null]);
    // the same table, said in another way
    const lines = LIFECYCLES[life].toMermaid().trim().split('\n').slice(1);
    const drawn = arcs.flatMap(({ from, to, reasons }) =>
      reasons.map((reason) => `  ${rows[from] ?? '[*]'} --> ${rows[to] ?? '[*]'} : ${reason}`),
    );
    expect(drawn.sort()).toEqual(lines.sort());
  });

  it.each(SHIPPED)('has an arc for every transition of a run: %s', (file) => {
    const recording = recordingOf(logOfFile(file));
    const diagrams = new Map(LIVES.map((life) => [life as string, diagramOf(life)]));
    const moves = new Set<string>();
    for (let seq = 0; seq < recording.count; seq++) {
      const diagram = diagrams.get(recording.kind(seq));
      if (diagram !== undefined)
        moves.add([recording.kind(seq), ...rowsOf(diagram, recording.from(seq), recording.to(seq))].join(' '));
    }
    const drawn = LIVES.flatMap((life) => diagramOf(life).arcs.map(({ from, to }) => `${life} ${from} ${to}`));
    expect([...moves].filter((move) => !drawn.includes(move))).toEqual([]);
    expect(moves.size).toBeGreaterThan(3);
  });
});
