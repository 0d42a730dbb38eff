/**
 * A lifecycle as a picture made of rows: the states one below the other in the order of the table, what does not exist yet above,
 * what is gone below, and an arc for each pair of states that an edge connects. Says what to draw and knows nothing of pixels.
 */
import { LIFE_TABLES, type Life } from './lives.ts';

export interface Arc {
  /** rows */
  readonly from: number;
  readonly to: number;
  /** edges of the table that lead this way */
  readonly reasons: readonly string[];
}

export interface Diagram {
  /** first and last null: not there yet, and gone */
  readonly rows: readonly (string | null)[];
  readonly arcs: readonly Arc[];
}

export function diagramOf(life: Life): Diagram {
  const lifecycle = LIFE_TABLES[life];
  const last = lifecycle.states.length + 1;
  const arcs = new Map<number, { from: number; to: number; reasons: string[] }>();
  for (const [reason, alternatives] of Object.entries(lifecycle.edges)) {
    for (const { from: states, to: target } of alternatives) {
      for (const state of states) {
        const from = state === null ? 0 : rowOf(lifecycle.states.indexOf(state));
        const to = target === null ? last : rowOf(lifecycle.states.indexOf(target));
        const arc = arcs.get(from * 64 + to);
        if (arc === undefined) arcs.set(from * 64 + to, { from, to, reasons: [reason] });
        else arc.reasons.push(reason);
      }
    }
  }
  return { rows: [null, ...lifecycle.states, null], arcs: [...arcs.values()] };
}

/** The row of a state by its code. */
export function rowOf(code: number): number {
  return code + 1;
}

/** The rows that a transition connects; codes, -1 for absent. */
export function rowsOf(diagram: Diagram, from: number, to: number): readonly [number, number] {
  return [from < 0 ? 0 : rowOf(from), to < 0 ? diagram.rows.length - 1 : rowOf(to)];
}
