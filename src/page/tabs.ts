/**
 * Tabs over the views of a page (the ARIA pattern: arrow keys move along the list, Home and End to its ends). A view is an element
 * with `data-tab`, the label. The address keeps which one is shown, so a link or a reload leads back to it.
 */
export function startTabs(main: HTMLElement | null): void {
  const panels = [...(main?.querySelectorAll<HTMLElement>(':scope > [data-tab]') ?? [])];
  if (main === null || panels.length < 2) return;
  const list = document.createElement('div');
  list.className = 'tabs';
  list.setAttribute('role', 'tablist');
  list.setAttribute('aria-label', 'Views');
  const tabs = panels.map((panel) => {
    const tab = document.createElement('button');
    tab.type = 'button';
    tab.id = `tab-${panel.id}`;
    tab.textContent = panel.dataset.tab ?? panel.id;
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', panel.id);
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', tab.id);
    list.append(tab);
    return tab;
  });
  const show = (index: number) => {
    for (const [place, panel] of panels.entries()) {
      const isShown = place === index;
      panel.hidden = !isShown;
      tabs[place].setAttribute('aria-selected', String(isShown));
      tabs[place].tabIndex = isShown ? 0 : -1;
    }
    panels[index].dispatchEvent(new Event('show'));
  };
  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener('click', () => {
      show(index);
      history.replaceState(null, '', `#${panels[index].id}`);
    });
  }
  list.addEventListener('keydown', (event) => {
    const here = tabs.indexOf(document.activeElement as HTMLButtonElement);
    const to = targetOf(event.key, here, tabs.length);
    if (to === null) return;
    event.preventDefault();
    tabs[to].focus();
    tabs[to].click();
  });
  main.prepend(list);
  const fromAddress = () => panels.findIndex((panel) => `#${panel.id}` === location.hash);
  window.addEventListener('hashchange', () => {
    if (fromAddress() >= 0) show(fromAddress());
  });
  show(Math.max(0, fromAddress()));
}

function targetOf(key: string, here: number, count: number): number | null {
  if (key === 'ArrowRight') return (here + 1) % count;
  if (key === 'ArrowLeft') return (here + count - 1) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return null;
}
