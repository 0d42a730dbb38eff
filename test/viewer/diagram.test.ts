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
    const known = new Map(
      LIVES.map((life) => [life as string, new Set(diagramOf(life).arcs.map(({ from, to }) => `${from} ${to}`))]),
    );
    for (let seq = 0; seq < recording.count; seq++) {
      const arcs = known.get(recording.kind(seq));
      if (arcs === undefined) continue;
      const [from, to] = rowsOf(diagramOf(recording.kind(seq) as Life), recording.from(seq), recording.to(seq));
      expect(arcs.has(`${from} ${to}`)).toBe(true);
    }
  });
});
