/** Lets a task be seen moving: from where its label was to where it is now, unless the reader wants less motion. */
const MILLISECONDS = 380;

export class Movement {
  readonly #root: HTMLElement;
  readonly #wantsLess = matchMedia('(prefers-reduced-motion: reduce)');

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Calls `redraw`, and moves the label of the thing with that key. */
  follow(key: string | null, redraw: () => void): void {
    const before = key === null || this.#wantsLess.matches ? null : this.#placeOf(key);
    redraw();
    if (key === null || before === null) return;
    const label = this.#find(key);
    const after = label?.getBoundingClientRect();
    if (label === null || after === undefined) return;
    const [x, y] = [before.left - after.left, before.top - after.top];
    if (x === 0 && y === 0) return;
    label.animate(
      [
        { transform: `translate(${x}px, ${y}px)`, zIndex: 5 },
        { transform: 'none', zIndex: 5 },
      ],
      {
        duration: MILLISECONDS,
        easing: 'cubic-bezier(.3,.7,.3,1)',
      },
    );
  }

  #placeOf(key: string): DOMRect | null {
    return this.#find(key)?.getBoundingClientRect() ?? null;
  }
  #find(key: string): HTMLElement | null {
    return this.#root.querySelector<HTMLElement>(`[data-thing="${key}"]`);
  }
}
