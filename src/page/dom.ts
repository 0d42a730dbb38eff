/** Small ways to make elements. Text is always text: nothing here parses markup. */
export type Child = Node | string;

export function html<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>> = {},
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

export function button(text: string, onClick: () => void, label?: string): HTMLButtonElement {
  const element = html('button', { type: 'button', ...(label === undefined ? {} : { 'aria-label': label }) }, text);
  element.addEventListener('click', onClick);
  return element;
}

/** A sentence that follows the pointer; one for the whole page. */
export class Tooltip {
  readonly #box = html('div', { class: 'tooltip screen-only', 'aria-hidden': 'true' });

  constructor() {
    this.#box.hidden = true;
    document.body.append(this.#box);
  }

  show(event: MouseEvent, lines: readonly Child[]): void {
    this.#box.replaceChildren(...lines.map((line) => html('div', {}, line)));
    this.#box.hidden = false;
    const { width, height } = this.#box.getBoundingClientRect();
    const left = event.clientX + 14 + width > innerWidth ? event.clientX - width - 10 : event.clientX + 14;
    const top = Math.min(event.clientY + 14, innerHeight - height - 4);
    this.#box.style.left = `${Math.max(4, left)}px`;
    this.#box.style.top = `${Math.max(4, top)}px`;
  }

  hide(): void {
    this.#box.hidden = true;
  }
}
