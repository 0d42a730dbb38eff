/** The look of the stepper; ink, paper and the colours of node states are the page's. */
export const STYLE = `
body:has(#viewer:not([hidden])) { max-width: 110rem; }
.v-viewer { --hot: light-dark(#9c4d00, #ffb057); --focus: light-dark(#e0a800, #ffd24d);
  display: grid; gap: .9rem; grid-template-columns: minmax(15rem, 19rem) minmax(0, 1fr) minmax(19rem, 23rem); align-items: start; }
.v-viewer h2 { margin: 0 0 .4rem; font-size: 1rem; }
.v-viewer h3 { margin: 0; font-size: .95rem; }
.v-viewer p { margin: .15rem 0; }
.v-small { font-size: .82rem; }
.v-viewer button, .v-viewer select, .v-viewer input { font: inherit; color: var(--ink); }
.v-viewer button { cursor: pointer; }
.v-viewer button:disabled { cursor: default; opacity: .5; }
.v-viewer :focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
.v-controls { grid-column: 1 / -1; position: sticky; top: 0; z-index: 10; padding: .5rem .8rem; background: var(--panel); border: 1px solid var(--line); border-radius: .6rem; }
.v-row { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem 1rem; margin: .15rem 0; }
.v-leaps { font-size: .88rem; }
.v-buttons { display: flex; flex-wrap: wrap; gap: .3rem; }
.v-buttons button, .v-field button { padding: .25rem .7rem; background: var(--paper); border: 1px solid var(--line); border-radius: .4rem; }
.v-buttons button:hover:enabled, .v-field button:hover { border-color: var(--accent); }
.v-buttons button[aria-pressed=true] { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.v-icon { width: .8em; height: .8em; margin-right: .35em; fill: currentColor; }
.v-field { display: inline-flex; flex-wrap: wrap; align-items: center; gap: .4rem; }
.v-field select, .v-field input:not([type=checkbox]) { padding: .2rem .4rem; background: var(--paper); border: 1px solid var(--line); border-radius: .4rem; max-width: 16rem; }
.v-now { margin-left: auto; text-align: right; }
.v-clock { font-size: 1.7rem; line-height: 1.1; font-weight: 600; font-variant-numeric: tabular-nums; }
.v-slider { flex: 1; min-width: 8rem; accent-color: var(--accent); }
.v-about, .v-event, .v-question, .v-thing, .v-jobs, .v-pools { padding: .8rem .9rem; background: var(--panel); border-radius: .6rem; overflow-wrap: anywhere; }
.v-about { position: sticky; top: 9rem; max-height: calc(100vh - 9.5rem); overflow-y: auto; }
.v-about.empty h2 { display: none; }
.v-rich ul { margin: .4rem 0; padding-left: 1.1rem; }
.v-rich li { margin: .35rem 0; }
.v-rich code { padding: 0 .2em; background: var(--paper); border-radius: .2em; }
.v-keys { margin-top: 1rem !important; }
.v-main { display: grid; gap: .9rem; min-width: 0; }
.v-side { display: grid; gap: .6rem; }
.v-event { border-left: 5px solid var(--accent); }
.v-event { height: 15rem; overflow-y: auto; }
.v-question { min-height: 15rem; }
.v-question:focus { outline: none; }
.v-viewer [hidden] { display: none; }
.v-event-content { display: grid; gap: .2rem 1.2rem; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
.v-behind h3 { font-size: .88rem; color: var(--soft); font-weight: normal; }
@media (max-width: 60rem) { .v-event { height: auto; } .v-event-content { grid-template-columns: minmax(0, 1fr); } }
.v-headline { font-size: 1.15rem; }
.v-headline .v-name, .v-headline strong { font-weight: 650; }
.v-spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.v-wait { color: var(--hot); }
.v-rules { margin: .15rem 0; padding: 0; list-style: none; font-size: .88rem; line-height: 1.4; }
.v-rules li { display: grid; grid-template-columns: 3.4rem minmax(0, 1fr); margin: .2rem 0; }
.v-rules code { padding: 0 .2em; background: var(--paper); border-radius: .2em; }
.v-rule { font-weight: 650; font-variant-numeric: tabular-nums; }
.v-rule-note { padding: .1rem .3rem; background: var(--paper); border-radius: .3rem; font-size: .88rem; }

.v-together { white-space: nowrap; } .v-together > * { white-space: normal; }
.v-causes { font-size: .88rem; }
.v-causes ol, .v-story ol { margin: .15rem 0; padding-left: 0; list-style: none; }
.v-causes h3 { font-size: .88rem; color: var(--soft); font-weight: normal; }
.v-viewer .v-link { padding: 0; text-align: left; background: none; border: 0; color: var(--accent); text-decoration: underline dotted 1px; text-underline-offset: 3px; }
.v-viewer .v-link:hover { text-decoration: underline solid 1px; }
.v-viewer .v-name { padding: 0; background: none; border: 0; font-weight: 600; text-align: left; overflow-wrap: anywhere; }
.v-viewer .v-name:hover { text-decoration: underline; }
.v-question { border: 2px solid var(--accent); background: var(--paper); }
.v-prompt { font-size: 1.1rem; }
.v-answers { display: grid; gap: .4rem; grid-template-columns: repeat(auto-fit, minmax(19rem, 1fr)); margin: .6rem 0; }
.v-answer { display: flex; gap: .6rem; align-items: baseline; padding: .5rem .7rem; text-align: left; background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; }
.v-answer .v-state { margin-right: .2em; }
.v-answer:hover { border-color: var(--accent); }
.v-answer kbd { padding: 0 .45em; border: 1px solid var(--soft); border-radius: .3em; font: inherit; font-size: .82rem; color: var(--soft); }
.v-verdict { font-size: 1.15rem; font-weight: 650; }
.v-verdict.right { color: var(--good); }
.v-verdict.wrong { color: var(--bad); }
.v-stage { display: grid; gap: .9rem; grid-template-columns: minmax(13rem, 1fr) minmax(0, 2fr); align-items: start; }
.v-job, .v-pool { padding: .5rem .6rem; margin-bottom: .6rem; background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; }
.v-job { border-left: 5px solid var(--job, var(--soft)); }
.v-job-0 { --job: var(--c-series-0); } .v-job-1 { --job: var(--c-series-1); } .v-job-2 { --job: var(--c-series-2); } .v-job-3 { --job: var(--c-series-3); } .v-job-4 { --job: var(--c-series-4); } .v-job-5 { --job: var(--c-series-5); } .v-job-6 { --job: var(--c-series-6); } .v-job-7 { --job: var(--c-series-7); } .v-job-8 { --job: var(--c-series-8); } .v-job-9 { --job: var(--c-series-9); } .v-job-10 { --job: var(--c-series-10); } .v-job-11 { --job: var(--c-series-11); }
.v-bar { display: flex; height: .55rem; margin-top: .3rem; overflow: hidden; border-radius: .3rem; background: var(--panel); border: 1px solid var(--line); }
.v-bar span { min-width: 1px; flex-basis: 0; }
.v-bar .done { background: var(--c-succeeded); } .v-bar .failed { background: var(--bad); } .v-bar .running { background: var(--job); }
.v-bar .preparing { background: repeating-linear-gradient(45deg, var(--job) 0 3px, var(--paper) 3px 6px); }
.v-chips { display: flex; flex-wrap: wrap; gap: .25rem; align-items: center; margin-top: .35rem; font-size: .82rem; }
.v-chip { position: relative; padding: .05rem .45rem; background: var(--panel) !important; border: 1px solid var(--job); border-left-width: 6px; border-radius: .35rem; font-size: .82rem !important; overflow-wrap: anywhere; text-align: left; }
.v-chip.running { background: color-mix(in srgb, var(--job) 22%, var(--paper)) !important; }
.v-chip.preparing { background: repeating-linear-gradient(45deg, color-mix(in srgb, var(--job) 22%, var(--paper)) 0 5px, var(--paper) 5px 10px) !important; border-style: dashed; border-left-style: solid; }
.v-chip.done { border-color: var(--line); border-left-color: var(--c-succeeded); }
.v-chip.failed { border-color: var(--bad); color: var(--bad) !important; }
.v-nodes { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: .4rem; }
.v-nodes.small { gap: 3px; }
.v-nodes.large { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.6rem, 1fr)); }
.v-node.large { max-width: 14rem; padding: .4rem .5rem .5rem; border: 1px solid var(--line); border-top: 5px solid var(--state, var(--soft)); border-radius: .45rem; background: var(--panel); }
.v-node.large.lowpriority { border-left-style: dashed; border-right-style: dashed; border-bottom-style: dashed; }
.v-node-head { display: flex; flex-wrap: wrap; align-items: center; gap: .2rem .4rem; }
.v-tag { font-size: .75rem; color: var(--soft); }
.v-errand { margin-top: .25rem; padding: .05rem .4rem; font-size: .8rem; background: var(--paper); border: 1px dashed var(--hot); border-radius: .3rem; }
.v-slots { display: grid; gap: .25rem; margin-top: .35rem; }
.v-slot { min-height: 1.6rem; display: grid; }
.v-slot.free { border: 1px dashed var(--soft); border-radius: .35rem; opacity: .6; }
.v-node.small { display: flex; flex-wrap: wrap; gap: 1px; width: 1.45rem; min-height: 1.25rem; padding: 2px; align-content: center; background: var(--paper); border: 0; border-top: 4px solid var(--state, var(--soft)); border-radius: 3px; box-shadow: 0 0 0 1px var(--line); }
.v-node.small.lowpriority { border-radius: 3px 3px 8px 8px; }
.v-legend { display: flex; flex-wrap: wrap; gap: .1rem .9rem; margin: .4rem 0 0; padding: 0; list-style: none; font-size: .82rem; }
.v-legend i { display: inline-block; width: .8em; height: .8em; margin-right: .35em; border-radius: 2px; background: var(--state, var(--soft)); vertical-align: -.05em; }
.v-cell { flex: 1 0 .45rem; height: .7rem; border-radius: 1px; background: var(--panel); }
.v-cell.running { background: var(--job); }
.v-cell.preparing { background: repeating-linear-gradient(45deg, var(--job) 0 2px, var(--paper) 2px 4px); }
.v-moved { box-shadow: 0 0 0 3px var(--focus) !important; z-index: 1; }
.v-chosen { outline: 3px solid var(--accent); outline-offset: 1px; }
.v-state { display: inline-block; padding: 0 .5em; font-size: .85em; line-height: 1.5; border-radius: 1em; border: 1px solid var(--state, var(--soft)); background: color-mix(in srgb, var(--state, var(--soft)) 14%, var(--paper)); color: var(--ink); white-space: nowrap; }
.s-running { --state: var(--c-running); } .s-idle { --state: var(--c-idle); } .s-waitingforstarttask { --state: var(--c-waitingforstarttask); } .s-starting { --state: var(--c-starting); } .s-creating { --state: var(--c-creating); } .s-rebooting { --state: var(--c-rebooting); } .s-reimaging { --state: var(--c-reimaging); } .s-leavingpool { --state: var(--c-leavingpool); } .s-offline { --state: var(--c-offline); } .s-starttaskfailed { --state: var(--c-starttaskfailed); } .s-unusable { --state: var(--c-unusable); } .s-unknown { --state: var(--c-unknown); } .s-preempted { --state: var(--c-preempted); }
.s-enabling { --state: var(--c-running); } .s-steady { --state: var(--c-idle); } .s-active { --state: #3f7fbf; } .s-completed { --state: var(--c-succeeded); }
.s-preparing, .s-resizing { --state: #c9971c; } .s-stopping { --state: var(--c-preempted); } .s-deleting, .s-terminating { --state: var(--c-starttaskfailed); } .s-disabled, .s-disabling { --state: var(--c-offline); }
.v-side > .v-field { padding: 0 .2rem; }
.v-diagram { display: block; width: 100%; max-width: 22rem; height: auto; margin: .4rem auto; font-size: 12px; }
.v-box { fill: var(--paper); stroke: var(--line); stroke-width: 1; }
.v-box.visited { stroke: var(--state, var(--soft)); stroke-width: 2; }
.v-box.current { fill: var(--accent); stroke: var(--accent); }
.v-label { fill: var(--soft); }
.v-label.visited { fill: var(--ink); }
.v-label.current { fill: var(--paper); font-weight: 650; }
.v-end { fill: var(--soft); }
.v-dot { fill: var(--line); stroke: var(--soft); } .v-dot.gone { fill: var(--paper); stroke-width: 3; } .v-dot.current { fill: var(--accent); stroke: var(--accent); }
.v-arc { fill: none; stroke: var(--line); stroke-width: 1; } .v-head { fill: var(--line); }
.v-arc.open { stroke: var(--soft); stroke-dasharray: 3 3; } .v-head.open { fill: var(--soft); }
.v-arc.taken { stroke: var(--accent); stroke-width: 2; } .v-head.taken { fill: var(--accent); }
.v-arc.latest { stroke: var(--hot); stroke-width: 3; } .v-head.latest { fill: var(--hot); }
.v-ways { margin: .3rem 0; padding-left: 0; list-style: none; font-size: .85rem; } .v-ways li { margin: .25rem 0; }
.v-story { font-size: .85rem; } .v-story li { margin: .15rem 0; }
.v-no-log { padding: .6rem .9rem; background: var(--panel); border-left: 5px solid var(--hot); }
@media (max-width: 88rem) { .v-viewer { grid-template-columns: minmax(17rem, 21rem) minmax(0, 1fr); grid-template-rows: auto auto 1fr; } .v-about { grid-area: 2 / 1; position: static; max-height: none; } .v-side { grid-area: 3 / 1; } .v-main { grid-area: 2 / 2 / 4; } }
@media (max-width: 52rem) { .v-viewer, .v-stage { grid-template-columns: minmax(0, 1fr); } .v-controls { position: static; } .v-viewer > * { grid-area: auto / 1 !important; } }
@media print { .v-controls, .v-side, .v-question { display: none; } }
`.trim();
