/** What a misspelled name was probably meant to be, as the end of a sentence. */
import { nearestName } from '../batch/body/nearest-name.ts';

/** Among more names than this nobody's typing error is looked for. */
const MOST_KNOWN = 1000;

/** `; did you mean "targetDedicatedNodes"?`, or nothing if no known name is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const nearest = name.length > 100 ? null : nearestName(name, known.slice(0, MOST_KNOWN));
  return nearest === null ? '' : `; did you mean "${nearest}"?`;
}
