import { invariant } from './invariant.ts';

/** One way to get from one state to another; `null` is the state of what does not exist (yet, or any more). */
export interface Edge<S> {
  readonly from: readonly (S | null)[];
  readonly to: S | null;
  /** what makes it happen, in words that follow "when" */
  readonly when: string;
  /** the rules behind it, e.g. `L-272` */
  readonly rules: readonly string[];
}

/** The code of `null`. States have codes from 0, in the order they are listed. */
export const NOWHERE = -1;
/** What `target` answers when the edge does not leave the state. */
export const NO_EDGE = -2;

/**
 * A lifecycle as data: states, and named edges between them. It decides nothing and does nothing; whoever moves an entity asks where
 * an edge leads, and the documentation, the error texts and the exhaustive tests are made from the same table.
 *
 * An edge name may have several alternatives with different targets, but from one state it leads to one place only.
 */
export class Lifecycle<S extends string, E extends string> {
  readonly name: string;
  readonly states: readonly S[];
  readonly edges: Readonly<Record<E, readonly Edge<S>[]>>;
  /** edge names in the order of their indexes */
  readonly edgeNames: readonly E[];

  private readonly codes: ReadonlyMap<S, number>;
  private readonly indexes: ReadonlyMap<E, number>;
  /** of edge e from state code c: the target's code at e·stride + c + 1 */
  private readonly targets: Int8Array;
  private readonly stride: number;

  /** Throws a `Defect` for a table that contradicts itself or names a state it does not have. */
  constructor(name: string, states: readonly S[], edges: Readonly<Record<E, readonly Edge<S>[]>>) {
    this.name = name;
    this.states = states;
    this.edges = edges;
    this.edgeNames = Object.keys(edges) as E[];
    this.codes = new Map(states.map((state, code) => [state, code]));
    this.indexes = new Map(this.edgeNames.map((edge, index) => [edge, index]));
    invariant(states.length > 0 && states.length < 128, `${name}: a lifecycle has 1 to 127 states`);
    invariant(this.codes.size === states.length, `${name}: a state is listed twice`);
    this.stride = states.length + 1;
    this.targets = new Int8Array(this.edgeNames.length * this.stride).fill(NO_EDGE);
    for (const edge of this.edgeNames) this.enter(edge);
  }

  /** a state's code, its place in `states`; `NOWHERE` for `null` */
  code(state: S | null): number {
    if (state === null) return NOWHERE;
    const code = this.codes.get(state);
    invariant(code !== undefined, () => `${this.name}: there is no state '${state}'`);
    return code;
  }

  /** the state of a code */
  state(code: number): S | null {
    return code === NOWHERE ? null : this.states[code];
  }

  /** an edge's index, for `targetByIndex` */
  index(edge: E): number {
    const index = this.indexes.get(edge);
    invariant(index !== undefined, () => `${this.name}: there is no edge '${edge}'`);
    return index;
  }

  /** the code of the state that an edge leads to from state code `from`, `NO_EDGE` when it does not leave it */
  target(edge: E, from: number): number {
    return this.targetByIndex(this.index(edge), from);
  }

  targetByIndex(edgeIndex: number, from: number): number {
    return this.targets[edgeIndex * this.stride + from + 1];
  }

  /** whether an edge leads from one state code to another */
  allows(edge: E, from: number, to: number): boolean {
    return to !== NO_EDGE && this.target(edge, from) === to;
  }

  /** every way out of a state, in the order of the table */
  edgesFrom(
    state: S | null,
  ): readonly { readonly edge: E; readonly to: S | null; readonly when: string; readonly rules: readonly string[] }[] {
    return this.edgeNames.flatMap((edge) =>
      this.edges[edge]
        .filter((alternative) => alternative.from.includes(state))
        .map(({ to, when, rules }) => ({ edge, to, when, rules })),
    );
  }

  /** The table as a Mermaid state diagram. */
  toMermaid(): string {
    const lines = ['stateDiagram-v2'];
    for (const edge of this.edgeNames) {
      for (const { from, to } of this.edges[edge]) {
        for (const state of from) lines.push(`  ${state ?? '[*]'} --> ${to ?? '[*]'} : ${edge}`);
      }
    }
    return `${lines.join('\n')}\n`;
  }

  private enter(edge: E): void {
    const row = this.index(edge) * this.stride;
    invariant(this.edges[edge].length > 0, `${this.name}: edge '${edge}' leads nowhere`);
    for (const { from, to } of this.edges[edge]) {
      invariant(from.length > 0, `${this.name}: edge '${edge}' comes from nowhere`);
      for (const state of from) {
        const place = row + this.code(state) + 1;
        invariant(this.targets[place] === NO_EDGE, `${this.name}: edge '${edge}' leaves '${state}' more than once`);
        this.targets[place] = this.code(to);
      }
    }
  }
}
