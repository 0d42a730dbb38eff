/** Runs scenarios and collects what the further views of a run make of them. */
import { MinuteMetrics } from '../../src/metrics/minute-metrics.ts';
import { simulate } from '../../src/simulate.ts';
import { BatchAnalytics } from '../../src/trace/batch-analytics.ts';
import { PerfettoTrace } from '../../src/trace/perfetto.ts';

export interface ServiceEventLine {
  readonly time: string;
  readonly operationName: string;
  readonly category: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The lines of batch-analytics.ndjson. */
export function analyticsOf(scenario: string | object): ServiceEventLine[] {
  let text = '';
  simulate(scenario, {
    listen: (names, bodies) =>
      new BatchAnalytics(names, bodies, (chunk) => {
        text += chunk;
      }),
  });
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as ServiceEventLine);
}

/** [seconds, metric, pool/job, total] of metrics.csv. */
export function metricsOf(scenario: string | object): [number, string, string, number][] {
  let text = '';
  simulate(scenario, {
    listen: (names, bodies) =>
      new MinuteMetrics(names, bodies, (chunk) => {
        text += chunk;
      }),
  });
  const [heading, ...rows] = text.trimEnd().split('\n');
  if (heading !== 'time,metric,poolId,jobId,total') throw new Error(heading);
  return rows.map((row) => {
    const [time, metric, poolId, jobId, total] = row.split(',');
    const seconds = (Date.parse(time) - Date.parse('2017-05-01T00:00:00Z')) / 1000;
    return [seconds, metric, jobId === '' ? poolId : `${poolId}/${jobId}`, Number(total)];
  });
}

export interface ChromeEvent {
  readonly ph: string;
  readonly name: string;
  readonly cat?: string;
  readonly pid: number;
  readonly tid?: number;
  readonly id?: number;
  readonly ts: number;
  readonly dur: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** The events of trace.perfetto.json. */
export function perfettoOf(scenario: string | object): ChromeEvent[] {
  let text = '';
  simulate(scenario, {
    listen: (names) =>
      new PerfettoTrace(names, (chunk) => {
        text += chunk;
      }),
  });
  return (JSON.parse(text) as { traceEvents: ChromeEvent[] }).traceEvents;
}
