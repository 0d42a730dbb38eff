/** The tab that steps through a run. */
export function startViewer(root: HTMLElement): void {
  root.dataset.ready = 'true';
}
