/** What a number of scenarios has brought about: which edges of the lifecycle tables, which answers to which operations, which waits. */
import { OPERATION_BODIES } from '../../src/batch/body/operation-schemas.ts';
import { NODE } from '../../src/batch/lifecycles/node.ts';
import { TASK } from '../../src/batch/lifecycles/task.ts';
import { LIFECYCLES } from '../../src/trace/reasons.ts';
import {
  type Line,
  type NodeTransition,
  type RequestLine,
  type TaskTransition,
  type TransitionSink,
  WAIT_CAUSES,
} from '../../src/trace/vocabulary.ts';

/** One thing that may come about, and how often it has. */
export interface Count {
  readonly what: string;
  readonly times: number;
}

interface Table {
  readonly states: readonly string[];
  readonly edgesFrom: (state: string | null) => readonly { readonly edge: string; readonly to: string | null }[];
}
const TABLES: Readonly<Record<string, Table>> = Object.fromEntries(
  Object.entries(LIFECYCLES).map(([entity, table]) => [
    entity,
    { states: table.states, edgesFrom: (state) => table.edgesFrom(state as never) },
  ]),
);

const OPERATIONS: readonly string[] = [...Object.keys(OPERATION_BODIES), 'addTasks'];

export class Coverage implements TransitionSink {
  readonly #times = new Map<string, number>();

  line(line: Line): void {
    if (line.entity === 'run') {
      if (line.from !== null) this.#note(`run ${line.reason}`);
      return;
    }
    if (line.entity === 'autoscale') return this.#note(`autoscale ${line.to}`);
    if (line.entity === 'request') return this.#request(line);
    this.#edge(line.entity, line.reason, line.from, line.to);
  }
  node(line: Readonly<NodeTransition>): void {
    this.#edge('node', line.reason, NODE.state(line.from), NODE.state(line.to));
  }
  task(line: Readonly<TaskTransition>): void {
    this.#edge('task', line.reason, TASK.state(line.from), TASK.state(line.to));
    if (line.waited === null) return;
    for (const [at, cause] of WAIT_CAUSES.entries()) if (line.waited.ms[at] > 0) this.#note(`waited ${cause}`);
  }

  #request(line: RequestLine): void {
    this.#note(`${line.to} ${line.reason}`);
    if (line.reason === 'rejected') this.#note(`${line.to} ${line.status} ${line.code}`);
  }
  #edge(entity: string, reason: string, from: string | null, to: string | null): void {
    this.#note(edgeName(entity, reason, from, to));
  }
  #note(what: string): void {
    this.#times.set(what, (this.#times.get(what) ?? 0) + 1);
  }

  /** every edge of every lifecycle table that time can be spent before */
  edges(): Count[] {
    const found: Count[] = [];
    for (const [entity, { states, edgesFrom }] of Object.entries(TABLES))
      for (const from of [null, ...states])
        for (const { edge, to } of edgesFrom(from))
          if (!isPassing(entity, edge, from)) found.push(this.#count(edgeName(entity, edge, from, to)));
    return found;
  }
  /** every operation, once as accepted and once as rejected */
  operations(): Count[] {
    return OPERATIONS.flatMap((name) => [this.#count(`${name} accepted`), this.#count(`${name} rejected`)]);
  }
  /** the refusals met, by operation, status and code */
  refusals(): Count[] {
    const isRefusal = (what: string) => /^\w+ \d{3} /.test(what);
    return [...this.#times.keys()]
      .filter(isRefusal)
      .sort()
      .map((what) => this.#count(what));
  }
  waits(): Count[] {
    return WAIT_CAUSES.map((cause) => this.#count(`waited ${cause}`));
  }
  ends(): Count[] {
    return ['run quiescent', 'run horizon', 'run limit', 'autoscale evaluated', 'autoscale failed'].map((what) =>
      this.#count(what),
    );
  }

  /** The table that `--coverage` prints: what came about least stands first. */
  toText(): string {
    const part = (title: string, counts: readonly Count[]) => {
      const reached = counts.filter(({ times }) => times > 0).length;
      const rows = [...counts].sort((a, b) => a.times - b.times);
      return [
        `${title}: ${reached} of ${counts.length}`,
        ...rows.map(({ what, times }) => `${String(times).padStart(9)}  ${what}`),
      ];
    };
    return [
      ...part('edges of lifecycles', this.edges()),
      ...part('operations, accepted and rejected', this.operations()),
      ...part('refusals by code', this.refusals()),
      ...part('causes of waiting', this.waits()),
      ...part('other', this.ends()),
    ].join('\n');
  }

  #count(what: string): Count {
    return { what, times: this.#times.get(what) ?? 0 };
  }
}

/** `enabling` and `stopping` are left at the instant at which they are entered: nothing else can happen there. */
const isPassing = (entity: string, reason: string, from: string | null): boolean =>
  (entity === 'job' && from === 'enabling' && reason !== 'enabled') ||
  (entity === 'allocation' && from === 'stopping' && reason !== 'stopped');

const edgeName = (entity: string, reason: string, from: string | null, to: string | null): string =>
  `${entity} ${reason}: ${from ?? '-'} → ${to ?? '-'}`;
