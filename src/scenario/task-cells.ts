/** What may stand in a cell of a file of tasks: each reader answers the value, or why it is none. */
import { parseDuration } from '../batch/durations.ts';
import { INT32_MAX, INT32_MIN } from '../batch/limits.ts';

export class Refusal {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

export function readText(given: unknown): string | Refusal {
  return typeof given === 'string' ? given : typeof given === 'number' ? String(given) : new Refusal('expected a text');
}

/** Milliseconds of an ISO 8601 duration, or of seconds. */
export function readTime(given: unknown): number | Refusal {
  const seconds =
    typeof given === 'number'
      ? given
      : typeof given === 'string' && /^\s*\d*\.?\d+(e\d+)?\s*$/i.test(given)
        ? Number(given)
        : null;
  if (seconds !== null) {
    const milliseconds = Math.round(seconds * 1000);
    return seconds >= 0 && Number.isSafeInteger(milliseconds)
      ? milliseconds
      : new Refusal(`${seconds} is no number of seconds`);
  }
  const parsed = parseDuration(String(given).trim());
  if (!parsed.ok) return new Refusal(`"${String(given)}" is neither a number of seconds nor an ISO 8601 duration`);
  return Number.isFinite(parsed.value) ? parsed.value : new Refusal(`"${String(given)}" is too long`);
}

export function readExitCode(given: unknown): number | Refusal {
  const code = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  if (typeof code === 'number' && Number.isInteger(code) && code >= INT32_MIN && code <= INT32_MAX) return code;
  return new Refusal(`"${String(given)}" is no exit code`);
}

/** Ids, joined by single spaces. */
export function readIds(given: unknown): string | Refusal {
  if (typeof given === 'string') return given.trim().replace(/\s+/g, ' ');
  if (!Array.isArray(given) || !given.every((id) => typeof id === 'string')) {
    return new Refusal('expected ids joined by spaces');
  }
  const apart = given.find((id: string) => id === '' || /\s/.test(id));
  return apart === undefined ? given.join(' ') : new Refusal(`"${apart}" is no id`);
}
