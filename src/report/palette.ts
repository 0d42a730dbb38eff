/**
 * The colours of states, uses, causes and series, light and dark. The hues are chosen to be told apart with any common colour vision
 * (after Okabe and Ito, and Tol); no chart says with colour alone what its legend, order, tooltips and table do not say too.
 */

/** by the class that has the colour: light, and dark where that differs */
const COLOURS: Readonly<Record<string, string | readonly [light: string, dark: string]>> = {
  // nodes
  running: ['#00875f', '#14a97a'],
  idle: ['#c9d1d8', '#48525b'],
  waitingforstarttask: '#a6d4f2',
  starting: '#56b4e9',
  creating: '#0072b2',
  rebooting: '#b7a3e3',
  reimaging: '#7a5fb5',
  leavingpool: '#c8b48a',
  offline: '#8b8f94',
  starttaskfailed: '#d55e00',
  unusable: ['#8c2d04', '#b5532a'],
  unknown: '#cc79a7',
  preempted: '#e69f00',
  // tasks of nodes
  startTask: '#2b9fb5',
  jobPreparation: '#9a7b00',
  jobRelease: '#8f7a66',
  // slots
  'slot-busy': ['#00875f', '#14a97a'],
  'slot-preparing': '#d9c531',
  'slot-lost': '#d55e00',
  'slot-idle': ['#c9d1d8', '#48525b'],
  // attempts of tasks
  succeeded: ['#00875f', '#14a97a'],
  failed: '#d55e00',
  terminated: ['#8c2d04', '#b5532a'],
  retried: '#e69f00',
  requeued: '#cc79a7',
  preemptedAttempt: ['#5b4a9e', '#8c7be0'],
  deleted: '#8b8f94',
  cut: '#56b4e9',
  held: '#d9c531',
  // causes of waiting
  'cause-dispatch': '#999933',
  'cause-jobPreparation': '#d9c531',
  'cause-jobDisabled': '#8b8f94',
  'cause-noPool': '#a84a76',
  'cause-dependency': '#cc79a7',
  'cause-ineligible': '#d55e00',
  'cause-jobManager': ['#7a3b1d', '#a9674a'],
  'cause-higherPriority': '#e69f00',
  'cause-slots': '#0072b2',
  'cause-startTask': '#44aa99',
  'cause-nodeStart': '#56b4e9',
  'cause-nodesUnavailable': '#7a6fd6',
  'cause-allocation': '#117733',
  // jobs and pools
  'series-0': '#0072b2',
  'series-1': '#e69f00',
  'series-2': ['#00875f', '#14a97a'],
  'series-3': '#cc79a7',
  'series-4': '#56b4e9',
  'series-5': '#d55e00',
  'series-6': '#999933',
  'series-7': '#a84a76',
  'series-8': '#44aa99',
  'series-9': '#7a6fd6',
  'series-10': '#8f7a66',
  'series-11': '#c8b48a',
  'series-rest': '#8b8f94',
};

const pick = (theme: 0 | 1) =>
  Object.entries(COLOURS)
    .map(([key, colour]) => `--c-${key}: ${typeof colour === 'string' ? colour : colour[theme]};`)
    .join(' ');

/** Custom properties `--c-KEY` of the light theme, and of the dark one. */
export const LIGHT_COLOURS = pick(0);
export const DARK_COLOURS = pick(1);

/** A rule for each class: `--c` is its colour. */
export const COLOUR_RULES = Object.keys(COLOURS)
  .map((key) => `.${key} { --c: var(--c-${key}); }`)
  .join('\n');
