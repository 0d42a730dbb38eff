/** Virtual time: an integer number of milliseconds since the start of the run. Never a float, never wall-clock time. */
export type SimTime = number;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** `05:04:10.250`, or `2d 05:04:10` for longer times: for people, never for machines. */
export function formatClock(time: SimTime): string {
  if (!Number.isFinite(time)) return 'never';
  const pad = (value: number, width = 2) => String(value).padStart(width, '0');
  const days = Math.floor(time / DAY);
  const rest = time - days * DAY;
  const clock = `${pad(Math.floor(rest / HOUR))}:${pad(Math.floor(rest / MINUTE) % 60)}:${pad(Math.floor(rest / SECOND) % 60)}`;
  const millis = rest % SECOND === 0 ? '' : `.${pad(rest % SECOND, 3)}`;
  return `${days > 0 ? `${days}d ` : ''}${clock}${millis}`;
}

/** How long something took: `4 min 10.25 s`, `2 d 3 h`, exact to the millisecond. For people, never for machines. */
export function formatSpan(ms: SimTime): string {
  const parts = [
    [Math.floor(ms / DAY), 'd'],
    [Math.floor(ms / HOUR) % 24, 'h'],
    [Math.floor(ms / MINUTE) % 60, 'min'],
    [(ms % MINUTE) / SECOND, 's'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return told.length === 0 ? '0 s' : told.join(' ');
}
