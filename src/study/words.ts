/** Figures of studies in words. */
import { decimal, duration } from '../report/words.ts';

/** A figure as people say it: metrics that count seconds as durations, others with four significant digits. */
export function figureText(value: number, metric = ''): string {
  if (value < 0) return `−${figureText(-value, metric)}`;
  if (isSeconds(metric)) return duration(value);
  if (value === 0) return '0';
  if (value < 1e-4 || value >= 1e12) return value.toPrecision(4);
  return decimal(value, Math.max(0, 3 - Math.floor(Math.log10(value))));
}

/** `4 h 12 min ± 3 min`, `18.4 ± 0.26`: no more digits than the interval lets mean something. */
export function plusMinus(value: number, halfWidth: number | null, metric = ''): string {
  if (halfWidth === null) return figureText(value, metric);
  if (isSeconds(metric) || halfWidth === 0 || halfWidth < 1e-4)
    return `${figureText(value, metric)} ± ${figureText(halfWidth, metric)}`;
  const digits = Math.max(0, 1 - Math.floor(Math.log10(halfWidth)));
  const figure = decimal(Math.abs(value), digits);
  return `${value < 0 && figure !== '0' ? '−' : ''}${figure} ± ${decimal(halfWidth, digits)}`;
}

/** Whether the figures of a metric are seconds: some key of its path says so. */
export function isSeconds(metric: string): boolean {
  const keys = metric.split('.');
  return keys.some((key) => /Seconds$/.test(key) || key === 'waitByCause') && keys.at(-1) !== 'count';
}

/** `95 %`, `99.9 %` */
export function percent(share: number): string {
  return `${decimal(share * 100, 1)} %`;
}

/** `31 % ± 4 %` */
export function percentPlusMinus(share: number, halfWidth: number | null): string {
  const digits = halfWidth !== null && halfWidth < 0.01 ? 1 : 0;
  const text = (value: number) => `${decimal(value * 100, digits)} %`;
  return halfWidth === null ? text(share) : `${text(share)} ± ${text(halfWidth)}`;
}

export { grouped } from '../report/words.ts';
