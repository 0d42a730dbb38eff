/** The page of a study: all of it stands there already; its tables become tools. */
import { startTables } from './table-tool.ts';

export function startStudy(root: HTMLElement): void {
  startTables(root);
  root.dataset.ready = 'true';
}
