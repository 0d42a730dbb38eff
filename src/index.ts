/**
 * The library. It runs in Node, in a worker and in a browser: nothing in it touches a disk, a process or a clock.
 *
 * `simulate` runs a scenario to its end. `loadScenario` and `Run` are the same in two steps, for callers that want to look at the
 * scenario first or to stop in between. `readLog` sends the lines of an events.ndjson to any sink, for instance to a `SummaryFold`;
 * `explain` says of one thing in such a log what became of it and why. `loadStudy` and `runStudy` are for many runs of variants of a
 * scenario, compared with confidence.
 */

export type { Issue } from './batch/issue.ts';
export type { Scenario } from './batch/model.ts';
export { compareSides } from './compare/compare.ts';
export type { Comparison } from './compare/comparison.ts';
export { renderMarkdown } from './compare/markdown.ts';
export { type Side, simulatedLog } from './compare/side.ts';
export { renderComparison } from './compare/text.ts';
export { parseTolerance, type Tolerance } from './compare/tolerance.ts';
export { explain, type Instant, NoExplanation } from './explain/explain.ts';
export type { Explanation, Moment, Stretch, Wait } from './explain/explanation.ts';
export { renderExplanation } from './explain/render.ts';
export { parseSubject, type Subject } from './explain/subject.ts';
export { SummaryFold } from './metrics/fold.ts';
export { MinuteMetrics } from './metrics/minute-metrics.ts';
export { RunRecord } from './metrics/run-record.ts';
export { type RunSeries, SeriesFold } from './metrics/series.ts';
export type { LogHashes } from './metrics/summarize.ts';
export type { JobSummary, PoolSummary, Spread, Summary, TaskSummary } from './metrics/summary.ts';
export { summaryText } from './metrics/summary.ts';
export { jobsCsv, nodesCsv, tasksCsv } from './metrics/tables.ts';
export { renderReport } from './report/html.ts';
export { type ReportData, reportData } from './report/report-data.ts';
export { renderText } from './report/text.ts';
export type { FileReader } from './scenario/file-reader.ts';
export { scenarioJsonSchema } from './scenario/json-schema.ts';
export { type LoadOptions, type LoadResult, loadScenario } from './scenario/load.ts';
export { formatLocated, type Located } from './scenario/located.ts';
export {
  Run,
  type RunOptions,
  ScenarioError,
  type SimulateOptions,
  type SimulateResult,
  simulate,
} from './simulate.ts';
export { studyJsonSchema } from './study/json-schema.ts';
export { loadStudy, type StudyOptions, type StudyResult } from './study/load.ts';
export { planOf } from './study/plan.ts';
export { resultsCsv } from './study/results-csv.ts';
export { runStudy } from './study/run.ts';
export type { Cell, CellResult, Study, StudyPlan, Variant } from './study/study.ts';
export { type StudySummary, studySummaryText, summarizeStudy } from './study/summary.ts';
export { studyText } from './study/text.ts';
export { BatchAnalytics } from './trace/batch-analytics.ts';
export type { Bodies } from './trace/bodies.ts';
export { LogError } from './trace/log-error.ts';
export { PerfettoTrace } from './trace/perfetto.ts';
export { LogReader, readLog } from './trace/reader.ts';
export type { Directory, Line, NodeTransition, TaskTransition, TransitionSink } from './trace/vocabulary.ts';
export { NdjsonFormatter } from './trace/writer.ts';
export { VERSION } from './version.ts';
