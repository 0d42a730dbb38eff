/** What a misspelled name was probably meant to be. */

/** The known name nearest to `name`, if at most `limit` edits away; names that differ only by case are nearest of all. */
export function nearestName(
  name: string,
  known: readonly string[],
  limit: number = Math.max(1, Math.floor(name.length / 3)),
): string | null {
  let nearest: string | null = null;
  let smallest = limit + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= smallest) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < smallest) {
      smallest = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other, each part touched once (Damerau 1964). */
function editDistance(from: string, to: string): number {
  let beforeAbove: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = above[column - 1] + (from[row - 1] === to[column - 1] ? 0 : 1);
      const isSwapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swapped = isSwapped ? beforeAbove[column - 2] + 1 : Infinity;
      current.push(Math.min(replaced, swapped, above[column] + 1, current[column - 1] + 1));
    }
    beforeAbove = above;
    above = current;
  }
  return above[to.length];
}
