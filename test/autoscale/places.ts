/** A tree without its places in the text: two spellings of one formula are equal then. */
export function withoutPlaces(tree: unknown): unknown {
  return JSON.parse(JSON.stringify(tree), (key, value) =>
    ['at', 'equals', 'parenthesis'].includes(key) ? undefined : value,
  );
}
