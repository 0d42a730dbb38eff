/** Short ways to make what the stepper is made of. */
import { html, svg } from '../dom.ts';

type Child = Node | string | null;
const isThere = (child: Child): child is Node | string => child !== null;

/** Children that are null are left out. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  return html(tag, className === '' ? {} : { class: className }, ...children.filter(isThere));
}

export function drawn<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly Node[]
): SVGElementTagNameMap[K] {
  const element = svg(tag, attributes);
  element.append(...children);
  return element;
}

export function button(className: string, label: string | Node, onClick: () => void): HTMLButtonElement {
  const element = make('button', className, label);
  element.type = 'button';
  element.addEventListener('click', onClick);
  return element;
}

/** Puts the text there unless it stands there: what has not changed is not announced or laid out again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** A word for a state, in its colour. */
export function stateChip(state: string | null): HTMLElement {
  return make('span', `v-state s-${state ?? 'absent'}`, state ?? 'not there');
}

/** Icons of the controls, by what they do: paths in a box of 16 by 16. */
const ICONS = {
  start: 'M3 2h2v12H3zM14 2v12L6 8z',
  back: 'M11 1l2 2-5 5 5 5-2 2-7-7z',
  play: 'M4 2v12l10-6z',
  pause: 'M3 2h4v12H3zM9 2h4v12H9z',
  step: 'M5 1L3 3l5 5-5 5 2 2 7-7z',
  end: 'M2 2v12l8-6zM11 2h2v12h-2z',
  ask: 'M8 1a4 4 0 0 0-4 4h2a2 2 0 1 1 3 1.7C7.700 7.500 7 8.300 7 10h2c0-1 .4-1.400 1.200-2A4 4 0 0 0 8 1zM7 12h2v2H7z',
} as const;

export function icon(name: keyof typeof ICONS): SVGSVGElement {
  const picture = drawn('svg', { viewBox: '0 0 16 16', class: 'v-icon', 'aria-hidden': 'true' });
  picture.append(drawn('path', { d: ICONS[name] }));
  return picture;
}
