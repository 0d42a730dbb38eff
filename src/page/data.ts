/** Reads a block of data that stands in the page; null where the page has none of that id. */
export function embedded<T>(id: string): T | null {
  const text = document.getElementById(id)?.textContent;
  return text == null ? null : (JSON.parse(text) as T);
}
