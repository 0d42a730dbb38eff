/** The choice between light, dark and what the system prefers; whoever paints by hand hears of changes by `onTheme`. */
const THEMES = ['auto', 'light', 'dark'] as const;
const WORDS = { auto: 'as the system', light: 'light', dark: 'dark' } as const;
const painters: (() => void)[] = [];

/** `paint` is called when the colours have changed. */
export function onTheme(paint: () => void): void {
  painters.push(paint);
}

export function startTheme(header: HTMLElement | null): void {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'theme';
  let theme: (typeof THEMES)[number] = 'auto';
  const show = () => {
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = `Colours: ${WORDS[theme]}`;
    for (const paint of painters) paint();
  };
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    show();
  });
  // the system's choice, and that of paper
  for (const query of ['(prefers-color-scheme: dark)', 'print'])
    window.matchMedia(query).addEventListener('change', () => {
      for (const paint of painters) paint();
    });
  show();
  header?.append(button);
}

/** The colour that the style sheet gives a key, as `#rrggbb`. */
export function colour(key: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${key}`).trim();
}

/** The same for writing into the pixels of an image: bytes in the order alpha, blue, green, red. */
export function pixel(key: string): number {
  return toPixel(rgb(colour(key)));
}

export function rgb(hex: string): readonly [number, number, number] {
  const long = hex.length === 4 ? hex.replace(/[0-9a-f]/gi, '$&$&') : hex;
  return [1, 3, 5].map((at) => Number.parseInt(long.slice(at, at + 2), 16)) as unknown as [number, number, number];
}

export function toPixel([red, green, blue]: readonly [number, number, number]): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
