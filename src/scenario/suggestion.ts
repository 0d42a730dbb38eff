/** What a misspelled name was probably meant to be, as the end of a sentence. */
import { nearestName } from '../batch/body/nearest-name.ts';

/** `; did you mean "targetDedicatedNodes"?`, or nothing if no known name is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const nearest = name.length > 100 ? null : nearestName(name, known);
  return nearest === null ? '' : `; did you mean "${nearest}"?`;
}
