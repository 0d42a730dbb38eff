/** What command lines do: the scenario's programs, looked up once per command line. */

import { matchesGlob } from '../batch/glob.ts';
import type { ExitCodeSource, Program, Runs } from '../batch/model.ts';
import { MINUTE } from '../kernel/clock.ts';
import { constant } from '../kernel/distribution.ts';

/** What a command line does that no program matches (contract 2). */
const UNMATCHED: Runs = {
  duration: constant(MINUTE),
  exitCode: { kind: 'constant', code: 0 },
  perNode: null,
  metrics: {},
  then: [],
};

export class Programs {
  /** command lines that no program matched, in the order they were run */
  readonly unmatched = new Set<string>();
  private readonly programs: readonly Program[];
  private readonly known = new Map<string, Runs>();

  constructor(programs: readonly Program[]) {
    this.programs = programs;
  }

  of(commandLine: string): Runs {
    let runs = this.known.get(commandLine);
    if (runs !== undefined) return runs;
    runs = this.programs.find(({ match }) => matchesGlob(match, commandLine));
    if (runs === undefined) {
      this.unmatched.add(commandLine);
      runs = UNMATCHED;
    }
    // generated command lines may be endless; those of patterns are not worth remembering beyond some number
    if (this.known.size < 10_000) this.known.set(commandLine, runs);
    return runs;
  }
}

/** The exit code of an attempt: of attempt number `retry`, with the uniform draw that `draw` gives if one is needed. */
export function exitCodeOf(source: ExitCodeSource, retry: number, draw: () => number): number {
  switch (source.kind) {
    case 'constant':
      return source.code;
    case 'attempts':
      return source.codes[Math.min(retry, source.codes.length - 1)];
    case 'choices': {
      let u = draw();
      for (const choice of source.choices) {
        u -= choice.p;
        if (u < 0) return choice.code;
      }
      return source.choices[source.choices.length - 1].code;
    }
  }
}
