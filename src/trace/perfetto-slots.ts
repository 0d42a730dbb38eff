/** Which slots of which nodes are taken, for drawing: a task takes the lowest free one. The service has numbers of slots only. */
export class SlotBook {
  /** by node: whether each slot that was ever taken is taken now */
  readonly #taken: boolean[][] = [];

  /** `isNew`: this slot was never taken before. */
  occupy(node: number): { readonly slot: number; readonly isNew: boolean } {
    this.#taken[node] ??= [];
    const taken = this.#taken[node];
    const free = taken.indexOf(false);
    const slot = free < 0 ? taken.length : free;
    const isNew = slot === taken.length;
    taken[slot] = true;
    return { slot, isNew };
  }

  free(node: number, slot: number): void {
    this.#taken[node][slot] = false;
  }
}
