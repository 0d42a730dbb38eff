/** The report's tab. */
export function startReport(root: HTMLElement): void {
  root.dataset.ready = 'true';
}
