/** The extra views of a run that `--trace` asks for, written while it runs: each a listener with a file of its own. */
import { MinuteMetrics } from '../metrics/minute-metrics.ts';
import { BatchAnalytics } from '../trace/batch-analytics.ts';
import type { Bodies } from '../trace/bodies.ts';
import { PerfettoTrace } from '../trace/perfetto.ts';
import { type Directory, type TransitionSink, tee } from '../trace/vocabulary.ts';
import { ChunkFile } from './chunk-file.ts';
import { type OutputFolder, TRACE_FILES, type TraceFile, type TraceName } from './output-folder.ts';

type Make = (names: Directory, bodies: Bodies, emit: (text: string) => void) => TransitionSink;

const MAKERS: Readonly<Record<TraceName, Make>> = {
  perfetto: (names, _bodies, emit) => new PerfettoTrace(names, emit),
  'batch-analytics': (names, bodies, emit) => new BatchAnalytics(names, bodies, emit),
  metrics: (names, bodies, emit) => new MinuteMetrics(names, bodies, emit),
};

export class TraceFiles {
  readonly #files: readonly (readonly [TraceName, ChunkFile])[];

  constructor(folder: OutputFolder, wanted: readonly TraceName[]) {
    this.#files = [...new Set(wanted)].map((name) => [name, new ChunkFile(folder.stage(TRACE_FILES[name]))]);
  }

  /** Those that this run does not write: what an earlier one left of them goes. */
  get unwanted(): readonly TraceFile[] {
    const wanted = new Set(this.#files.map(([name]) => TRACE_FILES[name]));
    return Object.values(TRACE_FILES).filter((file) => !wanted.has(file));
  }

  listen(names: Directory, bodies: Bodies): TransitionSink {
    return tee(this.#files.map(([name, file]) => MAKERS[name](names, bodies, (text) => file.write(text))));
  }

  get isEmpty(): boolean {
    return this.#files.length === 0;
  }

  close(): void {
    for (const [, file] of this.#files) file.close();
  }
}
