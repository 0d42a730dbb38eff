/** A task as a small label in the colour of its job, wherever it is. */
import { nameOf, type Thing } from '../../viewer/lives.ts';
import type { Recording } from '../../viewer/recording.ts';
import { button } from './dom.ts';

/** jobs take these in turn */
export const JOB_COLOURS = 12;

/** Called with what was clicked. */
export type Choose = (thing: Thing) => void;

export function jobColour(job: number): string {
  return `v-job-${job % JOB_COLOURS}`;
}

export function taskChip(recording: Recording, task: number, choose: Choose, more = ''): HTMLButtonElement {
  const thing: Thing = { kind: 'task', handle: task };
  const chip = button(`v-chip ${jobColour(recording.jobOfTask[task])}${more}`, recording.names.taskId(task), () =>
    choose(thing),
  );
  chip.dataset.thing = keyOf(thing);
  chip.title = `task ${nameOf(recording, thing)}`;
  return chip;
}

export function keyOf({ kind, handle }: Thing): string {
  return `${kind} ${handle}`;
}

export function thingOfKey(key: string): Thing {
  const [kind, handle] = key.split(' ');
  return { kind: kind as Thing['kind'], handle: Number(handle) };
}
