/** What the page of a run needs to be stepped through: the second tab, and the data of its script. */
import { citedRules } from './cited-rules.ts';
import type { PackedLog } from './packed-log.ts';

export interface ViewerParts {
  readonly tabs: readonly { readonly id: string; readonly label: string; readonly html: string }[];
  readonly data: readonly { readonly id: string; readonly value: unknown }[];
  /** the log is not in the page and is read from beside it */
  readonly readsBeside: boolean;
}

/** `log`: null if it is too long for a page; `description`: what the scenario's author says about it. */
export function viewerParts(log: PackedLog | null, description = ''): ViewerParts {
  return {
    tabs: [{ id: 'viewer', label: 'Step through', html: HTML }],
    data: [
      { id: 'viewer-rules', value: citedRules(description) },
      ...(log === null ? [] : [{ id: 'viewer-log', value: log }]),
    ],
    readsBeside: log === null,
  };
}

const HTML = '<noscript><p>Stepping through the run needs scripts, which are switched off here.</p></noscript>';
