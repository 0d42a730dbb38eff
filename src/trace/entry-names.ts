/**
 * What a job is called where each job has an entry of its own: its id, and `id#2`, `id#3`, … when the id was used before.
 *
 * Ids are compared without case, as the service compares them. The engine uses it for `waiting` on the last line of a log, the
 * metrics for the summary: both call `name` once per job in the order of the jobs' first lines.
 */
export class EntryNames {
  readonly #uses = new Map<string, number>();

  name(id: string): string {
    const key = id.toLowerCase();
    const uses = (this.#uses.get(key) ?? 0) + 1;
    this.#uses.set(key, uses);
    return uses === 1 ? id : `${id}#${uses}`;
  }
}
