/** Finds a thing by its name and chooses it. */

import { nameOf, type Thing } from '../../viewer/lives.ts';
import type { Recording } from '../../viewer/recording.ts';
import { findThings } from '../../viewer/search.ts';
import type { Choose } from './chips.ts';
import { submit } from './controls.ts';
import { make } from './dom.ts';

export function finder(recording: Recording, choose: Choose): HTMLElement {
  const input = make('input');
  const offers = make('datalist');
  const note = make('span', 'v-small soft');
  note.setAttribute('role', 'status');
  offers.id = 'v-things';
  input.setAttribute('list', offers.id);
  input.placeholder = 'task, node, pool or job';
  const label = (thing: Thing) => `${thing.kind} ${nameOf(recording, thing)}`;
  const found = () => {
    const [, kind, rest] = /^(?:(task|node|pool|job|schedule)[ :])?(.*)$/.exec(input.value.trim()) ?? [];
    const things = findThings(recording, rest ?? '', (thing) => nameOf(recording, thing));
    return kind === undefined ? things : things.filter((thing) => thing.kind === kind);
  };
  input.addEventListener('input', () => {
    offers.replaceChildren(...found().map((thing) => new Option(label(thing))));
  });
  const form = make(
    'form',
    'v-field',
    make('label', 'v-field', make('span', '', 'Find'), input),
    offers,
    submit('Show'),
    note,
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const things = found();
    const thing = things.find((each) => label(each) === input.value.trim()) ?? things[0];
    note.textContent = thing === undefined ? 'Nothing of that name.' : '';
    if (thing !== undefined) choose(thing);
  });
  return form;
}
