/** The tab that steps through a run: reads the log when it is first shown, and puts the parts together. */

import { LogError } from '../../trace/log-error.ts';
import { openHistory } from '../../viewer/history.ts';
import { make } from './dom.ts';
import { loadRecording, NoLog } from './source.ts';
import { STYLE } from './style.ts';
import { Viewer } from './viewer.ts';

export function startViewer(root: HTMLElement): void {
  root.addEventListener('show', () => void open(root), { once: true });
}

async function open(root: HTMLElement): Promise<void> {
  const note = make('p', 'soft', 'Reading the log …');
  note.setAttribute('role', 'status');
  document.head.append(make('style', '', STYLE));
  root.append(note);
  try {
    const recording = await loadRecording((lines) => {
      note.textContent = `Reading the log: ${lines.toLocaleString('en-US')} lines …`;
    });
    note.remove();
    root.append(new Viewer(openHistory(recording), root).element);
  } catch (error) {
    if (!(error instanceof NoLog || error instanceof LogError)) throw error;
    note.className = 'v-no-log';
    note.textContent = error.message;
  }
  root.dataset.ready = 'true';
}
