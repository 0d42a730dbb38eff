/**
 * Handles by id, for more ids than one `Map` can hold: engines stop at 2^24 entries, and a job may have more tasks than that. A
 * further map is begun when one is full.
 */
export class IdMap {
  readonly #maps = [new Map<string, number>()];
  readonly #limit: number;

  constructor(limit = 2 ** 24 - 1) {
    this.#limit = limit;
  }

  get(id: string): number | undefined {
    for (const map of this.#maps) {
      const handle = map.get(id);
      if (handle !== undefined) return handle;
    }
    return undefined;
  }

  set(id: string, handle: number): void {
    const last = this.#maps[this.#maps.length - 1];
    const home = this.#maps.length === 1 ? undefined : this.#maps.find((map) => map.has(id));
    if (home !== undefined) home.set(id, handle);
    else if (last.size < this.#limit || last.has(id)) last.set(id, handle);
    else this.#maps.push(new Map([[id, handle]]));
  }
}
